"""Publication into PostgreSQL, for reporting tools that read a server."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import duckdb_extension_postgres_scanner

SCHEMA = "marts"
# Whoever is granted it reads the marts, and nothing else of the database.
READER = "marts_reader"
# So long readers may hold on to the last version before publication gives up.
PATIENCE = "60s"
# By this a schema is known to be a publication's, and may be replaced.
MARK = "The published marts of Essex Data. Whatever is in here goes with the next ones."
# A server that does not answer is given up after so many seconds.
SECONDS_TO_CONNECT = "10"


class _NotOurs(Exception):
    """There is a schema of the name that no publication made."""


def publish(marts: Path, connection_string: str) -> str:
    """Puts the tables of a publication in the place of the last ones.

    marts: its marts.duckdb; connection_string: as libpq reads it, without a password
    (that is for PGPASSFILE or a service file). New tables are filled beside the old
    ones and take their place in one transaction, which waits for who is reading: a
    query sees the one publication or the other. Comments come with them. Needs the
    right to create schemas, and roles when READER is not there yet.

    Returns what went wrong, in words for an analyst, or nothing.
    """
    if re.search(r"password\s*=|://[^/@]*:[^/@]*@", connection_string):
        return (
            "PUBLISH_POSTGRES holds a password, which others on this machine could"
            " read: put it into a file that PGPASSFILE names, and leave it out there."
        )
    try:
        _publish(marts, connection_string)
    except (duckdb.Error, _NotOurs) as error:
        reason = str(error).replace(connection_string, "PUBLISH_POSTGRES")
        return (
            "The marts could not be published into the PostgreSQL database that"
            f" PUBLISH_POSTGRES names; what it held is as it was. {reason.strip()}"
        )
    return ""


def _publish(marts: Path, connection_string: str) -> None:
    os.environ.setdefault("PGCONNECT_TIMEOUT", SECONDS_TO_CONNECT)
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
        others = connection.execute(
            "from postgres_query('server', ?)",
            [
                "select nspname from pg_namespace"
                f" where nspname in ('{SCHEMA}', '{new}')"
                " and obj_description(oid, 'pg_namespace')"
                f" is distinct from {_text(MARK)}"
            ],
        ).fetchall()
        if others:
            raise _NotOurs(
                f"The database has a schema {others[0][0]} that no publication made."
                " Rename it, or name another database."
            )
        ask(
            f"drop schema if exists {new} cascade; create schema {new};"
            f" comment on schema {new} is {_text(MARK)}"
        )
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
    """In one transaction, when nobody reads any of the old tables.

    Who reads one and wants another must not wait for long: all tables are locked within
    half a second or let go, before the server would end somebody for a deadlock.
    """
    return f"""
    do $$
    declare
        mart record;
        ends_at timestamptz := clock_timestamp() + interval '{PATIENCE}';
    begin
        loop
            begin
                perform set_config(
                    'lock_timeout',
                    (500 / greatest(count(*), 1))::text || 'ms',
                    true
                ) from pg_tables where schemaname = '{SCHEMA}';
                for mart in
                    select tablename from pg_tables
                    where schemaname = '{SCHEMA}' order by tablename
                loop
                    execute format(
                        'lock table {SCHEMA}.%I in access exclusive mode',
                        mart.tablename
                    );
                end loop;
                exit;
            exception when lock_not_available then
                if clock_timestamp() > ends_at then
                    raise;
                end if;
                perform pg_sleep(0.05);
            end;
        end loop;
        drop schema if exists {SCHEMA} cascade;
        alter schema {new} rename to {SCHEMA};
    end $$
    """


def _text(words: str | None) -> str:
    return "'" + (words or "").replace("'", "''") + "'"
