"""The documentation tells the truth about today."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Warehouse
from essex_data.access import found_by
from essex_data.documentation import Project, dpia, pages, read_register
from essex_data.documentation.site import offline
from essex_data.lineage import Findings
from essex_data.lineage.values import Origin, Value, Way

PAGES = (
    *("tables.md", "protocols.md", "data_flow.md", "dpia_annex.md"),
    "held_about_a_person.md",
)
# Of places: who lived there is found through other tables.
OF_ADDRESSES = {
    "lnk_households__addresses",
    "lnk_households__moves",
    "lnk_identity__properties",
}


@pytest.fixture(scope="module")
def project(district: Warehouse, findings: Findings) -> Project:
    return Project(json.loads(district.built_manifest.read_text()), findings)


@pytest.fixture(scope="module")
def made(project: Project) -> dict[str, str]:
    return pages(project)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(made: dict[str, str], name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert made.keys() == set(PAGES)
    assert made[name] == written, "Run `make docs` and commit the page."


@pytest.fixture
def changed(project: Project) -> Project:
    """The project with a column, a dataset, a purpose and a table that it has not."""
    manifest: dict[str, Any] = copy.deepcopy(project.manifest)
    register = read_register()
    crimes = manifest["sources"]["source.essex_data.essex_police.crimes"]
    stops = copy.deepcopy(crimes)
    stops |= {"name": "stops", "unique_id": "source.essex_data.essex_police.stops"}
    manifest["sources"][stops["unique_id"]] = stops
    nickname = {"name": "nickname", "config": {"meta": {"role": "id"}}}
    crimes["columns"]["nickname"] = nickname
    staged = copy.deepcopy(
        manifest["nodes"]["model.essex_data.stg_essex_police__crimes"]
    )
    staged |= {"name": "stg_essex_police__stops"}
    staged["depends_on"]["nodes"] = [stops["unique_id"]]
    reader = copy.deepcopy(staged)
    reader |= {"name": "lnk_stops", "schema": "linked", "columns": {}}
    reader["compiled_code"] = "select person_role from stops"
    reader["depends_on"]["nodes"] = ["model.essex_data.stg_essex_police__stops"]
    for node in (staged, reader):
        manifest["nodes"][f"model.essex_data.{node['name']}"] = node
    register["purposes"].append(
        {
            **{"purpose_id": "fairness", "title": "Fairness of stops"},
            **{"description": "See who is stopped", "is_foundation": "no"},
        }
    )
    register["purpose_uses"].append({"purpose_id": "fairness", "used_by": "lnk_stops"})
    register["sharing_protocol_columns"].append(
        {
            **{"protocol_id": "police_crime", "dataset": "stops"},
            **{"column_name": "person_role", "data_kind": "criminal_offence"},
        }
    )
    origin = Origin("essex_police.crimes", "nickname", "id")
    held = Value({(origin, Way.TOKEN): ()})
    stored = project.findings.stored | {
        ("lnk_stops", "stop_token"): held,
        ("base_essex_police__crimes", "nickname_token"): held,
    }
    return Project(manifest, replace(project.findings, stored=stored), register)


def test_what_is_new_appears_by_itself(changed: Project) -> None:
    made = pages(changed)
    assert (
        "| `nickname` | keyed hash under the link key: `nickname_token` |"
        in (made["dpia_annex.md"])
    )
    stops = made["dpia_annex.md"].partition("## Essex Police: stops\n")[2]
    assert "`police_crime`" in stops.partition("\n## ")[0]
    assert "`person_role`† | attribute, one of 3 codes" in stops.partition("\n## ")[0]
    fairness = made["data_flow.md"].partition("(`fairness`)\n")[2].partition("\n## ")[0]
    assert "from_essex_police --> lnk_stops" in fairness
    assert "| Essex Police | stops | `person_role` | `lnk_stops` |" in fairness
    assert "| `lnk_stops` |" in made["held_about_a_person.md"]
    # what nothing is stored of is told too
    assert "| `title` | nothing |" in made["dpia_annex.md"]


def test_every_delivered_column_is_in_the_annex_once(
    project: Project, made: dict[str, str]
) -> None:
    page = made["dpia_annex.md"]
    for source in project.datasets:
        title = f"{source['name']}\n"
        section = page.partition(title)[2].partition("\n## ")[0]
        rows = re.findall(r"^\| `(\w+)`\S* \|", section, re.MULTILINE)
        assert rows == list(source["columns"])


def test_no_identifier_is_told_to_be_kept(
    project: Project, made: dict[str, str]
) -> None:
    page = made["dpia_annex.md"]
    for source in project.datasets:
        section = page.partition(f"{source['name']}\n")[2].partition("\n## ")[0]
        for name, meta in project.columns_of(source):
            if meta["role"] in ("id", "qi"):
                (row,) = re.findall(rf"^\| `{name}`\S* \| (.*) \|$", section, re.M)
                assert "attribute" not in row and Way.RAW.value not in row


def test_every_safeguard_has_a_check_that_exists() -> None:
    for checks in dpia.SAFEGUARDS.values():
        for check in checks:
            path, _, name = check.partition("::")
            assert f"def {name or 'test_'}" in (ROOT / path).read_text("utf-8")


def test_each_table_about_people_is_asked_for_one_person(project: Project) -> None:
    tables = {node["name"]: node for node in project.models.values()}
    not_asked = {
        name
        for name in project.hashes
        if not found_by(project.columns_in(tables[name]))
    }
    assert not_asked == OF_ADDRESSES


def test_every_table_and_column_is_described(district: Warehouse) -> None:
    manifest = json.loads((district.folder / "target" / "manifest.json").read_text())
    nodes = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    ]
    assert len(nodes) > 50
    undescribed = [
        node["name"]
        for node in nodes
        if not node["description"].startswith("One row per")
        or not all(column["description"] for column in node["columns"].values())
    ]
    assert undescribed == []


def test_described_columns_are_the_columns(district: Warehouse) -> None:
    manifest = json.loads((district.folder / "target" / "manifest.json").read_text())
    stored: dict[str, set[str]] = {}
    for table, column in district.query(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'vault'"
    ):
        stored.setdefault(table, set()).add(column)
    different = {
        node["name"]: sorted(stored[node["name"]] ^ set(node["columns"]))
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        # their columns are the contract's, as tokenised_rows() says
        and not node["name"].startswith("base_")
        and stored[node["name"]] != set(node["columns"])
    }
    assert different == {}


def test_dbt_s_page_is_told_nothing_and_asks_nobody() -> None:
    page = (
        "<html><head><title>docs</title></head><script>tell('fuzzed.getdbt.com',"
        " 'fishtownanalytics.sinter-collect.com')</script>"
        '{"root_path": "/home/me/project", "path": "/home/me/project/models/a.sql"}'
    )
    made = offline(page, [Path("/home/me"), Path("/home/me/project")])
    assert "sinter-collect" not in made and "getdbt" not in made
    assert '"root_path": "", "path": "/models/a.sql"' in made
    assert made.index("default-src 'none'") < made.index("<title>")
    with pytest.raises(ValueError, match="dbt docs generate"):
        offline("nothing", [])
