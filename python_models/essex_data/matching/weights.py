"""Weights of agreement without any truth, by expectation and maximisation (EM).

The model is Fellegi and Sunter's (1969), with three kinds of pair: matches, strangers,
and relatives, who live at one address and often share a surname. What strangers and
relatives agree on by chance stays as it starts: known from the records where that is
possible without names, from published figures where it is not. Only what matches agree
on is learnt, and how often a key that both share tells people apart; that keeps the
classes from changing places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression

from essex_data.arithmetic import add_in_order

Shares = dict[str, dict[str, float]]
Numbers = npt.NDArray[np.float64]

ITERATIONS = 100
# So many first count matches by what they are taken to agree on, before they say it
# themselves: where there are hardly any, relatives would teach what matches agree on.
COUNTING_ITERATIONS = 20
# 25 million dwellings, 1.5 million live postcodes (ONS 2021).
DWELLINGS_OF_A_POSTCODE = 16
# A household has 2.4 people on average (ONS 2021); used where there are no addresses.
HOUSEMATES = 1.4
# How often two strangers share a postcode: at least in a county, at most in a village.
LEAST_PLACE_CHANCE = 1e-4
MOST_PLACE_CHANCE = 1e-2
# What matches are taken to agree on until records say otherwise, worth so many pairs.
START_PAIRS = 20.0
# What all pairs have taught is worth so many pairs when candidates alone teach: a few
# hundred of them must not undo it.
CALIBRATION_PAIRS = 1000.0
LEAST_PROBABILITY = 1e-13
UNIQUENESS_OF_MATCHES = {"exact": 0.80, "close": 0.10, "different": 0.10}
UNIQUENESS_OF_OTHERS = {"exact": 0.20, "close": 0.20, "different": 0.60}
START: Shares = {
    "forename": {"exact": 0.90, "close": 0.04, "initial": 0.03, "different": 0.03},
    "surname": {"exact": 0.90, "close": 0.04, "initial": 0.02, "different": 0.04},
    "initials": {"exact": 0.97, "different": 0.03},
    "birth": {"exact": 0.94, "close": 0.04, "part": 0.01, "different": 0.01},
    "place": {"exact": 0.70, "close": 0.02, "different": 0.28},
    "sex": {"exact": 0.99, "different": 0.01},
    "nhs_number": {"exact": 0.999, "different": 0.001},
    "upn": {"exact": 0.99, "different": 0.01},
    "nino": {"exact": 0.99, "different": 0.01},
    "uniqueness": UNIQUENESS_OF_MATCHES,
}
LEVELS = [(field, level) for field, levels in START.items() for level in levels]


def chance_shares(birth_chance: float) -> Shares:
    """What two strangers agree on.

    birth_chance: how often two of these records' people have one date of birth.

    Names: sums of squared shares, of the order of those in England (the commonest
    surname stands on 1 % of people, forenames of one cohort and sex on 1 to 2 % each).
    The place's are found while fitting.
    """
    return {
        "forename": complete({"exact": 0.005, "close": 0.015, "initial": 0.05}),
        "surname": complete({"exact": 0.002, "close": 0.004, "initial": 0.06}),
        "initials": complete({"exact": 0.004}),
        "birth": complete({"exact": birth_chance, "close": 0.003, "part": 0.1}),
        "place": complete({"exact": 1e-4, "close": 1e-5}),
        "sex": complete({"exact": 0.5}),
        "nhs_number": complete({"exact": 1e-8}),
        "upn": complete({"exact": 1e-8}),
        "nino": complete({"exact": 1e-8}),
        "uniqueness": dict(UNIQUENESS_OF_OTHERS),
    }


def relative_shares(chance: Shares) -> Shares:
    """What two people at one address agree on: place, often surname, twins their birth.

    Of maternities in England and Wales 1.5 % are twins (ONS 2021); of all pairs who
    share an address, and not only brothers and sisters, one in two hundred.
    """
    return chance | {
        "forename": complete({"exact": 0.01, "close": 0.015, "initial": 0.05}),
        "surname": complete({"exact": 0.60, "close": 0.02, "initial": 0.03}),
        "birth": complete({"exact": 0.005, "close": 0.004, "part": 0.1}),
        "place": complete({"exact": 0.97, "close": 0.01}),
    }


def complete(shares: dict[str, float]) -> dict[str, float]:
    """Gives 'different' what the other levels leave over."""
    return shares | {"different": 1 - sum(shares.values())}


def fit(
    sampled: pd.DataFrame, patterns: pd.DataFrame, chances: pd.DataFrame
) -> pd.DataFrame:
    """Fits the weights; one row per field and level.

    sampled: patterns of agreement of sampled pairs of identities (<field>_level,
        pair_count), from which shares are learnt;
    patterns: those of the pairs of groups that are to be judged, from which is learnt
        how many of them match;
    chances: one row with identity_count, sampled_count, group_count, birth_chance,
        identity_address_chance and group_address_chance.

    Returns field, agreement_level, match_share, relative_share, chance_share and
    match_weight, the log2 of match to chance. The row 'pair', 'any' holds how many of
    all pairs of groups are matches, relatives and strangers.
    """
    add_in_order()
    row = chances.iloc[0]
    chance = chance_shares(_share(row["birth_chance"], otherwise=1 / 30_000))
    relative = relative_shares(chance)
    match = {field: dict(levels) for field, levels in START.items()}

    identity_pairs = max(float(row["sampled_count"] * row["identity_count"]), 1.0)
    shown = _shown(sampled)
    counts = sampled["pair_count"].to_numpy(dtype=float)
    same_place = (sampled["place_level"] == "exact").to_numpy()
    matches = counts / 2
    for iteration in range(ITERATIONS):
        relatives = _relatives(
            identity_pairs,
            row["identity_address_chance"],
            float(row["identity_count"]),
            matches[same_place].sum(),
        )
        place = min(
            max(
                DWELLINGS_OF_A_POSTCODE * relatives / identity_pairs, LEAST_PLACE_CHANCE
            ),
            MOST_PLACE_CHANCE,
        )
        chance["place"] = complete(
            {"exact": place, "close": place / DWELLINGS_OF_A_POSTCODE}
        )
        posterior = _posterior(
            shown,
            (match, relative, chance),
            (max(matches.sum(), 1.0), relatives, identity_pairs),
        )
        matches = counts * posterior
        if iteration < COUNTING_ITERATIONS:
            continue
        match = {field: _learnt(shown, field, matches, START[field]) for field in START}
        chance["uniqueness"] = relative["uniqueness"] = _learnt(
            shown, "uniqueness", counts - matches, UNIQUENESS_OF_OTHERS
        )

    found = _among_candidates(patterns, chances, (match, relative, chance))
    group_pairs = _pairs(float(row["group_count"]))
    rows = [
        (field, level, share, relative[field][level], chance[field][level])
        for field, levels in match.items()
        for level, share in levels.items()
    ]
    rows.append(
        (
            "pair",
            "any",
            found.match_count / group_pairs,
            found.relatives / group_pairs,
            1.0,
        )
    )
    weights = pd.DataFrame(
        rows,
        columns=[
            "field",
            "agreement_level",
            "match_share",
            "relative_share",
            "chance_share",
        ],
    )
    weights["match_weight"] = np.log2(weights["match_share"] / weights["chance_share"])
    return weights


def calibrate(
    patterns: pd.DataFrame, weights: pd.DataFrame, chances: pd.DataFrame
) -> pd.DataFrame:
    """What turns the odds of the weights into odds that mean what they say.

    patterns, chances: as for fit(); weights: what fit() returned.

    Weights are learnt from all pairs of identities and tell best which candidate is
    likelier. But candidates are what certain keys left over, and agree on less. So what
    the matches among them agree on is learnt again, for their share at each weight
    only: a logistic curve through those shares (Platt, 1999) keeps the weights' order.

    Returns one row with intercept and slope: calibrated log odds are
    intercept + slope * log odds of the weights.
    """
    add_in_order()
    match, relative, chance = (
        {
            str(field): dict(zip(rows["agreement_level"], rows[column], strict=True))
            for field, rows in weights.groupby("field", sort=False)
        }
        for column in ("match_share", "relative_share", "chance_share")
    )
    shares = (match, relative, chance)
    before = _among_candidates(patterns, chances, shares)
    after = _among_candidates(patterns, chances, shares, CALIBRATION_PAIRS)
    likely = np.clip(before.posterior, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    log_odds = np.log(likely / (1 - likely))
    unchanged = pd.DataFrame({"intercept": [0.0], "slope": [1.0]})
    if np.unique(log_odds).size < 2:
        return unchanged
    counts = patterns["pair_count"].to_numpy(dtype=float)
    curve = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-9).fit(
        np.concatenate([log_odds, log_odds])[:, None],
        np.repeat([1, 0], log_odds.size),
        np.concatenate([counts * after.posterior, counts * (1 - after.posterior)]),
    )
    if curve.coef_[0, 0] <= 0:
        return unchanged
    return pd.DataFrame({"intercept": curve.intercept_, "slope": curve.coef_[0]})


@dataclass(frozen=True)
class _Candidates:
    """Of the candidate pairs: how likely each pattern is a match, and how many are
    matches and relatives."""

    posterior: Numbers
    match_count: float
    relatives: float


def _among_candidates(
    patterns: pd.DataFrame,
    chances: pd.DataFrame,
    shares: tuple[Shares, Shares, Shares],
    learning_pairs: float | None = None,
) -> _Candidates:
    """Counts the matches among candidate pairs of groups.

    learning_pairs: also learn what matches agree on, what they are taken to agree on
    being worth so many pairs.
    """
    row = chances.iloc[0]
    start, relative, chance = shares
    match = start
    groups = float(row["group_count"])
    pairs = _pairs(groups)
    shown = _shown(patterns)
    counts = patterns["pair_count"].to_numpy(dtype=float)
    same_place = (patterns["place_level"] == "exact").to_numpy()
    posterior = np.full(len(patterns), 0.5)
    for iteration in range(ITERATIONS):
        matches = counts * posterior
        relatives = _relatives(
            pairs, row["group_address_chance"], groups, matches[same_place].sum()
        )
        match_count = max(matches.sum(), 1.0)
        posterior = _posterior(
            shown, (match, relative, chance), (match_count, relatives, pairs)
        )
        if learning_pairs and iteration >= COUNTING_ITERATIONS:
            match = {
                field: _learnt(
                    shown, field, counts * posterior, start[field], learning_pairs
                )
                for field in START
            }
    return _Candidates(posterior, match_count, relatives)


def _pairs(count: float) -> float:
    return max(count * (count - 1) / 2, 1.0)


def _relatives(
    pairs: float, address_chance: float | None, people: float, matches: float
) -> float:
    """How many pairs live at one address and are two people.

    Those at one address less the matches among them, of few of which it is hard to say;
    without addresses, as many as people usually live with.
    """
    chance = _share(address_chance, otherwise=0.0)
    if not chance:
        return pairs * HOUSEMATES / max(people, 1.0)
    return max(pairs * chance - matches, pairs * chance / 10)


def _shown(patterns: pd.DataFrame) -> Numbers:
    """One row per pattern, one column per level of LEVELS: 1 where shown, else 0."""
    return np.column_stack(
        [
            (patterns[f"{field}_level"] == level).to_numpy(float)
            for field, level in LEVELS
        ]
    )


def _posterior(
    shown: Numbers,
    shares: tuple[Shares, Shares, Shares],
    pair_counts: tuple[float, float, float],
) -> Numbers:
    """How likely each pattern is a match, by shares and numbers of the three kinds."""
    match, relative, chance = (
        np.log(count) + shown @ np.log([kind[field][level] for field, level in LEVELS])
        for kind, count in zip(shares, pair_counts, strict=True)
    )
    return 1 / (1 + np.exp(relative - match) + np.exp(chance - match))


def _learnt(
    shown: Numbers,
    field: str,
    weight: Numbers,
    start: dict[str, float],
    start_pairs: float = START_PAIRS,
) -> dict[str, float]:
    """The weighted shares of a field's levels, steadied by what it starts from."""
    counts = dict(zip(LEVELS, weight @ shown, strict=True))
    total = sum(counts[field, level] for level in start) + start_pairs
    return {
        level: float(counts[field, level] + start_pairs * share) / float(total)
        for level, share in start.items()
    }


def _share(value: float | None, otherwise: float) -> float:
    """A measured share, or the one to go on with when nothing could be measured."""
    return float(value) if value is not None and value > 0 else otherwise
