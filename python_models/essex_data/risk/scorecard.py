"""The readable model: additive boosting, turned exactly into a table of points.

Every tree of ``HistGradientBoostingClassifier`` without interactions asks of one
feature only, so the sum of the trees of a feature is a step function of it: its bins
and points. What the table gives is what the model gives, to rounding: see
tests/python/test_risk.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

Floats = npt.NDArray[np.float64]
INTERCEPT = "(intercept)"


@dataclass(frozen=True)
class Bin:
    """One row of a scorecard: where it applies, and what it adds to the log-odds.

    A number is in it when lower < number <= upper (None: no bound); a category when it
    is ``category``. is_missing: what is not known is in it, and a category that the
    model does not know. share: of the rows that the model learnt from.
    """

    feature: str
    number: int
    points: float
    share: float
    lower: float | None = None
    upper: float | None = None
    category: str | None = None
    is_missing: bool = False


def bins_of(
    model: HistGradientBoostingClassifier,
    typed: pd.DataFrame,
    weight: Floats,
    line: tuple[float, float] = (0.0, 1.0),
) -> list[Bin]:
    """The scorecard of a fitted additive model, calibrated by a line on the log-odds.

    typed: the rows that it learnt from, numbers as float64 and categories as pandas
    categories; weight: of each row; line: intercept and slope of the calibration.
    Points are centred, so that a feature adds nothing on average; the first row is the
    intercept. Raises ValueError when a tree asks of more than one feature.
    """
    thresholds: dict[int, set[float]] = {}
    for (tree,) in model._predictors:
        nodes = tree.nodes[tree.nodes["is_leaf"] == 0]
        asked = set(nodes["feature_idx"].tolist())
        if len(asked) > 1:
            raise ValueError("a tree asks of several features: it is not additive")
        for feature in asked:
            cuts = nodes["num_threshold"][nodes["is_categorical"] == 0]
            thresholds.setdefault(feature, set()).update(cuts.tolist())
    average = {
        name: _typical(typed[name]) for name in typed.columns
    }  # any row will do: only the differences count
    intercept, slope = line
    base = _log_odds(model, pd.DataFrame([average]).astype(typed.dtypes.to_dict()))[0]
    level = intercept + slope * base
    bins: list[Bin] = []
    for index, name in enumerate(_ordered(model, typed)):
        if index not in thresholds:
            continue
        cells = _cells(typed[name], sorted(thresholds[index]))
        rows = pd.DataFrame([average] * len(cells))
        rows[name] = pd.Series([cell[0] for cell in cells])
        raw = _log_odds(model, rows.astype(typed.dtypes.to_dict()))
        points = slope * (raw - base)
        shares = _shares(typed[name], cells, weight)
        centre = float(points @ shares)
        level += centre
        for number, (_, lower, upper, category, missing) in enumerate(cells):
            bins.append(
                Bin(
                    feature=name,
                    number=number,
                    points=float(points[number] - centre),
                    share=float(shares[number]),
                    lower=lower,
                    upper=upper,
                    category=category,
                    is_missing=missing,
                )
            )
    return [Bin(INTERCEPT, 0, float(level), 1.0), *bins]


def _log_odds(model: HistGradientBoostingClassifier, typed: pd.DataFrame) -> Floats:
    return np.asarray(model.decision_function(typed), dtype=np.float64)


def _typical(values: pd.Series) -> object:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.categories[0]
    return 0.0


def _ordered(model: HistGradientBoostingClassifier, typed: pd.DataFrame) -> list[str]:
    """The columns in the order in which the model's trees number them: it puts the
    categories first.
    """
    categorical = model.is_categorical_
    if categorical is None:
        return list(typed.columns)
    words = [
        n for n, is_word in zip(typed.columns, categorical, strict=True) if is_word
    ]
    numbers = [
        n for n, is_word in zip(typed.columns, categorical, strict=True) if not is_word
    ]
    return [*words, *numbers]


Cell = tuple[object, float | None, float | None, str | None, bool]


def _cells(values: pd.Series, cuts: list[float]) -> list[Cell]:
    """Each bin as (a value in it, lower, upper, category, is_missing)."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = [(c, None, None, str(c), False) for c in values.cat.categories]
        return [*known, (None, None, None, None, True)]
    # what splits the missing from all others
    cuts = [cut for cut in cuts if np.isfinite(cut)]
    bounds = [None, *cuts, None]
    inner = [
        (upper if upper is not None else np.inf, lower, upper, None, False)
        for lower, upper in zip(bounds[:-1], bounds[1:], strict=True)
    ]
    return [*inner, (np.nan, None, None, None, True)]


def _shares(values: pd.Series, cells: list[Cell], weight: Floats) -> Floats:
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy()
        place = np.where(codes < 0, len(cells) - 1, codes)
    else:
        numbers = values.to_numpy(np.float64)
        cuts = [cell[2] for cell in cells if cell[2] is not None]
        place = np.searchsorted(cuts, numbers, side="left")
        place = np.where(np.isnan(numbers), len(cells) - 1, place)
    return np.bincount(place, weight, minlength=len(cells)) / weight.sum()


def bins_in(card: pd.DataFrame) -> list[Bin]:
    """The bins that the lines of one scorecard in the vault say, in order."""
    lines = card.sort_values(["feature", "bin_number"]).replace({np.nan: None})
    return [
        Bin(
            *(line["feature"], line["bin_number"]),
            *(line["points"], line["training_share"]),
            *(line["lower_bound"], line["upper_bound"]),
            *(line["category"], line["is_missing"]),
        )
        for line in lines.to_dict("records")
    ]


def score(bins: list[Bin], typed: pd.DataFrame) -> Floats:
    """The chances that a scorecard gives: the oracle for the SQL that does the same."""
    total = np.zeros(len(typed))
    features: dict[str, list[Bin]] = {}
    for bin_ in bins:
        features.setdefault(bin_.feature, []).append(bin_)
    for name, own in features.items():
        if name == INTERCEPT:
            total += own[0].points
            continue
        points = np.array([bin_.points for bin_ in own])
        values = typed[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            place = {bin_.category: n for n, bin_ in enumerate(own)}
            where = np.array(
                [place.get(v, len(own) - 1) for v in values.astype(object)]
            )
        else:
            numbers = values.to_numpy(np.float64)
            cuts = [bin_.upper for bin_ in own if bin_.upper is not None]
            where = np.searchsorted(np.array(cuts), numbers, side="left")
            where = np.where(np.isnan(numbers), len(own) - 1, where)
        total += points[where]
    return 1 / (1 + np.exp(-total))
