"""The whole demonstration in order: people, services, outcomes, files, truth."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from demo import (
    early_years,
    health,
    housing,
    life_course,
    names,
    police,
    readiness,
    reference,
    schools,
    social_care,
    traits,
    treatment,
    truth,
    voluntary,
    write,
    youth,
)
from demo.dates import DELIVERY_DAYS, IntArray
from demo.deliveries import Delivered, Style
from demo.geography import SOCIAL, build_places
from demo.progress import Bar, progress
from demo.streams import Streams
from demo.world import History, World, finish

Floats = npt.NDArray[np.float64]


#: Wards that the programme named for poor school readiness.
WORST_WARDS = ["Vange", "Pitsea North West", "Pitsea South East"]


@dataclass
class OnClaim:
    """Whether people are on a housing benefit claim on a day."""

    starts: History
    ends: History

    def __call__(
        self, who: npt.NDArray[np.integer], when: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.bool_]:
        return self.starts.count(who, when) > self.ends.count(who, when)


def on_claim(members: housing.ClaimMembers, chosen: npt.NDArray[np.bool_]) -> OnClaim:
    """Lookup over some of the claim members."""
    return OnClaim(
        History(members.person[chosen], members.start[chosen]),
        History(members.person[chosen], members.end[chosen]),
    )


def simulate_readiness(
    world: World,
    traits_: traits.Traits,
    schooling: schools.Schooling,
    births: early_years.Births,
    stays: housing.Stays,
    tenancies: housing.Tenancies,
    members: housing.ClaimMembers,
    claims: housing.Claims,
    abuse: police.Abuse,
    crimes: police.Crimes,
    care: social_care.Care,
    seen: health.Attendances,
    rng: np.random.Generator,
) -> tuple[readiness.Readiness, npt.NDArray[np.bool_]]:
    """Collect what is on record by the index day and draw the outcomes.

    Returns the children's true risks and whether each is eligible for free meals.
    """
    child, year, index = readiness.cohort(world)
    known = index - 5
    spot = world.homes.at(child, known)
    stay = stays.spell_stay[spot]
    here = world.is_here(child, known)
    everyone = np.ones(len(members.person), bool)
    any_claim = on_claim(members, everyone)
    address = world.homes.values["address"][spot]
    rents = world.places.address_tenure[address] == SOCIAL
    meals = schools.free_meals(
        world, schooling, child, any_claim(child, index + 600), rents, year
    )
    passport = claims.passported[members.claim] <= 2
    owed = _arrears_at(stays, tenancies, stay, index) & here
    mother = np.maximum(world.mother[child], 0)
    hh = world.household(child, known)
    suspects = crimes.suspect >= 0
    who = crimes.suspect[suspects]
    when = crimes.day[suspects]
    home_hh = world.household(who, when)
    by_home = History(np.where(home_hh < 0, world.hh_count, home_hh), when)
    offences = np.where(
        hh >= 0, by_home.count(np.maximum(hh, 0), known, 730), 0
    ).astype(float)
    siblings = History(world.mother[world.mother >= 0], world.born[world.mother >= 0])
    at_home = History(abuse.child, abuse.day[abuse.child_event])
    plans = care.kind >= social_care.PLAN
    held = births.review_day < 2**19
    facts: dict[str, Floats] = {
        "lsoa": world.places.address_lsoa[address].astype(float),
        "worst_wards": np.isin(np.array(world.places.ward_2002_name), WORST_WARDS)[
            world.places.address_lsoa[address]
        ].astype(float),
        "asq": births.asq_z[child],
        "reviewed": (~np.isnan(births.asq[child, 0])).astype(float),
        "gestation": births.gestation[child],
        "breastfed": births.breastfed[child].astype(float),
        "claim": any_claim(child, known).astype(float),
        "meals": meals.astype(float),
        "passported": on_claim(members, passport)(child, known).astype(float),
        "social_rent": rents.astype(float),
        "arrears": owed.astype(float),
        "abuse": at_home.count(child, known).astype(float),
        "care": History(care.child, care.start).count(child, known).astype(float),
        "plans": History(care.child[plans], care.start[plans])
        .count(child, known)
        .astype(float),
        "attendances": History(seen.person, seen.day).count(child, known).astype(float),
        "crime": offences,
        "mother_age": (world.born[child] - world.born[mother]) / 365.25,
        "siblings": siblings.count(mother, world.born[child]).astype(float),
        "missed": (~held[child][:, [0, 2]]).sum(axis=1).astype(float),
        "latent": 0.5 * world.need[mother] - 0.5 * traits_.ability[child],
    }
    logit = readiness.logit_of(world, child, facts)
    p = readiness.settle_levels(logit, year)
    area = world.places.imd_decile[facts["lsoa"].astype(int)]
    ready = ~readiness.draw(p, [year, world.sex[child], area], rng)
    return readiness.Readiness(child, year, index, p, ready), meals


def _arrears_at(
    stays: housing.Stays,
    tenancies: housing.Tenancies,
    stay: npt.NDArray[np.int64],
    index: IntArray,
) -> npt.NDArray[np.bool_]:
    """Whether the social tenancy of a stay owed over £500 at the last delivery."""
    tenancy = np.full(len(stays.hh), -1, np.int64)
    tenancy[tenancies.stay] = np.arange(len(tenancies.stay))
    at = tenancy[stay]
    delivery = np.searchsorted(DELIVERY_DAYS, index) - 1
    owed = tenancies.arrears[np.maximum(at, 0), np.maximum(delivery, 0)]
    return (at >= 0) & (delivery >= 0) & (owed > 500)


def build(people: int, seed: int, landing: Path, truth_root: Path) -> None:
    """Make the district and write everything into two (empty) folders."""
    streams = Streams(seed)
    deliveries = len(DELIVERY_DAYS)
    years = life_course.SIM_LAST_YEAR - life_course.SIM_FIRST_YEAR + 1
    with closing(progress(years + 24 + 14 * deliveries)) as bar:
        places = build_places(people, streams.get("places"))
        population = life_course.simulate(
            people, places, streams.get("life"), names.NameBook(), bar
        )
        world = finish(population, streams.get("numbers"))
        del population
        datasets, written_truth = _services(world, streams, bar)
        reference.write_reference(landing, places, streams.get("reference"))
        counts = write.write_all(landing, datasets, bar)
        _write_truth(
            world, datasets, counts, written_truth, landing, truth_root, streams
        )
        bar.update((bar.total or 0) - bar.n)


@dataclass
class _Outcomes:
    """What the truth files need after the datasets are written."""

    readiness: readiness.Readiness
    in_profile: npt.NDArray[np.int64]
    meals: npt.NDArray[np.bool_]
    abuse: police.Abuse
    crimes: police.Crimes
    entries: History
    seen: health.Attendances
    discipline: schools.Discipline


def _services(
    world: World, streams: Streams, bar: Bar
) -> tuple[list[Delivered], _Outcomes]:
    """Contacts with every service, and the datasets that they leave behind."""
    get = streams.get
    people_traits = traits.draw_traits(world, get("traits"))
    schooling = schools.enrol(world, people_traits, get("schools"))
    stays = housing.find_stays(world)
    tenancies = housing.simulate_tenancies(world, stays, get("tenancies"))
    claims = housing.simulate_claims(world, stays, get("claims"))
    members = housing.claim_members(world, stays, claims)
    bar.update(4)
    abuse = police.simulate_abuse(world, people_traits, get("abuse"))
    crimes = police.simulate_crimes(world, people_traits, abuse, get("crimes"))
    bar.update(3)
    care = social_care.simulate_care(world, abuse, crimes, get("care"))
    seen = health.simulate_attendances(world, people_traits, get("attendances"))
    discipline = schools.simulate_discipline(
        world, people_traits, schooling, abuse, care, get("discipline")
    )
    births = early_years.simulate_births(world, people_traits, get("births"))
    outcome, meals = simulate_readiness(
        world,
        people_traits,
        schooling,
        births,
        stays,
        tenancies,
        members,
        claims,
        abuse,
        crimes,
        care,
        seen,
        get("readiness"),
    )
    bar.update(4)
    everyone = on_claim(members, np.ones(len(members.person), bool))
    young = youth.youth_offences(world, crimes, get("youth"))
    profile, in_profile = early_years.profile_rows(
        world, people_traits, schooling, outcome, meals, get("profile rows")
    )
    treated = treatment.simulate_treatment(world, people_traits, get("treatment"))
    datasets = [
        profile,
        early_years.review_rows(world, births, get("review rows")),
        *social_care.care_rows(world, care, get("care rows")),
        youth.youth_rows(world, people_traits, *young, get("youth rows")),
        treatment.treatment_rows(world, *treated, get("treatment rows")),
        housing.tenancy_rows(world, stays, tenancies, get("tenancy rows")),
        housing.claim_rows(world, stays, claims, members, get("claim rows")),
        police.crime_rows(world, crimes, get("crime rows")),
        police.abuse_rows(world, abuse, get("abuse rows")),
        health.attendance_rows(world, people_traits, seen, get("attendance rows")),
        schools.census_rows(
            world, people_traits, schooling, discipline, everyone, get("census rows")
        ),
        voluntary.service_rows(world, get("service rows")),
        voluntary.prescribing_rows(world, people_traits, get("prescribing rows")),
        voluntary.voice_rows(world, get("voice rows")),
    ]
    bar.update(10)
    entries = History(young[0], young[1])
    return datasets, _Outcomes(
        outcome, in_profile, meals, abuse, crimes, entries, seen, discipline
    )


def _write_truth(
    world: World,
    datasets: list[Delivered],
    counts: dict[str, list[int]],
    outcomes: _Outcomes,
    landing: Path,
    truth_root: Path,
    streams: Streams,
) -> None:
    """The labelled records (in the landing root) and the truth files beside it."""
    book = truth.LabelBook(world, streams.get("labels"))
    labels = truth.labelled_records(datasets, book)
    style = Style("evaluation", "labelled_records", "parquet")
    last = len(DELIVERY_DAYS) - 1
    snapshot = Delivered(style, lambda k: labels if k == last else None)
    counts["evaluation/labelled_records"] = [
        write.write_delivery(landing, snapshot, last)
    ]
    risks, aucs = truth.true_risks(
        world,
        book,
        outcomes.readiness,
        outcomes.in_profile,
        outcomes.abuse,
        outcomes.crimes,
        outcomes.entries,
        outcomes.seen,
        outcomes.discipline,
    )
    pq.write_table(risks, truth_root / "true_risks.parquet", compression="zstd")
    truth.write_people(truth_root / "people.parquet", world, book)
    write.write_json(
        truth_root / "summary.json",
        {
            "auc_of_true_probability": aucs,
            "rows": {
                name: {"total": sum(rows), "by_delivery": rows}
                for name, rows in counts.items()
            },
            "people_ever": world.n,
            "residents_at_last_delivery": len(world.residents(int(DELIVERY_DAYS[-1]))),
            "readiness": _rates(world, outcomes),
        },
    )


def _rates(world: World, outcomes: _Outcomes) -> dict[str, dict[str, float]]:
    """Shares with a good level of development in the profiles."""
    data = outcomes.readiness
    row = outcomes.in_profile
    child, year, ready = data.child[row], data.profile_year[row], data.ready[row]
    june = (year - 1970) * 365 + (year - 1969) // 4 + 165
    area = world.places.address_lsoa[world.address(child, june)]
    ward = np.array(world.places.ward_2002_name)[area]
    decile = world.places.imd_decile[area]
    recent = year >= 2022

    def share(where: npt.NDArray[np.bool_]) -> float:
        return round(float(ready[where].mean()), 4) if where.any() else float("nan")

    latest = year == 2025
    result: dict[str, dict[str, float]] = {
        "by_year": {str(y): share(year == y) for y in np.unique(year)},
        "by_sex_2025": {
            "boys": share(latest & (world.sex[child] == 1)),
            "girls": share(latest & (world.sex[child] == 2)),
        },
        "by_sex_2022_to_2025": {
            "boys": share(recent & (world.sex[child] == 1)),
            "girls": share(recent & (world.sex[child] == 2)),
        },
        "by_imd_decile_2022_to_2025": {
            f"{d:02d}": share(recent & (decile == d)) for d in range(1, 11)
        },
        "by_free_meals_2023": {
            "yes": share((year == 2023) & outcomes.meals[row]),
            "no": share((year == 2023) & ~outcomes.meals[row]),
        },
        "free_meals_share": {
            str(y): round(float(outcomes.meals[row][year == y].mean()), 4)
            for y in np.unique(year)
        },
        "by_ward_2002_2013": {
            str(w): share((year == 2013) & (ward == w)) for w in np.unique(ward)
        },
        "by_ward_2002_2022_to_2025": {
            str(w): share(recent & (ward == w)) for w in np.unique(ward)
        },
    }
    return result
