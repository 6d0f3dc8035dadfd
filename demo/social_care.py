"""Children's social care: a register of people and their dated episodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demo.capture import Captured, Policy
from demo.dates import (
    DELIVERY_DAYS,
    LAST_DELIVERY,
    NEVER,
    SERVICE_YEARS,
    IntArray,
    date_text,
    day,
)
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.names import DFE_CODE
from demo.police import Abuse, Crimes
from demo.traits import days_in_year
from demo.world import History, World

PARTNER = "essex_county_council"
EARLY_HELP, REFERRAL, PLAN, PROTECTION, CARE = range(5)
EPISODES = ("early_help", "referral", "cin_plan", "cp_plan", "looked_after")
SOURCES = (
    "1A",
    "1B",
    "1C",
    "1D",
    "2A",
    "2B",
    "3A",
    "3B",
    "3C",
    "3D",
    "3E",
    "3F",
    "4",
    "5A",
    "5B",
    "5C",
    "5D",
    "6",
    "7",
    "8",
    "9",
    "10",
)
ABUSE_KINDS = ("NEG", "PHY", "SAB", "EMO", "MUL")


@dataclass(frozen=True)
class Care:
    """Episodes: one row each."""

    child: IntArray
    start: IntArray
    end: IntArray
    kind: IntArray
    abuse: npt.NDArray[np.bool_]  # domestic abuse among the reasons
    contact: npt.NDArray[np.int64]


def simulate_care(
    world: World, abuse: Abuse, crimes: Crimes, rng: np.random.Generator
) -> Care:
    """Contacts by family: lasting differences, need, abuse, earlier contacts."""
    family = np.where(world.mother >= 0, world.mother, np.arange(world.n))
    frailty = rng.gamma(0.4, 1 / 0.4, world.n)[family]
    at_home = History(abuse.child, abuse.day[abuse.child_event])
    offence = History(
        crimes.suspect[crimes.suspect >= 0], crimes.day[crimes.suspect >= 0]
    )
    heat = np.zeros(world.n)
    contacts: list[IntArray] = []
    days_: list[IntArray] = []
    for year in SERVICE_YEARS:
        start, stop = day(year, 9, 1), min(day(year + 1, 9, 1), LAST_DELIVERY + 1)
        who = world.residents(start, 0, 17.5)
        unborn = np.flatnonzero(
            (world.born > start) & (world.born < stop) & (world.entered == world.born)
        ).astype(np.int32)
        who = np.concatenate([who, unborn])
        age = np.maximum(world.age(who, start), 0)
        da = at_home.count(who, start, 365)
        mum, dad = world.mother[who], world.father[who]
        parent = np.where(mum >= 0, offence.count(np.maximum(mum, 0), start, 730), 0)
        parent += np.where(dad >= 0, offence.count(np.maximum(dad, 0), start, 730), 0)
        need = np.clip(world.need[np.maximum(mum, 0)], -2.2, 2.2)
        rate = 0.042 * frailty[who] * np.exp(0.55 * need)
        rate *= np.interp(age, [0, 1, 5, 11, 15, 18], [1.35, 1.1, 0.9, 0.9, 1.15, 0.8])
        rate += 0.10 * np.log1p(da) + 0.025 * np.log1p(parent)
        rate += 0.16 * np.log1p(heat[who])
        count = rng.poisson(np.minimum(rate, 3) * (stop - start) / 365.25)
        event = np.repeat(who, count)
        when = days_in_year(start, stop, len(event), rng)
        born = world.born[event]
        when = np.where(
            when < born,
            np.where(
                rng.random(len(event)) < 0.25,
                born - rng.integers(20, 110, len(event)),
                born + 30,
            ),
            when,
        )
        ok = (world.gone[event] > when) & (
            world.entered[event] <= np.maximum(when, born)
        )
        ok &= when <= LAST_DELIVERY
        contacts.append(event[ok])
        days_.append(when[ok].astype(np.int32))
        heat = 0.5 * heat + np.bincount(event[ok], minlength=world.n)
    child, when = np.concatenate(contacts), np.concatenate(days_)
    order = np.lexsort((child, when))
    child, when = child[order], when[order]
    by_abuse = rng.random(len(child)) < np.where(
        at_home.count(child, when, 400) > 0, 0.75, 0.12
    )
    n = len(child)
    contact = np.arange(n)
    first = np.where(rng.random(n) < 0.36, EARLY_HELP, REFERRAL)
    rows = [(contact, when, _lasting(when, first == EARLY_HELP, 190, 40, rng), first)]
    severity = 0.32 + 0.1 * by_abuse
    plan = np.flatnonzero((first == REFERRAL) & (rng.random(n) < severity + 0.06))
    plan_on = when[plan] + rng.integers(10, 45, len(plan))
    rows.append(
        (
            plan,
            plan_on,
            plan_on + rng.gamma(1.6, 120, len(plan)).astype(int) + 20,
            np.full(len(plan), PLAN),
        )
    )
    pick_ = rng.random(len(plan)) < 0.30
    cp, cp_on = plan[pick_], plan_on[pick_] + rng.integers(10, 90, int(pick_.sum()))
    rows.append(
        (
            cp,
            cp_on,
            cp_on + rng.gamma(2.2, 130, len(cp)).astype(int) + 60,
            np.full(len(cp), PROTECTION),
        )
    )
    pick_ = rng.random(len(cp)) < 0.16
    lac, lac_on = cp[pick_], cp_on[pick_] + rng.integers(20, 200, int(pick_.sum()))
    rows.append(
        (
            lac,
            lac_on,
            lac_on + rng.gamma(1.3, 600, len(lac)).astype(int) + 30,
            np.full(len(lac), CARE),
        )
    )
    at, start_, end_, kind = (np.concatenate(c) for c in zip(*rows, strict=True))
    ok = start_ <= LAST_DELIVERY
    at, start_, end_, kind = at[ok], start_[ok], end_[ok], kind[ok]
    order = np.lexsort((kind, at, start_))
    at = at[order]
    return Care(
        child[at],
        start_[order].astype(np.int32),
        end_[order].astype(np.int32),
        kind[order].astype(np.int32),
        by_abuse[at],
        at,
    )


def _lasting(
    when: IntArray,
    long: npt.NDArray[np.bool_],
    days: int,
    short: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.integer]:
    length = np.where(
        long, rng.gamma(2.0, days / 2, len(when)), rng.gamma(2.0, short / 2, len(when))
    )
    return when + length.astype(int) + 5


def care_rows(world: World, care: Care, rng: np.random.Generator) -> list[Delivered]:
    """The register of people (snapshots) and the episodes (appended)."""
    shown = care.start >= day(2010, 4, 1)
    child, start, end = care.child[shown], care.start[shown], care.end[shown]
    kind = care.kind[shown]
    policy = Policy(
        recapture=0.05,
        typo=0.02,
        nickname=0.03,
        fold_accents=0.35,
        upper=0.02,
        born_wrong=0.008,
        born_missing=0.004,
        born_fillers=("11/11/1811", None),
        uk_dates=True,
        stale=0.05,
        abbreviate=0.25,
        nhs_missing=0.22,
        nhs_wrong=0.006,
        upn_missing=0.35,
        uprn_missing=0.25,
    )
    have = Captured(world, child, start, policy, rng)
    source = have.source_person(0.30)
    # one row of the register per source person: the newest capture of it
    _, last = np.unique(source[::-1], return_index=True)
    last = len(source) - 1 - last
    first_seen = np.full(len(last), NEVER)
    last_seen = np.zeros(len(last), int)
    np.minimum.at(first_seen, source, start)
    np.maximum.at(last_seen, source, np.minimum(end, LAST_DELIVERY + 400))
    people = child[last]
    person_id = numbered("", 1_000_000 + source * 7, 7)
    unborn = (world.born[child] > start)[last]
    born_text = have.born()
    expected = world.born + rng.integers(-12, 13, world.n)
    register = pa.table(
        {
            "pers_person_id": person_id,
            "pers_common_child_id": have.nhs(),
            "pers_upn": have.upn(),
            "pers_surname": have.surname(),
            "pers_forename": have.forename(),
            "pers_dob": born_text,
            "pers_sex": have.sex(),
            "pers_ethnicity": pick(
                DFE_CODE.tolist(), _unsaid(world.group[child], have.name_of, rng)
            ),
            "addr_address_line_1": have.line(),
            "addr_address_postcode": have.postcode(),
            "addr_address_uprn": have.uprn(),
        }
    ).take(pa.array(last))
    style = Style(
        PARTNER,
        "childrens_social_care_people",
        upper_header=True,
        file_stem="CSC_PERSONS",
    )

    def shown_at(k: int) -> npt.NDArray[np.bool_]:
        cut = int(DELIVERY_DAYS[k])
        return (first_seen <= cut - 5) & (last_seen > cut - 365 * 3)

    def table(k: int) -> pa.Table:
        cut = int(DELIVERY_DAYS[k])
        at = np.flatnonzero(shown_at(k))
        out = register.take(pa.array(at))
        waiting = world.born[people[at]] > cut
        due = np.where(waiting | unborn[at], expected[people[at]], NEVER)
        out = out.append_column("pers_expected_dob", text(date_text(due, uk=True)))
        for name in ("pers_dob", "pers_forename", "pers_common_child_id"):
            place = out.schema.get_field_index(name)
            values = out.column(name).combine_chunks()
            shown_values = _blank(values, waiting)
            out = out.set_column(place, name, shown_values)
        return out

    ever = np.zeros(len(last), bool)
    newest = np.zeros(len(last), int)
    for k in range(len(DELIVERY_DAYS)):
        visible = shown_at(k)
        ever |= visible
        newest[visible] = DELIVERY_DAYS[k]
    at = np.flatnonzero(ever)
    where = np.minimum(newest[at], start[last][at]).astype(np.int32)
    labels = Labels(
        register["pers_person_id"].combine_chunks().take(pa.array(at)),
        people[at],
        world.household(people[at], where),
    )
    result = [Delivered(style, table, [labels])]

    n = len(child)
    record = numbered("EP", 100_000 + np.arange(n), 8)
    reason = np.where(
        care.abuse[shown],
        0,
        rng.choice(9, n, p=[0.42, 0.07, 0.03, 0.14, 0.17, 0.06, 0.02, 0.04, 0.05]),
    )
    reason[rng.random(n) < 0.02] = -1
    abused = np.where(
        kind == PROTECTION, rng.choice(5, n, p=[0.5, 0.1, 0.05, 0.3, 0.05]), -1
    )
    columns = {
        "record_id": record,
        "pers_person_id": person_id,
        "episode_type": pick(EPISODES, kind),
        "start_date": text(date_text(start, uk=True)),
        "end_date": text(date_text(end, uk=True)),
        "referral_source": pick(
            SOURCES,
            np.where(
                kind == REFERRAL,
                np.where(
                    care.abuse[shown] & (rng.random(n) < 0.6),
                    14,
                    rng.integers(0, len(SOURCES), n),
                ),
                -1,
            ),
        ),
        "primary_need_code": pick([f"N{i}" for i in range(1, 10)], reason),
        "category_of_abuse": pick(ABUSE_KINDS, abused),
        "assessment_factors": _factors(care.abuse[shown], kind, rng),
    }
    living = world.household(child, start)
    result.append(
        append(
            Style(PARTNER, "childrens_social_care_episodes", upper_header=True),
            columns,
            start + rng.integers(1, 15, n),
            [Labels(record, child, living)],
            rng,
            ("primary_need_code", "assessment_factors"),
            0.01,
            closing=("end_date",),
            closed=end,
        )
    )
    return result


def _unsaid(
    group: IntArray, capture: npt.NDArray[np.integer], rng: np.random.Generator
) -> IntArray:
    """Ethnic group by row, not stated for a share of captures."""
    said = (rng.random(int(capture.max(initial=0)) + 1) > 0.05)[capture]
    return np.where(said, group, -1).astype(np.int32)


def _blank(values: pa.Array, where: npt.NDArray[np.bool_]) -> pa.Array:
    index = pa.array(np.arange(len(values)), mask=where)
    return values.take(index)


def _factors(
    abuse: npt.NDArray[np.bool_], kind: IntArray, rng: np.random.Generator
) -> pa.Array:
    """Assessment factors of referrals and plans, joined by semicolons."""
    n = len(abuse)
    options = (
        (np.where(abuse, 0.7, 0.06), ("3A", "3B", "3C")),
        (np.where(abuse, 0.35, 0.25), ("4B", "4A", "4C")),
        (np.where(abuse, 0.22, 0.12), ("1B", "1A", "1C")),
        (np.where(abuse, 0.2, 0.12), ("2B", "2A", "2C")),
        (np.full(n, 0.08), ("5A", "6A", "16A")),
    )
    listed = np.full(n, "", dtype=object)
    for p, codes in options:
        hit = (kind != EARLY_HELP) & (rng.random(n) < p)
        code = np.array(codes, dtype=object)[rng.choice(3, n, p=[0.7, 0.2, 0.1])]
        gap = np.where(listed == "", "", ";")
        listed = np.where(hit, listed + gap + code, listed)
    listed[listed == ""] = None
    return text(listed)
