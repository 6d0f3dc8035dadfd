"""The static proof: planted leaks are caught, and the project has none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Warehouse
from essex_data import __main__ as commands
from essex_data.lineage import check_privacy, shapes
from essex_data.lineage.python_code import judge_model
from essex_data.lineage.tables import DIRECTORIES
from essex_data.warehouse import REFERENCES
from leaks import ALLOWED, CENSUS, LEAKS, READ, TOKEN

BASE = "models/staging/schools/base_schools__school_census.sql"
MART = "models/marts/leaking.sql"


def node(sql: str, path: str = BASE, **more: Any) -> dict[str, Any]:
    """A compiled model as it stands in dbt's manifest."""
    name, room = Path(path).stem, Path(path).parts[1]
    return {
        "resource_type": "model",
        "name": name,
        "schema": room,
        "original_file_path": path,
        "relation_name": f'"vault"."{room}"."{name}"',
        "language": "sql",
        "raw_code": sql,
        "compiled_code": sql,
        "config": {"materialized": "table"},
        "depends_on": {
            "nodes": [
                "source.essex_data.schools.school_census",
                "model.essex_data.stg_reference__postcodes",
                "seed.essex_data.names",
            ]
        },
        "columns": {},
        **more,
    }


@cache
def sources() -> dict[str, Any]:
    """What partners deliver, and the directories."""
    found = {}
    for path in sorted(ROOT.glob("models/staging/*/sources.yml")):
        for source in yaml.load(path.read_bytes(), yaml.CSafeLoader)["sources"]:
            for table in source["tables"]:
                name = f"source.essex_data.{source['name']}.{table['name']}"
                found[name] = {
                    "name": table["name"],
                    "source_name": source["name"],
                    "relation_name": f"memory.{source['schema']}.{table['name']}",
                    "original_file_path": str(path.relative_to(ROOT)),
                    "columns": {c["name"]: c for c in table.get("columns", [])},
                }
    return found


def manifest(
    *nodes: dict[str, Any], macros: dict[str, str] | None = None
) -> dict[str, Any]:
    """A project of these models and what staging always reads."""
    directory = node(
        "select postcode, lsoa_code from memory.reference.postcode_directory",
        "models/staging/reference/stg_reference__postcodes.sql",
    )
    directory["depends_on"] = {
        "nodes": ["source.essex_data.reference_directories.postcode_directory"]
    }
    names = node("", "seeds/names.csv", resource_type="seed")
    names |= {
        "depends_on": {"nodes": []},
        "relation_name": '"vault"."seeds"."names"',
        "config": {"materialized": "seed"},
        "original_file_path": "demo/facts/forenames.csv",
    }
    return {
        "metadata": {"project_name": "essex_data"},
        "sources": sources(),
        "nodes": {
            f"{n['resource_type']}.essex_data.{n['name']}": n
            for n in (names, directory, *nodes)
        },
        "macros": {
            f"macro.essex_data.{name}": {
                "name": name,
                "package_name": "essex_data",
                "original_file_path": f"macros/{name}.sql",
                "macro_sql": text,
            }
            for name, text in (macros or {}).items()
        },
    }


def judge(*nodes: dict[str, Any], **more: Any) -> list[str]:
    return [str(f) for f in check_privacy([manifest(*nodes, **more)], ROOT).problems]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leaking_query_is_caught(leak: str) -> None:
    sql, expected = LEAKS[leak]
    problems = judge(node(sql))
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith(BASE) for problem in problems), problems


@pytest.mark.parametrize("query", ALLOWED)
def test_what_pseudonymises_or_coarsens_is_allowed(query: str) -> None:
    assert judge(node(ALLOWED[query])) == []


TOKENS = f"{READ} select {TOKEN} as identity_token, nc_year from read"
PERSON = '"vault"."staging"."base_schools__school_census"'
READS_STAGING = {"nodes": ["model.essex_data.base_schools__school_census"]}


def mart(sql: str) -> list[str]:
    return judge(node(TOKENS), node(sql, MART, depends_on=READS_STAGING))


def test_no_token_and_no_person_reaches_a_mart() -> None:
    (problem,) = mart(
        f"select any_value(identity_token) as x, count(*) as n from {PERSON}"
    )
    assert "publishes a keyed hash under the link key" in problem
    assert "delivered.surname → read.own_surname" in problem
    (problem,) = mart(f"select nc_year from {PERSON}")
    assert problem.startswith(MART) and "about one person each" in problem
    (problem,) = mart(
        f"with people as (select identity_token, any_value(nc_year) as x from {PERSON} "
        "group by identity_token) select x from people"
    )
    assert "about one person each" in problem
    (problem,) = mart(
        f"select nc_year, (select count(*) from {PERSON}) as n from {PERSON}"
    )
    assert "about one person each" in problem
    assert mart(f"select nc_year, count(*) as n from {PERSON} group by nc_year") == []


def test_an_id_reaches_no_mart() -> None:
    kept = READ + TOKENS.removeprefix(READ).replace("link_", "vault_")
    sql = f"select max(identity_token) as x from {PERSON}"
    (problem,) = judge(node(kept), node(sql, MART, depends_on=READS_STAGING))
    assert "publishes a keyed hash under the vault key" in problem


def test_a_leak_is_said_once_and_with_its_way() -> None:
    behind = node(
        f"select * from {PERSON}", "models/linked/x.sql", depends_on=READS_STAGING
    )
    (problem,) = judge(node(f"{READ} select own_surname as x from read"), behind)
    assert problem.splitlines() == [
        f"{BASE}, column x: stores schools.school_census.surname (id)",
        "    by way of schools.school_census.surname → delivered.surname → "
        "read.own_surname → base_schools__school_census.x",
    ]


def test_a_column_without_a_role_is_an_identifier() -> None:
    changed = manifest(node(f"select nc_year from {CENSUS}"))
    (census,) = [k for k in changed["sources"] if k.endswith(".school_census")]
    column = {"nc_year": {"name": "nc_year", "config": {"meta": {}}}}
    source = changed["sources"][census]
    changed["sources"] = changed["sources"] | {
        census: source | {"columns": source["columns"] | column}
    }
    (problem,) = check_privacy([changed], ROOT).problems
    assert "stores schools.school_census.nc_year (id)" in str(problem)


def test_only_the_partner_s_folder_reads_its_rows() -> None:
    path = "models/staging/essex_police/base_essex_police__crimes.sql"
    (problem,) = judge(node(f"select nc_year from {CENSUS}", path))
    assert "only models in models/staging/schools/ may" in problem
    problems = judge(
        node(f"select surname from {CENSUS}", "tests/x.sql", resource_type="test")
    )
    assert any("stores schools.school_census.surname" in p for p in problems)
    assert any("only models in models/staging/schools/" in p for p in problems)


@pytest.mark.parametrize(
    "more, expected",
    [
        ({"config": {"materialized": "external"}}, "is materialized as external"),
        ({"config": {"materialized": "ephemeral"}}, "is materialized as ephemeral"),
        (
            {"config": {"materialized": "table", "post-hook": [{"sql": "copy x"}]}},
            "has a post-hook",
        ),
        (
            {"config": {"materialized": "table", "pre-hook": [{"sql": "copy x"}]}},
            "has a pre-hook",
        ),
        (
            {"config": {"materialized": "table", "sql_header": "create macro x"}},
            "has a sql_header",
        ),
        (
            {"config": {"materialized": "test", "store_failures": True}},
            "stores the rows that fail it",
        ),
        ({"resource_type": "snapshot"}, "is a snapshot"),
        ({"resource_type": "operation"}, "runs an unknown hook"),
        ({"compiled_code": None}, "was not compiled"),
    ],
)
def test_what_no_select_shows_is_not_allowed(more: dict, expected: str) -> None:
    problems = judge(node("select 1 as x", **more))
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("leak", "{% do run_query('select 1') %}", "runs SQL of its own"),
        ("leak", "{% call statement('x') %}copy{% endcall %}", "runs SQL of its own"),
        ("leak", "{% do adapter.execute('copy x') %}", "runs SQL of its own"),
        (
            "publish_marts",
            "{% do run_query('copy vault.staging.base to x') %}",
            "names vault.",
        ),
        (
            "start_anew",
            "{% do run_query('from ' ~ source('schools', 'school_census')) %}",
            "names source(",
        ),
        (
            "refused_files",
            "{% do run_query('from memory.schools.school_census') %}",
            "names memory.",
        ),
        ("materialization_table_duckdb", "copy", "replaces dbt's own"),
    ],
)
def test_a_macro_may_not_run_what_nobody_sees(
    name: str, text: str, expected: str
) -> None:
    (problem,) = judge(macros={name: text})
    assert expected in problem


# What staging makes of a row, and what somebody could make of it instead.
PLANTED = {
    "people_self.birth_year,": "people_self.own_date_of_birth as birth_year,",
    "people_self.known_sex as sex": "judged.sex",
    "people_self.placed_by": "people_self.own_postcode as placed_by",
    "'surname:not_a_name'": "'surname:' || surname",
}

NEEDED = {
    f"model.essex_data.{name}"
    for name in (
        *("stg_reference__postcodes", "stg_reference__uprns"),
        *("stg_landing__files", "stg_landing__rejected_rows"),
    )
}

PYTHON = """
from essex_data.risk import school_readiness


def model(dbt, session):
    dbt.config(materialized="table")
    return {}
"""


@pytest.mark.parametrize(
    "body, expected",
    [
        ('session.sql("select 1").df()', "uses the session"),
        ('open("people.csv").read()', "uses open()"),
        ('dbt.source("schools", "school_census").df()', "uses dbt.source"),
        ('dbt.ref("a" + "b").df()', "whose name is computed"),
        ('dbt.ref("a").query("x", "select 1").df()', "calls query() on a table"),
        ('__import__("duckdb").sql("select 1")', "uses __import__()"),
        ("school_readiness.__dict__", "looks into a module"),
        ("0\n    import duckdb", "imports inside model()"),
        ('dbt.config(pre_hook="copy x")', "configured in a way that is not known"),
        ("(", "cannot be parsed"),
    ],
)
def test_a_python_model_only_reads_what_it_is_given(body: str, expected: str) -> None:
    python = node(PYTHON.format(body), "python_models/risk/x.py", language="python")
    problems = judge(python | {"depends_on": {"nodes": []}})
    assert any(expected in problem for problem in problems), problems


def test_a_python_model_reads_linked_and_risk_only() -> None:
    python = node(PYTHON.format("1"), "python_models/risk/x.py", language="python")
    problems = judge(node(TOKENS), python | {"depends_on": READS_STAGING})
    assert any("Python may read linked and risk" in problem for problem in problems)
    for text, expected in (
        ("import duckdb\n" + PYTHON, "has code outside model()"),
        ("from duckdb import sql\n" + PYTHON, "imports duckdb"),
        ("from essex_data import console\n" + PYTHON, "which imports duckdb"),
    ):
        code = text.format("1")
        found = judge(python | {"raw_code": code, "depends_on": {"nodes": []}})
        assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    "code, expected",
    [
        ("open('people.csv')", "essex_data.given, which uses open"),
        ("frame.to_csv('people.csv')", "essex_data.given, which uses .to_csv"),
        ("import requests", "essex_data.given, which imports requests"),
    ],
)
def test_the_library_of_python_models_reads_and_writes_nothing(
    code: str, expected: str, tmp_path: Path
) -> None:
    library = tmp_path / "essex_data"
    library.mkdir()
    (library / "given.py").write_text(code)
    (library / "used.py").write_text("from essex_data import given")
    model = "from essex_data import used"
    problems = list(judge_model(model, tmp_path))
    assert any(expected in problem for problem in problems), problems


def test_freshness_reads_no_rows() -> None:
    (census,) = [k for k in sources() if k.endswith(".school_census")]
    asked = sources()[census] | {
        "loaded_at_query": f"select max(surname) from {CENSUS}"
    }
    changed = manifest()
    changed["sources"] = changed["sources"] | {census: asked}
    (problem,) = check_privacy([changed], ROOT).problems
    assert "has an unknown loaded_at_query" in str(problem)


def test_what_a_partner_pseudonymised_is_followed_too() -> None:
    tokens = '"memory"."schools"."school_census__tokens"'
    stored = node(f"select identity_token, nc_year from {tokens}")
    assert judge(stored) == []
    sql = f"select max(identity_token) as x from {PERSON}"
    (problem,) = judge(stored, node(sql, MART, depends_on=READS_STAGING))
    assert "by way of schools.school_census__tokens.identity_token → " in problem
    (problem,) = judge(node(f"select surname from {tokens}"))
    assert "cannot be resolved" in problem


def test_a_function_of_the_engine_is_not_known() -> None:
    known = {"function.x": {"original_file_path": "functions/x.sql"}}
    (problem,) = check_privacy([manifest() | {"functions": known}], ROOT).problems
    assert "is one of functions" in str(problem)


def test_a_leak_in_later_runs_only_is_caught() -> None:
    added = f"{READ} select {TOKEN} as x from read"
    leaking = f"{READ} select own_surname as x from read"
    first, later = manifest(node(added)), manifest(node(leaking))
    assert check_privacy([first, first], ROOT).problems == []
    (problem,) = check_privacy([first, later], ROOT).problems
    assert "stores schools.school_census.surname" in str(problem)


def test_a_model_that_adds_to_itself_keeps_what_it_had() -> None:
    itself = '"vault"."staging"."base_schools__school_census"'
    added = f"{READ} select nc_year as x, surname as y from read"
    turned = f"{added} union all select y as x, x as y from {itself}"
    columns = {}
    for problem in judge(node(turned)):
        columns[problem.split("column ")[1].split(":")[0]] = problem
    assert columns.keys() == {"x", "y"}


def test_a_model_of_which_nothing_is_known_is_a_leak() -> None:
    itself = '"vault"."staging"."base_schools__school_census"'
    (problem,) = judge(node(f"select * from {itself} where 1 = 0"))
    assert "has a * of which the columns are not known" in problem
    known, empty = manifest(node(TOKENS)), manifest(node(f"select * from {itself}"))
    assert check_privacy([known, empty], ROOT).problems == []


def test_the_project_stores_no_identifier(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if Warehouse.parsed:
        monkeypatch.setenv("DBT_TARGET_PATH", str(Warehouse.parsed.parent))
    compiled = list(shapes.compile_shapes())
    monkeypatch.setattr(shapes, "compile_shapes", lambda: compiled)
    with caplog.at_level("INFO"):
        status = commands.check_privacy([])
    said = caplog.messages
    assert status == 0, [line for line in said if line.startswith("LEAK")]
    at = said.index("schools.school_census.surname (id)")
    assert said[at + 1].startswith(
        "  keyed hash under the link key: base_schools__school_census ("
    )
    assert "identity_token, match_tokens), and in " in said[at + 1]
    assert said[at + 2].startswith("    by way of delivered.surname → ")
    at = said.index("basildon_borough_council.housing_tenancies.title (id)")
    assert said[at + 1] == "  in no table"

    # both shapes are what runs: of all files, and of new ones beside what is there
    model = "model.essex_data.base_schools__school_census"
    all_rows, new_rows = (m["nodes"][model]["compiled_code"] for m in compiled)
    assert '"school_census"' in all_rows and "identity_token not in" not in all_rows
    assert '"school_census__new"' in new_rows and "identity_token not in" in new_rows

    # what is planted in either is found in it
    for shape in compiled:
        nodes = {key: n for key, n in shape["nodes"].items() if key in (model, *NEEDED)}
        code = nodes[model]["compiled_code"]
        for safe, leak in {"": "", **PLANTED}.items():
            assert safe in code
            planted = nodes[model] | {"compiled_code": code.replace(safe, leak, 1)}
            small = shape | {"nodes": nodes | {model: planted}, "macros": {}}
            problems = check_privacy([small]).problems
            assert bool(problems) == bool(leak), problems


def test_the_check_knows_the_directories() -> None:
    assert {name: tuple(c) for name, c in REFERENCES.items()} == DIRECTORIES
