"""What the engine says of an error holds no value of a row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from essex_data.errors import WITHOUT_VALUES, without_values

NAMES = "(values ('Zyxequ\nLINE 1: Zyxequ'), ('Zyxequ\nLINE 1: Zyxequ')) as t (name)"


def error_of(sql: str) -> duckdb.Error:
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as raised:
        connection.execute("create table names as from " + NAMES)
        connection.execute("create table kept (name varchar primary key)")
        connection.execute(sql).fetchall()
    return raised.value


@pytest.mark.parametrize(
    "sql",
    [
        "select\n    cast(name as integer) as n\nfrom names",
        "select strptime(name, '%d') from names",
        "select error('Nobody is called ' || name) from names",
        "insert into kept from names",
        "select name::blob::varchar::date from names",
        "select (name || '(')::integer[] from names",
    ],
)
def test_no_value_is_told(sql: str) -> None:
    error = error_of(sql)
    assert "Zyxequ" in str(error)
    told = without_values(error, sql)
    assert type(told) is type(error)
    assert "Zyxequ" not in str(told)
    assert "try_cast" in str(told)


def test_the_line_of_the_sql_is_told() -> None:
    sql = "select\n    cast(name as integer) as n\nfrom names"
    assert "cast(name as integer)" in str(without_values(error_of(sql), sql))


@pytest.mark.parametrize(
    "sql", ["select surname from names", "selct 1", "from nowhere", "select f(1)"]
)
def test_what_is_wrong_with_the_sql_is_told_in_full(sql: str) -> None:
    error = error_of(sql)
    assert isinstance(error, WITHOUT_VALUES)
    assert without_values(error, sql) is error


def test_what_can_be_done_about_is_told() -> None:
    """macros/project/advice.sql looks for these words."""
    error = duckdb.TransactionException("Failed: No space left on device 'Zyxequ'")
    assert "No space left on device." in str(without_values(error, ""))
    assert "Zyxequ" not in str(without_values(error, ""))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("a,1\nb,Zyxequ\n", "line 3, column reach (DOUBLE)"),
        ("a,1,Zyxequ\n", "seeds/interventions.csv cannot be read"),
    ],
)
def test_the_place_in_a_seed_is_told(tmp_path: Path, body: str, place: str) -> None:
    """As dbt-duckdb loads one."""
    file = tmp_path / "seeds" / "interventions.csv"
    file.parent.mkdir()
    file.write_text("name,reach\n" + body, "utf-8")
    sql = f"\n  COPY \"kept\" FROM '{file}' (FORMAT CSV, HEADER TRUE, DELIMITER ',')"
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as raised:
        connection.execute("create table kept (name varchar, reach double)")
        connection.execute(sql)
    told = str(without_values(raised.value, sql))
    assert place in told
    assert "column_types" in told
    assert "Zyxequ" not in told
