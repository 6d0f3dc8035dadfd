"""The catalogue of indicators says what is published, and under which protocols."""

from __future__ import annotations

import csv
import json
from collections import defaultdict

import pytest
import yaml
from conftest import ROOT, Warehouse
from rendering import macro

PREFIX = "model.essex_data."


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def catalogue() -> dict[str, dict[str, str]]:
    return {row["indicator_id"]: row for row in seed("indicator_definitions.csv")}


@pytest.fixture(scope="module")
def nodes(district: Warehouse) -> dict:
    return json.loads(district.built_manifest.read_text())["nodes"]


def test_what_is_counted_is_what_the_catalogue_has(
    district: Warehouse, catalogue: dict[str, dict[str, str]]
) -> None:
    counted = district.query(
        "select indicator_id, string_agg(distinct period_type, ' ')"
        " from vault.linked.lnk_indicators__observations group by 1"
    )
    assert len(catalogue) >= 45
    assert dict(counted) == {
        name: row["period_type"] for name, row in catalogue.items()
    }


def test_the_catalogue_is_complete(catalogue: dict[str, dict[str, str]]) -> None:
    may_be_empty = {"comparability_break_on", "part_of"}
    missing = {
        name: [column for column in row if not row[column]]
        for name, row in catalogue.items()
        if any(not row[column] for column in row if column not in may_be_empty)
    }
    assert not missing


def test_the_ward_profile_has_every_indicator(
    catalogue: dict[str, dict[str, str]],
) -> None:
    """Its contract, and so its SQL, follows the catalogue, descriptions too."""
    written = yaml.safe_load(
        (ROOT / "models/marts/ward_profile.yml").read_text("utf-8")
    )
    ward_and_indicators = written["models"][0]["columns"]
    assert {
        column["name"]: column["description"] for column in ward_and_indicators[3:]
    } == {
        name: f"{row['indicator_name']}, {row['unit']}."
        for name, row in catalogue.items()
    }


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"counted": "people", "age": [0, 4]}, "falls has 'age', which nothing reads"),
        ({"counted": "person"}, "falls needs either 'counted', which is one of events"),
        ({}, "falls needs either 'counted'"),
        ({"counted": "people", "having": {}}, "falls needs either 'counted'"),
    ],
)
def test_an_entry_that_cannot_be_counted_says_why(entry: dict, problem: str) -> None:
    indicator = {"id": "falls", "choice": {"events": ["fall"]}, **entry}
    with pytest.raises(ValueError, match="lnk_indicators__ae.sql: " + problem):
        macro("indicators_of_dataset", "ae", [indicator])


def test_every_model_of_indicators_is_counted(nodes: dict) -> None:
    """None waits in its folder, left out of the union."""
    counted = nodes[f"{PREFIX}lnk_indicators__observations"]["depends_on"]["nodes"]
    assert set(counted) == {
        key
        for key, node in nodes.items()
        if node["original_file_path"].startswith("models/linked/indicators/counted/")
        and node["resource_type"] == "model"
    }


def test_an_indicator_names_the_protocols_of_what_it_reads(
    district: Warehouse, nodes: dict, catalogue: dict[str, dict[str, str]]
) -> None:
    protocols = defaultdict(set)
    for row in seed("protocols/sharing_protocol_columns.csv"):
        protocols[row["dataset"]].add(row["protocol_id"])

    def read_by(key: str) -> set[str]:
        """Datasets whose events a model reads."""
        parents = nodes[key]["depends_on"]["nodes"]
        told = ("lnk_timeline__", "stg_voluntary_sector__")
        named = {
            each.partition("__")[2]
            for each in parents
            for name in told
            if each.startswith(PREFIX + name)
        }
        if f"{PREFIX}lnk_community__voice" in parents:
            named.add("parent_voice")
        return named - {"homes"}

    checked = set()
    for key in nodes[f"{PREFIX}lnk_indicators__observations"]["depends_on"]["nodes"]:
        name = key.partition("__")[2]
        counted = district.query(
            f"select distinct indicator_id from vault.linked.lnk_indicators__{name}"
        )
        for (indicator,) in counted:
            datasets = read_by(key)
            if name == "school_readiness_not_ready_observed":
                datasets = {"eyfs_profile"}
            if name.startswith("risk_"):
                datasets |= read_by(f"{PREFIX}{name}__features")
            if indicator.endswith("_households_unknown"):
                datasets |= read_by(f"{PREFIX}lnk_indicators__known_households")
            named = set(catalogue[indicator]["protocol"].split(" "))
            assert named == set().union(*(protocols[each] for each in datasets)), (
                indicator
            )
            checked.add(indicator)
    assert checked == set(catalogue)
