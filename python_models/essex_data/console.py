"""Queries against the vault, for those who hold its key."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import duckdb

from essex_data import audit
from essex_data.keys import KeyProblem
from essex_data.settings import read_settings
from essex_data.vault import VaultProblem, attach_vault

SCHEMAS = ("marts", "linked", "risk", "staging", "seeds")
ROWS_SHOWN = 40
log = logging.getLogger("essex_data")


class QueryProblem(Exception):
    """A query that cannot be answered; the message says why."""


def answer(query: str, out: Path | None = None) -> int:
    """Runs one query for the command line and returns the exit status."""
    try:
        run_query(query, out)
    except (KeyProblem, QueryProblem, VaultProblem) as problem:
        log.error("%s", problem)
        return 1
    return 0


def run_query(query: str, out: Path | None = None) -> None:
    """Runs one query; prints a table, or writes a CSV file when `out` is given.

    Who asked what stands in the audit log before anything is answered.

    Raises QueryProblem when it cannot be answered, KeyProblem without the vault's key,
    VaultProblem when the vault cannot be opened.
    """
    settings = read_settings()
    if not query.strip():
        raise QueryProblem('There is no query. Use: make sql QUERY="select ..."')
    if not settings.vault.exists():
        raise QueryProblem(f"There is no vault at {settings.vault}. Run `make build`.")
    connection = duckdb.connect()
    attach_vault(connection, read_only=True)
    connection.execute("set temp_file_encryption = true")
    paths = ",".join(
        f"vault.{schema}" for schema in SCHEMAS if _has(connection, schema)
    )
    connection.execute(f"set search_path = '{paths}'")
    connection.execute("set TimeZone = 'UTC'")
    try:
        audit.append(settings.audit_log, audit.audit_line(query, out))
    except OSError as error:
        raise QueryProblem(
            f"Nothing is answered, because {settings.audit_log} cannot be written "
            f"({error.strerror}). Give its owner write access."
        ) from None
    try:
        result = connection.sql(query)
        if result is None:
            raise QueryProblem("The query returns no rows to show: use a select.")
        if out is None:
            result.show(max_rows=ROWS_SHOWN, max_width=_width())
        else:
            partial = out.with_name(f".{out.name}.part")
            result.write_csv(str(partial))
            partial.replace(out)
    except duckdb.Error as error:
        raise QueryProblem(str(error)) from None


def _has(connection: duckdb.DuckDBPyConnection, schema: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_schemas() where database_name = 'vault' "
        "and schema_name = ?",
        [schema],
    ).fetchone()
    return found is not None


def _width() -> int:
    return 160 if sys.stdout.isatty() else 240
