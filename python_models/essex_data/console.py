"""Queries against the vault, for those who hold its key."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from essex_data import audit
from essex_data.keys import KeyProblem, hmac_pads, read_key, release_key
from essex_data.settings import read_settings
from essex_data.vault import VaultProblem, attach_vault

SCHEMAS = ("marts", "linked", "risk", "staging", "seeds")
ROWS_SHOWN = 40
log = logging.getLogger("essex_data")


class QueryProblem(Exception):
    """A query that cannot be answered; the message says why."""


def answer(asking: Callable[[], None]) -> int:
    """Asks the vault for the command line and returns the exit status."""
    try:
        asking()
    except (KeyProblem, QueryProblem, VaultProblem) as problem:
        log.error("%s", problem)
        return 1
    return 0


def run_query(query: str, out: Path | None = None, purpose: str = "") -> None:
    """Runs one query; prints a table, or writes a CSV file when `out` is given.

    purpose: of a release; ids and tokens in the answer are then of that purpose alone,
    so that they fit no release for another.

    Raises QueryProblem when it cannot be answered, KeyProblem without the vault's key,
    VaultProblem when the vault cannot be opened.
    """
    if not query.strip():
        raise QueryProblem('There is no query. Use: make sql QUERY="select ..."')
    connection = open_vault()
    try:
        tell(ask(connection, query, out, purpose), out)
    except duckdb.Error as error:
        raise QueryProblem(str(error)) from None


def open_vault() -> duckdb.DuckDBPyConnection:
    """The vault, to read; unqualified names are found in it. What is asked of it goes
    through `ask`.
    """
    settings = read_settings()
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
    return connection


def ask(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    out: Path | None = None,
    purpose: str = "",
) -> duckdb.DuckDBPyRelation:
    """The answer to a query. Who asked what, and where the answer goes, stands in the
    audit log before anything is answered.

    Raises QueryProblem when the log cannot be written or the query returns no rows.
    """
    log_file = read_settings().audit_log
    try:
        audit.append(log_file, audit.audit_line(query, out, purpose))
    except OSError as error:
        raise QueryProblem(
            f"Nothing is answered, because {log_file} cannot be written "
            f"({error.strerror}). Give its owner write access."
        ) from None
    result = connection.sql(query)
    if result is None:
        raise QueryProblem("The query returns no rows to show: use a select.")
    return _release(connection, result, purpose) if purpose else result


def tell(result: duckdb.DuckDBPyRelation, out: Path | None = None) -> None:
    """Prints an answer, or writes it to a CSV file."""
    if out is None:
        result.show(max_rows=ROWS_SHOWN, max_width=_width())
    else:
        partial = out.with_name(f".{out.name}.part")
        result.write_csv(str(partial))
        partial.replace(out)


# In plain text it can be seen what is a token, and these hold none; integers of 64 bits
# without a sign are tokens, lists and structures may hide them.
_RELEASED = re.compile(
    r"VARCHAR|BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DOUBLE"
    r"|DECIMAL\(\d+,\d+\)|DATE|TIME|TIMESTAMP.*"
)
_RELEASED_TEXT = """
case
    when regexp_full_match({column}, '[0-9a-f]{{32}}') then left(sha256(
        getvariable('release_outer')
        || unhex(sha256(getvariable('release_inner') || encode({column})))
    ), 32)
    else {column}
end as {column}
"""


def _release(
    connection: duckdb.DuckDBPyConnection,
    result: duckdb.DuckDBPyRelation,
    purpose: str,
) -> duckdb.DuckDBPyRelation:
    """The answer with each id and token (32 hex characters) hashed under the key of the
    purpose, which comes from the vault's key.

    Raises QueryProblem for a purpose that is not registered, and for columns in which
    tokens cannot be told from what is none.
    """
    registered = "vault.seeds.purposes"
    purposes = connection.sql(f"select purpose_id from {registered} order by all")
    known = [row[0] for row in purposes.fetchall()]
    if purpose not in known:
        raise QueryProblem(
            f"No purpose {purpose} is registered in seeds/protocols/purposes.csv. "
            f"Those that are: {', '.join(known)}."
        )
    columns = {
        f'"{name.replace(chr(34), chr(34) * 2)}"': str(kind)
        for name, kind in zip(result.columns, result.types, strict=True)
    }
    refused = [name for name, kind in columns.items() if not _RELEASED.fullmatch(kind)]
    if refused:
        raise QueryProblem(
            f"A release cannot hold {', '.join(refused)}: tokens of 64 bits, lists and "
            "structures stay in the vault. Leave them out of the query."
        )
    settings = read_settings()
    key = release_key(read_key(settings.key_dir / "vault.key"), purpose)
    for name, pad in zip(("inner", "outer"), hmac_pads(key), strict=True):
        connection.execute(f"set variable release_{name} = ?", [pad])
    released = (
        _RELEASED_TEXT.format(column=name) if kind == "VARCHAR" else name
        for name, kind in columns.items()
    )
    return result.project(", ".join(released))


def _has(connection: duckdb.DuckDBPyConnection, schema: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_schemas() where database_name = 'vault' "
        "and schema_name = ?",
        [schema],
    ).fetchone()
    return found is not None


def _width() -> int:
    return 160 if sys.stdout.isatty() else 240
