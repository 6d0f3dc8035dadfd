"""Fits the readable model and its challengers: rows in, tables out."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import numpy as np
import pandas as pd
import pyarrow as pa

from essex_data.risk import measures
from essex_data.risk.estimators import (
    FULL,
    SEED,
    Floats,
    Model,
    additive,
    baselines,
    challengers,
)
from essex_data.risk.plan import Plan, plan_runs
from essex_data.risk.rows import Rows
from essex_data.risk.scorecard import bins_in, score

SCORECARDS = pa.schema(
    [
        ("risk", pa.string()),
        ("index_date", pa.date32()),
        ("purpose", pa.string()),
        ("run_digest", pa.string()),
        ("trained_from", pa.date32()),
        ("trained_to", pa.date32()),
        ("training_count", pa.int64()),
        ("training_outcome_count", pa.int64()),
        ("data_version", pa.string()),
        ("parameters", pa.string()),
        ("feature", pa.string()),
        ("bin_number", pa.int32()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("category", pa.string()),
        ("is_missing", pa.bool_()),
        ("points", pa.float64()),
        ("training_share", pa.float64()),
    ]
)
CHALLENGES = pa.schema(
    [
        ("person_id", pa.string()),
        ("index_date", pa.date32()),
        ("purpose", pa.string()),
        ("model", pa.string()),
        ("probability", pa.float64()),
    ]
)
# How much better full boosting must be, beyond doubt, before it is chosen instead.
TOLERATED_LOSS = 0.01


def scorecards(rows: Rows) -> pa.Table:
    """The table SCORECARDS: the points of the additive model for each index date that
    it is tested on or scores, empty where there is too little to learn from.
    """
    lines = []
    for plan in plan_runs(rows):
        if plan.reason is not None:
            continue
        train = rows.frame.loc[plan.train]
        outcome = train["outcome"].to_numpy(np.float64)
        model = additive(rows.columns)
        model.fit(train, outcome)
        card = model.scorecard()
        about = {
            "risk": rows.risk,
            "purpose": plan.purpose,
            "run_digest": _digest(repr(card).encode()),
            "trained_from": train["index_date"].min().date(),
            "trained_to": train["index_date"].max().date(),
            "training_count": len(train),
            "training_outcome_count": int(outcome.sum()),
            "data_version": _version(train),
            "parameters": model.parameters,
        }
        for day in plan.dates:
            for bin_ in card:
                line = asdict(bin_)
                lines.append(
                    about
                    | {
                        "index_date": pd.Timestamp(day).date(),
                        "feature": line["feature"],
                        "bin_number": line["number"],
                        "lower_bound": line["lower"],
                        "upper_bound": line["upper"],
                        "category": line["category"],
                        "is_missing": line["is_missing"],
                        "points": line["points"],
                        "training_share": line["share"],
                    }
                )
    return pa.Table.from_pylist(lines, SCORECARDS)


def challenges(rows: Rows, cards: pd.DataFrame) -> pa.Table:
    """The table CHALLENGES: the probabilities that the other models give for the test
    dates, the costly ones for the newest alone. They are there to be judged; only when
    ``loses_beyond_doubt`` does full boosting forecast too.

    cards: as SCORECARDS, of the readable model.
    """
    parts = [CHALLENGES.empty_table()]
    plans = [plan for plan in plan_runs(rows) if plan.reason is None]
    tests = [plan for plan in plans if plan.purpose == "test"]
    for plan in tests:
        for name, model in baselines("lsoa_code", rows.simple, rows.columns).items():
            parts.append(_challenged(rows, plan, name, model))
    for name, model in challengers(rows.columns).items():
        for plan in tests[-1:]:
            parts.append(_challenged(rows, plan, name, model))
            if name == FULL and _is_chosen(rows, plan, cards, parts[-1]):
                parts += [
                    _challenged(rows, forecast, name, model)
                    for forecast in plans
                    if forecast.purpose == "forecast"
                ]
    return pa.concat_tables(parts)


def loses_beyond_doubt(gain: Floats) -> bool:
    """The choice rule: whether the readable model loses more than TOLERATED_LOSS of the
    AUC against full boosting, at the end of the 95 % interval that favours it.

    gain: of ``measures.auc_gain``, of the readable model over the other.
    """
    return bool(-gain[2] > TOLERATED_LOSS)


def _is_chosen(rows: Rows, plan: Plan, cards: pd.DataFrame, full: pa.Table) -> bool:
    apply = rows.frame.loc[plan.apply]
    is_own = pd.to_datetime(cards["index_date"]) == pd.Timestamp(str(plan.index_date))
    return loses_beyond_doubt(
        measures.auc_gain(
            score(bins_in(cards[is_own]), rows.columns.typed(apply)),
            full["probability"].to_numpy(),
            apply["outcome"].to_numpy(np.float64),
            SEED,
        )
    )


def _challenged(rows: Rows, plan: Plan, name: str, model: Model) -> pa.Table:
    train = rows.frame.loc[plan.train]
    apply = rows.waiting() if plan.purpose == "forecast" else rows.frame.loc[plan.apply]
    model.fit(train, train["outcome"].to_numpy(np.float64))
    return pa.table(
        [
            pa.array(apply["person_id"], pa.string()),
            pa.array(apply["index_date"].dt.date, pa.date32()),
            pa.repeat(plan.purpose, len(apply)),
            pa.repeat(name, len(apply)),
            pa.array(model.chance(apply), pa.float64()),
        ],
        schema=CHALLENGES,
    )


def _version(train: pd.DataFrame) -> str:
    """A hash of what a model learns from, row for row."""
    each = pd.util.hash_pandas_object(train, index=False).to_numpy()
    return _digest(each.tobytes())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
