"""Weights: what is learnt without truth, against worlds whose truth is known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from essex_data.matching.weights import (
    DWELLINGS_OF_A_POSTCODE,
    START,
    Shares,
    calibrate,
    chance_shares,
    complete,
    fit,
    relative_shares,
)

LEVELS = [f"{field}_level" for field in START]
KINDS = ["match", "relative", "chance"]
KEYED = ["forename", "surname", "birth", "place"]
NOT_KNOWN = "not known"
BIRTH_CHANCE = 1 / 25_000
# What matches agree on in the worlds below: far from where learning starts.
MATCH: Shares = {
    "forename": complete({"exact": 0.75, "close": 0.10, "initial": 0.05}),
    "surname": complete({"exact": 0.80, "close": 0.06, "initial": 0.02}),
    "birth": complete({"exact": 0.85, "close": 0.10, "part": 0.03}),
    "place": complete({"exact": 0.50, "close": 0.05}),
    "nhs_number": complete({"exact": 0.98}),
    "uniqueness": {"exact": 0.70, "close": 0.20, "different": 0.10},
}
UNIQUENESS_OF_OTHERS = {"exact": 0.15, "close": 0.15, "different": 0.70}


@dataclass(frozen=True)
class World:
    """How many people there are, and pairs of them: one person's, or relatives'."""

    people: int = 4_000
    matches: int = 6_000
    relatives: int = 5_000
    # how many pairs have a number on both sides
    numbered: float = 0.3
    match: Shares = dataclasses.field(default_factory=lambda: MATCH)
    seed: int = 1

    @property
    def pairs(self) -> int:
        return self.people * (self.people - 1) // 2

    @property
    def chances(self) -> pd.DataFrame:
        """Every pair of people is sampled once."""
        together = self.relatives + self.matches * self.match["place"]["exact"]
        return pd.DataFrame(
            {
                "identity_count": [self.people],
                "sampled_count": [(self.people - 1) / 2],
                "group_count": [self.people],
                "birth_chance": [BIRTH_CHANCE],
                "identity_address_chance": [together / self.pairs],
                "group_address_chance": [together / self.pairs],
            }
        )

    def patterns(self) -> pd.DataFrame:
        """Counts of pairs by pattern, and beside them how many of each kind."""
        chance = chance_shares(BIRTH_CHANCE)
        place = DWELLINGS_OF_A_POSTCODE * self.relatives / self.pairs
        chance["place"] = complete(
            {"exact": place, "close": place / DWELLINGS_OF_A_POSTCODE}
        )
        chance["uniqueness"] = UNIQUENESS_OF_OTHERS
        shares_of = (self.match, relative_shares(chance), chance)
        kinds = dict(zip(KINDS, shares_of, strict=True))
        numbers = [NOT_KNOWN, "exact", "different"] if self.numbered else [NOT_KNOWN]
        levels = {field: list(shares) for field, shares in self.match.items()}
        levels["nhs_number"] = numbers
        found = pd.DataFrame(
            list(product(*levels.values())),
            columns=[f"{field}_level" for field in levels],
            dtype=object,
        ).reindex(columns=LEVELS)
        random = np.random.default_rng(self.seed)
        sizes = dict(
            zip(KINDS, (self.matches, self.relatives, self.pairs), strict=True)
        )
        for kind, shares in kinds.items():
            expected = np.full(len(found), float(sizes[kind]))
            for field in levels:
                known = shares[field]
                if field == "nhs_number":
                    known = {k: v * self.numbered for k, v in known.items()}
                    known[NOT_KNOWN] = 1 - self.numbered
                expected *= [known[level] for level in found[f"{field}_level"]]
            found[kind] = random.poisson(expected)
        found["pair_count"] = found[KINDS].sum(axis=1)
        found = found.replace({NOT_KNOWN: None})
        # only pairs that share a key are seen
        agrees = found[[f"{field}_level" for field in KEYED]].isin(["exact", "close"])
        is_seen = (agrees.sum(axis=1) >= 2) | (found["nhs_number_level"] == "exact")
        return found[is_seen & (found["pair_count"] > 0)].reset_index(drop=True)

    def fitted(self) -> pd.DataFrame:
        """Weights of two draws: one to learn agreement from, one to be judged."""
        return fit(
            replace(self, seed=self.seed + 100).patterns()[[*LEVELS, "pair_count"]],
            self.patterns()[[*LEVELS, "pair_count"]],
            self.chances,
        )


def learnt(weights: pd.DataFrame, column: str = "match_share") -> pd.Series:
    return weights.set_index(["field", "agreement_level"])[column]


def probabilities(patterns: pd.DataFrame, weights: pd.DataFrame) -> np.ndarray:
    """How likely each pattern is a match, as Bayes has it."""
    odds = {}
    for kind in KINDS:
        share = learnt(weights, f"{kind}_share")
        odds[kind] = np.full(len(patterns), share["pair", "any"])
        for field in START:
            told = patterns[f"{field}_level"]
            odds[kind] *= [
                1 if pd.isna(level) else share[field, level] for level in told
            ]
    return odds["match"] / sum(odds.values())


def in_bands(patterns: pd.DataFrame, probability: np.ndarray) -> pd.DataFrame:
    """Per band of probability: number of pairs, what is said and what is true."""
    pairs = patterns["pair_count"]
    sums = pd.DataFrame(
        {"pairs": pairs, "said": probability * pairs, "true": patterns["match"]}
    )
    found = sums.groupby(np.digitize(probability, [0.05, 0.3, 0.7, 0.95])).sum()
    return found.assign(
        said=found["said"] / found["pairs"], true=found["true"] / found["pairs"]
    )


WORLDS = {
    "plain": World(),
    "few matches": World(people=8_000, matches=400),
    "many matches": World(people=3_000, matches=40_000, relatives=2_000),
    "many relatives": World(people=8_000, matches=2_000, relatives=18_000),
    "no numbers": World(numbered=0),
}


@pytest.fixture(scope="module", params=WORLDS)
def world(request: pytest.FixtureRequest) -> tuple[World, pd.DataFrame]:
    made = WORLDS[request.param]
    return made, made.fitted()


def test_what_matches_agree_on_is_found(world: tuple[World, pd.DataFrame]) -> None:
    made, weights = world
    share, patterns = learnt(weights), made.patterns()
    for field in MATCH:
        matches = patterns.groupby(f"{field}_level")["match"].sum()
        # few pairs teach little
        error = 0.02 + 1 / np.sqrt(max(matches.sum(), 1))
        for level, count in matches.items():
            true = count / matches.sum()
            assert share[field, level] == pytest.approx(true, abs=error), (field, level)


def test_matches_are_counted(world: tuple[World, pd.DataFrame]) -> None:
    made, weights = world
    found = learnt(weights)["pair", "any"] * made.pairs
    assert found == pytest.approx(made.patterns()["match"].sum(), rel=0.05)
    related = learnt(weights, "relative_share")["pair", "any"] * made.pairs
    assert related == pytest.approx(made.relatives, rel=0.10)


def test_what_strangers_agree_on_is_found(world: tuple[World, pd.DataFrame]) -> None:
    made, weights = world
    share = learnt(weights, "chance_share")
    place = DWELLINGS_OF_A_POSTCODE * made.relatives / made.pairs
    # matches at one address that share no key are taken for relatives
    assert share["place", "exact"] == pytest.approx(place, rel=0.20)
    for level, true in UNIQUENESS_OF_OTHERS.items():
        assert share["uniqueness", level] == pytest.approx(true, abs=0.02)


def test_probabilities_are_what_they_say(world: tuple[World, pd.DataFrame]) -> None:
    made, weights = world
    patterns = made.patterns()
    probability = probabilities(patterns, weights)
    bands = in_bands(patterns, probability)
    assert len(bands) == 5
    for band in bands.itertuples():
        error = 0.04 + 2 * np.sqrt(band.said * (1 - band.said) / band.pairs)
        assert band.true == pytest.approx(band.said, abs=error), band


def test_agreement_speaks_for_a_match(world: tuple[World, pd.DataFrame]) -> None:
    _, weights = world
    weight = learnt(weights, "match_weight")
    for field in START:
        assert weight[field, "exact"] > 0 > weight[field, "different"], field


def test_shares_of_a_field_add_up(world: tuple[World, pd.DataFrame]) -> None:
    _, weights = world
    shares = weights[weights["field"] != "pair"].groupby("field")
    sums = shares[[f"{kind}_share" for kind in KINDS]].sum()
    assert sorted(sums.index) == sorted(START)
    assert sums.to_numpy() == pytest.approx(1)
    assert (weights[[f"{kind}_share" for kind in KINDS]] > 0).all(axis=None)


def test_the_same_patterns_have_the_same_weights() -> None:
    made = WORLDS["plain"]
    once = made.fitted()
    pd.testing.assert_frame_equal(made.fitted(), once)
    sampled = replace(made, seed=made.seed + 100).patterns()[[*LEVELS, "pair_count"]]
    judged = made.patterns()[[*LEVELS, "pair_count"]]
    again = fit(
        sampled.sample(frac=1, random_state=1),
        judged.sample(frac=1, random_state=1),
        made.chances,
    )
    pd.testing.assert_frame_equal(again, once)


# Candidates that certain keys left over


# Matches among them agree on less than matches do.
LEFT_OVER: Shares = MATCH | {
    "forename": complete({"exact": 0.45, "close": 0.20, "initial": 0.10}),
    "surname": complete({"exact": 0.50, "close": 0.15, "initial": 0.05}),
    "birth": complete({"exact": 0.60, "close": 0.20, "part": 0.10}),
    "place": complete({"exact": 0.25, "close": 0.05}),
    "uniqueness": {"exact": 0.40, "close": 0.20, "different": 0.40},
}


def calibrated(probability: np.ndarray, curve: pd.DataFrame) -> np.ndarray:
    log_odds = np.log(probability) - np.log1p(-probability)
    return 1 / (
        1 + np.exp(-(curve.at[0, "intercept"] + curve.at[0, "slope"] * log_odds))
    )


def test_candidates_that_agree_on_less_are_calibrated() -> None:
    learning, judged = World(seed=101), World(match=LEFT_OVER)
    patterns = judged.patterns()
    shown = patterns[[*LEVELS, "pair_count"]]
    sampled = learning.patterns()[[*LEVELS, "pair_count"]]
    weights = fit(sampled, shown, judged.chances)
    before = probabilities(patterns, weights)
    after = calibrated(before, calibrate(shown, weights, judged.chances))
    errors = {
        name: (bands["said"] - bands["true"]).abs() * bands["pairs"]
        for name, bands in (
            ("before", in_bands(patterns, before)),
            ("after", in_bands(patterns, after)),
        )
    }
    assert errors["after"].sum() < 0.6 * errors["before"].sum()
    assert (np.diff(after[np.argsort(before)]) >= 0).all()


def test_what_is_calibrated_stays_so(world: tuple[World, pd.DataFrame]) -> None:
    made, weights = world
    patterns = made.patterns()[[*LEVELS, "pair_count"]]
    curve = calibrate(patterns, weights, made.chances)
    assert curve.at[0, "intercept"] == pytest.approx(0, abs=0.25)
    assert curve.at[0, "slope"] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("count", [0, 1])
def test_without_candidates_odds_stay_as_they_are(count: int) -> None:
    made = World(people=50, matches=3, relatives=3)
    one = pd.DataFrame([dict.fromkeys(LEVELS, "exact") | {"pair_count": 1.0}])[:count]
    curve = calibrate(one, fit(one, one, made.chances), made.chances)
    assert curve.to_dict("records") == [{"intercept": 0.0, "slope": 1.0}]


# Little to learn from


def is_where_it_started(weights: pd.DataFrame) -> bool:
    share = learnt(weights)
    return all(
        share[field, level] == pytest.approx(start)
        for field, levels in START.items()
        for level, start in levels.items()
    )


@pytest.mark.parametrize("people", [0, 1, 1_000])
def test_without_patterns_weights_stay_where_they_start(people: int) -> None:
    counts = ["identity_count", "sampled_count", "group_count"]
    chances = pd.DataFrame(float("nan"), [0], World().chances.columns)
    chances[counts] = people
    nothing = pd.DataFrame(columns=[*LEVELS, "pair_count"], dtype=object)
    weights = fit(nothing, nothing, chances)
    assert is_where_it_started(weights)
    assert np.isfinite(weights["match_weight"]).all()


def test_a_field_that_nobody_has_stays_where_it_starts() -> None:
    share = learnt(WORLDS["no numbers"].fitted())
    for field in ("nhs_number", "upn", "nino", "initials"):
        for level, start in START[field].items():
            assert share[field, level] == pytest.approx(start)


def test_without_addresses_matches_are_found() -> None:
    made = WORLDS["plain"]
    chances = made.chances.assign(
        identity_address_chance=float("nan"), group_address_chance=float("nan")
    )
    patterns = made.patterns()[[*LEVELS, "pair_count"]]
    patterns["place_level"] = None
    weights = fit(patterns, patterns, chances)
    found = learnt(weights)["pair", "any"] * made.pairs
    assert found == pytest.approx(made.matches, rel=0.05)
    assert learnt(weights)["birth", "exact"] == pytest.approx(0.85, abs=0.03)


def test_a_handful_of_pairs_moves_little() -> None:
    made = World(people=50, matches=3, relatives=3)
    few = pd.DataFrame(
        [dict.fromkeys(START, "exact"), dict.fromkeys(START, "different")]
    ).rename(columns=lambda field: f"{field}_level")
    few["pair_count"] = [2, 3]
    weights = fit(few, few, made.chances)
    share = learnt(weights)
    for field, levels in START.items():
        for level, start in levels.items():
            assert share[field, level] == pytest.approx(start, abs=0.1)
    assert learnt(weights)["pair", "any"] * made.pairs == pytest.approx(2, abs=0.1)
