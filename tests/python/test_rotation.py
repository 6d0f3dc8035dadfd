"""Keys are changed, and people stay the same."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
import town
from conftest import Warehouse
from essex_data.keys import KeyProblem, make_keys, read_key, token
from essex_data.vault import attach_vault
from faulty import WRITING

PEOPLE = 60


def people(warehouse: Warehouse) -> set[frozenset[str]]:
    """Which places in records are of one person, whatever their tokens and ids are."""
    link_key = read_key(warehouse.folder / "keys" / "link.key")
    names = {}
    for partner, dataset, columns in town.datasets():
        key_columns = [
            meta
            for meta in columns.values()
            if meta["role"] == "key" and "refers_to" not in meta
        ]
        for n in range(PEOPLE):
            name = "|".join([f"{dataset}-{n}"] * len(key_columns))
            names[token(link_key, "record", partner, dataset, name)] = name
    rows = warehouse.query(
        "select list(record_token || ' ' || role) "
        "from vault.linked.lnk_people__records group by person_id"
    )
    return {
        frozenset(f"{names[p.split(' ')[0]]} {p.split(' ')[1]}" for p in places)
        for (places,) in rows
    }


def rotate(warehouse: Warehouse, key: str) -> str:
    rotated = warehouse.run("python", "-m", "essex_data", "rotate", "--key", key)
    assert rotated.returncode == 0, rotated.stderr
    return rotated.stderr


def ids(warehouse: Warehouse) -> set[str]:
    return {
        value
        for row in warehouse.query(
            "select record_token, person_id from vault.linked.lnk_people__records"
        )
        for value in row
    }


def test_after_rotation_people_are_the_same_under_other_tokens_and_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(tmp_path)
    folder = warehouse.folder / "keys"
    make_keys(folder)
    town.deliver(warehouse.landing, "2024-01-31", 0, PEOPLE)
    assert warehouse.build(*WRITING).returncode == 0
    people_before, ids_before = people(warehouse), ids(warehouse)
    keys_before = {name: read_key(folder / name) for name in os.listdir(folder)}
    assert len(people_before) >= PEOPLE

    # a key that is merely another one is a mistake, and nothing is written
    (folder / "link.key").write_bytes(b"k" * 32)
    refused = warehouse.build(*WRITING)
    assert refused.returncode == 2
    assert "is not the key that the tokens of" in refused.stdout
    assert ids(warehouse) == ids_before
    (folder / "link.key").write_bytes(keys_before["link.key"])

    assert "deliver everything again" in rotate(warehouse, "link.key")
    rotate(warehouse, "vault.key")
    assert sorted(os.listdir(folder)) == ["link.key", "vault.key"]
    assert all(read_key(folder / name) != key for name, key in keys_before.items())
    # no id of the old key is left, and the old key opens nothing
    assert not warehouse.query(
        "select 1 from duckdb_columns() where database_name = 'vault' "
        "and column_name in ('person_id', 'household_id', 'address_id')"
    )
    for name, value in warehouse.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(KeyProblem, match="was not made with the key"):
        attach_vault(duckdb.connect(), read_only=True, key=keys_before["vault.key"])

    built = warehouse.build(*WRITING)
    assert built.returncode == 0, built.stdout
    assert people(warehouse) == people_before
    assert not ids(warehouse) & ids_before


def test_an_interrupted_rotation_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(tmp_path)
    make_keys(warehouse.folder / "keys")
    (warehouse.folder / "warehouse").mkdir()
    for name, value in warehouse.environment.items():
        monkeypatch.setenv(name, value)
    with duckdb.connect() as connection:
        attach_vault(connection, read_only=False)
        connection.execute("create schema vault.staging")
        connection.execute("create table vault.staging.base_a as select 7 as number")
    present = warehouse.folder / "keys" / "vault.key"
    coming = warehouse.folder / "keys" / "vault.key.next"
    old = present.read_bytes()
    rotate(warehouse, "vault.key")
    # as if it had been killed before the new key took its place
    present.rename(coming)
    present.touch(0o600)
    present.write_bytes(old)
    asked = warehouse.run("python", "-m", "essex_data", "sql", "--query", "select 1")
    assert "run `make rotate KEY=vault.key` again" in asked.stderr
    rotate(warehouse, "vault.key")
    assert not coming.exists()
    assert warehouse.query("select number from vault.staging.base_a") == [(7,)]


def test_only_the_two_keys_are_rotated(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    make_keys(warehouse.folder / "keys")
    rotated = warehouse.run("python", "-m", "essex_data", "rotate", "--key", "../x")
    assert rotated.returncode == 1
    assert "make rotate KEY=link.key or KEY=vault.key" in rotated.stderr
