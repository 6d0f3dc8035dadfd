"""Whoever asks to be erased, or objects, is gone from everything, and stays away."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import faulty
import pytest
import town
from conftest import Warehouse
from essex_data.keys import make_keys, read_key, token
from faulty import WRITING

COLUMNS = (
    *("request_id", "request_kind", "nhs_number", "upn", "nino", "forename"),
    *("surname", "date_of_birth", "sex", "address_line_1", "postcode", "uprn"),
)
CENSUS = "schools/school_census"
REQUEST = "rights/requests/2024-02-15/requests.csv"
WHO = 18
# What is kept so that nobody comes back; what counts rows and files, not people.
KEPT = {"lnk_rights__removed", "base_rights__requests", "stg_rights__requests"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def build(warehouse: Warehouse) -> str:
    built = warehouse.build(*WRITING)
    assert built.returncode == 0, built.stdout
    return built.stdout


def begin(folder: Path) -> Warehouse:
    """A town in which nobody has asked for anything yet; nothing is built."""
    warehouse = Warehouse(folder)
    make_keys(folder / "keys")
    town.deliver(warehouse.landing, "2024-01-31", 0, 90)
    return warehouse


def ask(warehouse: Warehouse) -> None:
    """Somebody asks, in the words in which the schools know them."""
    (path,) = (warehouse.landing / CENSUS / "2024-01-31").iterdir()
    row = rows_of(path)[WHO] | {"request_id": "Q1", "request_kind": "erasure"}
    line = ",".join(row.get(column, "") for column in COLUMNS)
    warehouse.deliver(REQUEST, ",".join(COLUMNS) + f"\n{line}\n")


def certificate(warehouse: Warehouse) -> tuple:
    # whoever knows the number of the request can find what became of it
    link_key = read_key(warehouse.folder / "keys" / "link.key")
    request = token(link_key, "record", "rights", "requests", "Q1")
    return warehouse.query(
        "select places_found, datasets_found, places_in_staging, places_in_people, "
        "is_carried_out from vault.linked.lnk_rights__certificates "
        f"where request_token = '{request}'"
    )[0]


def places(warehouse: Warehouse) -> set[str]:
    """The stored columns in which a record or identity stands that was removed.

    The request itself stays, in tokens, and so does what is the same in it.
    """
    columns = warehouse.query(
        "select schema_name || '.' || table_name, table_name, column_name "
        "from duckdb_columns() where database_name = 'vault' "
        "and data_type in ('VARCHAR', 'UBIGINT')"
    )
    looked = " union all ".join(
        f"select '{name}.{column}' from vault.{table} "
        f'where "{column}"::varchar in (select value from removed)'
        for table, name, column in columns
        if name not in KEPT
    )
    removed = "from vault.linked.lnk_rights__removed where partner <> 'rights'"
    found = warehouse.query(
        f"with removed as materialized (select record_token as value {removed} "
        f"union (select identity_token::varchar {removed} "
        "except select identity_token::varchar "
        f"from vault.staging.base_rights__requests)) {looked} "
        "union all select 'removed' from removed"
    )
    assert len(found) > 13
    return {place for (place,) in found} - {"removed"}


def test_who_asks_is_gone_from_everything_and_stays_away(tmp_path: Path) -> None:
    warehouse = begin(tmp_path)
    ask(warehouse)
    assert "were removed at their request" in build(warehouse)
    # one record of each dataset that knows the person; services and survey know nobody
    assert certificate(warehouse) == (13, 13, 13, 0, False)
    assert "base_schools__school_census.record_token" in places(warehouse)
    # what is published is made without them, but is not the last word
    assert warehouse.run("python", "-m", "essex_data", "is-current").returncode == 1

    # the school knows nothing of it, and delivers them again
    (path,) = (warehouse.landing / CENSUS / "2024-01-31").iterdir()
    row = rows_of(path)[WHO] | {"record_id": "again"}
    new = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    warehouse.deliver(f"{CENSUS}/2024-03-31/school_census.csv", new)
    vault = warehouse.folder / "warehouse" / "vault.duckdb"
    file = vault.stat().st_ino
    build(warehouse)
    assert places(warehouse) == set()
    assert certificate(warehouse) == (13, 13, 0, 0, True)
    # every row of a file is still accounted for, and no block of the old file is left
    assert warehouse.query(
        "select sum(rows_kept - rows_expected) from vault.linked.lnk_deliveries__files"
    ) == [(0,)]
    assert vault.stat().st_ino != file
    assert warehouse.run("python", "-m", "essex_data", "is-current").returncode == 0


@pytest.mark.long
def test_everything_is_as_if_they_had_never_been_delivered(tmp_path: Path) -> None:
    asked, never = begin(tmp_path / "asked"), begin(tmp_path / "never")
    shutil.copytree(asked.folder / "keys", never.folder / "keys", dirs_exist_ok=True)
    build(asked)
    ask(asked)
    ask(never)  # the request itself is a record that matching learns from
    build(asked)
    build(asked)
    for path in never.landing.glob("*/*/2024-01-31/*.csv"):
        # each dataset has one row for each person, in the same order
        if path.stem not in ("services", "parent_voice"):
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(lines[: WHO + 1] + lines[WHO + 2 :]))
    build(never)
    counted = (
        *("staging.base_", "staging.stg_landing"),
        *("linked.lnk_deliveries", "linked.lnk_rights"),
        # when each identity was first seen
        "linked.lnk_people__identity_history",
        # what was published while somebody was still counted
        "linked.lnk_indicators__releases",
    )
    different = {
        table
        for table in faulty.differences(asked, never)
        if not table.startswith((*counted, "marts.deliveries"))
    }
    assert different == set()


@pytest.mark.long
def test_a_request_that_is_withdrawn_brings_the_person_back(tmp_path: Path) -> None:
    warehouse, before = begin(tmp_path / "asked"), begin(tmp_path / "before")
    shutil.copytree(
        before.folder / "keys", warehouse.folder / "keys", dirs_exist_ok=True
    )
    build(before)
    ask(warehouse)
    build(warehouse)
    build(warehouse)
    (warehouse.landing / REQUEST).unlink()
    build(warehouse)
    build(warehouse)
    different = faulty.differences(warehouse, before)
    tested = warehouse.run("dbt", "test", "-s", "every_person_slot_has_one_person")
    assert tested.returncode == 0, tested.stdout
    # it says when each identity was first seen, which for this one is anew
    history = "linked.lnk_people__identity_history"
    assert set(different) <= {"linked.lnk_rights__removed", history}
