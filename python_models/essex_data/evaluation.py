"""Whether an intervention worked: treated wards against others that were not.

Two answers to one question, what the wards would have been without it. Difference in
differences takes the mean of matched wards; synthetic control (Abadie, Diamond and
Hainmueller, 2010) the mixture of wards that was most like it before. What chance does
is read from wards where nothing was done: with few treated wards there is no other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import stats
from scipy.optimize import nnls

from essex_data.arithmetic import add_in_order

Floats = npt.NDArray[np.float64]
EFFECTS = pa.schema(
    [
        ("intervention", pa.string()),
        ("method", pa.string()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("lower_95", pa.float64()),
        ("upper_95", pa.float64()),
        ("note", pa.string()),
    ]
)
# Fewer cannot tell an effect from chance: with 8 placebos no p-value is below 1/9.
FEWEST_WARDS = 8
FEWEST_BEFORE = 3
# Of mixtures that fit alike the most even one is taken.
EVENNESS = 1e-3
# Of sets of wards that could have been the treated ones no more than so many are tried.
MOST_PLACEBOS = 499
DIFFERENCES, SYNTHETIC = "difference_in_differences", "synthetic_control"
Line = tuple[str, str, float | None, float | None, float | None, str | None]


@dataclass(frozen=True)
class Panel:
    """One intervention. treated: by period the mean of the treated wards' values;
    others: those of the wards that were not treated, a row each; is_matched: which of
    them are most like it; before: how many of the periods were before the start;
    treated_count: of how many wards treated is the mean.
    """

    treated: Floats
    others: Floats
    is_matched: npt.NDArray[np.bool_]
    before: int
    treated_count: int = 1

    @property
    def after(self) -> int:
        return len(self.treated) - self.before


def effects(panel: pd.DataFrame, matches: pd.DataFrame) -> pa.Table:
    """The table EFFECTS: what both methods say of each intervention.

    panel: intervention, area_code, is_treated, is_after, period_start and value, every
    ward in every period; matches: intervention, area_code and is_matched.
    """
    add_in_order()
    lines: list[tuple[str | float | None, ...]] = []
    for name, rows in panel.groupby("intervention", sort=True):
        own = matches[matches["intervention"] == name]
        lines += [(str(name), *line) for line in _judged(_panel(rows, own))]
    named = [dict(zip(EFFECTS.names, line, strict=True)) for line in lines]
    return pa.Table.from_pylist(named, EFFECTS)


def difference_in_differences(panel: Panel) -> tuple[float, float]:
    """How much more the treated wards changed than the matched ones on average, and the
    standard error of that, from how much the latter's changes differ among each other.
    """
    treated = (
        panel.treated[panel.before :].mean() - panel.treated[: panel.before].mean()
    )
    matched = panel.others[panel.is_matched]
    changes = matched[:, panel.before :].mean(1) - matched[:, : panel.before].mean(1)
    error = changes.std(ddof=1) * np.sqrt(1 / panel.treated_count + 1 / len(changes))
    return float(treated - changes.mean()), float(error)


def mixture(treated: Floats, others: Floats, noise: float = 0.0) -> Floats:
    """Weights, none below 0 and 1 together, by which others (a row each) come nearest
    to treated in the least squares.

    noise: the standard deviation of what is chance in one figure. To the squares is
    added how much chance the weights let in (Arkhangelsky and others, 2021): so many
    wards meet so few periods exactly by luck.
    """
    count, periods = others.shape
    spread = max(float(others.std()), 1e-6)
    even = np.sqrt(periods) * max(noise, EVENNESS * spread)
    together = 1e4 * spread
    left = np.vstack([others.T, even * np.eye(count), np.full((1, count), together)])
    right = np.concatenate([treated, np.zeros(count), [together]])
    weights, _ = nnls(left, right)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def noise_of(values: Floats) -> float:
    """The standard deviation of what is chance in a figure: of changes from period to
    period other than the mean ward's, each of which has the chance of two figures.

    values: wards by periods, of which there are two at least."""
    changes = np.diff(values, axis=1)
    own = changes - changes.mean(axis=0)
    free = own.size - own.shape[1]
    return float(np.sqrt((own**2).sum() / free / 2))


def gaps(treated: Floats, others: Floats, before: int) -> Floats:
    """By period, how far treated is above the mixture of others that was like it
    before."""
    known = others[:, :before]
    weights = mixture(treated[:before], known, noise_of(known))
    return np.asarray(treated - weights @ others, dtype=np.float64)


def _panel(rows: pd.DataFrame, matches: pd.DataFrame) -> Panel:
    wide = rows.pivot(index="area_code", columns="period_start", values="value")
    wide = wide.sort_index().sort_index(axis=1)
    treated = set(rows.loc[rows["is_treated"], "area_code"])
    is_treated = wide.index.isin(treated)
    matched = set(matches.loc[matches["is_matched"], "area_code"])
    before = int(rows.loc[~rows["is_after"], "period_start"].nunique())
    values = wide.to_numpy(np.float64)
    return Panel(
        values[is_treated].mean(0) if treated else np.full(values.shape[1], np.nan),
        values[~is_treated],
        np.asarray(wide.index[~is_treated].isin(matched)),
        before,
        len(treated),
    )


def _judged(panel: Panel) -> Iterator[Line]:
    # a placebo treats as many wards, and is compared with as many at least
    fewest = max(FEWEST_WARDS, 2 * panel.treated_count)
    for method in (DIFFERENCES, SYNTHETIC):
        count = (
            int(panel.is_matched.sum()) if method == DIFFERENCES else len(panel.others)
        )
        for name, number in (
            ("comparison_ward_count", count),
            ("periods_before", panel.before),
            ("periods_after", panel.after),
        ):
            yield method, name, float(number), None, None, None
        if np.isnan(panel.treated).any():
            yield _none(method, "A figure of a ward is hidden: nothing can be told.")
        elif count < fewest or panel.before < FEWEST_BEFORE or panel.after < 1:
            yield _none(
                method,
                f"Too few to tell: {count} wards to compare with (at least"
                f" {fewest}), {panel.before} periods before ({FEWEST_BEFORE}),"
                f" {panel.after} after (1).",
            )
        elif method == DIFFERENCES:
            yield from _differences(panel)
        else:
            yield from _synthetic(panel)


def _differences(panel: Panel) -> Iterator[Line]:
    effect, error = difference_in_differences(panel)
    count = int(panel.is_matched.sum())
    student = stats.t(count - 1)
    reach = student.ppf(0.975) * error
    p_value = 2 * student.sf(abs(effect) / error) if error else float(effect == 0)
    detectable = reach + student.ppf(0.8) * error
    apart = panel.treated - panel.others[panel.is_matched].mean(0)
    trend, trend_p = _trend(apart[: panel.before])
    yield DIFFERENCES, "trend_apart_before", trend, None, None, _p_words(trend_p)
    yield DIFFERENCES, "p_value", p_value, None, None, None
    yield DIFFERENCES, "detectable_effect", detectable, None, None, None
    words = _conclusion(effect, p_value, detectable)
    if trend_p is not None and trend_p < 0.05:
        words = "The wards went apart before the start already: not to be relied on."
    yield DIFFERENCES, "effect", effect, effect - reach, effect + reach, words


def _synthetic(panel: Panel) -> Iterator[Line]:
    own = gaps(panel.treated, panel.others, panel.before)
    placebos = np.array(
        [
            gaps(
                panel.others[chosen].mean(0),
                np.delete(panel.others, chosen, 0),
                panel.before,
            )
            for chosen in _placebo_sets(len(panel.others), panel.treated_count)
        ]
    )
    ratio, *ratios = _ratios(np.vstack([own, placebos]), panel.before)
    p_value = float((1 + sum(each >= ratio for each in ratios)) / (1 + len(ratios)))
    effect = float(own[panel.before :].mean())
    chance = placebos[:, panel.before :].mean(1)
    # sets that share wards are not more independent than the wards are
    student = stats.t(len(panel.others) - 1)
    error = float(chance.std(ddof=1))
    reach = student.ppf(0.975) * error
    detectable = reach + student.ppf(0.8) * error
    fit = float(np.sqrt((own[: panel.before] ** 2).mean()))
    yield SYNTHETIC, "fit_before", fit, None, None, None
    if panel.before > FEWEST_BEFORE:
        # as if it had started one period early, which it did not
        early = gaps(
            panel.treated[: panel.before],
            panel.others[:, : panel.before],
            panel.before - 1,
        )
        yield SYNTHETIC, "placebo_in_time", float(early[-1]), None, None, None
    yield SYNTHETIC, "p_value", p_value, None, None, None
    yield SYNTHETIC, "smallest_p_value", 1 / (1 + len(ratios)), None, None, None
    yield SYNTHETIC, "detectable_effect", detectable, None, None, None
    words = _conclusion(effect, p_value, detectable)
    if 0.05 <= p_value < 1.5 / (1 + len(ratios)):
        way = "lower" if effect < 0 else "higher"
        words = (
            f"The figure is {way} than it would have been, as far beyond chance as"
            f" {len(panel.others)} wards can show (p = {p_value:.2f})."
        )
    yield SYNTHETIC, "effect", effect, effect - reach, effect + reach, words


def _placebo_sets(count: int, size: int) -> list[list[int]]:
    """Sets of size wards of count: all of them, or as many as are tried, always the
    same."""
    if comb(count, size) <= MOST_PLACEBOS:
        return [list(chosen) for chosen in combinations(range(count), size)]
    rng = np.random.default_rng(size)
    drawn = (
        sorted(rng.choice(count, size, replace=False).tolist())
        for _ in range(2 * MOST_PLACEBOS)
    )
    different = {tuple(chosen): chosen for chosen in drawn}
    return list(different.values())[:MOST_PLACEBOS]


def _none(method: str, words: str) -> Line:
    return method, "effect", None, None, None, words


def _ratios(gap: Floats, before: int) -> list[float]:
    """How much worse each mixture fits after the start than before, by row. A fit that
    is better than the median counts as the median: it is luck, and what is divided by
    next to nothing would rank first.
    """
    fit = np.sqrt((gap[:, :before] ** 2).mean(1))
    least = max(float(np.median(fit)), 1e-9)
    after = np.sqrt((gap[:, before:] ** 2).mean(1))
    return [float(ratio) for ratio in after / np.maximum(fit, least)]


def _trend(values: Floats) -> tuple[float, float | None]:
    """The slope of values over periods, and its p-value where there are enough."""
    periods = np.arange(len(values), dtype=np.float64)
    if len(values) < 4 or np.ptp(values) == 0:
        return float(np.polyfit(periods, values, 1)[0]), None
    found = stats.linregress(periods, values)
    return float(found.slope), float(found.pvalue)


def _p_words(p_value: float | None) -> str:
    if p_value is None:
        return "Too few periods to test."
    return f"p = {p_value:.2f} of a trend apart by chance."


def _conclusion(effect: float, p_value: float, detectable: float) -> str:
    if p_value < 0.05:
        way = "lower" if effect < 0 else "higher"
        return f"The figure is {way} than it would have been, beyond chance."
    return (
        "No effect can be told from chance; less than"
        f" {detectable:.1f} either way would mostly go unseen."
    )
