"""How far what is kept of people singles them out: measured, limited, declared."""

from __future__ import annotations

import copy
import json
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from conftest import Warehouse
from rendering import Project, macro

TABLE = "risk_school_readiness__cohort"
MODEL = "model.essex_data.lnk_privacy__uniqueness"
LIMITS = "test.essex_data.no_combination_singles_out_more_than_is_stated"


@pytest.fixture
def nodes(district: Warehouse, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The nodes of the last build, which a test may change, as dbt's graph."""
    manifest = json.loads(district.built_manifest.read_text())
    monkeypatch.setattr(Project.graph, "nodes", copy.deepcopy(manifest["nodes"]))
    return Project.graph.nodes


def check(nodes: dict[str, Any]) -> None:
    read = [nodes[key]["name"] for key in nodes[MODEL]["depends_on"]["nodes"]]
    macro("check_quasi_identifiers", read)


def failures(nodes: dict[str, Any], district: Warehouse, limits: str) -> list[tuple]:
    """What the singular test finds with another relation in place of the seed."""
    seed = nodes["seed.essex_data.uniqueness_limits"]["relation_name"]
    sql = next(n for key, n in nodes.items() if key.startswith(LIMITS))["compiled_code"]
    assert seed in sql
    return district.query(sql.replace(seed, f"({limits.format(seed=seed)}) as seed"))


def test_groups_are_counted_right(district: Warehouse) -> None:
    """The same figures by another way, from the rows of one table."""
    of_each = {"birth": (0, 1), "home": (2, 3), "origin": (4,), "sex": (5,)}
    people = district.query(
        "select birth_year, birth_month, lsoa_code, imd_2019_decile, ethnic_group, sex "
        f"from vault.risk.{TABLE}"
    )
    stated = {
        names: figures
        for names, *figures in district.query(
            "select quasi_identifiers, people_count, smallest_group, "
            "share_in_small_groups, share_alone "
            "from vault.linked.lnk_privacy__uniqueness "
            f"where table_name = '{TABLE}'"
        )
    }
    counted = {}
    for size in range(1, 5):
        for names in combinations(of_each, size):
            places = [place for name in names for place in of_each[name]]
            groups = Counter(tuple(row[place] for place in places) for row in people)
            few = sum(n for n in groups.values() if n < 10)
            alone = sum(n for n in groups.values() if n == 1)
            counted["+".join(names)] = [
                len(people),
                min(groups.values()),
                pytest.approx(few / len(people), abs=1e-4),
                pytest.approx(alone / len(people), abs=1e-4),
            ]
    assert len(people) > 1000
    assert stated == counted


def test_what_is_kept_is_declared_and_measured(nodes: dict[str, Any]) -> None:
    check(nodes)


@pytest.mark.parametrize(
    "column",
    [
        "birth_date",
        "age_years",
        "sex",
        "ethnicity",
        "lsoa_name",
        "ward_code",
        "postcode_district",
        "mother_birth_year",
        "first_language",
    ],
)
def test_a_new_quasi_identifier_stops_the_run(
    nodes: dict[str, Any], column: str
) -> None:
    planted = {"name": column, "meta": {}}
    nodes["model.essex_data.risk_school_readiness__scores"]["columns"][column] = planted
    with pytest.raises(ValueError, match=column):
        check(nodes)
    planted["meta"]["quasi_identifier"] = "home"
    with pytest.raises(ValueError, match="risk_school_readiness__scores keeps"):
        check(nodes)


def test_a_declaration_that_is_taken_away_stops_the_run(nodes: dict[str, Any]) -> None:
    nodes[f"model.essex_data.{TABLE}"]["columns"]["lsoa_code"]["meta"] = {}
    with pytest.raises(ValueError, match="lsoa_code"):
        check(nodes)


def test_what_singles_out_more_than_is_stated_fails(
    nodes: dict[str, Any], district: Warehouse
) -> None:
    assert failures(nodes, district, "select * from {seed}") == []
    missing = "select * from {seed} where quasi_identifiers <> 'birth+home'"
    assert {row[1] for row in failures(nodes, district, missing)} == {"birth+home"}
    for limit in ("largest_share_in_small_groups", "largest_share_alone"):
        tighter = f"select * replace (0.0 as {limit}) from {{seed}}"
        found = {row[1] for row in failures(nodes, district, tighter)}
        assert "birth+home+sex" in found
