"""What is held about one person comes out whole, without a name, and leaves a trail."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import Warehouse


@pytest.fixture(scope="module")
def child(district: Warehouse) -> str:
    """The id of somebody whom many know: at school and in care, with a known mother."""
    (found,) = district.query(
        "select person_id from vault.linked.lnk_people__records "
        "semi join vault.linked.lnk_people__mothers using (person_id) "
        "where role = '' group by person_id "
        "order by count(distinct dataset) desc, person_id limit 1"
    )
    return found[0]


def answer(district: Warehouse, out: Path, record: str, role: str = "") -> dict:
    asked = district.run(
        *("python", "-m", "essex_data", "held-about", "--record", record),
        *("--role", role, "--out", str(out)),
    )
    assert asked.returncode == 0, asked.stderr
    return {p.stem: list(csv.DictReader(p.open())) for p in out.glob("*.csv")}


def test_all_that_is_held_about_a_person_is_told(
    district: Warehouse, child: str, tmp_path: Path
) -> None:
    records = district.query(
        "select record_token from vault.linked.lnk_people__records "
        f"where person_id = '{child}' and role = '' order by dataset"
    )
    log = district.folder / "warehouse" / "audit.log"
    asked_before = len(log.read_text().splitlines()) if log.exists() else 0
    held = answer(district, tmp_path / "answer", records[0][0])
    # by any column at all that holds the person's id, or the token of a record
    wanted = "', '".join([child, *{token for (token,) in records}])
    tables = district.query(
        "select schema_name || '.' || table_name, table_name, "
        "list(column_name) from duckdb_columns() where database_name = 'vault' "
        "and schema_name in ('staging', 'linked', 'risk') "
        "and data_type = 'VARCHAR' group by all"
    )
    counts = district.query(
        " union all ".join(
            f"select '{table}', count(*) from vault.{name} where "
            + " or ".join(f"{column} in ('{wanted}')" for column in columns)
            for name, table, columns in tables
        )
    )
    for table, count in filter(lambda found: found[1], counts):
        # rows of a record that another person stands on too may be among the counted
        assert table in held
        assert len(held[table]) >= count or "person_id" in held[table][0], table
    assert len(held) > 30
    assert (tmp_path / "answer").stat().st_mode & 0o777 == 0o700
    lines = log.read_text().splitlines()[asked_before:]
    assert len(lines) > len(held)
    assert not any(child in line or records[0][0] in line for line in lines)


def test_the_mother_on_a_child_s_record_can_be_asked_for(
    district: Warehouse, child: str, tmp_path: Path
) -> None:
    ((record, mother),) = district.query(
        "select record_token, person_id from vault.linked.lnk_people__records "
        "where role = 'mother' and record_token in (select record_token from "
        f"vault.linked.lnk_people__records where person_id = '{child}') limit 1"
    )
    held = answer(district, tmp_path / "answer", record, "mother")
    assert {row["person_id"] for row in held["lnk_people__people"]} == {mother}


@pytest.mark.parametrize("record", ["Ann Mole", "", "0" * 32, "x' or '1' = '1"])
def test_who_has_no_token_gets_no_answer(district: Warehouse, record: str) -> None:
    asked = district.run("python", "-m", "essex_data", "held-about", "--record", record)
    assert asked.returncode == 1
    assert asked.stdout == ""
    assert "Traceback" not in asked.stderr
    assert "token" in asked.stderr
