"""Youth justice: what becomes of the offences of 10 to 17 year olds."""

from __future__ import annotations

import numpy as np

from demo.capture import Captured, Policy
from demo.dates import LAST_DELIVERY, IntArray, date_text, day
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.names import DFE_CODE
from demo.police import OFFENCES, SERIOUS, Crimes
from demo.traits import Traits
from demo.world import History, World

PARTNER = "essex_county_council"
OUTCOMES = (
    "triage",
    "caution",
    "conditional_caution",
    "referral_order",
    "rehabilitation_order",
    "custody",
)


def youth_offences(
    world: World, crimes: Crimes, rng: np.random.Generator
) -> tuple[IntArray, IntArray, IntArray]:
    """Offences of young people that reach the youth justice service: person, day and
    offence."""
    age = world.age(crimes.suspect, crimes.day)
    young = (crimes.suspect >= 0) & (age >= 10) & (age < 18)
    young &= crimes.day >= day(2010, 9, 1)
    p = np.where(np.isin(crimes.offence, SERIOUS), 0.66, 0.46)
    kept = np.flatnonzero(young & (rng.random(len(age)) < p))
    return crimes.suspect[kept], crimes.day[kept], crimes.offence[kept]


def youth_rows(
    world: World,
    traits: Traits,
    person: IntArray,
    when: IntArray,
    offence: IntArray,
    rng: np.random.Generator,
) -> Delivered:
    """One row per offence with its outcome."""
    style = Style(
        PARTNER, "youth_offending", encoding="cp1252", file_stem="YOS_offences"
    )
    n = len(person)
    policy = Policy(
        recapture=0.12,
        typo=0.03,
        nickname=0.06,
        maiden=0.5,
        fold_accents=0.2,
        born_wrong=0.012,
        born_missing=0.004,
        uk_dates=False,
        sex_codes=("Male", "Female", "Not known"),
        stale=0.08,
        abbreviate=0.3,
        postcode_missing=0.03,
    )
    have = Captured(world, person, when, policy, rng)
    earlier = History(person, when).count(person, when)
    step = np.minimum(earlier, 5) + rng.integers(-1, 2, n)
    outcome = np.clip(np.where(earlier == 0, rng.integers(0, 3, n), step), 0, 5)
    done = when + rng.gamma(2.0, 45, n).astype(int) + 3
    gravity = np.array([3, 4, 6, 6, 5, 3, 4, 2, 2, 6, 3, 2])[offence] + rng.integers(
        -1, 2, n
    )
    source = have.source_person(0.2)
    record = numbered("YO", 40_000 + np.arange(n), 7)
    columns = {
        "record_id": record,
        "yp_id": numbered("YP", 3_000 + source * 3, 6),
        "surname": have.surname(),
        "forename": have.forename(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "ethnicity": pick(
            DFE_CODE.tolist(), np.where(rng.random(n) < 0.04, -1, world.group[person])
        ),
        "address_line_1": have.line(),
        "postcode": have.postcode(),
        "offence_date": text(date_text(when, uk=False)),
        "offence_category": pick(OFFENCES, offence),
        "gravity_score": text(np.clip(gravity, 1, 8)),
        "outcome": pick(OUTCOMES, outcome),
        "outcome_date": text(
            date_text(np.minimum(done, LAST_DELIVERY + 300), uk=False)
        ),
    }
    labels = Labels(record, person, world.household(person, when))
    return append(
        style,
        columns,
        when + rng.integers(5, 40, n),
        [labels],
        rng,
        ("gravity_score",),
        closing=("outcome", "outcome_date"),
        closed=done,
    )
