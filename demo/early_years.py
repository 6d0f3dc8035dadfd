"""Early years: health visiting reviews from birth, and the profile at five."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demo.capture import Captured, Policy
from demo.dates import LAST_DELIVERY, IntArray, date_text, day
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.names import CULTURES, DFE_CODE, MALE, NHS_CODE
from demo.readiness import Readiness
from demo.schools import Schooling
from demo.traits import Traits
from demo.world import World

Floats = npt.NDArray[np.float64]
PARTNER = "essex_county_council"
REVIEWS = ("NBV", "6-8W", "12M", "2-2.5Y")
AREAS = (
    "communication",
    "gross_motor",
    "fine_motor",
    "problem_solving",
    "personal_social",
)


@dataclass(frozen=True)
class Births:
    """Perinatal facts by person (n); reviews held, by child and type."""

    gestation: Floats
    weight: Floats
    breastfed: npt.NDArray[np.bool_]
    review_day: IntArray  # (n, 4); a large number where not held
    asq: Floats  # (n, 5) scores, NaN where not scored
    asq_z: Floats  # mean score as the risk sees it, standardised


def simulate_births(world: World, traits: Traits, rng: np.random.Generator) -> Births:
    """Gestation, weight, feeding, reviews attended and their scores."""
    n = world.n
    mum = np.maximum(world.mother, 0)
    need = np.clip(np.where(world.mother >= 0, world.need[mum], world.need), -2.5, 2.5)
    twin = world.twin >= 0
    gestation = np.round(rng.normal(39.6, 1.25, n))
    early = rng.random(n) < np.where(twin, 0.5, 0.072 * np.exp(0.18 * need))
    very = early & (rng.random(n) < 0.17)
    gestation = np.where(early, rng.integers(33, 37, n), np.clip(gestation, 37, 42))
    gestation = np.where(very, rng.integers(26, 32, n), gestation)
    gestation[twin] = gestation[np.minimum(np.arange(n)[twin], world.twin[twin])]
    weight = 3400 + 175 * (gestation - 39.5) + rng.normal(0, 400, n)
    weight += 110 * (world.sex == MALE) - 55 * need
    weight = np.clip(weight, 480, 5600)
    mother_age = (world.born - world.born[mum]) / 365.25
    odds = 0.05 - 0.65 * need + 0.06 * (mother_age - 29) + 0.8 * (world.group[mum] != 0)
    breastfed = rng.random(n) < 1 / (1 + np.exp(-odds))
    engaged = rng.normal(0, 1, n) - 0.45 * need
    due = np.stack(
        [
            rng.integers(10, 16, n),
            rng.integers(42, 60, n),
            rng.integers(320, 410, n),
            rng.integers(735, 900, n),
        ],
        axis=1,
    )
    cut = np.array([2.0, 1.45, 1.05, 1.13])
    held = engaged[:, None] * 0.75 + rng.normal(0, 0.66, (n, 4)) > -cut[None, :]
    when = world.born[:, None] + due
    shut = (when > day(2020, 3, 20)) & (when < day(2020, 9, 1))
    held &= ~(shut & (rng.random((n, 4)) < 0.45))
    held &= (world.born[:, None] >= day(2008, 1, 1)) & (when <= LAST_DELIVERY)
    held &= (world.entered[:, None] <= when) & (world.gone[:, None] > when)
    review_day = np.where(held, when, 2**20).astype(np.int32)
    base = (
        0.62 * traits.ability
        - 0.40 * need
        - 0.18 * (world.sex == MALE)
        - 0.35 * (gestation < 37)
        - 0.5 * (gestation < 32)
    )
    raw = base[:, None] + rng.normal(0, 0.75, (n, 5))
    score = np.clip(np.round((47 + 9.5 * raw) / 5) * 5, 0, 60)
    complete = held[:, 3] & (rng.random(n) < 0.96)
    asq = np.where(complete[:, None], score, np.nan)
    mean = score.mean(axis=1)
    asq_z = np.where(complete, (mean - 45.5) / 8.0, base / 0.85)
    return Births(gestation, weight, breastfed, review_day, asq, asq_z)


def review_rows(world: World, births: Births, rng: np.random.Generator) -> Delivered:
    """One row per review held."""
    style = Style(PARTNER, "health_visiting_reviews", "csv.gz", file_stem="hv_reviews")
    child, kind = np.nonzero(births.review_day < 2**19)
    when = births.review_day[child, kind]
    order = np.lexsort((kind, child, when))
    child, kind, when = child[order].astype(np.int32), kind[order], when[order]
    n = len(child)
    policy = Policy(
        recapture=0.02,
        notice_move=0.8,
        typo=0.014,
        nickname=0.004,
        swap=0.004,
        fold_accents=0.5,
        born_wrong=0.003,
        born_missing=0.0,
        stale=0.03,
        abbreviate=0.2,
        uprn_missing=0.3,
        nhs_missing=0.012,
        nhs_wrong=0.002,
        nhs_spaced=True,
    )
    have = Captured(world, child, when, policy, rng)
    mother = world.mother[child]
    has = (mother >= 0) & (rng.random(n) > 0.05)
    who = np.where(has, mother, child).astype(np.int32)
    her_policy = Policy(
        recapture=0.05,
        typo=0.018,
        nickname=0.03,
        maiden=0.14,
        fold_accents=0.5,
        born_wrong=0.006,
        born_missing=0.02,
        nhs_missing=0.08,
        nhs_wrong=0.003,
        nhs_spaced=True,
    )
    her = Captured(world, who, when, her_policy, rng)
    nobody = ~has
    unnamed = (kind == 0) & (rng.random(n) < 0.24)
    word = np.where(rng.random(n) < 0.5, 0, np.where(world.sex[child] == MALE, 1, 2))
    forename = pa.array(
        np.where(unnamed, None, have.forename().to_numpy(False)),
        pa.string(),
        from_pandas=True,
    )
    babies = pick(("BABY", "BABY BOY", "BABY GIRL"), np.where(unnamed, word, -1))
    import pyarrow.compute as pc

    forename = pc.coalesce(babies, forename)
    surname = pc.if_else(
        pa.array(unnamed & has & (rng.random(n) < 0.8)), her.surname(), have.surname()
    )
    record = numbered("HV", 300_000 + np.arange(n), 8)
    early = kind <= 1
    feeding = np.where(kind == 1, births.breastfed[child].astype(int), -1)
    feeding[rng.random(n) < 0.05] = -1
    weighed = early & (rng.random(n) < 0.97)
    scores = births.asq[child]
    columns = {
        "record_id": record,
        "nhs_number": have.nhs(),
        "forename": forename,
        "surname": surname,
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "address_line_1": have.line(),
        "postcode": have.postcode(),
        "uprn": have.uprn(),
        "mother_nhs_number": _only(her.nhs(), nobody),
        "mother_forename": _only(her.forename(), nobody),
        "mother_surname": _only(her.surname(), nobody),
        "mother_date_of_birth": _only(her.born(), nobody),
        "ethnicity": pick(
            [*NHS_CODE.tolist(), "Z"],
            np.where((rng.random(world.n) > 0.07)[child], world.group[child], 16),
        ),
        "birth_weight_grams": _whole(births.weight[child], weighed),
        "gestation_weeks": _whole(births.gestation[child], weighed),
        "review_type": pick(REVIEWS, kind),
        "review_date": text(date_text(when, uk=False)),
        "breastfeeding_6_weeks": pick(("N", "Y"), feeding),
    }
    last = kind == 3
    for a, area in enumerate(AREAS):
        columns[f"asq3_{area}"] = _whole(scores[:, a], last & ~np.isnan(scores[:, a]))
    where = world.household(child, when)
    mother_at = np.flatnonzero(has)
    labels = [
        Labels(record, child, where),
        Labels(
            pc.binary_join_element_wise(record, "mother", "|"),
            who,
            world.household(who, when),
        ),
    ]
    lag = rng.integers(2, 30, n)
    labels[1] = _MaskedLabels(labels[1], mother_at, n)
    return append(
        style,
        columns,
        when + lag,
        labels,
        rng,
        ("birth_weight_grams", "breastfeeding_6_weeks"),
        0.006,
    )


class _MaskedLabels(Labels):
    """Labels that hold for some rows only; the others are dropped when rows are."""

    def __init__(self, labels: Labels, rows: npt.NDArray[np.int64], n: int) -> None:
        super().__init__(labels.record_key, labels.person.copy(), labels.household)
        absent = np.ones(n, bool)
        absent[rows] = False
        self.person[absent] = -1


def _only(values: pa.Array, without: npt.NDArray[np.bool_]) -> pa.Array:
    return values.take(pa.array(np.arange(len(values)), mask=without))


def _whole(values: Floats, known: npt.NDArray[np.bool_]) -> pa.Array:
    whole = np.where(known, np.nan_to_num(values), 0).astype(np.int64)
    return pa.array(whole, mask=~known).cast(pa.string())


def profile_rows(
    world: World,
    traits: Traits,
    schooling: Schooling,
    readiness: Readiness,
    meals: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[Delivered, npt.NDArray[np.int64]]:
    """The profile of every child at the end of reception.

    The 17 goals come in the profile's order. Until 2018/19: 1–3 communication and
    language, 4–5 physical, 6–8 personal and social, 9–10 literacy, 11–12 mathematics,
    then five that do not count. From 2021/22: 1–2 communication and language, 3–5
    personal and social, 6–7 physical, 8–10 literacy, 11–12 mathematics, then five. So
    a good level of development is 2 or more in the first twelve in both.

    Returns the dataset and the rows of ``readiness`` that are in it.
    """
    style = Style(PARTNER, "eyfs_profile", "csv", "utf-8-sig", file_stem="EYFSP")
    year = readiness.profile_year
    june = np.array([day(int(y), 6, 15) for y in range(2013, 2028)])[year - 2013]
    held = world.is_here(readiness.child, june) & ~np.isin(year, [2020, 2021])
    held &= (year <= 2025) & (rng.random(len(year)) < 0.977)
    row = np.flatnonzero(held)
    child, year, ready = readiness.child[row], year[row], readiness.ready[row]
    n = len(row)
    # how far behind: a child who is not ready misses one goal or most of them
    weak = np.clip(
        rng.beta(1.1, 1.5, n) + 0.12 * (traits.ability[child] < -0.7), 0.03, 1
    )
    weight_old = [0.45, 0.5, 0.6, 0.35, 0.4, 0.45, 0.5, 0.45, 0.9, 1.25, 0.95, 0.8]
    weight_new = [0.55, 0.5, 0.45, 0.4, 0.45, 0.3, 0.45, 0.6, 0.95, 1.3, 0.85, 0.85]
    weight = np.where((year <= 2019)[:, None], [weight_old], [weight_new])
    fails = rng.random((n, 12)) < np.minimum(weak[:, None] * weight, 0.97)
    none = ~fails.any(axis=1)
    fails[none, np.where(rng.random(int(none.sum())) < 0.7, 9, 10)] = True
    fails &= ~ready[:, None]
    others = rng.random((n, 5)) < np.where(ready, 0.015, 0.30)[:, None]
    goal = np.where(np.hstack([fails, others]), 1, 2)
    bright = np.where(ready, 0.16 + 0.1 * (traits.ability[child] > 0.5), 0.03)
    exceeds = (goal == 2) & (rng.random((n, 17)) < bright[:, None])
    goal = np.where(exceeds & (year <= 2019)[:, None], 3, goal)
    absent = ~ready & (rng.random(n) < 0.012)
    goal = np.where(absent[:, None] & (rng.random((n, 17)) < 0.7), 0, goal)
    policy = Policy(
        recapture=0.0,
        typo=0.012,
        nickname=0.015,
        swap=0.004,
        fold_accents=0.4,
        born_wrong=0.004,
        born_missing=0.001,
        uk_dates=True,
        sex_codes=("M", "F", "U"),
        sex_unknown=0.001,
        stale=0.06,
        abbreviate=0.15,
        uprn_missing=0.15,
        upn_missing=0.008,
        upn_wrong=0.004,
    )
    when = np.array([day(int(y), 6, 15) for y in range(2013, 2028)])[year - 2013]
    have = Captured(world, child, when.astype(np.int32), policy, rng)
    record = numbered("EY", 20_000 + np.arange(n), 7)
    foreign = world.culture[child] != CULTURES.index("british")
    foreign &= ~np.isin(
        world.culture[child], [CULTURES.index("irish"), CULTURES.index("caribbean")]
    )
    other_language = foreign & (rng.random(n) < 0.7)
    columns = {
        "record_id": record,
        "academic_year": text(
            np.array(
                [f"{y - 1}/{y % 100:02d}" for y in range(2013, 2028)], dtype=object
            )[year - 2013]
        ),
        "school_urn": text(schooling.primary[child]),
        "upn": have.upn(),
        "forename": have.forename(),
        "surname": have.surname(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "address_line_1": have.line(),
        "postcode": have.postcode(),
        "uprn": have.uprn(),
        "ethnicity": pick(
            [*DFE_CODE.tolist(), "REFU"],
            np.where(rng.random(n) < 0.012, 16, world.group[child]),
        ),
        "first_language_not_english": pick(("N", "Y"), other_language.astype(int)),
        "fsm_eligible": pick(("N", "Y"), meals[row].astype(int)),
        "sen_provision": pick(
            ("N", "K", "E"),
            np.where(
                ready,
                np.where(rng.random(n) < 0.3, schooling.sen[child], 0),
                schooling.sen[child],
            ),
        ),
    }
    for g in range(17):
        columns[f"elg{g + 1:02d}"] = pick(("A", "1", "2", "3"), goal[:, g])
    labels = Labels(record, child, world.household(child, when))
    known = when + rng.integers(10, 60, n)
    return append(
        style, columns, known, [labels], rng, ("fsm_eligible", "sen_provision"), 0.008
    ), row
