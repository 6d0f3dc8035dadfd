"""Clusters: which links are followed, which are cut, and that nothing else matters."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from itertools import combinations, pairwise
from types import ModuleType, SimpleNamespace

import duckdb
import pandas as pd
import pytest
from conftest import ROOT
from essex_data.matching.clusters import (
    BIRTHS,
    FACTS,
    NUMBERS,
    RARE_DIFFERENCE,
    cluster,
    is_birth_contradicted,
)
from hypothesis import given, settings
from hypothesis import strategies as st

ask_settings = settings(deadline=None, max_examples=50)

# Tokens are 64 bits wide; as a float, each of the large ones is also its neighbours.
LARGE = 2**64 - 5000
TOKENS = st.one_of(st.integers(0, 20), st.integers(LARGE, LARGE + 20))
NUMBER = st.sampled_from([LARGE, LARGE + 1, None])
UNKNOWN = dict.fromkeys([*NUMBERS, *BIRTHS])

Links = list[tuple[int, int, float]]
Facts = dict[int, dict]


def shares_of_difference(share: float, *fields: str) -> pd.DataFrame:
    """Weights by which matches differ in the fields so often, in others never."""
    known = ["nhs_number", "upn", "nino", "birth"]
    return pd.DataFrame(
        {
            "field": known * 2,
            "agreement_level": ["exact"] * 4 + ["different"] * 4,
            "match_share": [0.9] * 4 + [share if f in fields else 0 for f in known],
        }
    )


RELIABLE = shares_of_difference(0)


def people(
    links: Iterable[tuple[int, int, float]],
    facts: Facts,
    weights: pd.DataFrame = RELIABLE,
) -> set[frozenset[int]]:
    """The groups of each person; the smallest is seen to name it."""
    linked = pd.DataFrame(
        list(links),
        columns=["one_group", "other_group", "match_probability"],
        dtype=object,
    ).astype({"one_group": "u8", "other_group": "u8", "match_probability": float})
    known = pd.DataFrame(
        [{"group_token": token} | UNKNOWN | told for token, told in facts.items()],
        columns=FACTS,
        dtype=object,
    ).astype(
        {"group_token": "u8"}
        | dict.fromkeys(NUMBERS, "UInt64")
        | dict.fromkeys(BIRTHS, "Int16")
    )
    found = cluster(linked, known, weights)
    assert sorted(found["group_token"]) == sorted(facts)
    clusters = found.groupby("cluster_token")["group_token"].agg(list)
    assert all(leader == min(groups) for leader, groups in clusters.items())
    return {frozenset(groups) for groups in clusters}


@st.composite
def linked_groups(draw: st.DrawFn) -> tuple[Links, Facts]:
    """Groups that often contradict each other, and links among them, many a tie."""
    births = st.fixed_dictionaries(
        {
            "first_birth_year": st.sampled_from([1980, 1981, 1989, 1991]),
            "birth_month": st.sampled_from([5, 6, None]),
        }
    ).map(lambda birth: birth | {"last_birth_year": birth["first_birth_year"] + 1})
    numbers = st.dictionaries(st.sampled_from(NUMBERS), NUMBER, max_size=2)
    told = st.one_of(
        NUMBER.map(lambda number: {NUMBERS[0]: number}),
        st.builds(lambda one, other: one | other, numbers, births),
    )
    tokens = draw(st.lists(TOKENS, min_size=2, max_size=7, unique=True))
    facts = {token: draw(told) for token in tokens}
    pairs = draw(
        st.lists(st.sampled_from(list(combinations(sorted(tokens), 2))), unique=True)
    )
    probability = st.sampled_from([0.7, 0.9])
    return [(*pair, draw(probability)) for pair in pairs], facts


def are_two_people(one: dict, other: dict) -> bool:
    """Whether two groups contradict each other, said another way than in the code."""
    one, other = UNKNOWN | one, UNKNOWN | other
    if any(len({one[n], other[n]} - {None}) > 1 for n in NUMBERS):
        return True
    if None in (*(one[b] for b in BIRTHS), *(other[b] for b in BIRTHS)):
        return False
    apart = min(
        abs(x - y)
        for x in range(one["first_birth_year"], one["last_birth_year"] + 1)
        for y in range(other["first_birth_year"], other["last_birth_year"] + 1)
    )
    return apart > 9 or (apart > 0 and one["birth_month"] != other["birth_month"])


def components(links: Links, facts: Facts) -> set[frozenset[int]]:
    """What follows when every link is followed."""
    found = {token: {token} for token in facts}
    for one, other, _ in links:
        joined = found[one] | found[other]
        found |= dict.fromkeys(joined, joined)
    return {frozenset(groups) for groups in found.values()}


@ask_settings
@given(linked=linked_groups(), data=st.data())
def test_neither_order_nor_direction_of_links_matters(
    linked: tuple[Links, Facts], data: st.DataObject
) -> None:
    links, facts = linked
    turned = [
        (other, one, probability)
        if data.draw(st.booleans())
        else (one, other, probability)
        for one, other, probability in data.draw(st.permutations(links))
    ]
    shuffled = dict(data.draw(st.permutations(list(facts.items()))))
    assert people(turned, shuffled) == people(links, facts)


def test_of_equal_links_the_first_groups_come_first() -> None:
    facts: Facts = {1: {"upn_token": 1}, 2: {"upn_token": 2}, 3: {}}
    kept = {frozenset({1, 3}), frozenset({2})}
    for links in ([(1, 3), (2, 3)], [(3, 1), (2, 3)], [(3, 2), (3, 1)]):
        assert people([(*pair, 0.9) for pair in links], facts) == kept


@ask_settings
@given(linked=linked_groups())
def test_nobody_has_two_numbers_of_a_kind_or_two_births(
    linked: tuple[Links, Facts],
) -> None:
    links, facts = linked
    for groups in people(links, facts):
        told = [facts[group] for group in groups]
        assert not any(are_two_people(*pair) for pair in combinations(told, 2))


@ask_settings
@given(linked=linked_groups())
def test_a_link_is_cut_only_between_people_who_contradict_each_other(
    linked: tuple[Links, Facts],
) -> None:
    links, facts = linked
    found = people(links, facts)
    of_group = {group: groups for groups in found for group in groups}
    for one, other, _ in links:
        assert of_group[one] == of_group[other] or any(
            are_two_people(facts[x], facts[y])
            for x in of_group[one]
            for y in of_group[other]
        )
    # nobody is joined without links
    assert all(
        any(found <= whole for whole in components(links, facts)) for found in found
    )


@ask_settings
@given(linked=linked_groups())
def test_without_contradictions_people_are_the_components(
    linked: tuple[Links, Facts],
) -> None:
    links, facts = linked
    everywhere = shares_of_difference(0.5, "nhs_number", "upn", "nino", "birth")
    assert people(links, facts, everywhere) == components(links, facts)
    found = people(links, facts)
    for whole in components(links, facts):
        told = [facts[group] for group in whole]
        if not any(are_two_people(*pair) for pair in combinations(told, 2)):
            assert whole in found


@pytest.mark.parametrize("weakest", range(4))
def test_a_contradicted_chain_is_cut_at_its_weakest_link(weakest: int) -> None:
    chain = [LARGE + n for n in range(5)]
    links = [
        (*pair, 0.71 if place == weakest else 0.9 + place / 100)
        for place, pair in enumerate(pairwise(chain))
    ]
    facts: Facts = {group: {} for group in chain}
    facts[chain[0]] = {"nino_token": LARGE}
    facts[chain[-1]] = {"nino_token": LARGE + 1}
    cut = weakest + 1
    assert people(links, facts) == {frozenset(chain[:cut]), frozenset(chain[cut:])}


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("nhs_number", {"nhs_number_token": LARGE}, {"nhs_number_token": LARGE + 1}),
        ("upn", {"upn_token": 1}, {"upn_token": 2}),
        ("nino", {"nino_token": 1}, {"nino_token": 2}),
        (
            "birth",
            dict(zip(BIRTHS, (1950, 1950, 3), strict=True)),
            dict(zip(BIRTHS, (1980, 1980, 3), strict=True)),
        ),
    ],
)
def test_only_a_rare_difference_contradicts(field: str, one: dict, other: dict) -> None:
    links, facts = [(1, 2, 0.99)], {1: one, 2: other}
    together, apart = {frozenset({1, 2})}, {frozenset({1}), frozenset({2})}
    rare = shares_of_difference(RARE_DIFFERENCE * 0.99, field)
    common = shares_of_difference(RARE_DIFFERENCE, field)
    assert people(links, facts, rare) == apart
    assert people(links, facts, common) == together
    others = {"nhs_number", "upn", "nino", "birth"} - {field}
    assert people(links, facts, shares_of_difference(0.5, *others)) == apart


@pytest.mark.parametrize(
    ("one", "other", "contradicted"),
    [
        ((1980, 1980, 5), (1980, 1980, 6), False),  # a slip of the month
        ((1980, 1980, 5), (1989, 1989, 5), False),  # a slip of the year
        ((1980, 1980, 5), (1990, 1990, 5), True),  # father and son
        ((1980, 1980, 5), (1981, 1981, 6), True),  # two slips
        ((1980, 1982, 5), (1982, 1982, 6), False),  # years that overlap
        ((1980, 1982, 5), (1991, 1993, 5), False),
        ((1980, 1982, 5), (1992, 1993, 5), True),
    ],
)
def test_births_contradict_by_years_or_by_two_slips(
    one: tuple[int, int, int], other: tuple[int, int, int], contradicted: bool
) -> None:
    assert is_birth_contradicted(one, other) == contradicted
    assert is_birth_contradicted(other, one) == contradicted


def test_without_links_everybody_is_alone() -> None:
    facts: Facts = {LARGE: {"upn_token": 1}, LARGE + 1: {"upn_token": 2}, 3: {}}
    assert people([], facts) == {frozenset({group}) for group in facts}
    assert people([], {}) == set()


# The dbt model


@pytest.fixture(scope="module")
def model() -> ModuleType:
    path = ROOT / "python_models" / "identity" / "lnk_identity__group_clusters.py"
    spec = importlib.util.spec_from_file_location("group_clusters", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_numbers_reach_the_clusters_as_they_are(model: ModuleType) -> None:
    # as floats, which a column with NULLs may become, the two numbers are one
    connection = duckdb.connect()
    tables = {
        "lnk_identity__judged_pairs": connection.sql(
            "select 1::ubigint as one_group, 2::ubigint as other_group,"
            " 0.9 as match_probability, true as is_likely"
        ),
        "lnk_identity__group_facts": connection.sql(
            "select group_token::ubigint as group_token,"
            " nhs_number_token::ubigint as nhs_number_token,"
            " null::ubigint as upn_token, null::ubigint as nino_token,"
            " null::smallint as first_birth_year, null::smallint as last_birth_year,"
            " null::smallint as birth_month"
            f" from (values (1, {LARGE}), (2, {LARGE + 1}), (3, null))"
            " as facts (group_token, nhs_number_token)"
        ),
        "lnk_identity__weights": connection.from_df(RELIABLE),
    }
    dbt = SimpleNamespace(config=lambda **options: None, ref=tables.__getitem__)
    found = model.model(dbt, connection)
    assert dict(found.to_numpy().tolist()) == {1: 1, 2: 2, 3: 3}
