"""Publication into PostgreSQL, for reporting tools that read a server."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import duckdb_extension_postgres_scanner

SCHEMA = "marts"
# Whoever is granted it reads the marts, and nothing else of the database.
READER = "marts_reader"
# So long readers may hold on to the last version before publication gives up.
PATIENCE = "60s"


def publish(marts: Path, connection_string: str) -> str:
    """Puts the tables of a publication in the place of the last ones.

    marts: its marts.duckdb; connection_string: as libpq reads it, without a password
    (that is for PGPASSFILE or a service file). New tables are filled beside the old
    ones and take their place in one transaction, which waits for who is reading: a
    query sees the one publication or the other. Comments come with them. Needs the
    right to create schemas, and roles when READER is not there yet.

    Returns what went wrong, in words for an analyst, or nothing.
    """
    if re.search(r"\bpassword\s*=|://[^/@]*:[^/@]*@", connection_string):
        return (
            "PUBLISH_POSTGRES holds a password, which others on this machine could"
            " read: put it into a file that PGPASSFILE names, and leave it out there."
        )
    try:
        _publish(marts, connection_string)
    except duckdb.Error as error:
        reason = str(error).replace(connection_string, "PUBLISH_POSTGRES")
        return (
            "The marts could not be published into the PostgreSQL database that"
            f" PUBLISH_POSTGRES names; what it held is as it was. {reason.strip()}"
        )
    return ""


def _publish(marts: Path, connection_string: str) -> None:
    with duckdb.connect() as connection:
        folder = Path(str(duckdb_extension_postgres_scanner.__file__)).parent
        (extension,) = folder.glob(
            f"extensions/v{duckdb.__version__}/postgres_scanner.duckdb_extension"
        )
        connection.execute(f"load '{extension}'")
        connection.execute(f"attach '{marts}' as published (read_only)")
        quoted = connection_string.replace("'", "''")
        connection.execute(f"attach '{quoted}' as server (type postgres)")

        def ask(sql: str) -> None:
            connection.execute("call postgres_execute('server', ?)", [sql])

        new = f"{SCHEMA}_new"
        ask(f"drop schema if exists {new} cascade; create schema {new}")
        tables = connection.execute(
            "select table_name, comment from duckdb_tables()"
            " where database_name = 'published' order by table_name"
        ).fetchall()
        for table, comment in tables:
            connection.execute(
                f"create table server.{new}.{table} as from published.main.{table}"
            )
            comments = [f"comment on table {new}.{table} is {_text(comment)}"]
            for column, said in connection.execute(
                "select column_name, comment from duckdb_columns()"
                " where database_name = 'published' and table_name = ?"
                " and comment is not null",
                [table],
            ).fetchall():
                comments.append(
                    f'comment on column {new}.{table}."{column}" is {_text(said)}'
                )
            ask("; ".join(comments))
        ask(
            "do $$ begin"
            f" if not exists (select from pg_roles where rolname = '{READER}')"
            f" then create role {READER} nologin; end if; end $$"
        )
        ask(
            f"grant usage on schema {new} to {READER};"
            f" grant select on all tables in schema {new} to {READER}"
        )
        ask(_switch(new))


def _switch(new: str) -> str:
    """In one transaction, that who reads the old tables ends first."""
    return f"""
    do $$
    declare mart record;
    begin
        perform set_config('lock_timeout', '{PATIENCE}', true);
        for mart in
            select tablename from pg_tables where schemaname = '{SCHEMA}' order by 1
        loop
            execute format(
                'lock table {SCHEMA}.%I in access exclusive mode', mart.tablename
            );
        end loop;
        drop schema if exists {SCHEMA} cascade;
        alter schema {new} rename to {SCHEMA};
    end $$
    """


def _text(words: str | None) -> str:
    return "'" + (words or "").replace("'", "''") + "'"
