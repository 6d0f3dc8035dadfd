"""School readiness: the true risk of not reaching a good level of development.

The risk of a child is fixed on 1 September, one year before it starts reception, by
what partners could have on record by then. Effects follow the odds of Born in Bradford
(n = 7,981: male 0.43, born before 32 weeks 0.34, 32–36 weeks 0.64, 1.18 per month of
age, never breastfed 0.87 …); the mother's schooling acts through the child's
development, the household's means and its contacts. Every year's level is set so that
the district comes out near the published England series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demo.dates import IntArray, day, month_of, school_start_year
from demo.names import MALE
from demo.world import World

Floats = npt.NDArray[np.float64]

#: England's share with a good level of development by year of the profile (DfE), less
#: about a point for Basildon; 2014 is interpolated, 2020 and 2021 had no return.
GLD_TARGET = {
    2013: 0.505,
    2014: 0.593,
    2015: 0.655,
    2016: 0.685,
    2017: 0.70,
    2018: 0.708,
    2019: 0.711,
    2020: 0.70,
    2021: 0.64,
    2022: 0.645,
    2023: 0.665,
    2024: 0.67,
    2025: 0.676,
    2026: 0.68,
    2027: 0.68,
}
SPREAD = 1.08


@dataclass(frozen=True)
class Readiness:
    """Children of the school years (n): the true chance of not being ready."""

    child: IntArray
    profile_year: IntArray
    index_day: IntArray
    probability: Floats
    ready: npt.NDArray[np.bool_]


def logit_of(world: World, child: IntArray, facts: dict[str, Floats]) -> Floats:
    """Log-odds of not being ready, apart from the year's level.

    ``facts`` holds observable state on the index day, by child: see the keys used.
    """
    months = (8 - month_of(world.born[child])) % 12  # 0 = August born, 11 = September
    seen = facts["reviewed"] > 0
    logit = 0.68 * (world.sex[child] == MALE) - 0.16 * (months - 5.5)
    logit += np.where(seen, -0.84 * facts["asq"], 0.62 - 0.10 * facts["asq"])
    logit += 1.05 * (facts["gestation"] < 32) + 0.42 * (
        (facts["gestation"] >= 32) & (facts["gestation"] < 37)
    )
    logit -= 0.22 * facts["breastfed"]
    logit += 0.24 * facts["worst_wards"]
    logit += 0.42 * facts["claim"] + 0.30 * facts["passported"]
    logit += 0.28 * facts["social_rent"] + 0.25 * facts["arrears"]
    logit += 0.26 * facts["meals"]
    logit += 0.45 * np.log1p(facts["abuse"])
    logit += 0.40 * (facts["care"] > 0) + 0.45 * (facts["plans"] > 0)
    logit += 0.12 * np.log1p(facts["attendances"])
    logit += 0.25 * np.log1p(facts["crime"])
    logit -= 0.035 * np.clip(facts["mother_age"] - 29, -11, 9)
    logit += 0.13 * np.minimum(facts["siblings"], 4)
    logit += 0.13 * facts["missed"]
    logit += 0.08 * facts["latent"]
    return SPREAD * logit


def settle_levels(logit: Floats, year: IntArray) -> Floats:
    """Probabilities whose mean by profile year is one minus the target."""
    p = np.zeros(len(logit))
    for y in np.unique(year):
        mine = year == y
        target = 1 - GLD_TARGET[int(y)]
        low, high = -8.0, 8.0
        for _ in range(50):
            level = (low + high) / 2
            mean = (1 / (1 + np.exp(-(logit[mine] + level)))).mean()
            low, high = (level, high) if mean < target else (low, level)
        p[mine] = 1 / (1 + np.exp(-(logit[mine] + level)))
    return p


def draw(
    p: Floats, strata: list[npt.NDArray[np.integer]], rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """One event per child with its own probability, by systematic sampling: inside
    every stratum as many events as expected, give or take one."""
    order = np.lexsort((rng.random(len(p)), *reversed(strata)))
    steps = np.floor(np.cumsum(p[order]) + rng.random())
    event = np.zeros(len(p), bool)
    event[order] = np.diff(steps, prepend=0.0) > 0
    return event


def cohort(world: World) -> tuple[IntArray, IntArray, IntArray]:
    """Children of the profiles of 2013 to 2027: child, profile year, index day."""
    start = school_start_year(world.born)
    year = start + 1
    index = np.array([day(int(y), 9, 1) for y in range(1900, 2035)])[
        np.clip(start - 1 - 1900, 0, 134)
    ]
    june = np.array([day(int(y), 6, 15) for y in range(1900, 2035)])[
        np.clip(year - 1900, 0, 134)
    ]
    inside = (year >= 2013) & (year <= 2027)
    here = (world.gone > index) & (world.entered <= june)
    child = np.flatnonzero(inside & here).astype(np.int32)
    return child, year[child], index[child].astype(np.int32)


def auc(score: Floats, event: npt.NDArray[np.bool_]) -> float:
    """Area under the ROC curve (Mann–Whitney, ties by mean rank)."""
    positives, negatives = int(event.sum()), int((~event).sum())
    if not positives or not negatives:
        return float("nan")
    _, inverse, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[inverse]
    total = float(rank[event].sum()) - positives * (positives + 1) / 2
    return total / (positives * negatives)
