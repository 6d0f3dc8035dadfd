"""How good probabilities are, with bootstrap intervals; all resamples at once.

Every measure is computed for a matrix of weights, one row per resample: a weight is how
often a person was drawn. Point estimates are the same with weights of one, and equal
scikit-learn's.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RESAMPLES = 200
FEWEST = 20  # people with and without the outcome that a group needs
MEASURES = (
    "auc",
    "average_precision",
    "brier",
    "calibration_slope",
    "calibration_intercept",
    "mean_probability",
    "outcome_rate",
)


def estimate(
    probability: Floats, outcome: Floats, seed: int
) -> dict[str, tuple[float, float, float]]:
    """Each measure as (value, lower, upper), with the 95 % percentile interval.

    probability: n numbers between 0 and 1; outcome: n zeros and ones.
    Raises ValueError when there are fewer than ``FEWEST`` of either outcome.
    """
    if min(outcome.sum(), len(outcome) - outcome.sum()) < FEWEST:
        raise ValueError(f"fewer than {FEWEST} people with or without the outcome")
    value = measure(probability, outcome, np.ones((1, len(outcome))))
    drawn = np.random.default_rng(seed).multinomial(
        len(outcome), np.full(len(outcome), 1 / len(outcome)), RESAMPLES
    )
    spread = measure(probability, outcome, drawn.astype(np.float64))
    found = {}
    for name in MEASURES:
        lower, upper = np.nanpercentile(spread[name], (2.5, 97.5))
        found[name] = (float(value[name][0]), float(lower), float(upper))
    return found


def measure(probability: Floats, outcome: Floats, weights: Floats) -> dict[str, Floats]:
    """Every measure for each row of weights (resamples by people)."""
    order = np.argsort(-probability, kind="stable")
    chance, happened, drawn = probability[order], outcome[order], weights[:, order]
    # only the last of people with one and the same probability closes a threshold
    closes = np.append(chance[1:] != chance[:-1], True)
    hits = np.cumsum(drawn * happened, axis=1)[:, closes]
    alarms = np.cumsum(drawn * (1 - happened), axis=1)[:, closes]
    total = drawn.sum(axis=1)
    slope, intercept = _calibration(chance, happened, drawn)
    return {
        "auc": _area(hits, alarms),
        "average_precision": _average_precision(hits, alarms),
        "brier": drawn @ (chance - happened) ** 2 / total,
        "calibration_slope": slope,
        "calibration_intercept": intercept,
        "mean_probability": drawn @ chance / total,
        "outcome_rate": drawn @ happened / total,
    }


def _area(hits: Floats, alarms: Floats) -> Floats:
    steps = np.diff(alarms, axis=1, prepend=0)
    before = np.concatenate([np.zeros((len(hits), 1)), hits[:, :-1]], axis=1)
    return (steps * (hits + before) / 2).sum(axis=1) / (hits[:, -1] * alarms[:, -1])


def _average_precision(hits: Floats, alarms: Floats) -> Floats:
    gains = np.diff(hits, axis=1, prepend=0)
    called = np.maximum(hits + alarms, 1e-12)
    return (gains * hits / called).sum(axis=1) / hits[:, -1]


def _calibration(
    chance: Floats, happened: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """Slope of the outcome on the log-odds, and the intercept when the slope is one.

    Newton's method; NaN where the probabilities do not differ.
    """
    safe = np.clip(chance, 1e-9, 1 - 1e-9)
    x = np.log(safe / (1 - safe))
    resamples = len(weights)
    shift = np.zeros(resamples)
    level, slope = np.zeros(resamples), np.ones(resamples)
    for _ in range(12):
        fitted = 1 / (1 + np.exp(-(x + shift[:, None])))
        information = (weights * fitted * (1 - fitted)).sum(axis=1)
        shift += (weights * (happened - fitted)).sum(axis=1) / information
    if np.ptp(x) < 1e-9:
        return np.full(resamples, np.nan), shift
    for _ in range(25):
        fitted = 1 / (1 + np.exp(-(level[:, None] + slope[:, None] * x)))
        residual = weights * (happened - fitted)
        spread = weights * fitted * (1 - fitted)
        g0, g1 = residual.sum(axis=1), residual @ x
        h00, h01, h11 = spread.sum(axis=1), spread @ x, spread @ (x * x)
        determinant = np.maximum(h00 * h11 - h01 * h01, 1e-12)
        step = (h00 * g1 - h01 * g0) / determinant
        # steps are held short, so that a nearly separable resample cannot run away
        slope += np.clip(step, -1.0, 1.0)
        level += np.clip((h11 * g0 - h01 * g1) / determinant, -1.0, 1.0)
        if np.abs(step).max() < 1e-10:
            break
    return slope, shift
