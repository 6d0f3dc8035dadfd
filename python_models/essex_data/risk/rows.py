"""What a risk model learns from: the rows of a cohort beside what was known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from essex_data.risk.estimators import Columns

GROUPS = ("sex", "ethnic_group", "first_language", "deprivation_fifth", "ward_code")
NOT_KNOWN = "not_known"


class Table(Protocol):
    """What dbt gives a Python model for a table of DuckDB."""

    def filter(self, condition: str) -> Table: ...

    def aggregate(self, values: str, groups: str = "") -> Table: ...

    def order(self, columns: str) -> Table: ...

    def df(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Rows:
    """frame: one row per person and index date, sorted: person_id, index_date
    (datetime64), lsoa_code, outcome (1.0, 0.0, NaN while not known), outcome_known_on,
    the features, and ``group_<name>`` for each of GROUPS that the cohort has.
    simple: the columns that a planner has without any sharing of data.
    """

    risk: str
    frame: pd.DataFrame
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
    frame = cohort.df()
    if profiles is not None:
        languages = profiles.filter(
            "event_type = 'first_language' and superseded_on is null"
        ).aggregate("person_id, max(event_code) as first_language", "person_id")
        frame = frame.merge(languages.df(), on="person_id", how="left")
    return rows_of(risk, frame, features.df(), told)


def rows_of(
    risk: str, cohort: pd.DataFrame, features: pd.DataFrame, declared: pd.DataFrame
) -> Rows:
    """The same from frames: cohort with person_id, index_date, has_outcome (nullable),
    outcome_known_on, lsoa_code and the features that it gives; features with the rest,
    for those rows that models learn from, are tested on or score.
    """
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
    given = list(declared.loc[declared["is_given"].astype(bool), "feature"])
    frame = cohort[["person_id", "index_date", "lsoa_code", *given]].copy()
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
    frame = frame.merge(features, on=["person_id", "index_date"], validate="one_to_one")
    frame["index_date"] = pd.to_datetime(frame["index_date"])
    return Rows(
        risk,
        frame.sort_values(["person_id", "index_date"], ignore_index=True),
        columns,
        [n for n in ("months_older_than_youngest", "age_years") if n in given]
        + ["sex"],
    )
