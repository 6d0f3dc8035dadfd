"""How good probabilities are, with bootstrap intervals; all resamples at once.

People with the same probability are one cell. Every measure is computed for matrices of
counts, one row per resample and one column per cell, of people with and without the
outcome. Point estimates have a cell for every probability that occurs, and equal
scikit-learn's; resamples have up to ``CELLS``, of neighbouring probabilities.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Found = dict[str, tuple[float, float, float]]
RESAMPLES = 200
CELLS = 400
FEWEST = 20  # people with and without the outcome that a group needs
# Chances from which on somebody would be helped: where the decision curve is looked at.
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5)
MEASURES = (
    *("auc", "average_precision", "brier", "calibration_slope"),
    *("calibration_intercept", "mean_probability", "outcome_rate"),
    *("precision_at_capacity", "recall_at_capacity"),
    *("false_positive_rate", "false_negative_rate"),
    *(f"net_benefit_at_{threshold:.2f}" for threshold in THRESHOLDS),
)


def cutoff(probability: Floats, share: float) -> float:
    """The probability from which on people are within capacity: at most ``share`` of
    them, ties left out; at least the highest.
    """
    ranked = np.sort(probability)[::-1]
    room = int(share * len(ranked))
    if room == 0:
        return float(ranked[0])
    if room < len(ranked) and ranked[room - 1] == ranked[room]:
        above = ranked[ranked > ranked[room]]
        return float(above[-1]) if len(above) else float(ranked[0])
    return float(ranked[room - 1])


def estimate(probability: Floats, outcome: Floats, seed: int, at: float) -> Found:
    """Each measure as (value, lower, upper), with the 95 % percentile interval.

    probability: n numbers between 0 and 1; outcome: n zeros and ones; at: from which
    probability on somebody is on the list (``cutoff``).
    Raises ValueError when there are fewer than ``FEWEST`` of either outcome.
    """
    if min(outcome.sum(), len(outcome) - outcome.sum()) < FEWEST:
        raise ValueError(f"fewer than {FEWEST} people with or without the outcome")
    chance, hits, misses = cells(probability, outcome)
    value = measure(chance, hits[None, :], misses[None, :], at)
    few, many, none = cells(_neighbours(probability, at), outcome)
    about = measure(few, many[None, :], none[None, :], at)
    drawn = measure(few, *resample(many, none, seed), at)
    found = {}
    for name in MEASURES:
        # fewer cells move a measure a little; the interval is put around its value
        spread = drawn[name] - about[name] + value[name]
        known = spread[np.isfinite(spread)]
        lower, upper = (
            np.percentile(known, (2.5, 97.5)) if len(known) else (np.nan, np.nan)
        )
        found[name] = (float(value[name][0]), float(lower), float(upper))
    return found


def auc_gain(first: Floats, second: Floats, outcome: Floats, seed: int) -> Floats:
    """How much larger the AUC of the first probabilities is than that of the second:
    (value, lower, upper), from resamples of the same people for both.
    """
    rows = np.column_stack([first, second])
    drawn = []
    for column in range(2):
        grid = _grid(rows[:, column], CELLS // 10)
        drawn.append(np.searchsorted(grid, rows[:, column]))
    width = max(int(d.max()) for d in drawn) + 1
    joint = drawn[0] * width + drawn[1]
    hits = _sums(joint, outcome, width * width)
    misses = _sums(joint, 1 - outcome, width * width)
    many, few = resample(hits, misses, seed)
    spread = np.zeros(RESAMPLES)
    for sign, axis in ((1, 2), (-1, 1)):
        shape = (RESAMPLES, width, width)
        one, none = many.reshape(shape).sum(axis), few.reshape(shape).sum(axis)
        up = np.cumsum(one[:, ::-1], 1)
        spread += sign * _area(up, np.cumsum(none[:, ::-1], 1))
    value = float(auc(first, outcome) - auc(second, outcome))
    lower, upper = np.percentile(spread - spread.mean() + value, (2.5, 97.5))
    return np.array([value, lower, upper])


def auc(probability: Floats, outcome: Floats) -> float:
    """The area under the ROC curve; ties count half."""
    _, hits, misses = cells(probability, outcome)
    up = np.cumsum(hits[None, ::-1], 1)
    return float(_area(up, np.cumsum(misses[None, ::-1], 1))[0])


def cells(probability: Floats, outcome: Floats) -> tuple[Floats, Floats, Floats]:
    """Each probability that occurs, rising, and how many people with it had the outcome
    and had not.
    """
    chance, place = np.unique(probability, return_inverse=True)
    hits = _sums(place, outcome, len(chance))
    return chance, hits, _sums(place, 1 - outcome, len(chance))


def _sums(place: npt.NDArray[np.intp], value: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(place, value, minlength=count), dtype=np.float64)


def resample(hits: Floats, misses: Floats, seed: int) -> tuple[Floats, Floats]:
    """Counts of ``RESAMPLES`` samples of as many people, drawn with replacement."""
    both = np.concatenate([hits, misses])
    total = both.sum()
    drawn = np.random.default_rng(seed).multinomial(
        int(round(total)), both / total, RESAMPLES
    )
    return drawn[:, : len(hits)].astype(float), drawn[:, len(hits) :].astype(float)


def _grid(values: Floats, count: int) -> Floats:
    quantiles = np.quantile(values, np.linspace(0, 1, count + 1), method="higher")
    return np.unique(quantiles)


def _neighbours(probability: Floats, at: float) -> Floats:
    """The same people with the mean probability of their neighbours, none of whom is on
    the other side of the list's end or of a threshold.
    """
    if len(np.unique(probability)) <= CELLS:
        return probability
    ends = np.nextafter([at, *THRESHOLDS], -1)
    grid = np.unique(np.append(_grid(probability, CELLS), ends))
    place = np.searchsorted(grid, probability)
    mean = np.bincount(place, probability) / np.maximum(np.bincount(place), 1)
    # sums round: nobody may fall off the list for that
    mean[1:] = np.maximum(mean[1:], np.nextafter(grid[: len(mean) - 1], 2))
    return mean[place]


def shares(
    chance: Floats, hits: Floats, misses: Floats, at: float
) -> dict[str, tuple[Floats, Floats]]:
    """The measures that are a share of people: how many people each counts, and of how
    many; arguments as of measure(), or single rows of them."""
    listed = chance >= at
    found, false = hits[..., listed].sum(axis=-1), misses[..., listed].sum(axis=-1)
    happened, not_happened = hits.sum(axis=-1), misses.sum(axis=-1)
    return {
        "outcome_rate": (happened, happened + not_happened),
        "precision_at_capacity": (found, found + false),
        "recall_at_capacity": (found, happened),
        "false_positive_rate": (false, not_happened),
        "false_negative_rate": (happened - found, happened),
    }


def measure(
    chance: Floats, hits: Floats, misses: Floats, at: float
) -> dict[str, Floats]:
    """Every measure for each row of counts (resamples by cells).

    chance: rising, one per cell; at: from which on somebody is on the list.
    """
    people = hits + misses
    total = people.sum(axis=1)
    up = np.cumsum(hits[:, ::-1], axis=1)
    alarms = np.cumsum(misses[:, ::-1], axis=1)
    slope, intercept = _calibration(chance, hits, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        measures = {
            "auc": _area(up, alarms),
            "average_precision": _average_precision(up, alarms),
            "brier": (hits @ (1 - chance) ** 2 + misses @ chance**2) / total,
            "calibration_slope": slope,
            "calibration_intercept": intercept,
            "mean_probability": people @ chance / total,
        }
        for name, (counted, of) in shares(chance, hits, misses, at).items():
            measures[name] = counted / of
    for threshold in THRESHOLDS:
        above = chance >= threshold
        benefit = hits[:, above].sum(axis=1) - misses[:, above].sum(axis=1) * (
            threshold / (1 - threshold)
        )
        measures[f"net_benefit_at_{threshold:.2f}"] = benefit / total
    return measures


def _area(hits: Floats, alarms: Floats) -> Floats:
    steps = np.diff(alarms, axis=1, prepend=0)
    before = np.concatenate([np.zeros((len(hits), 1)), hits[:, :-1]], axis=1)
    return (steps * (hits + before) / 2).sum(axis=1) / (hits[:, -1] * alarms[:, -1])


def _average_precision(hits: Floats, alarms: Floats) -> Floats:
    gains = np.diff(hits, axis=1, prepend=0)
    called = np.maximum(hits + alarms, 1e-12)
    return (gains * hits / called).sum(axis=1) / hits[:, -1]


def _calibration(chance: Floats, hits: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Slope of the outcome on the log-odds, and the intercept when the slope is one.

    Newton's method; NaN where the probabilities do not differ.
    """
    safe = np.clip(chance, 1e-9, 1 - 1e-9)
    x = np.log(safe / (1 - safe))
    resamples = len(people)
    shift = np.zeros(resamples)
    level, slope = np.zeros(resamples), np.ones(resamples)
    happened = hits.sum(axis=1)
    for _ in range(25):
        fitted = 1 / (1 + np.exp(-(x + shift[:, None])))
        step = (happened - (people * fitted).sum(axis=1)) / (
            people * fitted * (1 - fitted)
        ).sum(axis=1)
        shift += np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-10:
            break
    if len(x) < 2 or np.ptp(x) < 1e-9:
        return np.full(resamples, np.nan), shift
    for _ in range(25):
        fitted = 1 / (1 + np.exp(-(level[:, None] + slope[:, None] * x)))
        residual = hits - people * fitted
        spread = people * fitted * (1 - fitted)
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
