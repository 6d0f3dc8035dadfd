"""Judges what models said of the test dates, and says what could not be judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from essex_data.risk import measures
from essex_data.risk.estimators import ADDITIVE, FULL, SEED, Floats
from essex_data.risk.fitting import TOLERATED_LOSS, loses_beyond_doubt
from essex_data.risk.plan import plan_runs
from essex_data.risk.rows import Rows

PERFORMANCE = pa.schema(
    [
        ("risk", pa.string()),
        ("index_date", pa.date32()),
        ("model", pa.string()),
        ("is_champion", pa.bool_()),
        ("group_name", pa.string()),
        ("group_value", pa.string()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("lower_95", pa.float64()),
        ("upper_95", pa.float64()),
        ("person_count", pa.int64()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        ("note", pa.string()),
    ]
)
# An AUC like this on people is a leak until somebody has shown that it is none.
LEAK = 0.97
EVERYBODY = ("all", "all")
Line = dict[str, Any]


def judge(
    rows: Rows,
    scores: pd.DataFrame,
    challenges: pd.DataFrame,
    register: pd.DataFrame,
) -> pa.Table:
    """The table PERFORMANCE: for each test date every model on everybody, and the
    champion by groups. What could not be judged, or should alarm, is a row of the
    measure none or leak_alarm without a value, whose note says so. Measures that are a
    share of people come with how many are counted, and of whom: what may be published
    follows from these.

    scores: person_id, index_date, purpose, probability of the additive model;
    challenges: as ``fitting.challenges``; register: the risk's row, with capacity_share
    (of the cohort that services can reach) and lowest_auc (below which on the newest
    test date nothing is published).
    """
    capacity_share = float(register["capacity_share"].iloc[0])
    lowest_auc = float(register["lowest_auc"].iloc[0])
    lines: list[Line] = [
        _line(plan.index_date, "none", EVERYBODY, "none", plan.apply.size, plan.reason)
        for plan in plan_runs(rows)
        if plan.reason is not None
    ]
    lines += _statements(rows)
    tested = scores[scores["purpose"] == "test"].assign(model=ADDITIVE)
    challenged = challenges[challenges["purpose"] == "test"]
    both = pd.concat([tested, challenged], ignore_index=True)
    both["index_date"] = pd.to_datetime(both["index_date"])
    judged = ["person_id", "index_date", "outcome"]
    judged += [f"group_{name}" for name in rows.groups]
    both = both[["person_id", "index_date", "model", "probability"]].merge(
        rows.frame[judged],
        on=["person_id", "index_date"],
        validate="many_to_one",
    )
    both = both.sort_values(["index_date", "model", "person_id"], kind="stable")
    for day, dated in both.groupby("index_date"):
        lines += _dated(rows, pd.Timestamp(str(day)).date(), dated, capacity_share)
    lines += _floor(lines, lowest_auc)
    return pa.Table.from_pylist(
        [line | {"risk": rows.risk} for line in lines], PERFORMANCE
    )


def _dated(
    rows: Rows, day: date, dated: pd.DataFrame, capacity_share: float
) -> Iterator[Line]:
    ends = {
        model: measures.cutoff(_floats(part, "probability"), capacity_share)
        for model, part in dated.groupby("model")
    }
    whole: measures.Found = {}
    for model, part in dated.groupby("model"):
        for line in _judged(day, str(model), EVERYBODY, part, ends[model]):
            yield line
            if model == ADDITIVE and line["value"] is not None:
                whole[str(line["measure"])] = (line["value"],) * 3
    champion = dated[dated["model"] == ADDITIVE]
    for name in rows.groups:
        for value, part in champion.groupby(f"group_{name}"):
            group = (name, str(value))
            judged = _judged(day, ADDITIVE, group, part, ends[ADDITIVE])
            for line in judged:
                # the decision curve, which counts a few people, is told of everybody
                if str(line["measure"]).startswith("net_benefit"):
                    continue
                yield line
                if line["measure"] in ("false_positive_rate", "false_negative_rate"):
                    gap = dict(line)
                    gap["measure"] = f"{line['measure']}_gap"
                    for key in ("value", "lower_95", "upper_95"):
                        gap[key] = line[key] - whole[str(line["measure"])][0]
                    yield gap
    if not whole:
        return
    wide = dated.pivot(index="person_id", columns="model", values="probability")
    wide = wide.dropna()
    outcome = champion.set_index("person_id")["outcome"].reindex(wide.index)
    for model in wide.columns:
        if model == ADDITIVE:
            continue
        gain = measures.auc_gain(
            wide[ADDITIVE].to_numpy(np.float64),
            wide[model].to_numpy(np.float64),
            outcome.to_numpy(np.float64),
            SEED,
        )
        measure = f"auc_gain_over_{model}"
        yield _line(day, ADDITIVE, EVERYBODY, measure, len(wide), None, *gain)
        if model == FULL and loses_beyond_doubt(gain):
            yield _line(
                *(day, ADDITIVE, EVERYBODY, "none", len(wide)),
                "Full boosting is better beyond doubt: the readable model loses more "
                f"than {TOLERATED_LOSS} of the AUC. Full boosting forecasts, without "
                "reasons, until the interaction that is lacking has been found.",
            )


def _floor(lines: list[Line], lowest_auc: float) -> list[Line]:
    """The statement of a champion that fails its floor on the newest test date."""
    found = [
        line
        for line in lines
        if line["measure"] == "auc"
        and line["model"] == ADDITIVE
        and line["group_name"] == "all"
    ]
    if not found:
        return []
    newest = max(found, key=lambda line: str(line["index_date"]))
    if newest["value"] >= lowest_auc:
        return []
    return [
        _line(
            *(newest["index_date"], ADDITIVE, EVERYBODY, "below_floor"),
            newest["person_count"],
            f"The AUC on the newest test date is below the floor of {lowest_auc}. "
            "Nothing of this risk is published.",
        )
    ]


def _statements(rows: Rows) -> Iterator[Line]:
    """Features that tell nothing, and those that tell too much."""
    labelled = rows.frame
    outcome = labelled["outcome"].to_numpy(np.float64)
    if labelled.empty or outcome.min() == outcome.max():
        return
    for name in rows.columns.numeric:
        value = labelled[name].astype("float64")
        if value.nunique(dropna=False) < 2:
            yield _line(
                *(None, ADDITIVE, ("feature", name), "none", len(labelled)),
                f"The feature {name} has one value only and tells nothing.",
            )
            continue
        # what is missing stands below all else
        ranked = value.fillna(value.min() - 1).to_numpy(np.float64)
        auc = measures.auc(np.asarray(ranked, dtype=np.float64), outcome)
        if max(auc, 1 - auc) > LEAK:
            yield _line(
                *(None, ADDITIVE, ("feature", name), "leak_alarm", len(labelled)),
                f"The feature {name} alone tells the outcome (AUC above {LEAK}). Look "
                "whether it became known with the outcome.",
            )


def _judged(
    day: date, model: str, group: tuple[str, str], part: pd.DataFrame, at: float
) -> list[Line]:
    probability, outcome = _floats(part, "probability"), _floats(part, "outcome")
    try:
        found = measures.estimate(probability, outcome, SEED, at)
    except ValueError as problem:
        return [_line(day, model, group, "none", len(part), f"Not judged: {problem}.")]
    counted = measures.shares(*measures.cells(probability, outcome), at)
    return [
        _line(day, model, group, name, len(part), None, *values)
        | dict(zip(("numerator", "denominator"), counted.get(name, ()), strict=False))
        for name, values in found.items()
        if not np.isnan(values[0])
    ]


def _floats(part: pd.DataFrame, name: str) -> Floats:
    return part[name].to_numpy(np.float64)


def _line(
    day: date | object | None,
    model: str,
    group: tuple[str, str],
    measure: str,
    count: int,
    note: str | None,
    value: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> Line:
    return {
        "index_date": day,
        "model": model,
        "is_champion": model == ADDITIVE,
        "group_name": group[0],
        "group_value": group[1],
        "measure": measure,
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "person_count": count,
        "note": note,
    }
