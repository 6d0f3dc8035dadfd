"""Pseudonymisation at source: the hub gets tokens, and knows the same people."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Warehouse
from essex_data.contract import read_contract
from essex_data.deliveries import (
    count_rows,
    make_tables,
    scan_landing,
    show_files,
    view_sql,
)

REVIEWS = "essex_county_council/health_visiting_reviews"
PROFILES = "essex_county_council/eyfs_profile"
DELIVERED = {
    f"{REVIEWS}/2023-01-31/reviews.csv": (
        "record_id,nhs_number,forename,surname,date_of_birth,postcode,"
        "mother_forename,mother_surname,mother_date_of_birth,review_type\n"
        "H1,9990000018,Ann,Mole,2020-02-03,SS16 4AA,May,Mole,1990-05-06,12M\n"
        "H2,9990000018,Ann,Mole,2020-02-03,SS16 4AA,May,Mole,1990-05-06,2-2.5Y\n"
        "H3,,Bo,Ratty,31/02/2020,SS16 4AA,,,,13M\n"
        ",,No,Key,2020-01-01,,,,,\n"
    ),
    f"{REVIEWS}/2023-06-30/reviews.csv": (
        "record_id,nhs_number,forename,surname,date_of_birth,review_type,review_date\n"
        "H2,9990000018,Anne,Mole,2020-02-03,2-2.5Y,2022-03-02\n"
    ),
    f"{PROFILES}/2023-06-30/profile.csv": (
        "record_id,upn,forename,surname,date_of_birth,academic_year,elg01\n"
        "E1,A950000178301,Ann,Mole,2020-02-03,2022/23,2\n"
    ),
}
IDENTIFIERS = (b"Mole", b"MOLE", b"Ratty", b"9990000018", b"A950000178301", b"SS16")
TABLES = ("health_visiting_reviews", "eyfs_profile")


def run(warehouse: Warehouse) -> str:
    built = warehouse.build(
        *("--resource-type", "model", "-s"),
        *(f"+stg_essex_county_council__{table}" for table in TABLES),
    )
    return built.stdout


def staged(warehouse: Warehouse) -> dict[str, list[tuple]]:
    return {
        table: warehouse.query(
            f"select * from vault.staging.stg_essex_county_council__{table}"
            " order by all"
        )
        for table in TABLES
    }


def keys_of(warehouse: Warehouse) -> set[tuple]:
    return {
        row
        for table in TABLES
        for row in warehouse.query(
            "select identity_token, match_tokens::varchar from"
            f" vault.staging.base_essex_county_council__{table}"
            " where match_tokens is not null"
        )
    }


@pytest.fixture
def hub_and_partner(
    new_warehouse: Callable[..., Warehouse],
) -> tuple[Warehouse, Warehouse]:
    """A hub that gets everything as it is, and a partner with the same link key."""
    hub, partner = new_warehouse("hub"), new_warehouse("partner")
    link_key = partner.folder / "keys" / "link.key"
    shutil.copyfile(hub.folder / "keys" / "link.key", link_key)
    for path, content in DELIVERED.items():
        hub.deliver(path, content)
        partner.deliver(path, content)
    return hub, partner


def test_a_hub_without_link_key_stages_the_same_from_tokens(
    hub_and_partner: tuple[Warehouse, Warehouse],
    new_warehouse: Callable[..., Warehouse],
) -> None:
    hub, partner = hub_and_partner
    outgoing = partner.folder / "outgoing"
    made = partner.run(
        *("python", "-m", "essex_data", "tokens"),
        *("--partner", "essex_county_council", "--out", str(outgoing)),
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "3 files for the hub" in made.stderr
    files = sorted(outgoing.rglob("*.parquet"))
    assert len(files) == len(DELIVERED)
    for file in files:
        assert not [name for name in IDENTIFIERS if name in file.read_bytes()]

    tokens_only = new_warehouse("tokens_only")
    (tokens_only.folder / "keys" / "link.key").unlink()
    shutil.copytree(outgoing, tokens_only.landing, dirs_exist_ok=True)
    assert "Completed successfully" in run(tokens_only)
    assert "Completed successfully" in run(hub)
    assert staged(tokens_only) == staged(hub)
    assert keys_of(tokens_only) == keys_of(hub)
    assert tokens_only.query(
        "select sum(rows_read), sum(rows_rejected)"
        " from vault.staging.stg_landing__files"
    ) == [(5, 0)]
    # another key's tokens would fit nobody
    stranger = new_warehouse("stranger")
    stranger.deliver(f"{PROFILES}/2023-09-30/p.csv", "record_id\nE9\n")
    elsewhere = stranger.folder / "outgoing"
    made = stranger.run(
        *("python", "-m", "essex_data", "tokens"),
        *("--partner", "essex_county_council", "--out", str(elsewhere)),
    )
    assert made.returncode == 0, made.stdout + made.stderr
    for warehouse in (tokens_only, hub):
        shutil.copytree(elsewhere, warehouse.landing, dirs_exist_ok=True)
        run(warehouse)
        assert warehouse.query(
            "select file_name, reason_code from vault.staging.stg_landing__files"
            " where status = 'refused'"
        ) == [("p.csv.tokens.parquet", "other_key")]
    (tokens_only.landing / f"{PROFILES}/2023-09-30/p.csv.tokens.parquet").unlink()
    # a delivery as it is needs the key
    tokens_only.deliver(f"{PROFILES}/2023-07-31/p.csv", "record_id\nE2\n")
    assert "There is no key at" in run(tokens_only)


def test_nothing_but_tokens_and_codes_comes_in_a_file_of_tokens(tmp_path: Path) -> None:
    (dataset,) = (d for d in read_contract() if d.name == "crimes")
    assert dataset.tokenised
    token, other = "0f" * 16, "a1" * 16
    columns = {
        "record_token": [token, "Mole, Ann", None, other],
        "sex": ["F", "F", "M", "SS16 4AA"],
        "lsoa_code": ["E01021237", "", "", "SS16 4AA"],
        "identity_token": ["17", "18", "19", "Mole"],
        "person_role": ["victim", "victim", "victim", "Ann Mole"],
        "value_faults": ["sex:unknown_code", "", "", "Ann Mole: born 2 February"],
        "forename": ["Ann", "Ann", "Ann", "Ann"],
    }
    path = tmp_path / "essex_police/crimes/2024-01-31/crimes.csv.tokens.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table(columns), path)
    connection = duckdb.connect()
    make_tables(connection)
    (found,) = scan_landing(tmp_path, [dataset]).files
    assert "never read: forename" in found.reason
    (counted,) = count_rows(connection, dataset.tokenised, [found])
    assert (counted.rows_read, counted.rows_rejected) == (4, 2)
    show_files(connection, [counted])
    assert connection.execute(
        "select record_token, sex, lsoa_code, identity_token, person_role, value_faults"
        f" from ({view_sql(dataset.tokenised, [counted])})"
        " where record_token is not null order by record_token"
    ).fetchall() == [
        (token, "F", "E01021237", 17, "victim", "sex:unknown_code"),
        (other, None, None, None, None, None),
    ]


def test_a_partner_that_the_contract_does_not_know_is_named(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    made = warehouse.run(
        *("python", "-m", "essex_data", "tokens"),
        *("--partner", "police", "--out", str(warehouse.folder)),
    )
    assert made.returncode == 1
    assert "The contract has no partner 'police'" in made.stderr
    assert "essex_police" in made.stderr


def test_what_partners_deliver_is_what_staging_makes(district: Warehouse) -> None:
    datasets = [dataset for dataset in read_contract() if dataset.tokenised]
    assert len(datasets) == 16
    for dataset in datasets:
        assert dataset.tokenised
        made = district.query(
            "select column_name, lower(data_type) from duckdb_columns()"
            " where database_name = 'vault' and table_name ="
            f" 'base_{dataset.partner}__{dataset.name}' order by column_index"
        )
        columns = {
            name: kind.replace("(12,2)", "(12, 2)")
            for name, kind in made
            if name
            not in ("delivered_in", "file_sha256", "staged_with", "content_hash")
        }
        assert columns == dict(dataset.tokenised.types), dataset.name
        assert list(columns) == list(dataset.tokenised.columns), dataset.name
