"""Deliveries as they come: odd, late, broken. Each with what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import WITHOUT_UNIT_TESTS, Warehouse
from essex_data.contract import Dataset, read_contract
from essex_data.deliveries import expire, scan_landing

HEADER = "record_id,forename,surname,date_of_birth,sex,postcode\n"
ROW = "R1,Ann,Mole,2015-02-03,F,SS16 4AA\n"
CENSUS = Dataset(
    partner="schools",
    name="school_census",
    delivery="append",
    columns=("record_id", "forename", "surname", "date_of_birth", "sex", "postcode"),
    key=("record_id",),
)


def scan(root: Path, content: bytes, name: str = "c.csv", day: str = "2024-01-31"):
    folder = root / "schools" / "school_census" / day
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    (file,) = scan_landing(root, [CENSUS]).files
    return file


@pytest.mark.parametrize(
    ("content", "read_as"),
    [
        ((HEADER + "R1,Zoë,,,,\n").encode(), "file"),
        (b"\xef\xbb\xbf" + HEADER.encode(), "file"),
        ((HEADER + "R1,Zoë,,,,\n").encode("cp1252"), "plaintext"),
        ((HEADER + "R1,O\u2019Hara,,,,\n").encode("cp1252"), "plaintext"),
        ((HEADER + "R1,Zoë,,,,\n").encode("utf-16"), "plaintext"),
        ((HEADER + "R1,Ann,,,,\r\n").encode(), "plaintext"),
        ((HEADER + 'R1,Ann,,,",\n').encode(), "mendedtext"),
    ],
)
def test_a_file_is_read_as_it_needs(
    tmp_path: Path, content: bytes, read_as: str
) -> None:
    file = scan(tmp_path, content)
    assert (file.status, file.read_as) == ("accepted", read_as)
    assert file.columns == CENSUS.columns


@pytest.mark.parametrize(
    ("content", "name", "day", "reason"),
    [
        (b"", "c.csv", "2024-01-31", "The file is empty"),
        (
            b"forename,surname\nAnn,Mole\n",
            "c.csv",
            "2024-01-31",
            "key column record_id",
        ),
        (b"record_id,forename,forename\n", "c.csv", "2024-01-31", "has forename twice"),
        (HEADER.encode("utf-16-le"), "c.csv", "2024-01-31", "CSV in UTF-8"),
        (b"\x1f\x8b\x08\x00broken", "c.csv.gz", "2024-01-31", "cannot be read"),
        (b"PAR1 not really", "c.parquet", "2024-01-31", "cannot be read"),
        (HEADER.encode(), "c.xlsx", "2024-01-31", "knows .csv, .csv.gz and .parquet"),
        (HEADER.encode(), "c.csv", "2024-02-31", "2024-02-31 is not a date"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(
    tmp_path: Path, content: bytes, name: str, day: str, reason: str
) -> None:
    file = scan(tmp_path, content, name, day)
    assert file.status == "refused"
    assert reason in file.reason


def test_headers_match_by_name_and_what_is_not_covered_is_told(tmp_path: Path) -> None:
    file = scan(tmp_path, b'"Surname", RECORD_ID ,comment,Jane Doe 1999\nMole,R1,x,y\n')
    assert file.status == "accepted"
    assert "read as not known: forename, date_of_birth, sex, postcode" in file.reason
    # A name that may be somebody's data is not repeated.
    assert file.reason.endswith("never read: comment, (unnamed)")


def test_no_landing_root_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    (problem,) = scan_landing(tmp_path / "nowhere", [CENSUS]).problems
    assert str(tmp_path / "nowhere") in problem
    assert "make build" in problem


def test_an_unknown_dataset_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    folder = tmp_path / "schools" / "attendance" / "2024-01-31"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(HEADER.encode())
    (file,) = scan_landing(tmp_path, [CENSUS]).files
    assert file.status == "refused"
    assert "school_census" in file.reason


def test_deliveries_become_records(new_warehouse: Callable[..., Warehouse]) -> None:
    """Later rows replace earlier ones; broken rows are counted, never shown."""
    warehouse = new_warehouse()
    census = "schools/school_census/{}/census.csv"
    warehouse.deliver(
        census.format("2024-01-31"),
        HEADER
        + "R1,Ann,Mole,2015-02-03,F,ss164aa\n"
        + "R2,Canaryforename,Canarysurname,31/02/2015,X,nowhere\n"
        + "R3,too,many,columns,here,to,split\n"
        + ",Nokey,Atall,2015-02-03,F,\n"
        + "R4,Bo,Mole,11/11/1811,U,\n"
        + "R4,Bob,Mole,03/02/2014,1,\n",
    )
    warehouse.deliver(
        census.format("2024-05-31"), HEADER + "R1,Anne,Mole,2015-02-03,F,SS16 4AA\n"
    )
    built = warehouse.build("-s", "staging.schools", "staging.reference")
    assert built.returncode == 0, built.stdout
    assert "Canary" not in built.stdout
    rows = warehouse.query(
        "select birth_year, birth_month, sex, known_on::varchar,"
        " superseded_on::varchar, value_faults"
        " from vault.staging.stg_schools__school_census order by all"
    )
    assert rows == [
        (2014, 2, "M", "2024-01-31", None, None),
        (2015, 2, "F", "2024-01-31", "2024-05-31", None),
        (2015, 2, "F", "2024-05-31", None, None),
        (
            *(None, None, None, "2024-01-31", None),
            "date_of_birth:not_a_date sex:unknown_code postcode:not_a_postcode",
        ),
    ]
    assert warehouse.query(
        "select rows_read, rows_staged, rows_rejected, rows_replaced"
        " from vault.staging.stg_landing__files order by delivery_date"
    ) == [(6, 4, 2, 1), (1, 1, 0, 0)]
    assert warehouse.query(
        "select delivered_in, row_number, reason_code"
        " from vault.staging.stg_landing__rejected_rows order by all"
    ) == [
        ("2024-01-31/census.csv", 4, "too_many_columns"),
        ("2024-01-31/census.csv", 5, "no_key"),
    ]


def test_a_snapshot_closes_what_is_gone(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    tenancies = "basildon_borough_council/housing_tenancies/{}/t.csv"
    header = "tenancy_ref,tenant_number,surname\n"
    warehouse.deliver(tenancies.format("2024-01-31"), header + "T1,1,Mole\nT2,1,Rat\n")
    warehouse.deliver(tenancies.format("2024-02-29"), header + "T2,1,Rat\n")
    warehouse.deliver(tenancies.format("2024-03-31"), header)
    built = warehouse.build("-s", "+stg_basildon_borough_council__housing_tenancies")
    assert built.returncode == 0, built.stdout
    assert warehouse.query(
        "select last_delivered_on::varchar, closed_on::varchar"
        " from vault.staging.stg_basildon_borough_council__housing_tenancies"
        " order by 1"
    ) == [("2024-01-31", "2024-02-29"), ("2024-02-29", "2024-03-31")]


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda w: (w.folder / "keys/link.key").unlink(), "There is no key at"),
        (lambda w: (w.folder / "keys/vault.key").chmod(0o644), "chmod 600"),
        (lambda w: w.landing.rmdir(), "There is no landing root at"),
    ],
)
def test_a_run_that_cannot_be_trusted_does_not_start(
    new_warehouse: Callable[..., Warehouse],
    break_it: Callable[[Warehouse], object],
    message: str,
) -> None:
    warehouse = new_warehouse()
    break_it(warehouse)
    built = warehouse.build()
    assert built.returncode != 0
    assert message in built.stdout
    assert "Traceback" not in built.stdout + built.stderr
    assert not (warehouse.folder / "warehouse" / "published").exists()


def test_another_vault_key_is_told_before_anything_is_written(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    warehouse.deliver("schools/school_census/2024-01-31/census.csv", HEADER + ROW)
    selected = ("-s", "+stg_schools__school_census")
    assert warehouse.build(*selected).returncode == 0
    before = (warehouse.folder / "warehouse" / "vault.duckdb").read_bytes()
    (warehouse.folder / "keys" / "vault.key").write_bytes(
        b"another key of 32 bytes, exactly"
    )
    built = warehouse.build(*selected)
    assert built.returncode != 0
    assert "was not made with the key" in built.stdout
    assert (warehouse.folder / "warehouse" / "vault.duckdb").read_bytes() == before


def test_a_refused_file_does_not_stop_the_others_but_is_told(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    """Refused, repeated and, in the next run, changed: what was staged stays."""
    warehouse = new_warehouse()
    census = "schools/school_census/{}/census.csv"
    warehouse.deliver(census.format("2024-01-31"), HEADER + ROW)
    warehouse.deliver(census.format("2024-05-31"), "")
    warehouse.deliver(census.format("2024-06-30"), HEADER + ROW)
    warehouse.deliver(
        census.format("2024-07-31"), HEADER + ROW.replace("R1", "R2") + "R3\n" * 11
    )
    built = warehouse.build(*WITHOUT_UNIT_TESTS)
    assert built.returncode == 3, built.stdout
    assert (
        "schools/school_census/2024-05-31/census.csv: The file is empty" in built.stdout
    )
    ledger = (
        "select status, reason_code, rows_read, rows_staged, rows_rejected"
        " from vault.marts.deliveries order by delivery_date"
    )
    first_seen = [
        ("accepted", None, 1, 1, 0),
        ("refused", "empty_file", 0, 0, 0),
        ("repeated", "repeated", 0, 0, 0),
        ("refused", "too_many_rejected", 12, 0, 12),
    ]
    assert warehouse.query(ledger) == first_seen
    assert (warehouse.current / "manifest.json").exists()
    published = warehouse.current.resolve().name
    health = (warehouse.folder / "warehouse" / "health").read_text()
    assert health.startswith("status=refused started=")
    assert f"published={published} failed_nodes=0 refused_files=2\n" in health
    read_at = "select read_at from vault.staging.stg_landing__files order by all"
    earlier = warehouse.query(read_at)

    warehouse.deliver(census.format("2024-01-31"), HEADER + ROW.replace("Ann", "Eve"))
    warehouse.deliver(census.format("2024-05-31"), HEADER + ROW.replace("R1", "R5"))
    (warehouse.landing / census.format("2024-06-30")).unlink()
    selected = ("-s", "+stg_schools__school_census", "deliveries")
    built = warehouse.build(*selected)
    assert built.returncode not in (0, 3), built.stdout
    assert "was read before with other content, which stays" in built.stdout
    assert warehouse.query(ledger)[:2] == [
        ("refused", "changed", 0, 0, 0),
        ("accepted", None, 1, 1, 0),
    ]
    staged = "select count(*) from vault.staging.stg_schools__school_census"
    assert warehouse.query(staged) == [(2,)]
    # a part of a run says nothing of the whole
    assert (warehouse.folder / "warehouse" / "health").read_text() == health
    # who was read keeps the time of it
    assert warehouse.query(read_at)[0] == earlier[0]

    # to withdraw a file is to take it away
    for day in ("2024-01-31", "2024-07-31"):
        (warehouse.landing / census.format(day)).unlink()
    built = warehouse.build(*selected)
    assert built.returncode == 0, built.stdout
    assert warehouse.query(staged) == [(1,)]
    assert warehouse.query(ledger) == [("accepted", None, 1, 1, 0)]


def test_what_is_kept_too_long_expires(tmp_path: Path) -> None:
    contract = [
        Dataset("p", "d", "append", ("key",), ("key",), retention_years=15),
        Dataset("p", "other", "append", ("key",), ("key",)),
    ]
    for name in ("d", "other"):
        path = tmp_path / "p" / name / "2024-02-29" / "file.csv"
        path.parent.mkdir(parents=True)
        path.write_text("key\nA\n")
    files = scan_landing(tmp_path, contract).files
    statuses = [
        [expire(file, dataset, date.fromisoformat(today)).status for today in days]
        for file, dataset in zip(files, contract, strict=True)
        for days in [("2024-03-01", "2039-02-28", "2039-03-01", "2050-01-01")]
    ]
    assert statuses == [
        ["accepted", "accepted", "expired", "expired"],
        ["accepted"] * 4,
    ]


def test_what_the_register_allows_is_kept_so_long() -> None:
    years = {(d.partner, d.name): d.retention_years for d in read_contract()}
    assert years["schools", "school_census"] == 25
    assert years["essex_police", "crimes"] == 15
    assert all(years.values())
