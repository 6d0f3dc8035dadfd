"""The risk library: plans, fits, scorecards and measures, without a warehouse."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import Warehouse
from essex_data.risk import fitting, measures, scorecard
from essex_data.risk.estimators import Columns, additive
from essex_data.risk.judging import PERFORMANCE, judge
from essex_data.risk.rows import Rows, read, rows_of
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)
from threadpoolctl import threadpool_limits

DECLARED = pd.DataFrame(
    [
        ("sex", True, "F M", 0),
        ("ethnic_group", True, "asian black mixed other white", 0),
        ("age_years", True, None, 0),
        ("score", False, None, -1),
        ("constant", False, None, 0),
    ],
    columns=["feature", "is_given", "category_values", "monotone"],
)
REGISTER = pd.DataFrame({"capacity_share": [0.1], "lowest_auc": [0.6]})


def make_frames(
    years: range, per_year: int, labelled_to: int, rate: float = 0.3
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A cohort and its features; the outcome hangs on one score and on sex."""
    rng = np.random.default_rng(1)
    count = len(years) * per_year
    year = np.repeat(np.array(years), per_year)
    score = rng.normal(size=count)
    sex = rng.choice(["F", "M", None], size=count, p=[0.49, 0.49, 0.02])
    chance = 1 / (1 + np.exp(-(np.log(rate / (1 - rate)) - score + 0.5 * (sex == "M"))))
    outcome = rng.random(count) < chance
    cohort = pd.DataFrame(
        {
            "person_id": pd.Series(
                [f"{number:06d}" for number in rng.permutation(count)], dtype=object
            ),
            "index_date": pd.to_datetime([f"{y}-09-01" for y in year]),
            "lsoa_code": rng.choice(["E01021237", "E01021238"], count),
            "imd_2019_decile": rng.integers(1, 11, count).astype(float),
            "sex": sex,
            "ethnic_group": rng.choice(["white", "black", None], count),
            "age_years": rng.integers(0, 12, count),
            "has_outcome": pd.array(outcome, "boolean"),
            "outcome_known_on": pd.to_datetime([f"{y + 2}-08-31" for y in year]),
        }
    )
    cohort.loc[year > labelled_to, ["has_outcome", "outcome_known_on"]] = [
        pd.NA,
        pd.NaT,
    ]
    features = pd.DataFrame(
        {
            "person_id": cohort["person_id"],
            "index_date": cohort["index_date"],
            "score": np.where(rng.random(count) < 0.2, np.nan, score),
            "constant": 1,
        }
    )
    return cohort, features


def make_crossed(years: range, per_year: int, labelled_to: int) -> Rows:
    """The same, where what raises the risk of girls lowers that of boys."""
    cohort, features = make_frames(years, per_year, labelled_to)
    rng = np.random.default_rng(2)
    signed = features["score"].fillna(0) * np.where(cohort["sex"] == "M", 2.0, -2.0)
    outcome = pd.array(rng.random(len(cohort)) < 1 / (1 + np.exp(-signed)), "boolean")
    known = cohort["outcome_known_on"].notna()
    cohort["has_outcome"] = pd.Series(outcome).where(known)
    return rows_of("crossed", cohort, features, DECLARED.assign(monotone=0))


def make_rows(*args: Any, **options: Any) -> Rows:
    return rows_of("school_readiness", *make_frames(*args, **options), DECLARED)


def test_tables_are_read_as_frames_are() -> None:
    """Who waits for an outcome is read when asked for, and only who is described."""
    cohort, features = make_frames(range(2015, 2022), 300, labelled_to=2019)
    features = features[features["person_id"] > "000500"].reset_index(drop=True)
    # one of an older date never had an outcome
    cohort.loc[5, ["has_outcome", "outcome_known_on"]] = [pd.NA, pd.NaT]
    by_frames = rows_of("falls", cohort, features, DECLARED)
    declared = DECLARED.assign(risk="falls", feature_number=range(len(DECLARED)))
    with duckdb.connect() as connection:
        by_tables = read(
            "falls",
            connection.from_df(cohort),
            connection.from_df(features),
            connection.from_df(declared),
        )
        waiting = by_tables.waiting()
    assert by_tables.coming == by_frames.coming
    assert by_tables.coming == [pd.Timestamp("2020-09-01"), pd.Timestamp("2021-09-01")]
    assert 0 < len(by_tables.frame) < 1500 and 0 < len(waiting) < 600
    for mine, other in (
        (by_tables.frame, by_frames.frame),
        (waiting, by_frames.waiting()),
    ):
        pd.testing.assert_frame_equal(mine, other, check_dtype=False)
    assert by_tables.columns == by_frames.columns
    assert by_tables.simple == by_frames.simple


def scores_of(rows: Rows, cards: pd.DataFrame | None = None) -> pd.DataFrame:
    """What scorecards give, worked out here: of the rows, or as they stand in cards."""
    cards = fitting.scorecards(rows).to_pandas() if cards is None else cards
    parts = [
        pd.DataFrame(columns=["person_id", "index_date", "purpose", "probability"])
    ]
    everybody = pd.concat([rows.frame, rows.waiting()])
    for (day, purpose), lines in cards.groupby(["index_date", "purpose"]):
        mine = everybody[everybody["index_date"] == pd.Timestamp(str(day))]
        bins = scorecard.bins_in(lines)
        given = scorecard.score(bins, rows.columns.typed(mine))
        parts.append(
            mine[["person_id", "index_date"]].assign(purpose=purpose, probability=given)
        )
    return pd.concat(parts[1:] or parts, ignore_index=True)


def judged(rows: Rows) -> pd.DataFrame:
    cards = fitting.scorecards(rows).to_pandas()
    challenged = fitting.challenges(rows, cards).to_pandas()
    table = judge(rows, scores_of(rows, cards), challenged, REGISTER)
    assert table.schema == PERFORMANCE
    return table.to_pandas()


@pytest.fixture(scope="module")
def usual() -> tuple[Rows, pd.DataFrame]:
    rows = make_rows(range(2013, 2021), 300, labelled_to=2018)
    return rows, judged(rows)


def test_tests_are_the_newest_dates_and_learn_only_from_what_was_known(
    usual: tuple[Rows, pd.DataFrame],
) -> None:
    cards = fitting.scorecards(usual[0]).to_pandas()
    dates = cards.groupby(["purpose", "index_date"])["trained_to"].max()
    assert {tuple(map(str, key)): str(value) for key, value in dates.items()} == {
        # outcomes of the index date 2014 are known on 31 August 2016
        ("test", "2016-09-01"): "2014-09-01",
        ("test", "2017-09-01"): "2015-09-01",
        ("test", "2018-09-01"): "2016-09-01",
        ("forecast", "2019-09-01"): "2018-09-01",
        ("forecast", "2020-09-01"): "2018-09-01",
    }


def test_outcomes_known_later_do_not_move_a_test() -> None:
    cohort, features = make_frames(range(2013, 2021), 300, labelled_to=2018)
    changed = cohort.copy()
    later = changed["outcome_known_on"] > "2018-09-01"
    later &= changed["index_date"] < "2018-09-01"
    assert later.any()
    changed.loc[later, "has_outcome"] = ~changed.loc[later, "has_outcome"]
    before, after = (
        fitting.scorecards(rows_of("r", frame, features, DECLARED))
        .to_pandas()
        .query("purpose == 'test' and index_date == index_date.max()")
        .pipe(lambda card: card[card["index_date"].astype(str) == "2018-09-01"])
        for frame in (cohort, changed)
    )
    pd.testing.assert_frame_equal(before, after)


def test_the_order_of_rows_does_not_matter() -> None:
    cohort, features = make_frames(range(2013, 2019), 300, labelled_to=2018)
    mixed = (
        cohort.sample(frac=1, random_state=3),
        features.sample(frac=1, random_state=4),
    )
    first, second = (
        fitting.scorecards(rows_of("r", *frames, DECLARED))
        for frames in ((cohort, features), mixed)
    )
    assert first.equals(second)


def test_the_champion_finds_what_is_there(usual: tuple[Rows, pd.DataFrame]) -> None:
    lines = usual[1]
    overall = lines[(lines["group_name"] == "all") & lines["is_champion"]]
    newest = overall[overall["index_date"].astype(str) == "2018-09-01"]
    value = newest.set_index("measure")["value"]
    assert 0.65 < value["auc"] < 0.85
    assert 0.7 < value["calibration_slope"] < 1.3
    assert abs(value["calibration_intercept"]) < 0.3
    for baseline in ("area_rate", "age_and_sex"):
        gain = newest.set_index("measure").loc[f"auc_gain_over_{baseline}"]
        assert gain["lower_95"] > 0
    assert (lines["lower_95"].dropna() <= lines["value"].dropna()).all()


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
    rows = make_rows(years, per_year, labelled_to, rate)
    assert fitting.scorecards(rows).equals(fitting.SCORECARDS.empty_table())
    cards = fitting.scorecards(rows).to_pandas()
    assert fitting.challenges(rows, cards).equals(fitting.CHALLENGES.empty_table())
    lines = judged(rows)
    assert set(lines["measure"]) == {"none"}
    assert lines["note"].str.len().min() > 20
    assert lines["value"].isna().all()


def test_a_group_of_three_is_said_not_judged() -> None:
    cohort, features = make_frames(range(2013, 2020), 400, labelled_to=2018)
    newest = cohort.index[cohort["index_date"] == "2018-09-01"]
    cohort.loc[newest[:3], "ethnic_group"] = "other"
    lines = judged(rows_of("r", cohort, features, DECLARED))
    three = lines[lines["group_value"] == "other"]
    assert list(three["measure"]) == ["none"]
    assert "fewer than" in three["note"].iloc[0]


def test_a_feature_that_tells_nothing_or_all_is_named() -> None:
    cohort, features = make_frames(range(2013, 2020), 400, labelled_to=2018)
    features["score"] = cohort["has_outcome"].astype("float64").fillna(0)
    lines = judged(rows_of("r", cohort, features, DECLARED))
    said = lines[lines["group_name"] == "feature"].set_index("group_value")
    assert said.loc["score", "measure"] == "leak_alarm"
    assert "became known with the outcome" in said.loc["score", "note"]
    assert "one value only" in said.loc["constant", "note"]


def test_a_champion_below_its_floor_is_said() -> None:
    cohort, features = make_frames(range(2013, 2020), 400, labelled_to=2018)
    features["score"] = 0.0
    lines = judged(rows_of("r", cohort, features, DECLARED))
    assert "below_floor" in set(lines["measure"])
    (note,) = lines.loc[lines["measure"] == "below_floor", "note"]
    assert "Nothing of this risk is published" in note


@pytest.mark.parametrize("share", [0.05, 0.1, 1.0])
def test_nobody_beyond_capacity_is_on_the_list(share: float) -> None:
    rng = np.random.default_rng(2)
    for probability in (rng.random(997), rng.integers(0, 30, 997) / 30):
        listed = probability >= measures.cutoff(probability, share)
        assert (
            0
            < listed.sum()
            <= max(share * 997, (probability == probability.max()).sum())
        )


@pytest.fixture(scope="module")
def cancer() -> tuple[pd.DataFrame, np.ndarray]:
    """A public data set: 569 biopsies, with holes and a category made of it."""
    data = load_breast_cancer(as_frame=True)
    typed = data.data.astype("float64")
    typed = typed.mask(np.random.default_rng(5).random(typed.shape) < 0.1)
    typed["size"] = pd.Categorical(
        np.where(data.data["mean radius"] > 15, "large", "small"),
        categories=["large", "small", "never"],
    )
    return typed, data.target.to_numpy(np.float64)


def test_a_scorecard_is_its_model(cancer: tuple[pd.DataFrame, np.ndarray]) -> None:
    typed, outcome = cancer
    columns = Columns(
        [c for c in typed.columns if c != "size"],
        {"size": ["large", "small", "never"]},
    )
    model = additive(columns)
    model.fit(typed, outcome)
    card = model.scorecard()
    edges = typed.copy()
    for name in columns.numeric:
        cuts = [b.upper for b in card if b.feature == name and b.upper is not None]
        edges.loc[: len(cuts) - 1, name] = cuts  # values on thresholds
    strange = typed.assign(size=pd.Categorical(["huge"] * len(typed)))
    empty = typed.assign(**{name: np.nan for name in columns.numeric})
    for rows in (typed, edges, strange, empty):
        given = scorecard.score(card, columns.typed(rows))
        assert np.abs(given - model.chance(rows)).max() < 1e-9
    average = {}
    for bin_ in card[1:]:
        average[bin_.feature] = average.get(bin_.feature, 0.0) + (
            bin_.points * bin_.share
        )
    assert max(map(abs, average.values())) < 1e-9


def test_a_fit_is_the_same_whatever_the_machine_has_threads_for() -> None:
    rng = np.random.default_rng(1)
    rows = pd.DataFrame({"score": rng.normal(size=40_000)})
    outcome = (rng.random(len(rows)) < 1 / (1 + np.exp(1 - rows["score"]))).to_numpy(
        np.float64
    )
    cards = []
    for threads in (1, 2):
        # as another model that runs at once may leave it
        with threadpool_limits(limits=threads, user_api="blas"):
            model = additive(Columns(["score"], {}))
            model.fit(rows, outcome)
            cards.append(model.scorecard())
    assert cards[0] == cards[1]


def test_full_boosting_forecasts_only_when_it_is_better_beyond_doubt(
    usual: tuple[Rows, pd.DataFrame],
) -> None:
    found = {}
    for name, rows in (
        ("added", usual[0]),
        ("crossed", make_crossed(range(2013, 2020), 500, labelled_to=2018)),
    ):
        cards = fitting.scorecards(rows).to_pandas()
        challenged = fitting.challenges(rows, cards).to_pandas()
        assert (
            challenged.loc[challenged["model"] == "area_rate", "purpose"]
            .eq("test")
            .all()
        )
        forecast = challenged[challenged["purpose"] == "forecast"]
        assert forecast.empty or set(forecast["model"]) == {"full_boosting"}
        table = judge(rows, scores_of(rows, cards), challenged, REGISTER).to_pandas()
        notes = " ".join(table["note"].dropna())
        found[name] = (len(forecast), "Full boosting is better beyond doubt" in notes)
    assert found == {"added": (0, False), "crossed": (500, True)}


def test_a_model_with_interactions_is_no_scorecard(
    cancer: tuple[pd.DataFrame, np.ndarray],
) -> None:
    typed, outcome = cancer
    numbers = typed.drop(columns="size")
    model = HistGradientBoostingClassifier(max_iter=20).fit(numbers, outcome)
    with pytest.raises(ValueError, match="several features"):
        scorecard.bins_of(model, numbers, np.ones(len(numbers)))


def test_measures_are_those_of_scikit_learn(
    cancer: tuple[pd.DataFrame, np.ndarray],
) -> None:
    typed, outcome = cancer
    features = typed[["mean texture", "mean area"]].fillna(0)
    model = LogisticRegression(max_iter=1000).fit(features, outcome)
    for digits in (12, 1):  # without and with ties
        probability = model.predict_proba(features)[:, 1].round(digits)
        at = measures.cutoff(probability, 0.2)
        found = measures.estimate(probability, outcome, 1, at)
        value = {name: triple[0] for name, triple in found.items()}
        listed = probability >= at
        expected = {
            "auc": roc_auc_score(outcome, probability),
            "average_precision": average_precision_score(outcome, probability),
            "brier": brier_score_loss(outcome, probability),
            "precision_at_capacity": precision_score(outcome, listed),
            "recall_at_capacity": recall_score(outcome, listed),
            "outcome_rate": outcome.mean(),
        }
        for name, by_peer in expected.items():
            assert value[name] == pytest.approx(by_peer, abs=1e-12), name
        counted = measures.shares(*measures.cells(probability, outcome), at)
        assert counted["precision_at_capacity"][1] == listed.sum()
        for name, (numerator, denominator) in counted.items():
            assert value[name] == pytest.approx(numerator / denominator), name
    safe = np.clip(probability, 1e-9, 1 - 1e-9)
    log_odds = np.log(safe / (1 - safe)).clip(-8, 8)
    refit = LogisticRegression(C=np.inf, max_iter=1000).fit(
        log_odds.reshape(-1, 1), outcome
    )
    safe = 1 / (1 + np.exp(-log_odds))
    slope = measures.estimate(safe, outcome, 1, 0.5)["calibration_slope"][0]
    assert slope == pytest.approx(refit.coef_[0, 0], rel=1e-3)


def test_intervals_are_those_of_resampled_people() -> None:
    rng = np.random.default_rng(3)
    probability = rng.beta(1, 8, 4000)
    outcome = (rng.random(4000) < probability).astype(float)
    other = np.clip(probability * np.exp(rng.normal(0, 0.7, 4000)), 0, 1)
    drawn = [rng.integers(0, 4000, 4000) for _ in range(300)]
    by_peer = np.array(
        [
            (
                roc_auc_score(outcome[who], probability[who]),
                roc_auc_score(outcome[who], other[who]),
            )
            for who in drawn
        ]
    )
    _, lower, upper = measures.estimate(probability, outcome, 1, 0.5)["auc"]
    assert (lower, upper) == pytest.approx(
        np.percentile(by_peer[:, 0], (2.5, 97.5)), abs=0.006
    )
    gain = measures.auc_gain(probability, other, outcome, 1)
    assert gain[1:] == pytest.approx(
        np.percentile(by_peer[:, 0] - by_peer[:, 1], (2.5, 97.5)), abs=0.006
    )


def test_the_warehouse_scores_as_the_model_does(district: Warehouse) -> None:
    """The SQL of every risk gives what its scorecard gives, to rounding."""
    with district.connected() as connection:
        declared = connection.sql("select * from vault.risk.risk_register__features")
        risks = connection.sql(
            "select distinct risk from declared order by risk"
        ).fetchall()
        assert len(risks) == 6
        scored = 0
        for (risk,) in risks:
            table = f"vault.risk.risk_{risk}"
            told = declared.filter(f"risk = '{risk}'").order("feature_number").df()
            # everybody is scored, whether or not the outcome is known
            everybody = f"select * replace (true as has_outcome) from {table}__cohort"
            rows = rows_of(
                risk,
                connection.sql(everybody).df(),
                connection.sql(f"select * from {table}__features").df(),
                told,
            )
            given = connection.sql(f"select * from {table}__scores").df()
            cards = connection.sql(f"select * from {table}__scorecards").df()
            expected = scores_of(rows, cards).drop(columns="purpose")
            both = given.merge(
                expected,
                on=["person_id", "index_date"],
                how="outer",
                suffixes=("", "_here"),
            )
            apart = (both["probability"] - both["probability_here"]).abs()
            assert both.empty or (apart.notna().all() and apart.max() < 1e-9), risk
            scored += len(both)
    assert scored > 1000


BEHIND_A_RUN = (
    *("risk_decisions", "risk_register__risks", "risk_register__features"),
    *("risk_falls__scorecards", "risk_falls__runs", "risk_falls__challenges"),
    *("risk_falls__scores", "risk_falls__reasons", "risk_register__runs", "risk_runs"),
)
DECISIONS = "risk,decided_on,decision,run_digest,decided_by,reason\n"


def test_a_run_is_gone_back_to_and_a_risk_retired(
    district: Warehouse, copied_project: Path, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path / "decided")
    for part in ("landing", "keys", "warehouse"):
        shutil.copytree(district.folder / part, warehouse.folder / part, symlinks=True)

    def decide(*rows: str) -> str:
        text = DECISIONS + "".join(f"{row}\n" for row in rows)
        (copied_project / "seeds/risk_decisions.csv").write_text(text)
        return warehouse.build("-s", *BEHIND_A_RUN, project=copied_project).stdout

    def forecast() -> list[tuple]:
        return warehouse.query(
            "select run_digest, round(sum(probability), 9), "
            "round(sum(earlier_probability), 9) from vault.risk.risk_falls__scores "
            "where purpose = 'forecast' group by all"
        )

    def statuses() -> list[tuple]:
        return warehouse.query(
            "select run_digest, status, promoted_by from vault.marts.risk_runs "
            "where risk = 'falls' order by run_number"
        )

    [(first, expected, _)] = forecast()
    rule = "the rule: the newest run forecasts"
    assert statuses() == [(first, "forecasts", rule)]

    # another model: one feature may now go either way
    declared = copied_project / "models/linked/risk/falls/falls.yml"
    either_way = declared.read_text("utf-8").replace(", monotone: -1", "")
    declared.write_text(either_way, "utf-8")
    assert "ERROR=0" in decide()
    [(second, other, earlier)] = forecast()
    assert second != first and other != expected
    assert earlier == expected
    assert statuses() == [(first, "superseded", None), (second, "forecasts", rule)]

    back = f"falls,2026-11-02,roll_back,{first},Head of healthy ageing,A reason"
    assert "ERROR=0" in decide(back)
    assert forecast()[0][:2] == (first, expected)
    assert statuses() == [
        (first, "held", "Head of healthy ageing"),
        (second, "waits", None),
    ]

    unknown = "falls,2026-11-03,freeze,0123456789ab,Head of healthy ageing,A reason"
    assert "which this warehouse never made" in decide(back, unknown)

    retired = "falls,2026-11-04,retire,,Head of healthy ageing,A reason"
    assert "ERROR=0" in decide(back, retired)
    assert forecast() == []
    assert {status for _, status, _ in statuses()} == {"retired"}
