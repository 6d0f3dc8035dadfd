"""The risk library: plans, fits and measures, without a warehouse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from essex_data.risk import measures, school_readiness
from essex_data.risk.plan import plan_runs
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    roc_auc_score,
)


def make_cohort(
    years: range, per_year: int, labelled_to: int, rate: float = 0.3
) -> Any:
    """A cohort and its features; the outcome hangs on one score and on sex."""
    rng = np.random.default_rng(1)
    count = len(years) * per_year
    year = np.repeat(np.array(years), per_year)
    score = rng.normal(size=count)
    sex = rng.choice(["F", "M", None], size=count, p=[0.49, 0.49, 0.02])
    chance = 1 / (1 + np.exp(-(np.log(rate / (1 - rate)) - score + 0.5 * (sex == "M"))))
    outcome = rng.random(count) < chance
    known = year <= labelled_to
    cohort = pd.DataFrame(
        {
            "person_id": pd.Series(
                [f"{number:06d}" for number in rng.permutation(count)], dtype=object
            ),
            "index_date": pd.to_datetime([f"{y}-09-01" for y in year]),
            "lsoa_code": rng.choice(["E01021237", "E01021238"], count),
            "imd_2019_decile": rng.integers(1, 11, count).astype(float),
            "is_not_ready": pd.array(outcome, "boolean"),
            "outcome_known_on": pd.to_datetime([f"{y + 2}-08-31" for y in year]),
        }
    )
    cohort.loc[~known, ["is_not_ready", "outcome_known_on"]] = [pd.NA, pd.NaT]
    features = pd.DataFrame(
        {
            "person_id": cohort["person_id"],
            "index_date": cohort["index_date"],
            "sex": sex,
            "ethnic_group": rng.choice(["white", "black", None], count),
            "months_older_than_youngest": rng.integers(0, 12, count),
            "asq3_communication": np.where(rng.random(count) < 0.2, np.nan, score),
        }
    )
    return cohort, features


def run(
    cohort: pd.DataFrame, features: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    scores = school_readiness.score(cohort, features)
    judged = school_readiness.judge(cohort, features, scores.to_pandas())
    return scores.to_pandas(), judged.to_pandas()


@pytest.fixture(scope="module")
def usual() -> Any:
    cohort, features = make_cohort(range(2013, 2021), 300, labelled_to=2018)
    return cohort, features, *run(cohort, features)


def test_the_test_year_is_the_newest_and_learns_only_from_what_was_known(
    usual: Any,
) -> None:
    cohort, _, scores, _ = usual
    tested = scores[scores["purpose"] == "test"]
    assert set(tested["index_date"].astype(str)) == {"2018-09-01"}
    # outcomes of the index date 2016 are known on 31 August 2018
    assert str(tested["trained_to"].max()) == "2016-09-01"
    coming = scores[scores["purpose"] == "forecast"]
    assert set(coming["index_date"].astype(str)) == {"2019-09-01", "2020-09-01"}
    assert str(coming["trained_to"].max()) == "2018-09-01"
    assert len(coming) == 600  # the champion alone


def test_outcomes_known_later_do_not_move_the_test(usual: Any) -> None:
    cohort, features, scores, _ = usual
    changed = cohort.copy()
    later = changed["outcome_known_on"] > "2018-09-01"
    later &= changed["index_date"] < "2018-09-01"
    assert later.any()
    changed.loc[later, "is_not_ready"] = ~changed.loc[later, "is_not_ready"]
    again = school_readiness.score(changed, features).to_pandas()
    tested = scores["purpose"] == "test"
    pd.testing.assert_frame_equal(scores[tested], again[again["purpose"] == "test"])


def test_the_order_of_rows_does_not_matter(usual: Any) -> None:
    cohort, features, scores, _ = usual
    again = school_readiness.score(
        cohort.sample(frac=1, random_state=3), features.sample(frac=1, random_state=4)
    )
    pd.testing.assert_frame_equal(scores, again.to_pandas())


def test_the_champion_finds_what_is_there(usual: Any) -> None:
    _, _, _, judged = usual
    overall = judged[(judged["group_name"] == "all") & judged["is_champion"]]
    value = overall.set_index("measure")["value"]
    assert 0.65 < value["auc"] < 0.85
    assert 0.7 < value["calibration_slope"] < 1.3
    assert abs(value["calibration_intercept"]) < 0.3
    baselines = judged[judged["model"].isin(["area_rate", "age_and_sex"])]
    assert (baselines.query("measure == 'auc'")["value"] < value["auc"]).all()


@pytest.mark.parametrize(
    ("years", "per_year", "labelled_to", "rate"),
    [
        (range(2013, 2013), 1, 2013, 0.3),  # nobody
        (range(2013, 2015), 50, 2012, 0.3),  # no outcome
        (range(2013, 2020), 40, 2018, 0.3),  # few outcomes
        (range(2013, 2020), 300, 2018, 1e-9),  # one kind of outcome
    ],
)
def test_too_little_data_is_said_and_scores_nobody(
    years: range, per_year: int, labelled_to: int, rate: float
) -> None:
    cohort, features = make_cohort(years, per_year, labelled_to, rate)
    scores = school_readiness.score(cohort, features)
    assert scores.schema == school_readiness.SCORES
    assert scores.num_rows == 0
    judged = school_readiness.judge(cohort, features, scores.to_pandas())
    assert judged.schema == school_readiness.PERFORMANCE
    lines = judged.to_pandas()
    assert set(lines["measure"]) == {"none"}
    assert lines["note"].str.len().min() > 20
    assert lines["value"].isna().all()


def test_a_group_of_three_is_said_not_judged() -> None:
    cohort, features = make_cohort(range(2013, 2020), 400, labelled_to=2018)
    newest = features.index[features["index_date"] == "2018-09-01"]
    features.loc[newest[:3], "ethnic_group"] = "other"
    _, judged = run(cohort, features)
    three = judged[judged["group_value"] == "other"]
    assert list(three["measure"]) == ["none"]
    assert "fewer than" in three["note"].iloc[0]


def test_plans_wait_for_the_newest_outcomes() -> None:
    cohort, features = make_cohort(range(2013, 2020), 400, labelled_to=2017)
    rows = school_readiness._joined(cohort, features)
    test, forecast = plan_runs(rows)
    assert test.reason is None and forecast.reason is None
    assert set(rows.loc[forecast.apply, "index_date"].dt.year) == {2018, 2019}
    assert rows.loc[test.train, "index_date"].max().year == 2015


def test_measures_are_scikit_learns() -> None:
    data = load_breast_cancer()
    model = LogisticRegression(max_iter=5000).fit(
        data.data[:300, :3], data.target[:300]
    )
    chance = np.round(model.predict_proba(data.data[300:, :3])[:, 1], 2)  # with ties
    happened = data.target[300:].astype(float)
    found = measures.measure(chance, happened, np.ones((1, len(happened))))
    assert found["auc"][0] == pytest.approx(roc_auc_score(happened, chance), abs=1e-12)
    assert found["average_precision"][0] == pytest.approx(
        average_precision_score(happened, chance), abs=1e-12
    )
    assert found["brier"][0] == pytest.approx(
        brier_score_loss(happened, chance), abs=1e-12
    )
    safe = np.clip(chance, 1e-9, 1 - 1e-9)
    line = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(
        np.log(safe / (1 - safe)).reshape(-1, 1), happened
    )
    assert found["calibration_slope"][0] == pytest.approx(line.coef_[0, 0], rel=1e-4)


def test_weights_are_repetitions() -> None:
    rng = np.random.default_rng(5)
    chance, happened = rng.random(60), (rng.random(60) < 0.4).astype(float)
    weights = rng.integers(0, 4, 60)
    one = measures.measure(chance, happened, weights[None, :].astype(float))
    repeated = np.repeat(np.arange(60), weights)
    other = measures.measure(
        chance[repeated], happened[repeated], np.ones((1, len(repeated)))
    )
    for name in measures.MEASURES:
        assert one[name][0] == pytest.approx(other[name][0], abs=1e-9)
