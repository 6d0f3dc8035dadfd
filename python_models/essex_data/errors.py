"""The engine's errors without the values that they quote.

An engine that cannot convert or compare a value quotes it: a name in the wrong place
would stand on the screen, in logs/dbt.log and in target/run_results.json. What is
shown instead is the kind of the error and the line of the SQL.
"""

from __future__ import annotations

import re
from typing import Any

import duckdb
from dbt.adapters.duckdb.environments import local

# They come of the SQL or of the machine: their text is of use, and holds no row.
WITHOUT_VALUES = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.DependencyException,
    duckdb.InterruptException,
    duckdb.IOException,
    duckdb.NotImplementedException,
    duckdb.OutOfMemoryException,
    duckdb.ParserException,
    duckdb.PermissionException,
    duckdb.SyntaxException,
)
# Fixed words that an error of another kind may have: macros/project/advice.sql has
# something to say to each.
KNOWN = (
    *("Out of Memory", "No space left on device", "File too large"),
    *("Read-only file system", "Permission denied", "Could not read enough bytes"),
)
HIDDEN = (
    "{kind}: the rest of what the engine says is not shown, because it may quote what "
    "a partner delivered. Read such a value with try_cast, or by a macro of "
    "macros/deliveries."
)
# How dbt-duckdb loads a seed, which is the project's own.
LOAD_OF_SEED = re.compile(r"\s*COPY .+ FROM '(?:.*/)?(seeds/[^']+)' \(FORMAT CSV")
IN_SEED = (
    "{kind}: {file}{place} cannot be read. Each line needs a value for each column of "
    "the first line, in quotes if it has a comma, and of the type that the YAML beside "
    "the seed gives the column in column_types."
)


class Cursor(local.DuckDBCursorWrapper):
    """dbt's cursor; its errors hold no value."""

    def execute(self, sql: str, bindings: Any = None) -> Any:
        try:
            return super().execute(sql, bindings)
        except duckdb.Error as error:
            raise without_values(error, sql) from None

    def fetchall(self) -> Any:
        return self._fetch("fetchall")

    def fetchone(self) -> Any:
        return self._fetch("fetchone")

    def fetchmany(self, *size: int) -> Any:
        return self._fetch("fetchmany", *size)

    def _fetch(self, name: str, *size: int) -> Any:
        try:
            return getattr(self._cursor, name)(*size)
        except duckdb.Error as error:
            raise without_values(error, "") from None


def hide_values() -> None:
    """From now on what dbt's connections raise holds no value of a row."""
    # dbt-duckdb looks its cursor up by this name whenever it opens a connection
    vars(local)["DuckDBCursorWrapper"] = Cursor


def without_values(error: duckdb.Error, sql: str) -> duckdb.Error:
    """The error, or in the place of one that may hold a value one of its type that does
    not.

    sql: what was run; the line that the error points to is told.
    """
    if isinstance(error, WITHOUT_VALUES):
        return error
    text = str(error)
    if seed := LOAD_OF_SEED.match(sql):
        return type(error)(_in_seed(seed[1], type(error).__name__, text))
    told = [HIDDEN.format(kind=type(error).__name__)]
    told += [f"{words}." for words in KNOWN if words in text]
    # a value may look like it; the engine's own comes last
    numbers = re.findall(r"\nLINE (\d{1,6}): ", text)
    number, lines = int(numbers[-1]) if numbers else 0, sql.splitlines()
    if 0 < number <= len(lines):
        told.append(f"\n\nLINE {number}: {lines[number - 1].strip()}")
    return type(error)(" ".join(told))


def _in_seed(file: str, kind: str, text: str) -> str:
    line = re.search(r"CSV Error on Line: (\d+)", text)
    column = re.search(r"\nColumn (\w+) is being converted as type (\w+)", text)
    place = f", line {line[1]}" if line else ""
    place += f", column {column[1]} ({column[2]})" if column else ""
    return IN_SEED.format(kind=kind, file=file, place=place)
