"""The models that compete. Fits are deterministic for the same rows in the same order.

Probabilities are those of the outcome. Nothing here knows which risk it is about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from essex_data.arithmetic import add_in_order
from essex_data.risk.scorecard import Bin, bins_of

Floats = npt.NDArray[np.float64]
ADDITIVE = "additive_boosting"
FULL = "full_boosting"
SEED = 20260501
FOLDS = 4
# From so many rows on, two folds held out in turn calibrate as well as all four; and
# what is only there to be compared with needs no better.
FEWER_FOLDS = 2
MANY = 50_000


class Model(Protocol):
    """What learns from a frame of features and 0/1 outcomes, and gives chances."""

    def fit(self, rows: pd.DataFrame, outcome: Floats) -> None: ...

    def chance(self, rows: pd.DataFrame) -> Floats: ...


@dataclass
class Columns:
    """Which columns are numbers, and which are categories with a fixed list; monotone:
    1 for a number of which more can only raise the risk, -1 for one that can only lower
    it.
    """

    numeric: list[str]
    categories: dict[str, list[str]]
    monotone: Mapping[str, int] = field(default_factory=dict)

    def typed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Numbers as float64, categories as pandas categories; unknown is missing."""
        typed = rows[self.numeric].astype("float64")
        for name, values in self.categories.items():
            typed[name] = pd.Categorical(rows[name], categories=values)
        return typed


class CalibratedModel:
    """A scikit-learn classifier with a logistic calibration learnt across folds.

    The fold is the position of the row modulo ``FOLDS``: rows come sorted by person,
    whose ids are random. The calibration is a straight line on the log-odds scale
    (Platt), so that an additive model stays additive.
    """

    def __init__(
        self, estimator: BaseEstimator, columns: Columns, folds: int = FOLDS
    ) -> None:
        self._estimator = estimator
        self._columns = columns
        self._line = (0.0, 1.0)
        self._folds = folds
        self._learnt_from = pd.DataFrame()

    def fit(self, rows: pd.DataFrame, outcome: Floats) -> None:
        add_in_order()
        typed = self._columns.typed(rows)
        fold = np.arange(len(typed)) % FOLDS
        if len(typed) > MANY:
            self._folds = FEWER_FOLDS
        held_out = np.full(len(typed), np.nan)
        for number in range(self._folds):
            part = clone(self._estimator)
            part.fit(typed[fold != number], outcome[fold != number])
            held_out[fold == number] = _log_odds(part, typed[fold == number])
        told = ~np.isnan(held_out)
        line = LogisticRegression(C=np.inf).fit(
            held_out[told].reshape(-1, 1), outcome[told]
        )
        self._line = (float(line.intercept_[0]), float(line.coef_[0, 0]))
        self._estimator.fit(typed, outcome)
        self._learnt_from = typed

    def chance(self, rows: pd.DataFrame) -> Floats:
        add_in_order()
        intercept, slope = self._line
        raw = _log_odds(self._estimator, self._columns.typed(rows))
        return 1.0 / (1.0 + np.exp(-(intercept + slope * raw)))

    @property
    def parameters(self) -> str:
        """The settings of the estimator that are not scikit-learn's own, as JSON."""
        usual = type(self._estimator)().get_params()
        set_here = {
            name: value
            for name, value in self._estimator.get_params().items()
            if value != usual[name]
        }
        return json.dumps(set_here | {"calibration_folds": self._folds}, sort_keys=True)

    def scorecard(self) -> list[Bin]:
        """The fitted model as a table of points; additive ones only."""
        return bins_of(
            self._estimator,
            self._learnt_from,
            np.ones(len(self._learnt_from)),
            self._line,
        )


class GroupRate:
    """The rate of the outcome in the rows' group, drawn towards the overall rate.

    group: columns that make the group; weight: how many people the overall rate counts
    as. Groups that were not seen get the overall rate.
    """

    def __init__(self, group: list[str], weight: float = 20.0) -> None:
        self._group = group
        self._weight = weight
        self._overall = 0.0
        self._rates: pd.Series = pd.Series(dtype="float64")

    def fit(self, rows: pd.DataFrame, outcome: Floats) -> None:
        self._overall = float(outcome.mean())
        seen = pd.Series(outcome).groupby(self._key(rows)).agg(["sum", "count"])
        self._rates = (seen["sum"] + self._weight * self._overall) / (
            seen["count"] + self._weight
        )

    def chance(self, rows: pd.DataFrame) -> Floats:
        found = self._rates.reindex(self._key(rows))
        return found.fillna(self._overall).to_numpy(np.float64)

    def _key(self, rows: pd.DataFrame) -> npt.NDArray[np.object_]:
        key = rows[self._group[0]].astype(str)
        for name in self._group[1:]:
            key = key + "|" + rows[name].astype(str)
        return key.to_numpy()


def additive(columns: Columns) -> CalibratedModel:
    """The readable model: the sum of one step function of each feature."""
    return CalibratedModel(
        HistGradientBoostingClassifier(
            interaction_cst="no_interactions",
            monotonic_cst={
                name: columns.monotone[name]
                for name in columns.numeric
                if columns.monotone.get(name)
            },
            categorical_features="from_dtype",
            learning_rate=0.14,
            max_iter=70,
            max_leaf_nodes=6,
            min_samples_leaf=40,
            l2_regularization=5.0,
            early_stopping=False,
            random_state=SEED,
        ),
        columns,
    )


def challengers(columns: Columns) -> dict[str, Model]:
    """The models that the readable one is held against, by name."""
    boosting = HistGradientBoostingClassifier(
        categorical_features="from_dtype",
        learning_rate=0.1,
        max_iter=70,
        max_leaf_nodes=16,
        min_samples_leaf=40,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=SEED,
    )
    return {
        FULL: CalibratedModel(boosting, columns, FEWER_FOLDS),
        "penalised_logistic": CalibratedModel(_logistic(columns), columns, FEWER_FOLDS),
    }


def baselines(area: str, simple: list[str], columns: Columns) -> dict[str, Model]:
    """What a planner has without a model, by name.

    area: the column of the small area; simple: the columns that are there without any
    sharing of data.
    """
    series = [name for name in columns.numeric if name.startswith("is_judged_by_")]
    return {
        "area_rate": GroupRate([area, *series]),
        "age_and_sex": GroupRate([*simple, *series]),
    }


def _logistic(columns: Columns) -> BaseEstimator:
    numbers = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
    )
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return make_pipeline(
        ColumnTransformer(
            [
                ("number", numbers, columns.numeric),
                ("word", words, list(columns.categories)),
            ]
        ),
        LogisticRegression(C=0.1, max_iter=300),
    )


def _log_odds(estimator: BaseEstimator, typed: pd.DataFrame) -> Floats:
    return np.asarray(estimator.decision_function(typed), dtype=np.float64)
