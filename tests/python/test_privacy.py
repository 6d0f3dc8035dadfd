"""No identifier passes staging: what was delivered is looked for wherever it may be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse
from essex_data.contract import read_contract
from essex_data.deliveries import scan_landing, view_sql
from essex_data.keys import encryption_secret, hmac_pads, read_key
from essex_data.transcoding import TranscodingFileSystem
from essex_data.warehouse import attach_vault

# The one column that holds what identifiers look like: the directory's postcodes,
# which are places and nobody's.
DIRECTORY = ("stg_reference__postcodes", "postcode")
# Shorter values (a sex, a member's number, a surname such as "Lee") are also words.
SHORTEST = 5
SAMPLED = 400


@pytest.fixture(scope="module")
def opened(district: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """The vault, beside every delivered identifier (table ``identifiers``)."""
    connection = duckdb.connect()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in district.environment.items():
            patched.setenv(name, value)
        attach_vault(connection, read_only=True)
    connection.register_filesystem(TranscodingFileSystem())
    connection.execute("create schema memory.landing")
    connection.execute(
        "create table memory.landing.files (file_path varchar, delivery_date date)"
    )
    connection.execute("create table identifiers (value varchar, kind varchar)")
    contract = [d for d in read_contract() if d.partner != "evaluation"]
    landing = scan_landing(district.landing, contract)
    for file in landing.files:
        connection.execute(
            "insert into memory.landing.files values (?, ?)",
            [str(file.path), file.delivery_date],
        )
    for dataset in contract:
        view = view_sql(dataset, landing.accepted(dataset))
        for column in dataset.identifiers:
            connection.execute(
                f"insert into identifiers select distinct upper(trim({column})), ? "
                f"from ({view}) as delivered where length(trim({column})) >= ?",
                [column, SHORTEST],
            )
    yield connection
    connection.close()


def _columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where database_name = 'vault' and data_type in ('VARCHAR', 'VARCHAR[]')"
    ).fetchall()


def test_no_column_of_any_table_holds_a_delivered_identifier(
    opened: duckdb.DuckDBPyConnection,
) -> None:
    columns = _columns(opened)
    assert len(columns) > 100
    found = {}
    for schema, table, column in columns:
        (count,) = opened.execute(
            f"select count(*) from (select distinct upper({column}::varchar) as value "
            f"from vault.{schema}.{table}) as stored "
            "semi join identifiers using (value)"
        ).fetchone()
        if count and (table, column) != DIRECTORY:
            found[f"{schema}.{table}.{column}"] = count
    assert found == {}


def test_the_search_would_find_an_identifier(
    opened: duckdb.DuckDBPyConnection,
) -> None:
    schema, (table, column) = "staging", DIRECTORY
    (count,) = opened.execute(
        f"select count(*) from vault.{schema}.{table} as stored "
        f"semi join identifiers on upper(stored.{column}) = identifiers.value"
    ).fetchone()
    assert count > 100


def _written_files(district: Warehouse) -> list[Path]:
    return [
        path
        for folder in ("target", "logs", "warehouse")
        for path in (district.folder / folder).rglob("*")
        if path.is_file()
    ]


def test_no_file_holds_an_identifier_or_a_key(
    district: Warehouse, opened: duckdb.DuckDBPyConnection
) -> None:
    rows = opened.execute(
        "select distinct value from identifiers where value ~ '[0-9].*[0-9].*[0-9]'"
        " and length(value) >= 8 and value not like '%-%-%' order by value"
    ).fetchall()
    values = random.Random(1).sample([row[0] for row in rows], SAMPLED)
    needles = [value.encode() for value in values]
    for name in ("link.key", "vault.key"):
        key = read_key(district.folder / "keys" / name)
        for secret in (key, *hmac_pads(key), encryption_secret(key).encode()):
            needles += [secret, secret.hex().encode(), repr(secret)[2:-1].encode()]
    files = _written_files(district)
    assert any(path.name == "manifest.json" for path in files)
    assert any(path.name == "vault.duckdb" for path in files)
    for path in files:
        content = path.read_bytes()
        upper = content.upper()
        hits = [n for n in needles if n in content or n in upper]
        assert not hits, f"{path} holds {len(hits)} of what it must not"


def test_the_vault_cannot_be_read_without_its_key(district: Warehouse) -> None:
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(district.folder / "warehouse" / "vault.duckdb"))


def test_nothing_of_the_demonstration_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {"/landing/", "/warehouse/", "/keys/", "/target/", "/logs/"} <= set(ignored)
