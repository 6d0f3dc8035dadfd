"""Schools: pupil numbers, the census with absence and exclusion, free meals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demo.capture import Captured, Policy
from demo.dates import IntArray, date_text, day, school_start_year
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.geography import SOCIAL
from demo.names import DFE_CODE, MALE
from demo.police import Abuse
from demo.social_care import Care
from demo.traits import Traits
from demo.world import History, World

Floats = npt.NDArray[np.float64]
PARTNER = "schools"
Lookup = Callable[
    [npt.NDArray[np.integer], npt.NDArray[np.integer]], npt.NDArray[np.bool_]
]


@dataclass(frozen=True)
class Schooling:
    """Where children go to school and what they are entitled to, by person (n)."""

    primary: IntArray  # URN
    secondary: IntArray
    meals_draw: Floats  # uniform; low ones are eligible for free meals
    sen: IntArray  # 0 none, 1 support, 2 plan


def enrol(world: World, traits: Traits, rng: np.random.Generator) -> Schooling:
    """Schools near the first home at school age; fills the pupil numbers."""
    places = world.places
    people = len(world.residents(day(2020)))
    total = {0: max(4, round(people / 4_200)), 1: max(2, round(people / 20_000))}
    at_school = (
        np.maximum(school_start_year(world.born).astype(np.int64) - 1970, 0) * 365
    )
    first = world.address(
        np.arange(world.n), np.maximum(at_school + 243, world.entered)
    )
    lsoa = places.address_lsoa[first]
    chosen = []
    for level, base in ((0, 900_101), (1, 900_801 + max(0, total[0] - 600))):
        # schools stand in areas by population; a child takes one of the nearest three
        area = rng.choice(
            len(places.lsoa_lat),
            total[level],
            p=places.lsoa_people / places.lsoa_people.sum(),
        )
        lat = places.lsoa_lat[:, None] - places.lsoa_lat[area][None, :]
        lon = (places.lsoa_lon[:, None] - places.lsoa_lon[area][None, :]) * 0.62
        nearest = np.argsort(lat**2 + lon**2, axis=1, kind="stable")[:, :3]
        rank = rng.choice(3, world.n, p=[0.62, 0.26, 0.12])
        rank = np.minimum(rank, nearest.shape[1] - 1)
        chosen.append((base + nearest[lsoa, rank]).astype(np.int32))
    pupils = (school_start_year(world.born) >= 1997) & (world.gone > day(2009))
    pupils &= school_start_year(world.born) <= 2026
    who = np.flatnonzero(pupils)
    year = school_start_year(world.born[who]) % 100
    local = world.entered[who] - world.born[who] < 4 * 365
    authority = np.where(
        local, 881, rng.choice([882, 883, 301, 308, 316, 330], len(who))
    )
    group = (authority * 10_000 + 2000 + chosen[0][who] % 2000).astype(np.int64) * 100
    group += year
    order = np.argsort(group, kind="stable")
    rank = np.arange(len(who)) - np.searchsorted(group[order], group[order])
    world.upn_digits[who[order]] = group[order] * 1000 + (rank + 1) % 1000
    risk = -3.05 + 0.45 * (world.sex == MALE) + 0.25 * np.clip(world.need, -2, 2)
    risk -= 0.55 * traits.ability
    plan = rng.random(world.n) < 1 / (1 + np.exp(-(risk - 0.7)))
    support = rng.random(world.n) < 1 / (1 + np.exp(-(risk + 1.15)))
    sen = np.where(plan, 2, np.where(support, 1, 0)).astype(np.int32)
    return Schooling(chosen[0], chosen[1], rng.random(world.n), sen)


def free_meals(
    world: World,
    schooling: Schooling,
    child: IntArray,
    on_benefit: npt.NDArray[np.bool_],
    social_rent: npt.NDArray[np.bool_],
    year: npt.NDArray[np.integer] | int,
) -> npt.NDArray[np.bool_]:
    """Eligibility for free meals by need, benefits and tenure; wider since 2018."""
    need = np.clip(world.need[child], -2.5, 2.5)
    mum = world.need[np.maximum(world.mother[child], 0)]
    odds = -3.25 + 1.0 * (0.4 * need + 0.6 * mum) + 1.9 * on_benefit
    odds = odds + 1.25 * social_rent
    odds = odds + np.interp(year, [2012, 2017, 2021, 2025], [0.0, 0.0, 0.85, 1.1])
    return schooling.meals_draw[child] < 1 / (1 + np.exp(-odds))


@dataclass(frozen=True)
class Discipline:
    """Suspensions: one row each; and the true rate by pupil and year."""

    person: IntArray
    day: IntArray
    permanent: npt.NDArray[np.bool_]
    rates: list[tuple[int, IntArray, Floats]]


def simulate_discipline(
    world: World,
    traits: Traits,
    schooling: Schooling,
    abuse: Abuse,
    care: Care,
    rng: np.random.Generator,
) -> Discipline:
    """Suspensions by school year: conduct, age, boys, needs, abuse, social care."""
    at_home = History(abuse.child, abuse.day[abuse.child_event])
    cared = History(care.child, care.start)
    heat = np.zeros(world.n)
    people, days_, rates = [], [], []
    for year in range(2010, 2026):
        start = day(year, 9, 1)
        who = world.residents(start, 5, 16)
        age = world.age(who, start)
        rate = (
            0.020
            * traits.conduct[who]
            * np.interp(age, [5, 8, 11, 13, 15, 16], [0.3, 0.45, 0.8, 1.6, 1.7, 1.4])
        )
        rate *= np.array([1.0, 1.7, 2.0])[schooling.sen[who]]
        rate *= 1 + 0.45 * np.log1p(at_home.count(who, start))
        rate *= 1 + 0.35 * np.log1p(cared.count(who, start, 1100))
        hot = np.log1p(heat[who])
        rate = np.minimum(rate * (1 + 0.8 * hot) + 0.33 * hot, 5)
        if year in (2019, 2020):
            rate = rate * 0.6
        rates.append((start, who, rate))
        event = np.repeat(who, rng.poisson(rate))
        terms = np.array([[5, 105], [125, 205], [225, 318]])
        term = rng.integers(0, 3, len(event))
        when = start + rng.integers(terms[term, 0], terms[term, 1])
        ok = world.is_here(event, when)
        people.append(event[ok])
        days_.append(when[ok].astype(np.int32))
        heat = 0.5 * heat + np.bincount(event[ok], minlength=world.n)
    person, when = np.concatenate(people), np.concatenate(days_)
    order = np.lexsort((person, when))
    return Discipline(
        person[order], when[order], rng.random(len(person)) < 0.018, rates
    )


def census_rows(
    world: World,
    traits: Traits,
    schooling: Schooling,
    discipline: Discipline,
    on_benefit: Lookup,
    rng: np.random.Generator,
) -> Delivered:
    """Pupils at each census. Until 2023 one return a year, dated in January and sent
    after the school year with its absence and suspensions; then one a term."""
    style = Style(
        PARTNER, "school_census", "csv.gz", days_early=1, file_stem="school_census"
    )
    counts = History(discipline.person, discipline.day)
    expelled = History(
        discipline.person[discipline.permanent], discipline.day[discipline.permanent]
    )
    parts = []
    returns = [
        (day(y, 1, 17), day(y - 1, 9, 1), day(y, 7, 25), day(y, 8, 1), 190)
        for y in range(2013, 2024)
    ]
    for y in (2024, 2025, 2026):
        returns.append(
            (day(y, 1, 18), day(y - 1, 9, 1), day(y - 1, 12, 22), day(y, 2, 20), 70)
        )
        if y < 2026:
            returns.append(
                (day(y, 5, 16), day(y, 1, 1), day(y, 4, 5), day(y, 6, 20), 60)
            )
            returns.append(
                (day(y, 10, 3), day(y, 4, 6), day(y, 7, 25), day(y, 11, 10), 60)
            )
    lasting = rng.normal(0, 0.55, world.n)
    for taken, since, until, sent, sessions in returns:
        year = int(1970 + taken / 365.2425)
        school_year = year - (1 if (taken - day(year)) < 240 else 0)
        start_year = school_start_year(world.born)
        nc = school_year - start_year
        here = world.is_here(np.arange(world.n), taken) & (nc >= 0) & (nc <= 11)
        who = np.flatnonzero(here & (rng.random(world.n) < 0.965)).astype(np.int32)
        possible = sessions * 2 - rng.integers(0, 3, len(who))
        # two sessions a day
        mean = (
            0.043
            * np.exp(
                lasting[who]
                + 0.25 * np.clip(world.need[who], -2, 2)
                - 0.1
                + 0.12 * (nc[who] >= 9)
                + 0.2 * (schooling.sen[who] > 0)
            )
            * (1.5 if year >= 2021 else 1.0)
        )
        absent = rng.binomial(possible, np.minimum(mean, 0.7))
        suspended = counts.count(who, until, until - since)
        parts.append(
            (
                who,
                np.full(len(who), taken),
                np.full(len(who), sent),
                nc[who],
                possible,
                absent,
                suspended,
                expelled.count(who, until, until - since) > 0,
                np.full(len(who), year),
            )
        )
    who, census, known, nc, possible, absent, suspended, out, years = (
        np.concatenate(c) for c in zip(*parts, strict=True)
    )
    n = len(who)
    policy = Policy(
        recapture=0.015,
        notice_move=0.8,
        notice_name=0.5,
        typo=0.010,
        nickname=0.02,
        swap=0.003,
        maiden=0.4,
        fold_accents=0.5,
        upper=0.0,
        born_wrong=0.003,
        born_missing=0.0005,
        uk_dates=True,
        sex_codes=("M", "F", "U"),
        sex_unknown=0.001,
        stale=0.04,
        abbreviate=0.12,
        uprn_missing=0.2,
        upn_missing=0.006,
        upn_wrong=0.002,
    )
    have = Captured(world, who, census.astype(np.int32), policy, rng)
    known_benefit = on_benefit(who, census)
    rent = world.places.address_tenure[world.address(who, census)] == SOCIAL
    meals = free_meals(world, schooling, who, known_benefit, rent, years)
    record = numbered("SC", 1_000_000 + np.arange(n), 9)
    said = (rng.random(world.n) > 0.015)[who]
    columns = {
        "record_id": record,
        "upn": have.upn(),
        "surname": have.surname(),
        "forename": have.forename(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "address_line_1": have.line(),
        "postcode": have.postcode(),
        "uprn": have.uprn(),
        "census_date": text(date_text(census, uk=True)),
        "ethnicity": pick(
            [*DFE_CODE.tolist(), "NOBT"], np.where(said, world.group[who], 16)
        ),
        "fsm_eligible": pick(("0", "1"), meals.astype(int)),
        "sen_provision": pick(
            ("N", "K", "E"),
            np.where(nc < 1, np.minimum(schooling.sen[who], 1), schooling.sen[who]),
        ),
        "school_urn": text(
            np.where(nc <= 6, schooling.primary[who], schooling.secondary[who])
        ),
        "nc_year": pick(("R", *[str(i) for i in range(1, 12)]), nc),
        "sessions_possible": text(possible),
        "sessions_absent": text(absent),
        "suspensions": text(suspended),
        "permanent_exclusion": pick(("0", "1"), out.astype(int)),
    }
    labels = Labels(record, who, world.household(who, census))
    return append(
        style,
        columns,
        known,
        [labels],
        rng,
        ("sessions_absent", "sen_provision"),
        0.004,
        0.001,
    )
