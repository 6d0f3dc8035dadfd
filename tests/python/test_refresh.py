"""A refresh gives what a build of everything gives, and reads only what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
from conftest import ROOT, Warehouse
from essex_data import staging
from essex_data.contract import Dataset
from essex_data.deliveries import DeliveredFile
from essex_data.staging import Plan

HEADER = "record_id,upn,forename,surname,date_of_birth,census_date\n"
CENSUS = "schools/school_census/{}/census.csv"
TABLES = (
    "vault.staging.base_schools__school_census",
    "vault.staging.stg_schools__school_census",
    "vault.staging.stg_evaluation__labelled_records",
)
# Records come, are corrected, and share an identity.
JANUARY = HEADER + (
    "R1,A123456789012,Ann,Mole,2015-02-03,2024-01-18\n"
    "R2,,Bo,Ratty,2014-01-01,2024-01-18\n"
)
MAY = HEADER + (
    "R0,,Bo,Ratty,2014-01-01,2024-05-16\n"  # known already, by another record
    "R1,A123456789012,Anne,Mole,2015-02-03,2024-05-16\n"  # corrected
    "R3,,Cy,Toad,2013-12-11,2024-05-16\n"
)
LABELS = "evaluation/labelled_records/{}/labels.csv"
LABELLED = (
    "partner,dataset,record_key,person_label,household_label\n"
    "schools,school_census,R1,P1,H1\n"
)
EARLIER = HEADER + "R3,,Cyril,Toad,2013-12-11,2023-10-05\n"


def refresh(warehouse: Warehouse, *options: str) -> str:
    built = warehouse.build(
        *("-s", "+stg_schools__school_census", "+stg_evaluation__labelled_records"),
        *("--resource-type", "model"),
        *options,
    )
    assert built.returncode == 0, built.stdout
    return built.stdout


def contents(warehouse: Warehouse) -> dict[str, list[tuple]]:
    return {
        table: warehouse.query(f"select * from {table} order by all")
        for table in TABLES
    }


def test_only_new_files_are_read() -> None:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as vault")
    connection.execute("create schema vault.staging")
    connection.execute(
        "create table vault.staging.base_schools__school_census as "
        "select '2024-01-31/a.csv' as delivered_in, 'aa' as file_sha256, "
        "'now' as staged_with"
    )
    census = Dataset(
        "schools", "school_census", "append", ("record_id",), ("record_id",)
    )

    def delivered(
        day: str, name: str, sha256: str, has_rows: bool = True
    ) -> DeliveredFile:
        return DeliveredFile(
            *("schools", "school_census", Path(name), date.fromisoformat(day)),
            sha256=sha256,
            has_rows=has_rows,
        )

    vault = staging.read_staged(connection, census)
    staged = delivered("2024-01-31", "a.csv", "aa")
    later = delivered("2024-01-31", "b.csv", "bb")
    earlier = delivered("2023-12-31", "d.csv", "dd")
    empty = delivered("2023-01-31", "c.csv", "cc", has_rows=False)
    plan = partial(staging.plan, vault, census)
    assert plan([staged, empty], "now") == Plan([])
    assert plan([staged, later], "now") == Plan([later])
    for files, current in (
        ([staged], "later"),
        ([later], "now"),
        ([earlier, staged], "now"),
    ):
        made = plan(files, current)
        assert made.new == files
        assert made.starts_anew_because
        assert not made.problem

    # what is staged of a file that has changed stays, or the run does not start
    assert staging.refuse_changed(later, vault) is later
    changed = staging.refuse_changed(delivered("2024-01-31", "a.csv", "ee"), vault)
    assert (changed.status, changed.reason_code) == ("refused", "changed")
    assert plan([changed, later], "now") == Plan([later])
    damaged = delivered("2024-01-31", "a.csv", "ff").refuse("empty_file", "Empty.")
    assert staging.refuse_changed(damaged, vault) is damaged
    assert plan([damaged, later], "now") == Plan([later])
    for files, current in (([changed], "later"), ([changed, earlier], "now")):
        made = plan(files, current)
        assert made.new == []
        assert "2024-01-31/a.csv is not what was read" in made.problem


def test_only_what_is_read_otherwise_is_read_anew() -> None:
    sources = (ROOT / "models/staging/schools/sources.yml").read_text()
    said = staging.read_as(sources.encode())
    for before, after, is_same in (
        ("school census lead", "head of data", True),
        ("count: 190", "count: 100", True),
        ("One row per pupil", "A row for each pupil", True),
        ("delivery: append", "delivery: snapshot", False),
        ("most_rejected: 0.05", "most_rejected: 0.5", False),
        ("'N', K, E", "'N', K", False),
        ("feeds: upn", "feeds: nhs_number", False),
        ("{name: nc_year, config: {meta: {role: attr, type: text}}}", "", False),
    ):
        assert before in sources
        changed = "\n".join(
            line
            for line in sources.replace(before, after).split("\n")
            if line != "          - "
        )
        assert (staging.read_as(changed.encode()) == said) is is_same, before


def test_a_refresh_gives_what_a_new_build_gives(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    january = warehouse.deliver(CENSUS.format("2024-01-31"), JANUARY)
    warehouse.deliver(LABELS.format("2024-01-31"), LABELLED)
    refresh(warehouse)
    warehouse.deliver(CENSUS.format("2024-05-31"), MAY)
    relabelled = LABELLED + "schools,school_census,R3,P3,\n"
    warehouse.deliver(LABELS.format("2024-05-31"), relabelled)
    assert "made anew" not in refresh(warehouse)
    refreshed = contents(warehouse)
    refresh(warehouse, "--full-refresh")
    assert contents(warehouse) == refreshed
    # The newest labels are taken, of both files that are there.
    assert warehouse.query(f"select count(*) from {TABLES[2]}") == [(2,)]
    # Five rows of two files; one of four identities stands on two.
    assert warehouse.query(
        f"select count(*), count(match_tokens) from {TABLES[0]}"
    ) == [(5, 4)]

    january.unlink()
    warehouse.deliver(CENSUS.format("2023-10-31"), EARLIER)
    said = refresh(warehouse)
    assert "2024-01-31/census.csv is no longer there" in said
    assert warehouse.query(
        "select delivered_in, count(*), count(match_tokens) "
        f"from {TABLES[0]} group by all order by all"
    ) == [("2023-10-31/census.csv", 1, 1), ("2024-05-31/census.csv", 3, 3)]
