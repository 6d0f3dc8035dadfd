"""All that the vault holds about one person, for a subject access request.

Whoever asks has a record's token, which a partner who knows the person made; names are
of no use here. Only tokens, codes and coarse values come out.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import duckdb

from essex_data import console

# How the rows of one person are found: by the first of these of which a table has
# columns. What stands behind is the query for the values that are the person's.
FOUND_BY = {
    r"(\w+_)?person_id(_before)?": "select '{person}'",
    r"(\w+_)?record_token|request_token": (
        "select record_token from lnk_people__records where person_id = '{person}'"
    ),
    r"identity_token|from_id|to_id": (
        "select identity_token from lnk_people__identified where person_id = '{person}'"
    ),
    r"group_token|one_group|other_group": (
        "select group_token from lnk_people__identified where person_id = '{person}'"
    ),
    r"household_id": (
        "select household_id from lnk_households__memberships "
        "where person_id = '{person}'"
    ),
}
SCHEMAS = ("staging", "linked", "risk")
log = logging.getLogger("essex_data")


def found_by(columns: list[str]) -> list[str]:
    """The columns of a table by which the rows of one person are found; none when its
    rows are about nobody, or about an address.
    """
    for pattern in FOUND_BY:
        if found := [name for name in columns if re.fullmatch(pattern, name)]:
            return found
    return []


def held_about(record_token: str, role: str = "", out: Path | None = None) -> None:
    """Prints, table by table, what is held about the person of a record, or writes a
    CSV file for each table into the folder `out`.

    role: blank, or mother for the mother on a health-visiting record.

    Raises QueryProblem when the token is none or no record has it, KeyProblem and
    VaultProblem as every query.
    """
    if not re.fullmatch("[0-9a-f]{32}", record_token) or role not in ("", "mother"):
        raise console.QueryProblem(
            "RECORD must be a record's token, 32 characters from 0 to 9 and a to f "
            "(docs/tokens.md), and ROLE blank or mother."
        )
    connection = console.open_vault()
    try:
        person = console.ask(
            connection,
            "select distinct person_id from lnk_people__records "
            f"where record_token = '{record_token}' and role = '{role}'",
        ).fetchone()
        if person is None:
            raise console.QueryProblem("No record of the vault has that token.")
        if out:
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for table, query in _queries(connection, person[0]):
            file = out / f"{table}.csv" if out else None
            rows = console.ask(connection, query, file).to_arrow_table()
            if rows.num_rows:
                log.info("%s: %s rows", table, rows.num_rows)
                console.tell(connection.from_arrow(rows), file)
    except duckdb.Error as error:
        raise console.QueryProblem(str(error)) from None


def _queries(
    connection: duckdb.DuckDBPyConnection, person: str
) -> list[tuple[str, str]]:
    """For each table of the vault that may hold rows about a person: the query."""
    tables = connection.execute(
        "select table_name, list(column_name order by column_index) "
        "from duckdb_columns() where database_name = 'vault' "
        "and list_contains(?, schema_name) group by table_name order by table_name",
        [list(SCHEMAS)],
    ).fetchall()
    queries = []
    for table, columns in tables:
        wanted = found_by(columns)
        for pattern, values in FOUND_BY.items():
            if wanted and re.fullmatch(pattern, wanted[0]):
                asked = values.format(person=person)
                either = " or ".join(f"{column} in ({asked})" for column in wanted)
                queries.append((table, f"select * from {table} where {either}"))
                break
    return queries
