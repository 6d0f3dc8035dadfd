"""The borough council: social tenancies with their rent accounts, and housing benefit
claims with their members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demo.capture import Captured, Policy
from demo.dates import DELIVERY_DAYS, LAST_DELIVERY, NEVER, IntArray, date_text, day
from demo.deliveries import (
    Delivered,
    Labels,
    Style,
    joined,
    numbered,
    pick,
    text,
)
from demo.geography import PRIVATE, SOCIAL
from demo.names import MALE
from demo.world import World

Floats = npt.NDArray[np.float64]
PARTNER = "basildon_borough_council"
WINDOW = day(2012, 8, 31)


@dataclass(frozen=True)
class Stays:
    """Households at addresses: one row per household and address, sorted by both."""

    hh: IntArray
    address: IntArray
    start: IntArray
    end: IntArray
    head: IntArray
    joint: IntArray  # head's partner or another adult, -1 without one
    spell_stay: npt.NDArray[np.int64]  # stay of each of world.homes' spells


def find_stays(world: World) -> Stays:
    """Group people's home spells into stays of households."""
    homes = world.homes
    hh, address = homes.values["hh"], homes.values["address"]
    pair = hh.astype(np.int64) * 2**22 + address
    unique, inverse = np.unique(pair, return_inverse=True)
    start = np.full(len(unique), NEVER, np.int32)
    end = np.full(len(unique), -(2**16), np.int32)
    np.minimum.at(start, inverse, homes.day)
    np.maximum.at(end, inverse, world.home_end)
    person = homes.person
    grown = (homes.day - world.born[person]) > 17.5 * 365
    rank = np.where(grown, world.born[person], NEVER) + np.where(
        homes.day > start[inverse] + 30, 30_000, 0
    )
    order = np.lexsort((rank, inverse))
    sorted_stay = inverse[order]
    first = np.searchsorted(sorted_stay, np.arange(len(unique)))
    head = person[order[first]].astype(np.int32)
    partner = world.partner(head, start + 1)
    return Stays(
        hh=(unique // 2**22).astype(np.int32),
        address=(unique % 2**22).astype(np.int32),
        start=start,
        end=end,
        head=head,
        joint=partner,
        spell_stay=inverse,
    )


@dataclass(frozen=True)
class Tenancies:
    """Social tenancies (one row each) with a rent account at each delivery."""

    stay: npt.NDArray[np.int64]
    start: IntArray
    end: IntArray
    arrears: npt.NDArray[np.float32]  # (tenancies, deliveries) in pounds
    notice: IntArray


def simulate_tenancies(
    world: World, stays: Stays, rng: np.random.Generator
) -> Tenancies:
    """Tenancies of social homes; arrears drift with need and with time."""
    social = world.places.address_tenure[stays.address] == SOCIAL
    social &= (stays.end > WINDOW) & ~world.places.institution[stays.address]
    stay = np.flatnonzero(social)
    start = stays.start[stay].copy()
    settled = start < day(2005, 1, 2)
    start[settled] -= rng.integers(0, 365 * 22, int(settled.sum())).astype(np.int32)
    end = stays.end[stay]
    need = world.need[stays.head[stay]]
    level = rng.normal(0, 1, len(stay)) + 0.8 * need
    arrears = np.zeros((len(stay), len(DELIVERY_DAYS)), np.float32)
    state = level + rng.normal(0, 0.7, len(stay))
    for k in range(len(DELIVERY_DAYS)):
        state = level + 0.8 * (state - level) + rng.normal(0, 0.45, len(stay))
        owed = np.maximum(state - 0.9, 0) ** 1.5 * 520
        arrears[:, k] = np.where(owed < 8, 0, np.round(owed, 2))
    served = arrears.max(axis=1) > 1500
    served &= rng.random(len(stay)) < 0.6
    at = DELIVERY_DAYS[arrears.argmax(axis=1)] - rng.integers(5, 80, len(stay))
    notice = np.where(served & (at > start) & (at < end), at, NEVER)
    return Tenancies(stay, start, end, arrears, notice.astype(np.int32))


@dataclass(frozen=True)
class Claims:
    """Housing benefit claims: one row each."""

    stay: npt.NDArray[np.int64]
    start: IntArray
    end: IntArray
    passported: IntArray  # index into PASSPORTS


PASSPORTS = ("IS", "JSA", "ESA", "PC", "UC", "none")


def simulate_claims(world: World, stays: Stays, rng: np.random.Generator) -> Claims:
    """Claims of tenants on low incomes; universal credit takes most of them over."""
    tenure = world.places.address_tenure[stays.address]
    need = world.need[stays.head]
    partner_need = np.where(
        stays.joint >= 0, world.need[np.maximum(stays.joint, 0)], need + 0.35
    )
    low = 0.55 * need + 0.45 * partner_need
    age = world.age(stays.head, np.maximum(stays.start, WINDOW - 600))
    odds = np.where(tenure == SOCIAL, 0.50, -0.75) + 1.5 * low + 0.9 * (age > 62)
    p = 1 / (1 + np.exp(-odds))
    renting = (tenure != 0) & ~world.places.institution[stays.address]
    parts = []
    for wave in range(2):
        chosen = renting & (rng.random(len(p)) < (p if wave == 0 else 0.33 * p))
        stay = np.flatnonzero(chosen)
        begin = np.maximum(
            stays.start[stay], day(2003) + rng.integers(0, 700, len(stay))
        )
        start = begin + (rng.gamma(1.0, 120 if wave == 0 else 1500, len(stay))).astype(
            int
        )
        length = rng.gamma(1.2, 365 * 6.5, len(stay)).astype(int)
        old = world.age(stays.head[stay], start) > 63
        length = np.where(old, length * 5, length)
        end = np.minimum(start + length, stays.end[stay])
        # universal credit: full service from November 2017, managed move later
        new_uc = ~old & (start > day(2017, 11, 1)) & (rng.random(len(stay)) < 0.93)
        moved = day(2018) + rng.gamma(1.8, 1500, len(stay)).astype(int)
        end = np.where(~old & (start <= day(2017, 11, 1)), np.minimum(end, moved), end)
        ok = (end > start + 20) & ~new_uc
        parts.append((stay[ok], start[ok], end[ok], old[ok], low[stay[ok]]))
    stay, start, end, old, low_of = (
        np.concatenate(c) for c in zip(*parts, strict=True)
    )
    u = rng.random(len(stay))
    worse = 1 / (1 + np.exp(-0.4 - 1.3 * low_of))
    kind = np.where(
        old,
        np.where(u < 0.6, 3, 5),
        np.where(
            u > worse,
            5,
            np.where(
                u < worse * 0.4,
                0,
                np.where(u < worse * 0.65, 1, np.where(u < worse * 0.97, 2, 4)),
            ),
        ),
    )
    order = np.lexsort((start, stay))
    return Claims(
        stay[order],
        start[order].astype(np.int32),
        end[order].astype(np.int32),
        kind[order].astype(np.int32),
    )


def _visible(
    start: IntArray, end: IntArray, k: int, style: Style, keep: int
) -> npt.NDArray[np.bool_]:
    cut = int(DELIVERY_DAYS[k]) - style.days_early
    return (start <= cut - 10) & (end > cut - keep)


def _ended(end: IntArray, k: int, style: Style) -> pa.Array:
    cut = int(DELIVERY_DAYS[k]) - style.days_early
    return text(date_text(np.where(end <= cut, end, NEVER), uk=True))


def tenancy_rows(
    world: World, stays: Stays, tenancies: Tenancies, rng: np.random.Generator
) -> Delivered:
    """Tenancy snapshots: tenants of open tenancies and of those of the last year."""
    style = Style(
        PARTNER,
        "housing_tenancies",
        "csv.gz",
        "cp1252",
        days_early=1,
        upper_header=True,
        file_stem="HSG_TENANCY_EXTRACT",
        crlf=True,
    )
    head = stays.head[tenancies.stay]
    joint = stays.joint[tenancies.stay]
    two = (joint >= 0) & (rng.random(len(joint)) < 0.5)
    row = np.concatenate([np.arange(len(head)), np.flatnonzero(two)])
    person = np.concatenate([head, joint[two]]).astype(np.int32)
    number = np.concatenate([np.ones(len(head), int), np.full(int(two.sum()), 2)])
    start, end = tenancies.start[row], tenancies.end[row]
    seen = np.maximum(start, np.maximum(stays.start[tenancies.stay[row]], 0) + 5)
    seen = np.minimum(seen, end - 1).astype(np.int32)
    policy = Policy(
        typo=0.018,
        nickname=0.04,
        maiden=0.10,
        fold_accents=0.2,
        upper=0.25,
        born_wrong=0.012,
        born_missing=0.03,
        born_fillers=(None, "01/01/1900"),
        uk_dates=True,
        stale=0.0,
        abbreviate=0.35,
        uprn_missing=0.04,
        uprn_style="stripped",
        nino_missing=0.16,
        nino_wrong=0.01,
    )
    have = Captured(world, person, seen, policy, rng)
    ref = numbered("T", 100_000 + row * 7 % 9_000_000, 7)
    kind = np.where(
        start > day(2012, 4), np.where(rng.random(len(head))[row] < 0.35, 2, 0), 0
    )
    temporary = (rng.random(len(head)) < 0.03)[row]
    kind = np.where(temporary, 3, kind)
    title = np.where(
        world.sex[person] == MALE, 0, np.where(rng.random(len(row)) < 0.5, 1, 2)
    )
    title[rng.random(len(row)) < 0.05] = -1
    antisocial = np.minimum(
        rng.poisson(0.12 * np.exp(0.6 * np.clip(world.need[head], -2, 2.2)))[row], 9
    )
    master = pa.table(
        {
            "tenancy_ref": ref,
            "tenant_number": text(number),
            "title": pick(("Mr", "Mrs", "Miss"), title),
            "surname": have.surname(),
            "forename": have.forename(),
            "date_of_birth": have.born(),
            "nino": have.nino(),
            "address_line_1": have.line(),
            "postcode": have.postcode(),
            "uprn": have.uprn(),
            "start_date": text(date_text(start, uk=True)),
        }
    )
    introductory_until = np.where((kind == 0) & (start > day(2008)), start + 365, 0)

    def table(k: int) -> pa.Table:
        cut = int(DELIVERY_DAYS[k]) - style.days_early
        at = np.flatnonzero(_visible(start, end, k, style, 365))
        out = master.take(pa.array(at))
        code = np.where(introductory_until[at] > cut, 1, kind[at])
        notice = tenancies.notice[row[at]]
        return (
            out.append_column(
                "tenancy_type",
                pick(("secure", "introductory", "flexible", "temporary"), code),
            )
            .append_column("end_date", _ended(end[at], k, style))
            .append_column("rent_arrears_gbp", _money(tenancies.arrears[row[at], k]))
            .append_column(
                "notice_served_date",
                text(date_text(np.where(notice <= cut, notice, NEVER), uk=True)),
            )
            .append_column(
                "antisocial_behaviour_complaints",
                text(np.where(start[at] < cut - 500, antisocial[at], 0)),
            )
        )

    ever = np.zeros(len(row), bool)
    for k in range(len(DELIVERY_DAYS)):
        ever |= _visible(start, end, k, style, 365)
    at = np.flatnonzero(ever)
    labels = Labels(
        joined(master["tenancy_ref"].combine_chunks(), text(number)).take(pa.array(at)),
        person[at],
        stays.hh[tenancies.stay[row[at]]],
    )
    return Delivered(style, table, [labels])


def _money(amount: npt.NDArray[np.floating]) -> pa.Array:
    """Pounds with two decimals as text."""
    pence = np.round(amount.astype(np.float64) * 100).astype(np.int64)
    return text(
        np.char.add(
            np.char.add((pence // 100).astype(str), "."),
            np.char.zfill((pence % 100).astype(str), 2),
        ).astype(object)
    )


@dataclass(frozen=True)
class ClaimMembers:
    """People on claims: one row per claim and person."""

    claim: npt.NDArray[np.int64]
    person: IntArray
    role: IntArray  # 0 claimant, 1 partner, 2 dependant
    start: IntArray
    end: IntArray


def claim_members(world: World, stays: Stays, claims: Claims) -> ClaimMembers:
    """Claimants, partners and dependent children of the claims."""
    order = np.argsort(stays.spell_stay, kind="stable")
    spell_sorted = stays.spell_stay[order]
    low = np.searchsorted(spell_sorted, claims.stay, side="left")
    high = np.searchsorted(spell_sorted, claims.stay, side="right")
    size = high - low
    claim = np.repeat(np.arange(len(claims.stay)), size)
    offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    spot = order[low[claim] + offset]
    person = world.homes.person[spot]
    start = np.maximum(world.homes.day[spot], claims.start[claim])
    head = stays.head[claims.stay[claim]]
    is_head = person == head
    is_partner = world.partner(head, np.maximum(start, 0)) == person
    grown = world.born[person] + int(19 * 365.25)
    end = np.minimum(world.home_end[spot], claims.end[claim])
    end = np.where(is_head | is_partner, end, np.minimum(end, grown))
    ok = (end > start + 5) & (is_head | is_partner | (world.age(person, start) < 19))
    role = np.where(is_head, 0, np.where(is_partner, 1, 2))
    keep = np.flatnonzero(ok)
    keep = keep[np.lexsort((start[keep], role[keep], claim[keep]))]
    pair = claim[keep] * 2**31 + person[keep]
    _, first = np.unique(pair, return_index=True)
    keep = keep[np.sort(first)]
    return ClaimMembers(
        claim[keep],
        person[keep].astype(np.int32),
        role[keep].astype(np.int32),
        start[keep].astype(np.int32),
        end[keep].astype(np.int32),
    )


def claim_rows(
    world: World,
    stays: Stays,
    claims: Claims,
    members: ClaimMembers,
    rng: np.random.Generator,
) -> Delivered:
    """Benefit snapshots: members of open claims and of those ended in the last half
    year."""
    style = Style(
        PARTNER,
        "housing_benefit_claim_members",
        "csv.gz",
        "cp1252",
        days_early=1,
        file_stem="hb_members",
    )
    window = members.end > WINDOW
    claim, person, role = (
        members.claim[window],
        members.person[window],
        members.role[window],
    )
    start, end = members.start[window], members.end[window]
    number = np.ones(len(claim), np.int64)
    first = np.searchsorted(claim, claim)
    number = np.arange(len(claim)) - first + 1
    policy = Policy(
        typo=0.012,
        nickname=0.015,
        maiden=0.08,
        fold_accents=0.3,
        upper=0.9,
        born_wrong=0.007,
        born_missing=0.003,
        uk_dates=True,
        sex_codes=("M", "F", "U"),
        stale=0.02,
        abbreviate=0.3,
        uprn_missing=0.12,
        uprn_style="stripped",
        nino_missing=0.03,
        nino_wrong=0.005,
    )
    have = Captured(world, person, np.minimum(start + 3, end - 1), policy, rng)
    stay = claims.stay[claim]
    children = np.bincount(claim[role == 2], minlength=len(claims.stay))
    weekly = (
        62
        + 9 * children
        + 18 * rng.random(len(claims.stay))
        + np.where(
            world.places.address_tenure[stays.address[claims.stay]] == PRIVATE, 55, 0
        )
    )
    tenure = np.where(
        world.places.address_tenure[stays.address[claims.stay]] == PRIVATE,
        3,
        np.where(rng.random(len(claims.stay)) < 0.75, 0, 1),
    )
    role_out = role.copy()
    role_out[rng.random(len(role)) < 0.002] = -1
    master = pa.table(
        {
            "claim_ref": numbered("HB", 200_000 + claim * 3, 8),
            "member_number": text(number),
            "member_role": pick(("Claimant", "Partner", "Dependant"), role_out),
            "forename": have.forename(),
            "surname": have.surname(),
            "date_of_birth": have.born(),
            "sex": have.sex(),
            "nino": have.nino(),
            "address_line_1": have.line(),
            "postcode": have.postcode(),
            "uprn": have.uprn(),
            "claim_start_date": text(date_text(claims.start[claim], uk=True)),
            "passported_benefit": pick(PASSPORTS, claims.passported[claim]),
            "tenure_code": pick(("1", "2", "3", "4"), tenure[claim]),
        }
    )
    claim_end = claims.end[claim]
    del stay

    def shown(k: int) -> npt.NDArray[np.bool_]:
        cut = int(DELIVERY_DAYS[k]) - style.days_early
        return (start <= cut - 10) & (end > cut - 180)

    def table(k: int) -> pa.Table:
        at = np.flatnonzero(shown(k))
        growth = 1.012 ** (k if k < 11 else 10 + (k - 10) / 4)
        out = master.take(pa.array(at))
        return out.append_column(
            "claim_end_date", _ended(claim_end[at], k, style)
        ).append_column("weekly_award_gbp", _money(weekly[claim[at]] * growth))

    ever = np.zeros(len(claim), bool)
    for k in range(len(DELIVERY_DAYS)):
        ever |= shown(k)
    at = np.flatnonzero(ever)
    last = np.minimum(end[at] - 1, LAST_DELIVERY)
    labels = Labels(
        joined(
            master["claim_ref"].combine_chunks(),
            master["member_number"].combine_chunks(),
        ).take(pa.array(at)),
        person[at],
        world.household(person[at], np.minimum(last, claim_end[at] - 1)),
    )
    return Delivered(style, table, [labels])
