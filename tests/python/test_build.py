"""The main job, end to end: what it leaves, for whom, and what a second run does."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable

import duckdb
import pytest
from conftest import WITHOUT_UNIT_TESTS, Warehouse

MARTS = {
    "area_indicators",
    "area_members",
    "commissioning_case",
    "deliveries",
    "dim_areas",
    "dim_periods",
    "fact_indicators",
    "indicator_catalogue",
    "indicator_extract",
    "indicator_inequality",
    "intervention_effects",
    "linkage_quality",
    "risk_accounts",
    "risk_drift",
    "risk_model_card",
    "risk_model_performance",
    "risk_runs",
    "risk_scorecards",
    "ward_indicators",
    "ward_profile",
    "ward_triangulation",
}

# As Fingertips writes them into what one downloads from it (its CSV labels; "Parent"
# stands for the area that is chosen there).
OF_FINGERTIPS = [
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name"),
    *("Area Code", "Area Name", "Area Type", "Sex", "Age"),
    *("Category Type", "Category", "Time period", "Value"),
    *("Lower CI 95.0 limit", "Upper CI 95.0 limit"),
    *("Lower CI 99.8 limit", "Upper CI 99.8 limit"),
    *("Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to Parent value or percentiles", "Time period Sortable"),
    *("New data", "Compared to goal"),
]


def test_published_formats_agree_with_each_other(district: Warehouse) -> None:
    connection = duckdb.connect(str(district.current / "marts.duckdb"), read_only=True)
    tables = {row[0] for row in connection.execute("show tables").fetchall()}
    assert tables == MARTS
    for table in tables:
        rows = connection.execute(f"from {table} order by all").fetchall()
        assert rows
        parquet = f"'{district.current}/parquet/{table}.parquet'"
        assert duckdb.sql(f"from {parquet} order by all").fetchall() == rows
        with (district.current / "csv" / f"{table}.csv").open(newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == len(rows) + 1
    comment = connection.execute(
        "select comment from duckdb_tables() where table_name = 'ward_indicators'"
    ).fetchone()
    assert comment and comment[0].startswith("One row per")
    connection.close()


def test_the_extract_has_the_names_of_fingertips_everywhere(
    district: Warehouse,
) -> None:
    for kind in ("parquet", "csv"):
        file = f"{district.current}/{kind}/indicator_extract.{kind}"
        assert duckdb.sql(f"from '{file}' limit 1").columns == OF_FINGERTIPS
    with duckdb.connect(
        str(district.current / "marts.duckdb"), read_only=True
    ) as marts:
        said = marts.execute(
            "select column_name from duckdb_columns()"
            " where table_name = 'indicator_extract' and comment is not null"
        ).fetchall()
        assert [name for (name,) in said] == OF_FINGERTIPS
        # every figure of the star that has a place, and none that is hidden there
        ((told,),) = marts.execute(
            'select count(*) from (select "Value", "Count" from indicator_extract'
            " except all select value, numerator from fact_indicators)"
        ).fetchall()
        assert told == 0


def test_the_dictionary_tells_of_every_published_column(district: Warehouse) -> None:
    manifest = json.loads(district.built_manifest.read_text())["nodes"]
    said = {
        (node["name"], name): (column["description"], node["description"])
        for node in manifest.values()
        if node["resource_type"] == "model" and node["name"] in MARTS
        for name, column in node["columns"].items()
    }
    with (district.current / "data_dictionary.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {
        (row["table_name"], row["column_name"]): (
            row["description"],
            row["table_description"],
        )
        for row in rows
    } == {column: (of.strip(), table.strip()) for column, (of, table) in said.items()}
    assert all(row["description"] and row["table_description"] for row in rows)
    with duckdb.connect(
        str(district.current / "marts.duckdb"), read_only=True
    ) as marts:
        types = marts.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where not internal order by table_name, column_index"
        ).fetchall()
    keys = ("table_name", "column_name", "data_type")
    assert [tuple(row[key] for key in keys) for row in rows] == types


def test_the_manifest_names_every_published_file(district: Warehouse) -> None:
    manifest = json.loads((district.current / "manifest.json").read_text())
    published = {
        str(path.relative_to(district.current.resolve()))
        for path in district.current.resolve().rglob("*")
        if path.is_file()
    }
    assert set(manifest["files"]) == published - {"manifest.json"}
    assert "data_dictionary.csv" in published
    for name, facts in manifest["files"].items():
        content = (district.current / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == facts["sha256"]


def test_a_second_build_is_the_same_row_for_row(district: Warehouse) -> None:
    marts = str(district.current.resolve() / "marts.duckdb")
    again = district.build(*WITHOUT_UNIT_TESTS)
    assert again.returncode == 0, again.stdout
    connection = duckdb.connect(marts, read_only=True)
    connection.execute(f"attach '{district.current}/marts.duckdb' as again (read_only)")
    for table in MARTS:
        (differences,) = connection.execute(
            f"select count(*) from ((from {table} except all from again.{table})"
            f" union all (from again.{table} except all from {table}))"
        ).fetchone()
        assert differences == 0, table
    connection.close()


def test_every_person_slot_has_a_person(district: Warehouse) -> None:
    slots = district.query(
        "select partner, dataset, role, count(*), count(distinct record_token)"
        " from vault.linked.lnk_people__records group by all"
    )
    assert len(slots) == 14
    assert all(rows == distinct for *_, rows, distinct in slots)
    ((labelled, found),) = district.query(
        "select count(*), count(records.person_id)"
        " from vault.staging.stg_evaluation__labelled_records as labelled"
        " left join vault.linked.lnk_people__records as records"
        " using (partner, dataset, record_token, role)"
    )
    assert labelled == found > 0


def test_linkage_is_measured_and_good(district: Warehouse) -> None:
    """A floor far below what is measured: 0.98 on 20,000 people, 2026-11-22."""
    quality = dict(
        district.query(
            "select measure, value from vault.marts.linkage_quality"
            " where scope = 'overall' and group_name = 'all'"
        )
    )
    assert quality["precision"] > 0.97
    assert quality["recall"] > 0.9


def test_every_scope_of_linkage_quality_is_there(district: Warehouse) -> None:
    scopes = district.query("select distinct scope from vault.marts.linkage_quality")
    assert {scope for (scope,) in scopes} == {
        *("overall", "within_source", "source_pair", "cluster", "group"),
        *("threshold", "calibration", "estimated", "delivery", "household"),
    }
    ((few,),) = district.query(
        "select count(*) from vault.marts.linkage_quality"
        " where denominator < 10 or not value between 0 and 1"
        " or numerator % 5 > 0 or denominator % 5 > 0"
        " or lower_95 - 1e-9 > value or upper_95 + 1e-9 < value"
    )
    assert few == 0


def test_wards_are_published_for_both_vintages(district: Warehouse) -> None:
    rows = district.query(
        "select boundary_vintage, count(distinct ward_code),"
        " count(distinct indicator_id)"
        " from vault.marts.ward_indicators where ward_code like 'E%' group by all"
        " order by all"
    )
    assert [row[:2] for row in rows] == [("2002", 16), ("2024", 14)]
    assert all(row[2] >= 60 for row in rows)


def test_rows_read_are_staged_or_rejected(district: Warehouse) -> None:
    assert district.query(
        "select count(*) from vault.marts.deliveries"
        " where rows_read <> rows_staged + rows_rejected or rows_read = 0"
    ) == [(0,)]


def test_value_faults_are_counted_by_column_and_kind(district: Warehouse) -> None:
    ((counted,),) = district.query(
        "select record_count from vault.linked.lnk_deliveries__value_faults"
        " where dataset = 'ae_attendances' and column_name = 'nhs_number'"
        " and fault_kind = 'invalid_number'"
    )
    ((stood,),) = district.query(
        "select count(*) from vault.staging.stg_mid_and_south_essex_nhs__ae_attendances"
        " where value_faults like '%nhs_number:invalid_number%'"
    )
    assert counted == stood > 0


def test_queries_against_the_vault(district: Warehouse, tmp_path) -> None:
    out = tmp_path / "people.csv"
    log = district.folder / "warehouse" / "audit.log"
    before = len(log.read_text().splitlines()) if log.exists() else 0
    ask = ("python", "-m", "essex_data", "sql", "--query")
    shown = district.run(*ask, "select count(*) as people from lnk_people__people")
    assert shown.returncode == 0, shown.stderr
    assert "people" in shown.stdout
    written = district.run(
        *ask, "select person_id from lnk_people__people order by 1", "--out", str(out)
    )
    assert written.returncode == 0, written.stderr
    assert out.read_text().splitlines()[0] == "person_id"
    wrong = district.run(*ask, "select * from no_such_table")
    assert wrong.returncode == 1
    assert "no_such_table" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    refused = district.run(*ask, "drop table lnk_people__people")
    assert refused.returncode == 1
    asked = (district.folder / "warehouse" / "audit.log").read_text().splitlines()
    asked = asked[before:]
    assert len(asked) == 4
    assert '"select person_id from lnk_people__people order by ?"' in asked[1]
    assert str(out) in asked[1]


@pytest.fixture(scope="module")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """One dataset, 200 rows, no directories, two spellings of some people."""
    from essex_data.keys import make_keys

    warehouse = Warehouse(tmp_path_factory.mktemp("smallest"))
    rows = ["record_id,forename,surname,date_of_birth,sex,postcode,census_date"]
    for number in range(100):
        born = f"{1 + number % 28:02d}/{1 + number % 12:02d}/{2008 + number % 9}"
        name = f"{'ABCDEFGHIJ'[number % 10]}nna{'abcdefghij'[number // 10]}"
        for copy in range(2):
            rows.append(
                f"R{number}-{copy},{name.upper() if copy else name},Mole{name[0]}x,"
                f"{born},F,SS16 4A{'ABDEFGHJLN'[number % 10]},2024-01-18"
            )
    warehouse.deliver(
        "schools/school_census/2024-01-31/census.csv", "\n".join(rows) + "\n"
    )
    make_keys(warehouse.folder / "keys")
    built = warehouse.build(*WITHOUT_UNIT_TESTS)
    assert built.returncode == 0, built.stdout
    return warehouse


def test_the_smallest_landing_builds_and_links_people(smallest: Warehouse) -> None:
    assert smallest.query(
        "select count(*), count(distinct person_id)"
        " from vault.linked.lnk_people__records"
    ) == [(200, 100)]


def test_the_smallest_landing_says_there_is_nothing_to_say(
    smallest: Warehouse,
) -> None:
    assert smallest.query(
        "select count(*) from vault.staging.stg_schools__school_census"
        " where placed_by is null"
    ) == [(200,)]
    assert smallest.query(
        "select scope, measure, value from vault.marts.linkage_quality"
        " where scope <> 'estimated' or measure like '%_rate' and source_a = 'all'"
        " order by all"
    ) == [
        ("delivery", "match_rate", 0.0),
        ("estimated", "linked_rate", 1.0),
        ("estimated", "match_rate", 0.0),
    ]
    notes = smallest.query("select note from vault.marts.risk_model_performance")
    assert notes and all(note for (note,) in notes)


def test_two_builds_at_once_do_not_meet(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    assert warehouse.build("-s", "lnk_identity__match_keys").returncode == 0
    holder = duckdb.connect()
    import os

    from essex_data.vault import attach_vault

    saved = os.environ.copy()
    os.environ.update(warehouse.environment)
    try:
        attach_vault(holder, read_only=False)
    finally:
        os.environ.clear()
        os.environ.update(saved)
    second = warehouse.build("-s", "lnk_identity__match_keys")
    holder.close()
    assert second.returncode != 0
    assert "is in use: another build is running" in second.stdout
