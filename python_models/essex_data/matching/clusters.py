"""Groups of records become people: the likeliest links first, contradictions never."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# A difference that fewer matches than these have is a contradiction.
RARE_DIFFERENCE = 0.002
NUMBERS = ["nhs_number_token", "upn_token", "nino_token"]
BIRTHS = ["first_birth_year", "last_birth_year", "birth_month"]
FACTS = ["group_token", *NUMBERS, *BIRTHS]
# Father and son of one name: further apart than a mistyped year of birth explains.
MOST_YEARS_APART = 9

Birth = tuple[int, int, int]


@dataclass(slots=True)
class Person:
    """Groups that are taken to be one person, and what is known of them."""

    groups: list[int]
    numbers: dict[str, set[int]]
    births: set[Birth]

    def contradicts(self, other: Person) -> bool:
        """Whether the two cannot be one person."""
        for number, values in self.numbers.items():
            others = other.numbers.get(number)
            if others and others.isdisjoint(values):
                return True
        return any(
            is_birth_contradicted(x, y) for x in self.births for y in other.births
        )

    def absorb(self, other: Person) -> None:
        """Takes the other's groups and all that is known of them."""
        self.groups.extend(other.groups)
        self.births |= other.births
        for number, values in other.numbers.items():
            self.numbers[number] = self.numbers.get(number, set()) | values


def is_birth_contradicted(one: Birth, other: Birth) -> bool:
    """Whether two births (first year, last year, month) cannot be one person's.

    They cannot when both month and year differ, or the years by more than a slip.
    """
    years_apart = max(one[0] - other[1], other[0] - one[1])
    return years_apart > MOST_YEARS_APART or (years_apart > 0 and one[2] != other[2])


def cluster(
    links: pd.DataFrame, facts: pd.DataFrame, weights: pd.DataFrame
) -> pd.DataFrame:
    """Joins groups along their links; one row per group.

    links: one_group, other_group and match_probability, each pair once;
    facts: one row per group: group_token, nhs_number_token, upn_token, nino_token,
        first_birth_year, last_birth_year, birth_month; NULL for not known;
    weights: as weights.fit() gives them.

    Links are taken from the likeliest on. One that would bring together different
    numbers of a kind or births that cannot be one person's is left out: a chain of
    links is thus cut at its weakest. The order of the rows and of a link's two
    groups does not matter.

    Returns group_token and cluster_token, the smallest group of the cluster.
    """
    facts = facts.sort_values("group_token").reset_index(drop=True)
    tokens = facts["group_token"].to_numpy()
    facts = facts.drop(columns=_unreliable(weights))
    ends = np.searchsorted(tokens, links[["one_group", "other_group"]].to_numpy())
    ends.sort(axis=1)
    ones, others = ends.T
    edges = coo_array(
        (np.ones(len(links)), (ones, others)), shape=(len(tokens), len(tokens))
    )
    component = connected_components(edges, directed=False)[1]

    # Nearly all components agree with themselves; the others are built link by link.
    values = facts.drop(columns="group_token").groupby(component).nunique()
    doubtful = np.isin(component, values.index[(values > 1).any(axis=1)])
    leaders = pd.Series(tokens).groupby(component).transform("min").to_numpy(copy=True)
    people = _people(facts[doubtful])
    order = np.lexsort((others, ones, -links["match_probability"].to_numpy()))
    order = order[doubtful[ones[order]]]
    for one, other in tokens[ends[order]].tolist():
        first, second = people[one], people[other]
        if first is second or first.contradicts(second):
            continue
        if len(first.groups) < len(second.groups):
            first, second = second, first
        for group in second.groups:
            people[group] = first
        first.absorb(second)
    leaders[doubtful] = [min(people[token].groups) for token in tokens[doubtful]]
    return pd.DataFrame({"group_token": tokens, "cluster_token": leaders})


def _unreliable(weights: pd.DataFrame) -> list[str]:
    """The columns of facts in which matches may well differ."""
    differing = weights[weights["agreement_level"] == "different"]
    common = set(differing.loc[differing["match_share"] >= RARE_DIFFERENCE, "field"])
    numbers = [column for column in NUMBERS if column.removesuffix("_token") in common]
    return numbers + (BIRTHS if "birth" in common else [])


def _people(facts: pd.DataFrame) -> dict[int, Person]:
    """Every group as a person of its own."""
    numbers = [column for column in NUMBERS if column in facts]
    people = {}
    for row in facts.to_dict("records"):
        births: set[Birth] = set()
        if "birth_month" in facts and not any(
            pd.isna(row[column]) for column in BIRTHS
        ):
            first_year, last_year, month = (int(row[column]) for column in BIRTHS)
            births.add((first_year, last_year, month))
        people[row["group_token"]] = Person(
            [row["group_token"]],
            {name: {int(row[name])} for name in numbers if not pd.isna(row[name])},
            births,
        )
    return people
