"""Whether an intervention worked, on panels whose truth is known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from essex_data import evaluation
from scipy.optimize import minimize

BEFORE, AFTER = 6, 4


def made(
    seed: int,
    effect: float = 0.0,
    wards: int = 16,
    before: int = BEFORE,
    treated: int = 1,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Wards that go the same way, each from a level of its own, and chance."""
    rng = np.random.default_rng(seed)
    periods = before + AFTER
    level = rng.normal(50, 8, wards)[:, None]
    shared = np.cumsum(rng.normal(0, 1, periods))[None, :]
    values = level + shared + rng.normal(0, 1, (wards, periods))
    values[:treated, before:] += effect
    rows = [
        ("club", f"w{ward:02}", ward < treated, period >= before, 2000 + period, value)
        for (ward, period), value in np.ndenumerate(values)
    ]
    names = ["intervention", "area_code", "is_treated", "is_after", "period_start"]
    panel = pd.DataFrame(rows, columns=[*names, "value"])
    matches = pd.DataFrame(
        [("club", f"w{ward:02}", ward < treated + 8) for ward in range(treated, wards)],
        columns=["intervention", "area_code", "is_matched"],
    )
    return panel, matches


@cache
def judged(seed: int, **how: float) -> pd.DataFrame:
    return evaluation.effects(*made(seed, **how)).to_pandas()


def told(seed: int, method: str, **how: float) -> dict[str, dict]:
    table = judged(seed, **how)
    own = table[table["method"] == method]
    return own.set_index("measure").to_dict("index")


METHODS = [evaluation.DIFFERENCES, evaluation.SYNTHETIC]


@pytest.mark.parametrize("method", METHODS)
def test_an_effect_is_found(method: str) -> None:
    found = told(1, method, effect=-8.0)
    assert found["effect"]["lower_95"] < -8.0 < found["effect"]["upper_95"]
    assert found["effect"]["value"] == pytest.approx(-8.0, abs=2.0)
    assert "lower than it would have been" in found["effect"]["note"]
    # the smallest that so many wards can give is 1 in 16
    smallest = 1 / 16 if method == evaluation.SYNTHETIC else 0.0
    assert smallest <= found["p_value"]["value"] < 0.07


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("treated", [1, 3])
def test_chance_is_called_an_effect_as_seldom_as_is_said(
    method: str, treated: int
) -> None:
    draws = [told(seed, method, treated=treated) for seed in range(300)]
    limit = 2 / 16 if (method, treated) == (evaluation.SYNTHETIC, 1) else 0.05
    share = np.mean([draw["p_value"]["value"] <= limit + 1e-9 for draw in draws])
    assert share == pytest.approx(limit, abs=0.04)
    inside = [d["effect"]["lower_95"] < 0 < d["effect"]["upper_95"] for d in draws]
    # sets of three are mixed of fewer wards than the treated three: they are wider
    most = 0.98 if treated == 1 or method == evaluation.DIFFERENCES else 0.995
    assert 0.92 <= np.mean(inside) <= most


def test_what_is_said_to_be_detectable_is_detected_in_four_of_five() -> None:
    method = evaluation.DIFFERENCES
    detectable = np.mean(
        [told(seed, method)["detectable_effect"]["value"] for seed in range(100)]
    )
    found = [
        told(seed, method, effect=float(detectable))["p_value"]["value"] < 0.05
        for seed in range(300)
    ]
    assert np.mean(found) == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize("method", METHODS)
def test_several_wards_show_what_one_cannot(method: str) -> None:
    one = [told(seed, method, effect=-2.0) for seed in range(50)]
    three = [told(seed, method, effect=-2.0, treated=3) for seed in range(50)]
    seen = [
        np.mean([draw["p_value"]["value"] < 0.05 for draw in draws])
        for draws in (one, three)
    ]
    assert seen[1] > seen[0] + 0.2, seen
    smallest = three[0].get("smallest_p_value")
    if method == evaluation.SYNTHETIC:
        # 13 wards have 286 sets of three
        assert smallest["value"] == pytest.approx(1 / 287)


def test_sets_of_wards_are_all_or_many_and_always_the_same() -> None:
    assert len(evaluation._placebo_sets(15, 1)) == 15
    many = evaluation._placebo_sets(30, 4)
    assert len(many) == evaluation.MOST_PLACEBOS
    assert len({tuple(chosen) for chosen in many}) == len(many)
    assert many == evaluation._placebo_sets(30, 4)


def test_a_mixture_that_is_there_is_found() -> None:
    rng = np.random.default_rng(2)
    others = rng.normal(50, 5, (5, 40))
    treated = 0.3 * others[1] + 0.7 * others[3]
    weights = evaluation.mixture(treated, others)
    assert weights == pytest.approx([0, 0.3, 0, 0.7, 0], abs=0.01)
    assert weights.sum() == pytest.approx(1)


def test_a_mixture_is_that_of_another_solver() -> None:
    rng = np.random.default_rng(3)
    others, treated = rng.normal(50, 5, (6, 8)), rng.normal(50, 5, 8)

    def loss(weights: np.ndarray) -> float:
        chance = 8 * 1.5**2 * (weights**2).sum()
        return float(((treated - weights @ others) ** 2).sum() + chance)

    there = minimize(
        loss,
        np.full(6, 1 / 6),
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
        options={"ftol": 1e-12, "maxiter": 1000},
    )
    mixed = evaluation.mixture(treated, others, noise=1.5)
    assert mixed == pytest.approx(there.x, abs=1e-3)


def test_what_is_chance_in_a_figure_is_known_from_its_changes() -> None:
    rng = np.random.default_rng(8)
    shared = np.cumsum(rng.normal(0, 5, 60))
    values = rng.normal(50, 9, (20, 1)) + shared + rng.normal(0, 1.5, (20, 60))
    assert evaluation.noise_of(values) == pytest.approx(1.5, rel=0.05)


def test_an_effect_of_five_times_chance_ranks_first_mostly() -> None:
    method = evaluation.SYNTHETIC
    first = [
        told(seed, method, effect=5.0)["p_value"]["value"] < 1.5 / 16
        for seed in range(100)
    ]
    assert np.mean(first) > 0.7


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"wards": 8}, "Too few to tell"),
        ({"before": 2}, "Too few to tell"),
        ({"wards": 14, "treated": 5}, "at least 10"),
    ],
)
def test_of_too_few_nothing_is_claimed(how: dict, words: str) -> None:
    for method in METHODS:
        found = told(4, method, effect=-30.0, **how)
        assert np.isnan(found["effect"]["value"])
        assert words in found["effect"]["note"]
        assert "p_value" not in found


def test_of_a_hidden_ward_nothing_is_claimed() -> None:
    panel, matches = made(5)
    table = evaluation.effects(panel[~panel["is_treated"]], matches).to_pandas()
    effects = table[table["measure"] == "effect"]
    assert effects["value"].isna().all()
    assert effects["note"].str.contains("hidden").all()


def test_wards_that_went_apart_before_are_said_to() -> None:
    panel, matches = made(6)
    drift = 3.0 * (panel["period_start"] - 2000)
    panel["value"] += drift.where(panel["is_treated"], 0.0)
    table = evaluation.effects(panel, matches).to_pandas()
    effect = table[
        (table["method"] == evaluation.DIFFERENCES) & (table["measure"] == "effect")
    ]
    assert "went apart before" in effect["note"].iloc[0]


def test_without_interventions_there_is_an_empty_table() -> None:
    panel, matches = made(7)
    assert evaluation.effects(panel[:0], matches[:0]).num_rows == 0
