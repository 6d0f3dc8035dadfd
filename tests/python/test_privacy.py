"""No identifier passes staging: what was delivered is looked for wherever it may be."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse
from essex_data.contract import read_contract
from essex_data.deliveries import scan_landing, show_files, view_sql
from essex_data.keys import encryption_secret, hmac_pads, read_key
from essex_data.lineage import Findings
from essex_data.transcoding import register
from essex_data.vault import attach_vault

# The directories hold what identifiers look like, of places and of nobody.
DIRECTORIES = {
    ("stg_reference__postcodes", "postcode"),
    ("stg_reference__uprns", "uprn"),
}
NOT_ABOUT_PEOPLE = {"services", "parent_voice", "labelled_records"}
# Shorter values (a sex, a member's number, a surname such as "Lee") are also words.
SHORTEST = 5
SAMPLED = 400


def opened_columns(
    connection: duckdb.DuckDBPyConnection, schema: str
) -> list[tuple[str, str]]:
    """Table and name of each text column in one schema of the vault."""
    return connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'vault' and schema_name = ? "
        "and data_type in ('VARCHAR', 'VARCHAR[]')",
        [schema],
    ).fetchall()


@pytest.fixture(scope="module")
def opened(district: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """The vault, beside every delivered identifier (table ``identifiers``)."""
    connection = duckdb.connect()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in district.environment.items():
            patched.setenv(name, value)
        attach_vault(connection, read_only=True)
    register(connection)
    connection.execute("create table identifiers (value varchar, kind varchar)")
    connection.execute("create table words (value varchar)")
    contract = [d for d in read_contract() if d.name not in NOT_ABOUT_PEOPLE]
    landing = scan_landing(district.landing, contract)
    show_files(connection, landing.files)
    for dataset in contract:
        view = view_sql(dataset, landing.accepted(dataset))
        for column in dataset.identifiers:
            connection.execute(
                f"insert into identifiers select distinct upper(trim({column})), ? "
                f"from ({view}) as delivered where length(trim({column})) >= ?",
                [column, SHORTEST],
            )
        # What a partner delivers as an attribute too is a word, not a name: a surname
        # "Carer" or "White" must not be looked for.
        for column in set(dataset.columns) - set(dataset.identifiers):
            connection.execute(
                f"insert into words select distinct upper(trim({column})) "
                f"from ({view}) as delivered"
            )
    for table, column in opened_columns(connection, "seeds"):
        connection.execute(
            f"insert into words select distinct unnest(string_split_regex("
            f"upper({column}::varchar), '[^A-Z]+')) from vault.seeds.{table}"
        )
        connection.execute(
            f"insert into words select upper({column}::varchar) "
            f"from vault.seeds.{table}"
        )
    connection.execute(
        "insert into words values ('WHITE'), ('BLACK'), ('MIXED'), ('ASIAN'), ('OTHER')"
    )
    connection.execute(
        "delete from identifiers where value in (select value from words)"
    )
    yield connection
    connection.close()


def test_no_column_of_any_table_holds_a_delivered_identifier(
    opened: duckdb.DuckDBPyConnection,
) -> None:
    columns = [
        (schema, *column)
        for schema in ("staging", "linked", "risk", "marts")
        for column in opened_columns(opened, schema)
        if column not in DIRECTORIES
    ]
    assert len(columns) > 100
    found = {}
    for schema, table, column in columns:
        (count,) = opened.execute(
            f'select count(*) from (select distinct upper("{column}"::varchar) as'
            f" value from vault.{schema}.{table}) as stored "
            "semi join identifiers using (value)"
        ).fetchone()
        if count:
            found[f"{schema}.{table}.{column}"] = count
    assert found == {}


def test_the_search_would_find_an_identifier(
    opened: duckdb.DuckDBPyConnection,
) -> None:
    for table, column in DIRECTORIES:
        (count,) = opened.execute(
            f"select count(*) from vault.staging.{table} as stored "
            f"semi join identifiers on upper(stored.{column}) = identifiers.value"
        ).fetchone()
        assert count > 100


def test_no_file_holds_an_identifier_or_a_key(
    district: Warehouse, opened: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = opened.execute(
        "select distinct value from identifiers where value ~ '[0-9].*[0-9].*[0-9]'"
        " and length(value) >= 8 and value not like '%-%-%' order by value"
    ).fetchall()
    texts = random.Random(1).sample([row[0] for row in rows], SAMPLED)
    secrets = []
    for name in ("link.key", "vault.key"):
        key = read_key(district.folder / "keys" / name)
        secrets += [key, *hmac_pads(key), encryption_secret(key).encode()]
    for secret in secrets:
        texts += [secret.hex(), repr(secret)[2:-1]]
    looked_for = tmp_path / "looked_for"
    looked_for.write_text("\n".join(texts))
    folders = [district.folder / name for name in ("target", "logs", "warehouse")]
    # of each file once, for all of them
    found = subprocess.run(
        ["grep", "-raliF", "-f", looked_for, looked_for, *folders],
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    # what is looked for is found where it is
    assert found.stdout.split("\n") == [str(looked_for), ""]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert {"manifest.json", "vault.duckdb"} < {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), f"{path} holds a key"


def test_the_sql_that_was_run_stores_no_identifier(findings: Findings) -> None:
    assert findings.problems == []


def test_the_linter_s_sql_cannot_be_run(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    built = new_warehouse().build("--vars", "is_lint_run: true")
    assert built.returncode != 0
    assert "with it names would be stored" in built.stdout


def test_the_vault_cannot_be_read_without_its_key(district: Warehouse) -> None:
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(district.folder / "warehouse" / "vault.duckdb"))


def test_nothing_of_the_demonstration_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {"/landing/", "/warehouse/", "/keys/", "/target/", "/logs/"} <= set(ignored)
