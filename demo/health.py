"""The hospital: attendances at A&E, with falls and attendances that need not be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demo.capture import Captured, Policy
from demo.dates import LAST_DELIVERY, SERVICE_YEARS, IntArray, day
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.names import FEMALE, NHS_CODE
from demo.police import _stamps
from demo.traits import Traits, days_in_year
from demo.world import World

Floats = npt.NDArray[np.float64]
PARTNER = "mid_and_south_essex_nhs"
INJURIES = ("fall", "assault", "self_harm", "road_traffic", "sport", "other", "none")
DISPOSALS = (
    "discharged_no_treatment",
    "discharged_treated",
    "referred",
    "admitted",
    "left_before_seen",
    "died",
)
URGENT, MINOR, FALL = range(3)


@dataclass(frozen=True)
class Attendances:
    """Attendances: one row each; and the true rates behind two risks."""

    person: IntArray
    day: IntArray
    kind: IntArray
    rates: list[tuple[int, IntArray, Floats, Floats]]  # day, person, minor, all
    falls: list[tuple[int, IntArray, Floats]]


def simulate_attendances(
    world: World, traits: Traits, rng: np.random.Generator
) -> Attendances:
    """Three independent streams by person and year: urgent, minor, falls at 65+."""
    people, days_, kinds = [], [], []
    rates: list[tuple[int, IntArray, Floats, Floats]] = []
    falls: list[tuple[int, IntArray, Floats]] = []
    fallen = np.zeros(world.n)
    lately = np.zeros(world.n)
    trifles = np.zeros(world.n)
    for year in SERVICE_YEARS:
        start, stop = day(year, 9, 1), min(day(year + 1, 9, 1), LAST_DELIVERY + 1)
        who = np.flatnonzero(
            (world.entered < stop) & (world.gone > start) & (world.born < stop)
        ).astype(np.int32)
        age = np.maximum(world.age(who, start), 0)
        part = (stop - start) / 365.25
        urgent = (
            0.098
            * traits.urgent_care[who]
            * np.interp(
                age,
                [0, 2, 6, 16, 22, 40, 65, 80, 95],
                [1.9, 1.5, 0.85, 0.9, 1.2, 0.8, 0.9, 1.7, 2.4],
            )
        )
        minor = (
            0.0125
            * traits.minor_care[who]
            * np.interp(
                age,
                [0, 2, 6, 16, 24, 40, 65, 90],
                [2.0, 1.7, 1.0, 0.9, 1.4, 0.9, 0.6, 0.5],
            )
        )
        crowd = np.log1p(lately[who])
        urgent = urgent + 0.10 * crowd
        minor = minor + 0.25 * np.log1p(trifles[who]) + 0.012 * crowd
        old = age >= 65
        fall = np.where(
            old,
            0.021
            * traits.frail[who]
            * np.exp(0.075 * (age - 70))
            * np.where(world.sex[who] == FEMALE, 1.25, 0.9),
            0.012
            * np.interp(age, [0, 5, 12, 30, 60, 65], [2.2, 1.6, 1.2, 0.5, 0.8, 1]),
        )
        heat = np.log1p(fallen[who])
        fall = np.where(old, fall * (1 + 0.6 * heat) + 0.17 * heat + 0.02 * crowd, fall)
        fall = np.minimum(fall, 4)
        here = world.is_here(who, start)
        rates.append((start, who[here], minor[here], (urgent + minor + fall)[here]))
        falls.append((start, who[here & old], fall[here & old]))
        for kind, rate in ((URGENT, urgent), (MINOR, minor), (FALL, fall)):
            event = np.repeat(who, rng.poisson(rate * part))
            when = days_in_year(start, stop, len(event), rng)
            ok = world.is_here(event, when)
            people.append(event[ok])
            days_.append(when[ok])
            kinds.append(np.full(int(ok.sum()), kind, np.int32))
            met = np.bincount(event[ok], minlength=world.n)
            lately = (0.55 if kind == URGENT else 1.0) * lately + met
            if kind == FALL:
                fallen = 0.6 * fallen + met
            elif kind == MINOR:
                trifles = 0.6 * trifles + met
    person, when = np.concatenate(people), np.concatenate(days_)
    kind_ = np.concatenate(kinds)
    order = np.lexsort((kind_, person, when))
    return Attendances(person[order], when[order], kind_[order], rates, falls)


def attendance_rows(
    world: World, traits: Traits, seen: Attendances, rng: np.random.Generator
) -> Delivered:
    """One row per attendance since 2011."""
    keep = seen.day >= day(2010, 9, 1)
    person, when, kind = seen.person[keep], seen.day[keep], seen.kind[keep]
    style = Style(PARTNER, "ae_attendances", "csv.gz", file_stem="ECDS_BASILDON")
    n = len(person)
    policy = Policy(
        recapture=0.03,
        notice_move=0.55,
        typo=0.012,
        nickname=0.02,
        swap=0.004,
        maiden=0.10,
        fold_accents=0.9,
        upper=0.0,
        born_wrong=0.004,
        born_missing=0.001,
        born_fillers=("1900-01-01",),
        sex_unknown=0.003,
        stale=0.08,
        postcode_missing=0.01,
        postcode_style="compact",
        nhs_missing=0.045,
        nhs_wrong=0.002,
    )
    have = Captured(world, person, when, policy, rng)
    u = rng.random(n)
    age = world.age(person, when)
    acuity = np.where(
        kind == MINOR,
        4,
        np.where(
            kind == FALL,
            rng.choice([1, 2, 3], n),
            rng.choice(5, n, p=[0.03, 0.13, 0.42, 0.37, 0.05]),
        ),
    )
    disposal = np.where(
        kind == MINOR,
        0,
        np.where(
            u < 0.47,
            1,
            np.where(
                u < 0.68,
                2,
                np.where(
                    u < 0.93,
                    3,
                    np.where(u < 0.985, 4, np.where((u > 0.998) & (age > 40), 5, 1)),
                ),
            ),
        ),
    )
    injury = np.where(
        kind == FALL, 0, rng.choice(7, n, p=[0.0, 0.03, 0.03, 0.03, 0.05, 0.12, 0.74])
    )
    injury[(kind == MINOR) & (rng.random(n) < 0.9)] = 6
    injury[(injury == 4) & (age > 55)] = 5
    complaints = (
        "injury of limb",
        "head injury",
        "chest pain",
        "abdominal pain",
        "fever",
        "shortness of breath",
        "rash",
        "cough",
        "back pain",
        "headache",
        "sore throat",
        "unwell",
        "wound",
        "vomiting",
        "advice",
    )
    complaint = np.where(
        injury < 6,
        rng.choice([0, 1, 12], n),
        np.where(
            kind == MINOR,
            rng.choice([6, 7, 10, 11, 14], n),
            rng.choice([2, 3, 4, 5, 8, 9, 11, 13], n),
        ),
    )
    mode = np.where(
        kind == MINOR, 1, np.where(rng.random(n) < np.where(age > 75, 0.62, 0.2), 0, 1)
    )
    mode[rng.random(n) < 0.015] = 2
    mode[rng.random(n) < 0.02] = 3
    attendance = numbered("AE", 5_000_000 + np.arange(n), 9)
    said = (rng.random(world.n) > 0.08)[person]
    columns = {
        "attendance_id": attendance,
        "nhs_number": have.nhs(),
        "surname": have.surname(),
        "forename": have.forename(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "postcode": have.postcode(),
        "ethnicity": pick(
            [*NHS_CODE.tolist(), "Z"], np.where(said, world.group[person], 16)
        ),
        "arrival_at": _stamps(when, rng.integers(0, 1440, n)),
        "arrival_mode": pick(("ambulance", "walk_in", "police", "other"), mode),
        "chief_complaint": pick(complaints, complaint),
        "acuity": text(acuity + 1),
        "injury_mechanism": pick(INJURIES, injury),
        "disposal": pick(DISPOSALS, disposal),
        "national_data_opt_out": pick(("N", "Y"), traits.opted_out[person].astype(int)),
    }
    labels = Labels(attendance, person, world.household(person, when))
    return append(
        style,
        columns,
        when + rng.integers(1, 8, n),
        [labels],
        rng,
        ("acuity", "disposal"),
        0.004,
    )
