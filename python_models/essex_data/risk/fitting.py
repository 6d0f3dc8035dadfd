"""Fits the readable model and its challengers: rows in, tables out."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd
import pyarrow as pa

from essex_data.risk.estimators import additive, challengers
from essex_data.risk.plan import Plan, plan_runs
from essex_data.risk.rows import Rows

SCORECARDS = pa.schema(
    [
        ("risk", pa.string()),
        ("index_date", pa.date32()),
        ("purpose", pa.string()),
        ("trained_from", pa.date32()),
        ("trained_to", pa.date32()),
        ("training_count", pa.int64()),
        ("training_outcome_count", pa.int64()),
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
        ("model", pa.string()),
        ("probability", pa.float64()),
    ]
)


def scorecards(rows: Rows) -> pa.Table:
    """The table SCORECARDS: the points of the additive model for each index date that
    it is tested on or scores, empty where there is too little to learn from.
    """
    lines = []
    for plan in plan_runs(rows.frame):
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
            "trained_from": train["index_date"].min().date(),
            "trained_to": train["index_date"].max().date(),
            "training_count": len(train),
            "training_outcome_count": int(outcome.sum()),
        }
        for day in sorted(rows.frame.loc[plan.apply, "index_date"].unique()):
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


def challenges(rows: Rows) -> pa.Table:
    """The table CHALLENGES: the probabilities that the other models give for the test
    dates; they are there to be judged, and nobody forecasts with them.
    """
    parts = [CHALLENGES.empty_table()]
    for plan in plan_runs(rows.frame):
        if plan.reason is None and plan.purpose == "test":
            parts += _challenged(rows, plan)
    return pa.concat_tables(parts)


def _challenged(rows: Rows, plan: Plan) -> list[pa.Table]:
    train, apply = rows.frame.loc[plan.train], rows.frame.loc[plan.apply]
    outcome = train["outcome"].to_numpy(np.float64)
    tables = []
    for name, model in challengers(rows.columns, "lsoa_code", rows.simple).items():
        model.fit(train, outcome)
        tables.append(
            pa.table(
                [
                    pa.array(apply["person_id"], pa.string()),
                    pa.array(apply["index_date"].dt.date, pa.date32()),
                    pa.repeat(name, len(apply)),
                    pa.array(model.chance(apply), pa.float64()),
                ],
                schema=CHALLENGES,
            )
        )
    return tables
