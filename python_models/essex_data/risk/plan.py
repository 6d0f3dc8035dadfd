"""Which index dates a risk model learns from, is tested on and scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from essex_data.risk.rows import Rows

MINIMUM_OUTCOMES = 200
TEST_DATES = 3


@dataclass(frozen=True)
class Plan:
    """One split of a cohort in time, as labels of its index.

    index_date: the newest date that is tested or scored; dates: all of them.
    train, apply: labels of the rows to learn from and of the rows to test.
    reason: why nothing can be fitted; None when it can.
    """

    purpose: str  # 'test' or 'forecast'
    index_date: date | None
    train: pd.Index
    apply: pd.Index
    dates: tuple[pd.Timestamp, ...] = ()
    reason: str | None = None


def plan_runs(rows: Rows) -> list[Plan]:
    """Up to ``TEST_DATES`` test plans, oldest first, and one forecast plan for all
    index dates still without outcomes.

    Tests are the newest index dates with outcomes; their models learn only from
    outcomes that were known by then, as they would have had to. Forecasts learn from
    all. A plan that lacks data says so in ``reason``; of the tests only the newest.
    """
    frame = rows.frame
    dates = sorted(frame["index_date"].unique())[-TEST_DATES:]
    plans = []
    for day in dates:
        at_test = frame["index_date"] == day
        known = frame["outcome_known_on"] <= day
        plan = _plan("test", [day], frame[known & ~at_test], frame[at_test])
        if plan.reason is None or day == dates[-1]:
            plans.append(plan)
    if not dates:
        plans.append(_empty("test", "Nobody in the cohort has a known outcome."))
    if not rows.coming:
        plans.append(_empty("forecast", "No cohort is waiting for its outcome."))
    else:
        plans.append(_plan("forecast", rows.coming, frame, frame.iloc[:0]))
    return plans


def _plan(
    purpose: str,
    dates: list[pd.Timestamp],
    train: pd.DataFrame,
    apply: pd.DataFrame,
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
    newest = pd.Timestamp(dates[-1]).date()
    return Plan(purpose, newest, train.index, apply.index, tuple(dates), reason)


def _empty(purpose: str, reason: str) -> Plan:
    return Plan(purpose, None, pd.Index([]), pd.Index([]), reason=reason)
