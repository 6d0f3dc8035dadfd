"""Drug and alcohol treatment: initials only, as in the national return."""

from __future__ import annotations

import numpy as np

from demo.capture import Captured, Policy
from demo.dates import LAST_DELIVERY, SERVICE_YEARS, IntArray, date_text, day
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.traits import Traits, children_in_home, days_in_year, match_children
from demo.world import World

PARTNER = "essex_county_council"
SUBSTANCES = ("alcohol", "opiates", "crack", "cocaine", "cannabis", "other")


def simulate_treatment(
    world: World, traits: Traits, rng: np.random.Generator
) -> tuple[IntArray, IntArray, IntArray]:
    """Treatment episodes: person, first and last day."""
    heat = np.zeros(world.n)
    people, starts = [], []
    for year in SERVICE_YEARS:
        start, stop = day(year, 9, 1), min(day(year + 1, 9, 1), LAST_DELIVERY + 1)
        who = world.residents(start, 16, 80)
        age = world.age(who, start)
        rate = 0.0036 * traits.drinking[who] * np.interp(
            age, [16, 22, 35, 50, 65, 80], [0.6, 1.0, 1.5, 1.2, 0.6, 0.1]
        ) + 0.14 * np.log1p(heat[who])
        count = rng.poisson(np.minimum(rate, 2) * (stop - start) / 365.25)
        event = np.repeat(who, count)
        when = days_in_year(start, stop, len(event), rng)
        ok = world.is_here(event, when)
        people.append(event[ok])
        starts.append(when[ok])
        heat = 0.5 * heat + np.bincount(event[ok], minlength=world.n)
    person, start_ = np.concatenate(people), np.concatenate(starts)
    order = np.lexsort((person, start_))
    person, start_ = person[order], start_[order]
    end = start_ + rng.gamma(1.4, 150, len(person)).astype(int) + 10
    return person, start_, end.astype(np.int32)


def treatment_rows(
    world: World,
    person: IntArray,
    start: IntArray,
    end: IntArray,
    rng: np.random.Generator,
) -> Delivered:
    """One row per treatment episode."""
    keep = start >= day(2010, 4, 1)
    person, start, end = person[keep], start[keep], end[keep]
    style = Style(PARTNER, "drug_alcohol_treatment", file_stem="ndtms_essex")
    n = len(person)
    policy = Policy(
        recapture=0.2,
        typo=0.02,
        nickname=0.05,
        born_wrong=0.01,
        born_missing=0.004,
        sex_codes=("M", "F", "U"),
        stale=0.08,
        postcode_missing=0.04,
        postcode_wrong=0.015,
    )
    have = Captured(world, person, start, policy, rng)
    hh = world.household(person, start)
    event, _ = match_children(world, children_in_home(world), hh, start)
    children = np.bincount(event, minlength=n)
    parent = np.isin(person, np.concatenate([world.mother, world.father]))
    status = np.where(children > 0, 0, np.where(parent, 1, 2))
    status[rng.random(n) < 0.06] = 3
    reason = rng.choice(5, n, p=[0.47, 0.33, 0.12, 0.015, 0.065])
    record = numbered("DA", 70_000 + np.arange(n), 7)
    columns = {
        "record_id": record,
        "initials": have.initials(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "postcode": have.postcode(),
        "treatment_start": text(date_text(start, uk=False)),
        "treatment_end": text(date_text(end, uk=False)),
        "discharge_reason": pick(
            ("completed", "dropped_out", "transferred", "died", "other"), reason
        ),
        "primary_substance": pick(
            SUBSTANCES, rng.choice(6, n, p=[0.48, 0.24, 0.06, 0.09, 0.1, 0.03])
        ),
        "parental_status": pick(
            ("living_with_children", "children_elsewhere", "not_a_parent", "not_known"),
            status,
        ),
        "children_living_with": text(children),
    }
    labels = Labels(record, person, hh)
    return append(
        style,
        columns,
        start + rng.integers(3, 30, n),
        [labels],
        rng,
        ("primary_substance",),
        closing=("treatment_end", "discharge_reason"),
        closed=end,
    )
