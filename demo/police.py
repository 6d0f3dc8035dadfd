"""The police: domestic abuse incidents and crimes with the people in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demo.capture import Captured, Policy
from demo.dates import LAST_DELIVERY, SERVICE_YEARS, IntArray, date_text, day
from demo.deliveries import (
    Delivered,
    Labels,
    Style,
    append,
    joined,
    numbered,
    pick,
    text,
)
from demo.traits import Traits, children_in_home, days_in_year, match_children
from demo.world import History, World

Floats = npt.NDArray[np.float64]
PARTNER = "essex_police"
FIRST_DAY = day(2010, 9, 1)
OFFENCES = (
    "violence",
    "weapons",
    "sexual",
    "robbery",
    "burglary",
    "theft",
    "vehicle",
    "criminal_damage",
    "drugs_possession",
    "drugs_supply",
    "public_order",
    "other",
)
POLICY = Policy(
    recapture=0.30,
    notice_move=0.6,
    typo=0.035,
    nickname=0.07,
    swap=0.006,
    maiden=0.08,
    fold_accents=0.6,
    upper=0.2,
    born_wrong=0.025,
    born_missing=0.03,
    born_fillers=(None, "1900-01-01"),
    sex_codes=("Male", "Female", "Unknown"),
    sex_unknown=0.01,
    stale=0.09,
    address_missing=0.04,
    address_typo=0.025,
    abbreviate=0.4,
    postcode_missing=0.07,
    postcode_wrong=0.015,
    blank_forename=0.004,
)


@dataclass(frozen=True)
class Abuse:
    """Domestic abuse incidents: one row each."""

    victim: IntArray
    perpetrator: IntArray
    day: IntArray
    level: IntArray  # 0 standard, 1 medium, 2 high
    child_event: npt.NDArray[np.int64]  # incident of each child row
    child: IntArray
    risk: list[tuple[int, IntArray, Floats]]  # index day, victim, probability


def simulate_abuse(world: World, traits: Traits, rng: np.random.Generator) -> Abuse:
    """Incidents by couple and year: lasting differences, and escalation by the last
    year's incidents. Former partners go on for two years."""
    couples = len(world.couple_man)
    man, woman = world.couple_man, world.couple_woman
    need = np.clip((world.need[man] + world.need[woman]) / 2, -2.2, 2.2)
    frailty = rng.gamma(0.8, 1 / 0.8, couples) * np.exp(0.5 * need)
    frailty *= 0.55 + 0.45 * np.minimum(traits.offending[man], 6)
    severity = rng.normal(0, 0.3, couples)
    reverse = rng.random(couples) < 0.17
    last_year: Floats = np.zeros(couples)
    fresh: Floats = np.zeros(
        couples
    )  # incidents of the last year, recent ones weigh more
    before: Floats = np.zeros(couples)
    top: IntArray = np.full(couples, -1)
    out: list[tuple[IntArray, IntArray, IntArray]] = []
    risk: list[tuple[int, IntArray, Floats]] = []
    for year in SERVICE_YEARS:
        start, stop = day(year, 9, 1), min(day(year + 1, 9, 1), LAST_DELIVERY + 1)
        open_ = (world.couple_start < start) & (world.couple_end > start - 730)
        here = world.is_here(man, start) & world.is_here(woman, start)
        here &= world.born[woman] < start - 16 * 365
        at = np.flatnonzero(open_ & here)
        age = world.age(woman[at], start)
        rate = (
            0.0150
            * frailty[at]
            * np.interp(age, [18, 26, 40, 60, 80], [1.7, 1.7, 1.1, 0.35, 0.12])
        )
        rate += 1.05 * np.minimum(fresh[at], 3) ** 1.2 + 0.07 * np.log1p(before[at])
        rate += 0.34 * np.maximum(top[at], 0)
        rate *= np.where(world.couple_end[at] < start, 0.55, 1.0)
        rate = np.minimum(rate, 7.0)
        lift = severity[at] + 0.5 * np.maximum(top[at], 0)
        lift += 0.3 * np.log1p(before[at])
        p_high = 0.10 / (0.10 + 0.90 * np.exp(-0.9 * lift))
        p_medium = (1 - p_high) * 0.33 / (0.33 + 0.67 * np.exp(-0.7 * lift))
        recent = last_year[at] > 0
        now = at[recent]
        level = top[now]
        above = np.select(
            [level == 0, level == 1],
            [p_high[recent] + p_medium[recent], p_high[recent]],
            0,
        )
        lam = rate[recent]
        none_above = np.exp(-lam * above)
        few = np.exp(-lam * (1 - above)) * (1 + lam * (1 - above))
        who = np.where(reverse[now], man[now], woman[now])
        risk.append((start, who.astype(np.int32), 1 - none_above * few))
        count = rng.poisson(rate * (stop - start) / 365.25)
        event: IntArray = np.repeat(at, count)
        when: IntArray = days_in_year(start, stop, len(event), rng)
        u = rng.random(len(event))
        high, medium = np.repeat(p_high, count), np.repeat(p_medium, count)
        grade = np.where(u < high, 2, np.where(u < high + medium, 1, 0))
        ok = world.is_here(man[event], when) | world.is_here(woman[event], when)
        event, when, grade = event[ok], when[ok], grade[ok]
        out.append((event, when, grade.astype(np.int32)))
        before = before * 0.6 + last_year
        last_year = np.bincount(event, minlength=couples).astype(float)
        weight = np.exp((when - stop) / 170.0)
        fresh = np.bincount(event, weight, minlength=couples).astype(float)
        top = np.full(couples, -1)
        np.maximum.at(top, event, grade)
    couple = np.concatenate([o[0] for o in out])
    when = np.concatenate([o[1] for o in out])
    grade = np.concatenate([o[2] for o in out])
    order = np.lexsort((couple, when))
    couple, when, grade = couple[order], when[order], grade[order]
    victim = np.where(reverse[couple], man[couple], woman[couple])
    perpetrator = np.where(reverse[couple], woman[couple], man[couple])
    index = children_in_home(world)
    hh = world.household(victim, when)
    event, child = match_children(world, index, hh, when)
    return Abuse(
        victim.astype(np.int32),
        perpetrator.astype(np.int32),
        when,
        grade,
        event,
        child,
        risk,
    )


def abuse_rows(world: World, abuse: Abuse, rng: np.random.Generator) -> Delivered:
    """Incidents with victim, perpetrator and the children who were present."""
    style = Style(
        PARTNER,
        "domestic_abuse_incidents",
        "csv",
        "utf-8-sig",
        days_early=2,
        file_stem="DA_incidents",
    )
    n = len(abuse.day)
    shown = abuse.day >= FIRST_DAY
    with_children = np.zeros(n, bool)
    with_children[abuse.child_event] = True
    present = with_children & (rng.random(n) < 0.8)
    named = present[abuse.child_event] & (rng.random(len(abuse.child)) < 0.72)
    known_man = rng.random(n) < 0.93
    incident = np.concatenate(
        [np.arange(n), np.flatnonzero(known_man), abuse.child_event[named]]
    )
    person = np.concatenate(
        [abuse.victim, abuse.perpetrator[known_man], abuse.child[named]]
    ).astype(np.int32)
    role = np.concatenate(
        [
            np.zeros(n, int),
            np.ones(int(known_man.sum()), int),
            np.full(int(named.sum()), 2),
        ]
    )
    keep = np.flatnonzero(shown[incident])
    keep = keep[np.lexsort((role[keep], incident[keep]))]
    incident, person, role = incident[keep], person[keep], role[keep]
    when = abuse.day[incident]
    number = np.arange(len(incident)) - np.searchsorted(incident, incident) + 1
    have = Captured(world, person, when, POLICY, rng)
    minute = rng.integers(0, 1440, n)[incident]
    stamp = _stamps(when, minute)
    tool = np.where((abuse.day > day(2022)) & (rng.random(n) < 0.7), 1, 0)[incident]
    crime = (rng.random(n) < 0.45 + 0.2 * abuse.level)[incident]
    ref = numbered("42/DA/", 100_000 + incident, 8)
    level = abuse.level[incident].copy()
    level[(rng.random(n) < 0.012)[incident]] = -1
    columns = {
        "incident_ref": ref,
        "person_number": text(number),
        "person_role": pick(("victim", "perpetrator", "child"), role),
        "incident_at": stamp,
        "forename": have.forename(),
        "surname": have.surname(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "address_line_1": have.line(),
        "postcode": have.postcode(),
        "risk_tool": pick(("DASH", "DARA"), tool),
        "risk_level": pick(("standard", "medium", "high"), level),
        "children_present": pick(("N", "Y"), present[incident].astype(int)),
        "is_crime": pick(("N", "Y"), crime.astype(int)),
    }
    lag = rng.integers(1, 12, n)[incident]
    labels = Labels(joined(ref, text(number)), person, world.household(person, when))
    return append(style, columns, when + lag, [labels], rng, ("risk_level", "is_crime"))


def _stamps(when: IntArray, minute: npt.NDArray[np.integer]) -> pa.Array:
    """ISO times to the minute."""
    clock = np.array(
        [f"T{m // 60:02d}:{m % 60:02d}:00" for m in range(1440)], dtype=object
    )
    return pa.array(date_text(when, uk=False) + clock[minute], pa.string())


@dataclass(frozen=True)
class Crimes:
    """Suspects' offences and crimes against people: one row each."""

    suspect: IntArray  # -1: nobody found
    victim: IntArray  # -1: no person
    day: IntArray
    offence: IntArray
    youth_risk: list[tuple[int, IntArray, Floats]]  # index day, young person, rate


SERIOUS = (0, 1, 9)  # violence, weapons, drug supply


def simulate_crimes(
    world: World, traits: Traits, abuse: Abuse, rng: np.random.Generator
) -> Crimes:
    """Offending by lasting propensity, age, need, abuse at home and earlier offences;
    and victims."""
    at_home = History(abuse.child, abuse.day[abuse.child_event])
    recent = np.zeros(world.n)
    suspects, days_, offences, youth = [], [], [], []
    victims = []
    for year in SERVICE_YEARS:
        start, stop = day(year, 9, 1), min(day(year + 1, 9, 1), LAST_DELIVERY + 1)
        who = world.residents(start, 10, 90)
        age = world.age(who, start)
        curve = np.interp(
            age,
            [10, 13, 16, 19, 24, 32, 45, 60, 80],
            [0.30, 0.8, 1.6, 2.0, 1.8, 1.2, 0.6, 0.2, 0.04],
        )
        exposed = np.log1p(at_home.count(who, start))
        heat = np.log1p(recent[who])
        rate = 0.0235 * traits.offending[who] * curve * (1 + 0.6 * exposed)
        rate = np.minimum(rate * (1 + heat) + 0.30 * heat * np.minimum(curve, 1), 8)
        minors = age < 18
        youth.append((start, who[minors], rate[minors]))
        count = rng.poisson(rate * (stop - start) / 365.25)
        event = np.repeat(who, count)
        when = days_in_year(start, stop, len(event), rng)
        ok = world.is_here(event, when)
        event, when = event[ok], when[ok]
        young = world.age(event, when) < 25
        weights = np.array(
            [0.33, 0.02, 0.02, 0.02, 0.05, 0.18, 0.05, 0.1, 0.08, 0.025, 0.09, 0.035]
        )
        offence = rng.choice(12, len(event), p=weights / weights.sum())
        knife = young & (rng.random(len(event)) < 0.05)
        offence[knife] = np.where(rng.random(int(knife.sum())) < 0.6, 1, 9)
        suspects.append(event)
        days_.append(when)
        offences.append(offence)
        recent = 0.55 * recent + np.bincount(event, minlength=world.n)
        everyone = world.residents(start, 8, 100)
        harm = (
            0.062
            * traits.victim[everyone]
            * np.interp(
                world.age(everyone, start),
                [8, 14, 20, 40, 70, 90],
                [0.2, 0.9, 1.8, 1.2, 0.5, 0.3],
            )
        )
        hits = rng.poisson(harm * (stop - start) / 365.25)
        hurt = np.repeat(everyone, hits)
        on = days_in_year(start, stop, len(hurt), rng)
        ok = world.is_here(hurt, on)
        victims.append((hurt[ok], on[ok]))
    suspect = np.concatenate(suspects)
    s_day = np.concatenate(days_)
    s_offence = np.concatenate(offences)
    v = np.concatenate([x[0] for x in victims])
    v_day = np.concatenate([x[1] for x in victims])
    # half of the suspects' offences have a victim from the list of victims
    order_s = np.argsort(s_day, kind="stable")
    order_v = np.argsort(v_day, kind="stable")
    suspect = suspect[order_s]
    s_day = s_day[order_s]
    s_offence = s_offence[order_s]
    v = v[order_v]
    v_day = v_day[order_v]
    personal = np.isin(s_offence, [0, 2, 3, 4, 5, 6, 7]) & (
        rng.random(len(suspect)) < 0.75
    )
    slots = np.flatnonzero(personal)
    place = np.searchsorted(v_day, s_day[slots]) + rng.integers(0, 3, len(slots))
    nearest = np.minimum(place, len(v) - 1)
    used = np.unique(nearest, return_index=True)
    place = used[0]
    slots = slots[used[1]]
    victim_of = np.full(len(suspect), -1, np.int64)
    victim_of[slots] = np.where(v[place] == suspect[slots], -1, v[place])
    left = np.ones(len(v), bool)
    left[place] = False
    weights = np.array([0.4, 0.01, 0.03, 0.03, 0.14, 0.2, 0.08, 0.09, 0, 0, 0.01, 0.01])
    alone = rng.choice(12, int(left.sum()), p=weights / weights.sum())
    all_suspect = np.concatenate([suspect, np.full(int(left.sum()), -1)])
    all_victim = np.concatenate([victim_of, v[left]])
    all_day = np.concatenate([s_day, v_day[left]])
    all_offence = np.concatenate([s_offence, alone])
    order = np.lexsort((all_suspect, all_victim, all_day))
    return Crimes(
        all_suspect[order].astype(np.int32),
        all_victim[order].astype(np.int32),
        all_day[order].astype(np.int32),
        all_offence[order].astype(np.int32),
        youth,
    )


def crime_rows(world: World, crimes: Crimes, rng: np.random.Generator) -> Delivered:
    """Crimes with their suspects, offenders and victims, in two files a delivery."""
    style = Style(
        PARTNER, "crimes", "csv.gz", parts=2, days_early=2, file_stem="crime_persons"
    )
    n = len(crimes.day)
    shown = crimes.day >= FIRST_DAY
    outcome = rng.choice(5, n, p=[0.16, 0.07, 0.1, 0.6, 0.07])
    outcome[crimes.suspect < 0] = 3
    found, hurt = (
        np.flatnonzero(crimes.suspect >= 0),
        np.flatnonzero(crimes.victim >= 0),
    )
    crime = np.concatenate([found, hurt])
    person = np.concatenate([crimes.suspect[found], crimes.victim[hurt]])
    role = np.concatenate([np.where(outcome[found] <= 1, 1, 0), np.full(len(hurt), 2)])
    keep = np.flatnonzero(shown[crime])
    keep = keep[np.lexsort((role[keep], crime[keep]))]
    crime, person, role = crime[keep], person[keep].astype(np.int32), role[keep]
    when = crimes.day[crime]
    number = np.arange(len(crime)) - np.searchsorted(crime, crime) + 1
    have = Captured(world, person, when, POLICY, rng)
    armed = (crimes.offence == 1) | (
        np.isin(crimes.offence, [0, 3]) & (rng.random(n) < 0.08)
    )
    group = crimes.offence[crime].copy()
    group[(rng.random(n) < 0.003)[crime]] = -1
    ref = numbered("42/", 10_000_000 + crime, 10)
    columns = {
        "crime_ref": ref,
        "person_number": text(number),
        "person_role": pick(("suspect", "offender", "victim"), role),
        "offence_date": text(date_text(when, uk=False)),
        "offence_group": pick(OFFENCES, group),
        "surname": have.surname(),
        "forename": have.forename(),
        "date_of_birth": have.born(),
        "sex": have.sex(),
        "address_line_1": have.line(),
        "postcode": have.postcode(),
        "weapon_involved": pick(("N", "Y"), armed[crime].astype(int)),
        "drug_supply": pick(("N", "Y"), (crimes.offence == 9)[crime].astype(int)),
        "outcome": pick(
            (
                "charged",
                "cautioned",
                "community_resolution",
                "no_further_action",
                "open",
            ),
            outcome[crime],
        ),
    }
    lag = rng.integers(1, 25, n)[crime]
    labels = Labels(joined(ref, text(number)), person, world.household(person, when))
    return append(style, columns, when + lag, [labels], rng, ("outcome",), 0.012)
