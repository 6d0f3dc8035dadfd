"""What a risk model learns from: the rows of a cohort beside what was known of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from essex_data.risk.estimators import Columns

GROUPS = ("sex", "ethnic_group", "first_language", "deprivation_fifth", "ward_code")
NOT_KNOWN = "not_known"
KEY = "person_id, index_date"


class Table(Protocol):
    """What dbt gives a Python model for a table of DuckDB."""

    def filter(self, condition: str) -> Table: ...

    def aggregate(self, values: str, groups: str = "") -> Table: ...

    def join(self, other: Table, condition: str, how: str) -> Table: ...

    def order(self, columns: str) -> Table: ...

    def df(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Rows:
    """frame: one row per person and index date whose outcome is known, sorted:
    person_id, index_date (datetime64), lsoa_code, outcome (1.0 or 0.0),
    outcome_known_on, the features, and ``group_<name>`` for each of GROUPS that the
    cohort has. coming: the index dates after those, oldest first; waiting: reads the
    people of them, who may be very many, in the same shape.
    simple: the columns that a planner has without any sharing of data.
    """

    risk: str
    frame: pd.DataFrame
    coming: list[pd.Timestamp]
    waiting: Callable[[], pd.DataFrame]
    columns: Columns
    simple: list[str]

    @property
    def groups(self) -> list[str]:
        return [name for name in GROUPS if f"group_{name}" in self.frame]


def read(
    risk: str,
    cohort: Table,
    features: Table,
    declared: Table,
    profiles: Table | None = None,
) -> Rows:
    """Reads the tables of a risk.

    declared: ``risk_register__features``. profiles: events of early years profiles,
    from which the group first_language comes, by which models are judged and do not
    learn.
    """
    told = declared.filter(f"risk = '{risk}'").order("feature_number").df()
    languages = profiles and profiles.filter(
        "event_type = 'first_language' and superseded_on is null"
    ).aggregate("person_id, max(event_code) as first_language", "person_id")
    described = cohort.join(features, KEY, how="semi")

    def frame_of(condition: str) -> pd.DataFrame:
        members = described.filter(condition)
        frame = members.df()
        if languages is not None:
            frame = frame.merge(languages.df(), on="person_id", how="left")
        return _frame(frame, features.join(members, KEY, how="semi").df(), told)

    frame = frame_of("has_outcome is not null")
    dates = described.filter("has_outcome is null").aggregate(
        "index_date", "index_date"
    )
    return _rows(
        risk,
        frame,
        dates.df()["index_date"],
        lambda: frame_of("has_outcome is null"),
        told,
    )


def rows_of(
    risk: str, cohort: pd.DataFrame, features: pd.DataFrame, declared: pd.DataFrame
) -> Rows:
    """The same from frames: cohort with person_id, index_date, has_outcome (nullable),
    outcome_known_on, lsoa_code and the features that it gives; features with the rest,
    for those rows that models learn from, are tested on or score.
    """
    frame = _frame(cohort, features, declared)
    is_known = frame["outcome"].notna()
    waiting = frame[~is_known].reset_index(drop=True)
    return _rows(
        risk,
        frame[is_known].reset_index(drop=True),
        waiting["index_date"],
        lambda: waiting,
        declared,
    )


def _rows(
    risk: str,
    frame: pd.DataFrame,
    dates: pd.Series,
    waiting: Callable[[], pd.DataFrame],
    declared: pd.DataFrame,
) -> Rows:
    is_word = declared["category_values"].notna()
    columns = Columns(
        sorted(declared.loc[~is_word, "feature"]),
        {
            name: str(values).split(" ")
            for name, values in zip(
                declared.loc[is_word, "feature"],
                declared.loc[is_word, "category_values"],
                strict=True,
            )
        },
        {
            name: int(sign)
            for name, sign in zip(
                declared["feature"], declared["monotone"], strict=True
            )
        },
    )
    # who has none on an older date never had one
    coming = [day for day in dates if frame.empty or day > frame["index_date"].max()]
    return Rows(
        risk,
        frame,
        sorted(set(coming)),
        lambda: _from(waiting(), coming),
        columns,
        [
            n
            for n in ("months_older_than_youngest", "age_years")
            if n in _given(declared)
        ]
        + ["sex"],
    )


def _from(frame: pd.DataFrame, days: list[pd.Timestamp]) -> pd.DataFrame:
    return frame[frame["index_date"].isin(days)].reset_index(drop=True)


def _given(declared: pd.DataFrame) -> list[str]:
    """Features that stand in the cohort."""
    return list(declared.loc[declared["is_given"].astype(bool), "feature"])


def _frame(
    cohort: pd.DataFrame, features: pd.DataFrame, declared: pd.DataFrame
) -> pd.DataFrame:
    keys = ["person_id", "index_date"]
    frame = cohort[[*keys, "lsoa_code", *_given(declared)]].copy()
    frame["outcome"] = (
        cohort["has_outcome"]
        .astype("boolean")
        .astype("Float64")
        .to_numpy(np.float64, na_value=np.nan)
    )
    frame["outcome_known_on"] = pd.to_datetime(cohort["outcome_known_on"])
    for name in GROUPS:
        if name == "deprivation_fifth":
            decile = cohort["imd_2019_decile"].astype("float64")
            frame["group_deprivation_fifth"] = ((decile + 1) // 2).map(
                lambda fifth: NOT_KNOWN if pd.isna(fifth) else f"{fifth:.0f}"
            )
        elif name in cohort:
            value = cohort[name].astype(object)
            frame[f"group_{name}"] = value.where(value.notna(), NOT_KNOWN)
    frame = frame.merge(features, on=keys, validate="one_to_one")
    frame["index_date"] = pd.to_datetime(frame["index_date"])
    return frame.sort_values(keys, ignore_index=True)
