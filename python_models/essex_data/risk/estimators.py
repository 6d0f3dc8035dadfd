"""The models that compete, all with the same two methods: fit, and chance.

Probabilities are those of the outcome. Fits are deterministic for the same rows in the
same order.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float64]
CHAMPION = "additive_boosting"
SEED = 20260501
FOLDS = 4


class Model(Protocol):
    """What learns from a frame of features and 0/1 outcomes, and gives chances."""

    def fit(self, features: pd.DataFrame, outcome: Floats) -> None: ...

    def chance(self, features: pd.DataFrame) -> Floats: ...


@dataclass
class Columns:
    """Which columns are numbers, and which are categories with a fixed list."""

    numeric: list[str]
    categories: dict[str, list[str]]

    def typed(self, features: pd.DataFrame) -> pd.DataFrame:
        """Numbers as float64, categories as pandas categories; unknown is missing."""
        typed = features[self.numeric].astype("float64")
        for name, values in self.categories.items():
            typed[name] = pd.Categorical(features[name], categories=values)
        return typed


class CalibratedModel:
    """A scikit-learn classifier with a logistic calibration learnt across folds.

    The fold is the position of the row modulo ``FOLDS``: rows come sorted by person,
    whose ids are random. The calibration is a straight line on the log-odds scale
    (Platt), so that an additive model stays additive.
    """

    def __init__(self, estimator: BaseEstimator, columns: Columns) -> None:
        self._estimator = estimator
        self._columns = columns
        self._line = (0.0, 1.0)

    # On one thread: small fits lose more by waiting for each other than they gain, and
    # sums come in the same order on every machine.
    @threadpool_limits.wrap(limits=1)
    def fit(self, features: pd.DataFrame, outcome: Floats) -> None:
        typed = self._columns.typed(features)
        fold = np.arange(len(typed)) % FOLDS
        held_out = np.empty(len(typed))
        for number in range(FOLDS):
            part = clone(self._estimator)
            part.fit(typed[fold != number], outcome[fold != number])
            held_out[fold == number] = _log_odds(part, typed[fold == number])
        line = LogisticRegression(C=np.inf).fit(held_out.reshape(-1, 1), outcome)
        self._line = (float(line.intercept_[0]), float(line.coef_[0, 0]))
        self._estimator.fit(typed, outcome)

    def chance(self, features: pd.DataFrame) -> Floats:
        intercept, slope = self._line
        raw = _log_odds(self._estimator, self._columns.typed(features))
        return 1.0 / (1.0 + np.exp(-(intercept + slope * raw)))


class GroupRate:
    """The rate of the outcome in the rows' group, drawn towards the overall rate.

    group: columns that make the group; weight: how many children the overall rate
    counts as. Groups that were not seen get the overall rate.
    """

    def __init__(self, group: list[str], weight: float = 20.0) -> None:
        self._group = group
        self._weight = weight
        self._overall = 0.0
        self._rates: dict[tuple[str, ...], float] = {}

    def fit(self, features: pd.DataFrame, outcome: Floats) -> None:
        self._overall = float(outcome.mean())
        seen: dict[tuple[str, ...], list[float]] = {}
        for key, value in zip(self._keys(features), outcome, strict=True):
            seen.setdefault(key, []).append(value)
        self._rates = {
            key: (sum(values) + self._weight * self._overall)
            / (len(values) + self._weight)
            for key, values in seen.items()
        }

    def chance(self, features: pd.DataFrame) -> Floats:
        keys = self._keys(features)
        return np.array([self._rates.get(key, self._overall) for key in keys])

    def _keys(self, features: pd.DataFrame) -> list[tuple[str, ...]]:
        return list(
            features[self._group].astype(str).itertuples(index=False, name=None)
        )


def candidates(columns: Columns, area: str, simple: list[str]) -> dict[str, Model]:
    """The champion, its challenger and two baselines, by name.

    area: the column of the small area; simple: the columns of the baseline that a
    planner has without any sharing of data.
    """
    boosting = HistGradientBoostingClassifier(
        interaction_cst="no_interactions",
        categorical_features="from_dtype",
        learning_rate=0.06,
        max_iter=220,
        max_leaf_nodes=6,
        min_samples_leaf=40,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=SEED,
    )
    return {
        CHAMPION: CalibratedModel(boosting, columns),
        "penalised_logistic": CalibratedModel(_logistic(columns), columns),
        "area_rate": GroupRate([area, *_series(columns)]),
        "age_and_sex": GroupRate([*simple, *_series(columns)]),
    }


def _series(columns: Columns) -> list[str]:
    return [name for name in columns.numeric if name == "is_judged_by_revised_profile"]


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
        LogisticRegression(C=0.1, max_iter=1000),
    )


def _log_odds(estimator: BaseEstimator, typed: pd.DataFrame) -> Floats:
    return np.asarray(estimator.decision_function(typed), dtype=np.float64)
