"""The statistics macros against an independent implementation (PHStatsMethods)."""

from __future__ import annotations

import math
import warnings

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rendering import macro
from scipy import stats


def ask(expression: str, **values: object) -> object:
    names = ", ".join(f"${name} as {name}" for name in values)
    row = duckdb.execute(
        f"select {expression} from (select {names})", values
    ).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("confidence", [95, 99.8])
def test_wilson_is_phs(confidence: float) -> None:
    methods = pytest.importorskip("PHStatsMethods")
    cells = pd.DataFrame(
        {
            "n": [0, 1, 7, 35, 50, 99, 100, 2398],
            "d": [10, 40, 7, 100, 51, 100, 100, 7401],
        }
    )
    expected = methods.ph_proportion(cells, "n", "d", confidence=confidence / 100)
    lower = next(c for c in expected.columns if "lower" in c)
    upper = next(c for c in expected.columns if "upper" in c)
    for row in expected.to_dict("records"):
        n, d = int(row["n"]), int(row["d"])
        assert ask(
            macro("wilson_lower", "n", "d", confidence), n=n, d=d
        ) == pytest.approx(row[lower], abs=1e-6)
        assert ask(
            macro("wilson_upper", "n", "d", confidence), n=n, d=d
        ) == pytest.approx(row[upper], abs=1e-6)


@settings(deadline=None, max_examples=40)
@example(d=12_097_504, share=0.98)
@given(d=st.integers(1, 10**6), share=st.floats(0, 1))
def test_wilson_bounds_hold_the_proportion(d: int, share: float) -> None:
    n = round(d * share)
    low = ask(macro("wilson_lower", "n", "d"), n=n, d=d)
    high = ask(macro("wilson_upper", "n", "d"), n=n, d=d)
    assert isinstance(low, float) and isinstance(high, float)
    assert 0 <= low <= n / d + 1e-9 and n / d - 1e-9 <= high <= 1 + 1e-9
    assert ask(macro("wilson_lower", "n", "d"), n=0, d=d) == 0
    # the bound is where the score test just rejects (Wilson's own definition)
    z = stats.norm.ppf(0.975)
    for bound in (low, high):
        if 0.001 < bound < 0.999:
            error = math.sqrt(bound * (1 - bound) / d)
            assert abs(n / d - bound) / error == pytest.approx(z, rel=1e-6)


@pytest.mark.parametrize("confidence", [95, 99.8])
def test_byar_is_phs(confidence: float) -> None:
    methods = pytest.importorskip("PHStatsMethods")
    counts = [*range(1, 13), 50, 999, 123_456]
    cells = pd.DataFrame({"n": counts, "d": [1] * len(counts)})
    expected = methods.ph_rate(
        cells, "n", "d", confidence=confidence / 100, multiplier=1
    )
    for side in ("lower", "upper"):
        column = next(c for c in expected.columns if side in c.lower())
        for n, bound in zip(counts, expected[column], strict=True):
            given = ask(macro(f"byar_{side}", "n", confidence), n=n)
            assert given == pytest.approx(bound, rel=1e-9, abs=1e-9), (side, n)


def test_byar_of_nothing_and_of_what_is_not_known() -> None:
    assert ask(macro("byar_lower", "n"), n=0) == 0
    # nothing is seen with a chance of exp(-mean)
    for confidence, tail in ((95, 0.025), (99.8, 0.001)):
        upper = ask(macro("byar_upper", "n", confidence), n=0)
        assert upper == pytest.approx(-math.log(tail))
    assert ask(macro("byar_upper", "n"), n=None) is None


@pytest.mark.parametrize("confidence", [95, 99.8])
def test_funnel_limits_are_phs(confidence: float) -> None:
    methods = pytest.importorskip("PHStatsMethods")
    areas = pd.DataFrame({"n": [12, 70, 260, 410], "d": [90, 610, 1400, 2900]})
    average = areas["n"].sum() / areas["d"].sum()
    points = methods.calculate_funnel_limits(
        areas, "n", "proportion", 1, denom_col="d", metadata=False
    )
    sigmas = "2s" if confidence == 95 else "3s"
    for point in points.iloc[::9].to_dict("records"):
        for side, end in (("-", "lower"), ("+", "upper")):
            sql = macro("funnel_limit", "average", "n", side, confidence)
            limit = ask(sql, average=float(average), n=int(point["Population"]))
            # the oracle does not stop at 1
            expected = min(1.0, point[f"{end}_{sigmas}_limit"])
            assert limit == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("groups", [3, 5, 10])
def test_quantiles_are_phs(groups: int) -> None:
    methods = pytest.importorskip("PHStatsMethods")
    rng = np.random.default_rng(7)
    for count in (2, 11, 110):
        # with ties
        areas = pd.DataFrame({"score": rng.integers(0, count, count).astype(float)})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = methods.ph_quantile(areas, "score", nquantiles=groups)
        areas["place"] = range(count)
        sql = macro("quantile_of", "score", groups)
        found = duckdb.sql(f"select {sql} as quantile from areas order by place").df()
        assert (
            found["quantile"]
            .astype("float64")
            .equals(expected["quantile"].astype("float64"))
        )


@pytest.mark.parametrize("confidence", [95, 99.8])
def test_standardised_rates_are_phs(confidence: float) -> None:
    methods = pytest.importorskip("PHStatsMethods")
    ages = pd.DataFrame(
        {
            "area": ["a"] * 4 + ["b"] * 4 + ["few"] * 4,
            "n": [2, 14, 30, 55, 1, 0, 9, 3, 0, 1, 4, 4],
            "d": [400, 900, 700, 300, 150, 220, 210, 40, 50, 60, 70, 80],
            "standard": [16000, 27000, 30000, 27000] * 3,
        }
    )
    expected = methods.ph_dsr(
        ages,
        *("n", "d"),
        ref_denom_col="standard",
        euro_standard_pops=False,
        group_cols=["area"],
        confidence=confidence / 100,
        multiplier=1,
    ).set_index("area")
    bounds = {
        side: macro("standardised_rate_bound", "n", "d", "standard", sign, confidence)
        for side, sign in (("lower", "-"), ("upper", "+"))
    }
    rate = macro("standardised_rate", "n", "d", "standard")
    found = duckdb.sql(
        f"select area, {rate} as rate, {bounds['lower']} as lower_end,"
        f" {bounds['upper']} as upper_end from ages group by area order by area"
    ).fetchall()
    for area, *told in found:
        row = expected.loc[area]
        if area == "few":
            assert told == [None, None, None]
            continue
        wanted = [row["Value"]] + [
            row[next(c for c in expected.columns if side in c.lower())]
            for side in ("lower", "upper")
        ]
        assert told == pytest.approx(wanted, abs=1e-9)


def test_the_slope_index_is_a_weighted_line() -> None:
    fifths = pd.DataFrame(
        {
            "value": [39.0, 35.5, 31.0, 29.5, 22.0],
            "middle": [0.12, 0.33, 0.5, 0.72, 0.93],
            "spread": [1.2, 1.5, 1.1, 0.9, 1.4],
        }
    )
    weights = 1 / fifths["spread"]
    line, covariance = np.polyfit(
        fifths["middle"], fifths["value"], 1, w=weights, cov="unscaled"
    )
    slope = macro("slope_index", "value", "middle", "spread")
    error = macro("slope_index_error", "middle", "spread")
    found = duckdb.sql(f"select {slope}, {error} from fifths").fetchone()
    assert found == pytest.approx((line[0], math.sqrt(covariance[0, 0])))


def test_wilson_of_nothing_is_nothing() -> None:
    assert ask(macro("wilson_lower", "n", "d"), n=0, d=0) is None


def test_confidence_that_is_not_offered_is_refused() -> None:
    with pytest.raises(ValueError, match="95 or 99.8"):
        macro("wilson_lower", "n", "d", 90)


@pytest.mark.parametrize(
    ("low", "high", "polarity", "expected"),
    [
        (31, 40, "low_is_better", "worse"),
        (31, 40, "high_is_better", "better"),
        (31, 40, "no_judgement", "higher"),
        (20, 29, "low_is_better", "better"),
        (20, 29, "high_is_better", "worse"),
        (20, 29, "no_judgement", "lower"),
        (20, 30, "low_is_better", "similar"),
        (None, 40, "low_is_better", None),
    ],
)
def test_comparison_with_a_reference(
    low: float | None, high: float, polarity: str, expected: str | None
) -> None:
    sql = macro("compare_to_reference", "low", "high", "30", "polarity")
    assert ask(sql, low=low, high=high, polarity=polarity) == expected


@pytest.mark.parametrize(
    "rates", [(0.3, 0.31, 0.32, 0.33, 0.35), (0.3,) * 5, (0.4, 0.36, 0.33, 0.3, 0.2)]
)
@pytest.mark.parametrize("size", [100, 1000])
def test_trend_is_the_chi_squared_for_trend(
    rates: tuple[float, ...], size: int
) -> None:
    points = [(i + 1, round(rate * size), size) for i, rate in enumerate(rates)]
    # the score statistic of the slope is n r^2 of the two variables over all people
    x = [p for p, _, d in points for _ in range(d)]
    y = [float(k < n) for _, n, d in points for k in range(d)]
    r = stats.pearsonr(x, y).statistic
    chi_squared = len(x) * r * r
    expected = "no significant change"
    if chi_squared > 9.55:
        expected = (
            "increasing and getting worse" if r > 0 else "decreasing and getting better"
        )
    values = ", ".join(f"({p}, {n}, {d}, 'low_is_better')" for p, n, d in points)
    sql = macro("recent_trend", "n", "d", "p", "polarity")
    found = duckdb.sql(f"select {sql} from (values {values}) as t(p, n, d, polarity)")
    assert found.fetchone() == (expected,)
    four = ", ".join(f"({p}, {n}, {d}, 'low_is_better')" for p, n, d in points[:4])
    found = duckdb.sql(f"select {sql} from (values {four}) as t(p, n, d, polarity)")
    assert found.fetchone() == (None,)


@pytest.mark.parametrize("counts", [(40, 45, 52, 60, 71), (90, 81, 88, 84, 86)])
def test_trend_of_a_rate_is_the_score_test_of_poisson_regression(
    counts: tuple[int, ...],
) -> None:
    people = np.array([60, 62, 58, 61, 59])
    point = np.arange(1, 6)
    events = np.array(counts)

    def likelihood(level: float, slope: float) -> float:
        log_rate = level + slope * point
        return float((events * log_rate - people * np.exp(log_rate)).sum())

    flat, h = math.log(events.sum() / people.sum()), 1e-4
    score = (likelihood(flat, h) - likelihood(flat, -h)) / (2 * h)

    def curvature(a: int, b: int) -> float:
        signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
        at = np.eye(2) * h
        return -sum(
            i
            * j
            * likelihood(flat + (i * at[a] + j * at[b])[0], (i * at[a] + j * at[b])[1])
            for i, j in signs
        ) / (4 * h * h)

    information = curvature(1, 1) - curvature(0, 1) ** 2 / curvature(0, 0)
    is_trend = score * score / information > 9.55
    values = ", ".join(
        f"({p}, {n}, {d})" for p, n, d in zip(point, events, people, strict=True)
    )
    sql = macro("recent_trend", "n", "d", "p", "'no_judgement'", "'rate'")
    found = duckdb.sql(f"select {sql} from (values {values}) as t(p, n, d)").fetchone()
    assert found == ("increasing" if is_trend else "no significant change",)
    # what is more often than once a person is no proportion: its test would not hold
    assert is_trend == (counts[0] == 40)


@pytest.mark.parametrize(
    ("n", "d", "hidden"),
    [
        (0, 50, False),
        (1, 50, True),
        (7, 50, True),
        (8, 50, False),
        (43, 50, True),
        (50, 50, True),
        (42, 50, False),
        (0, 7, True),
        (7.6, 50, False),
    ],
)
def test_small_counts_are_hidden(n: float, d: int, hidden: bool) -> None:
    sql = macro("must_suppress", "n", "d", "n", "'proportion'")
    assert ask(sql, n=n, d=d) is hidden


@pytest.mark.parametrize(
    ("n", "d", "people", "hidden"),
    [
        (60, 50, 50, False),
        (50, 50, 30, False),
        (45, 50, 40, False),
        (0, 50, 0, False),
        (7, 50, 7, True),
        (30, 50, 7, True),
        (30, 7, 20, True),
    ],
)
def test_rates_of_few_people_are_hidden(
    n: int, d: int, people: int, hidden: bool
) -> None:
    sql = macro("must_suppress", "n", "d", "people", "'rate'")
    assert ask(sql, n=n, d=d, people=people) is hidden


@pytest.mark.parametrize(
    ("n", "shown"), [(0, 0), (8, 10), (12, 10), (13, 15), (41.2, 40)]
)
def test_counts_are_rounded_to_five(n: float, shown: int) -> None:
    assert ask(macro("rounded_count", "n"), n=n) == shown


def test_a_drawn_value_is_as_likely_as_its_limits_say() -> None:
    drawn = macro("drawn_value", "0.2", "0.1", "0.5", "cast(i as varchar)")
    values = np.array(duckdb.sql(f"select {drawn} from range(40000) t(i)").fetchall())
    below, middle, above = np.quantile(values, [0.025, 0.5, 0.975])
    assert below == pytest.approx(0.1, abs=0.004)
    assert middle == pytest.approx(0.2, abs=0.002)
    assert above == pytest.approx(0.5, abs=0.012)
    standard = macro("drawn_normal", "cast(i as varchar)")
    normal = np.array(
        duckdb.sql(f"select {standard} from range(40000) t(i)").fetchall()
    )
    assert stats.kstest(normal[:, 0], "norm").pvalue > 0.001


@pytest.mark.parametrize("years", [1, 3, 20])
@pytest.mark.parametrize("delay", [0, 2])
def test_a_present_value_is_the_sum_of_its_years(years: int, delay: int) -> None:
    """A year costs at its beginning, and nothing after ten years counts."""
    value = ask(macro("present_value", "y", "d", "0.035", "10"), y=years, d=delay)
    due = [year for year in range(delay, delay + years) if year < 10]
    assert value == pytest.approx(sum(1.035**-year for year in due))
