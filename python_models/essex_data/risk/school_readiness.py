"""The risk of not being ready for school: its features, and its two tables."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from essex_data.risk import measures
from essex_data.risk.estimators import CHAMPION, SEED, Columns, Floats, candidates
from essex_data.risk.plan import Plan, plan_runs

RISK = "school_readiness"
KEYS = ("person_id", "index_date")
CATEGORIES = {
    "sex": ["F", "M"],
    "ethnic_group": ["asian", "black", "mixed", "other", "white"],
}
SCORES = pa.schema(
    [
        ("person_id", pa.string()),
        ("index_date", pa.date32()),
        ("purpose", pa.string()),
        ("model", pa.string()),
        ("is_champion", pa.bool_()),
        ("probability", pa.float64()),
        ("trained_from", pa.date32()),
        ("trained_to", pa.date32()),
        ("training_count", pa.int64()),
        ("training_outcome_count", pa.int64()),
    ]
)
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
        ("note", pa.string()),
    ]
)


def score(cohort: pd.DataFrame, features: pd.DataFrame) -> pa.Table:
    """Every model's probabilities for the test year, the champion's for what comes.

    cohort: person_id, index_date, lsoa_code, imd_2019_decile, is_not_ready (nullable),
        outcome_known_on.
    features: one row per person and index date of the cohort; KEYS, the CATEGORIES
        and numbers, which may be missing.

    Returns the table SCORES, empty where there is too little to learn from.
    """
    rows = _joined(cohort, features)
    numeric = [c for c in features.columns if c not in (*KEYS, *CATEGORIES)]
    columns = Columns(sorted(numeric), CATEGORIES)
    parts = [
        _scored(rows, plan, columns) for plan in plan_runs(rows) if plan.reason is None
    ]
    return pa.concat_tables([SCORES.empty_table(), *parts])


def judge(
    cohort: pd.DataFrame, features: pd.DataFrame, scores: pd.DataFrame
) -> pa.Table:
    """How good the test year's probabilities were.

    cohort, features: as for ``score``; the cohort with imd_2019_decile. scores: its
    result.

    Returns the table PERFORMANCE: all models for everybody, the champion for groups
    too. A run or a group with too little data is one row without a value whose note
    says so.
    """
    rows = _joined(cohort, features)
    scores = scores.assign(index_date=pd.to_datetime(scores["index_date"]))
    tested = scores[scores["purpose"] == "test"].merge(
        rows, on=["person_id", "index_date"], validate="many_to_one"
    )
    lines = [
        _line(
            plan.index_date,
            None,
            ("all", "all"),
            "none",
            note=plan.reason,
            count=len(plan.apply),
        )
        for plan in plan_runs(rows)
        if plan.reason is not None
    ]
    for (day, model), group in tested.groupby(["index_date", "model"]):
        lines += _judged(_day(day), str(model), ("all", "all"), group)
    champion = tested[tested["model"] == CHAMPION]
    for name in ("sex", "ethnic_group", "deprivation_fifth"):
        for (day, value), group in champion.groupby(["index_date", name]):
            lines += _judged(_day(day), CHAMPION, (name, str(value)), group)
    return pa.Table.from_pylist(lines, PERFORMANCE)


def _day(key: object) -> date:
    return pd.Timestamp(str(key)).date()


def _joined(cohort: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    rows = cohort[["person_id", "index_date", "lsoa_code", "imd_2019_decile"]].copy()
    rows["outcome"] = (
        cohort["is_not_ready"]
        .astype("boolean")
        .astype("Float64")
        .to_numpy(np.float64, na_value=np.nan)
    )
    rows["outcome_known_on"] = pd.to_datetime(cohort["outcome_known_on"])
    rows["deprivation_fifth"] = (
        (rows["imd_2019_decile"].astype("float64") + 1) // 2
    ).map(lambda fifth: "not_known" if pd.isna(fifth) else f"{fifth:.0f}")
    rows = rows.merge(features, on=["person_id", "index_date"], validate="one_to_one")
    rows["index_date"] = pd.to_datetime(rows["index_date"])
    for name in CATEGORIES:
        rows[name] = rows[name].astype(object).where(rows[name].notna(), "not_known")
    return rows.sort_values(["person_id", "index_date"], ignore_index=True)


def _scored(rows: pd.DataFrame, plan: Plan, columns: Columns) -> pa.Table:
    train, apply = rows.loc[plan.train], rows.loc[plan.apply]
    outcome = train["outcome"].to_numpy(np.float64)
    simple = ["months_older_than_youngest", "sex"]
    tables = []
    for name, model in candidates(columns, "lsoa_code", simple).items():
        # Challengers and baselines are there to be judged; nobody forecasts with them.
        if plan.purpose == "forecast" and name != CHAMPION:
            continue
        model.fit(train, outcome)
        tables.append(
            pa.table(
                [
                    pa.array(apply["person_id"], pa.string()),
                    pa.array(apply["index_date"].dt.date, pa.date32()),
                    pa.repeat(plan.purpose, len(apply)),
                    pa.repeat(name, len(apply)),
                    pa.repeat(name == CHAMPION, len(apply)),
                    pa.array(model.chance(apply), pa.float64()),
                    _date(train["index_date"].min(), len(apply)),
                    _date(train["index_date"].max(), len(apply)),
                    pa.repeat(len(train), len(apply)),
                    pa.repeat(int(outcome.sum()), len(apply)),
                ],
                schema=SCORES,
            )
        )
    return pa.concat_tables(tables)


def _date(day: pd.Timestamp, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(day.date(), pa.date32()), count)


def _judged(
    day: date, model: str, group: tuple[str, str], rows: pd.DataFrame
) -> list[dict[str, object]]:
    probability: Floats = rows["probability"].to_numpy(np.float64)
    outcome: Floats = rows["outcome"].to_numpy(np.float64)
    try:
        found = measures.estimate(probability, outcome, SEED)
    except ValueError as problem:
        note = f"Not judged: {problem}."
        return [_line(day, model, group, "none", note=note, count=len(rows))]
    return [
        _line(day, model, group, name, *values, count=len(rows))
        for name, values in found.items()
        if not np.isnan(values[0])
    ]


def _line(
    day: date | None,
    model: str | None,
    group: tuple[str, str],
    measure: str,
    value: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    *,
    count: int,
    note: str | None = None,
) -> dict[str, object]:
    return {
        "risk": RISK,
        "index_date": day,
        "model": model or "none",
        "is_champion": model == CHAMPION,
        "group_name": group[0],
        "group_value": group[1],
        "measure": measure,
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "person_count": count,
        "note": note,
    }
