"""Which index dates a risk model learns from, is tested on and scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

MINIMUM_OUTCOMES = 200
TEST_DATES = 3


@dataclass(frozen=True)
class Plan:
    """One split of a cohort in time, as labels of its index.

    index_date: the newest date that is tested or scored.
    train, apply: labels of the rows to learn from and of the rows to score.
    reason: why nothing can be fitted; None when it can.
    """

    purpose: str  # 'test' or 'forecast'
    index_date: date | None
    train: pd.Index
    apply: pd.Index
    reason: str | None = None


def plan_runs(rows: pd.DataFrame) -> list[Plan]:
    """Up to ``TEST_DATES`` test plans, oldest first, and one forecast plan for all
    index dates still without outcomes.

    rows: one per person and index date, with index_date (datetime64), outcome (1.0, 0.0
        or NaN while not known) and outcome_known_on (datetime64, NaT while not known).

    Tests are the newest index dates with outcomes; their models learn only from
    outcomes that were known by then, as they would have had to. Forecasts learn from
    all. A plan that lacks data says so in ``reason``; of the tests only the newest.
    """
    labelled = rows[rows["outcome"].notna()]
    dates = sorted(labelled["index_date"].unique())[-TEST_DATES:]
    plans = []
    for day in dates:
        at_test = labelled["index_date"] == day
        known = labelled["outcome_known_on"] <= day
        plan = _plan("test", day, labelled[known & ~at_test], labelled[at_test])
        if plan.reason is None or day == dates[-1]:
            plans.append(plan)
    if not dates:
        plans.append(_empty("test", "Nobody in the cohort has a known outcome."))
    coming = rows[rows["outcome"].isna()]
    coming = coming[coming["index_date"] > dates[-1]] if dates else coming
    if coming.empty:
        plans.append(_empty("forecast", "No cohort is waiting for its outcome."))
    else:
        plans.append(_plan("forecast", coming["index_date"].max(), labelled, coming))
    return plans


def _plan(
    purpose: str, index_date: pd.Timestamp, train: pd.DataFrame, apply: pd.DataFrame
) -> Plan:
    outcomes = int(train["outcome"].sum())
    without = len(train) - outcomes
    reason = None
    if min(outcomes, without) < MINIMUM_OUTCOMES:
        # published, so without the counts, which may be small
        reason = (
            f"Too little to learn from: {MINIMUM_OUTCOMES} people with the outcome "
            "and as many without are needed."
        )
    elif purpose == "test" and apply["outcome"].nunique() < 2:
        reason = "The test year holds only one kind of outcome."
    return Plan(
        purpose, pd.Timestamp(index_date).date(), train.index, apply.index, reason
    )


def _empty(purpose: str, reason: str) -> Plan:
    return Plan(purpose, None, pd.Index([]), pd.Index([]), reason)
