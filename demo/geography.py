"""Places: the district's small areas, streets, postcodes and addresses.

Small areas are real (facts/lsoa.csv; ONS and MHCLG, Open Government Licence v3.0).
Output areas, postcodes, streets, houses and property numbers are invented.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demo import identifiers
from demo.dates import IntArray

FACTS = Path(__file__).parent / "facts"
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
PEOPLE_PER_HOUSEHOLD = 2.34
SPARE_HOMES = 1.10
OUTPUT_AREAS_PER_LSOA = 5

HOUSE, FLAT, SHARED, CARE_HOME, REFUGE, HOSTEL = range(6)
OWNED, PRIVATE, SOCIAL = range(3)


@dataclass(frozen=True)
class Places:
    """Areas (110), postcodes and addresses; arrays are by index."""

    lsoa_code: list[str]
    ward_2002: list[str]
    ward_2002_name: list[str]
    ward_2024: list[str]
    lsoa_lat: npt.NDArray[np.float64]
    lsoa_lon: npt.NDArray[np.float64]
    imd_decile: IntArray
    imd_z: npt.NDArray[np.float64]  # score, standardised over people
    lsoa_people: npt.NDArray[np.float64]
    oa_code: list[str]
    oa_lsoa: IntArray
    postcode: npt.NDArray[np.object_]
    postcode_oa: IntArray
    address_line: npt.NDArray[np.object_]
    address_postcode: IntArray
    address_uprn: npt.NDArray[np.object_]
    address_kind: IntArray
    address_tenure: IntArray
    address_capacity: IntArray  # households

    @property
    def address_lsoa(self) -> IntArray:
        """Small area of each address."""
        return self.oa_lsoa[self.postcode_oa[self.address_postcode]]

    @property
    def institution(self) -> npt.NDArray[np.bool_]:
        """Whether each address is a care home, refuge or hostel."""
        return self.address_kind >= CARE_HOME


def _read_words(name: str) -> dict[str, list[str]]:
    with open(FACTS / name, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: row[1].split("|") for row in rows}


def _postcodes(
    homes: IntArray, district: list[str]
) -> tuple[list[str], IntArray, IntArray]:
    """Postcodes per small area: text, small area, number of homes in each."""
    texts: list[str] = []
    areas: list[int] = []
    counts: list[int] = []
    members: dict[str, list[int]] = {}
    for area, name in enumerate(district):
        members.setdefault(name, []).append(area)
    for name in sorted(members):
        sectors: dict[int, list[int]] = {}
        for rank, area in enumerate(members[name]):
            sectors.setdefault(rank * 10 // len(members[name]), []).append(area)
        for sector, inside in sorted(sectors.items()):
            total = int(homes[inside].sum())
            size = max(17, -(-total // 390))
            unit = 0
            order = identifiers.spread(400, 400, 37 * sector)
            for area in inside:
                left = int(homes[area])
                while left > 0:
                    code = int(order[unit])
                    unit += 1
                    pair = UNIT_LETTERS[code // 20] + UNIT_LETTERS[code % 20]
                    texts.append(f"{name} {sector}{pair}")
                    areas.append(area)
                    counts.append(min(size, left))
                    left -= size
    return texts, np.array(areas, np.int32), np.array(counts, np.int32)


def build_places(people: int, rng: np.random.Generator) -> Places:
    """Lay out the district for about ``people`` residents."""
    with open(FACTS / "lsoa.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    weight = np.array([float(row["people_2019"]) for row in rows])
    score = np.array([float(row["imd_score"]) for row in rows])
    mean = np.average(score, weights=weight)
    imd_z = (score - mean) / np.sqrt(np.average((score - mean) ** 2, weights=weight))
    share = weight / weight.sum()
    homes = np.ceil(share * people / PEOPLE_PER_HOUSEHOLD * SPARE_HOMES).astype(
        np.int32
    )
    texts, area, count = _postcodes(homes, [row["postcode_district"] for row in rows])
    postcode_total = len(texts)

    oa_lsoa = np.repeat(np.arange(len(rows), dtype=np.int32), OUTPUT_AREAS_PER_LSOA)
    oa_code = [f"E009{90001 + i:05d}" for i in range(len(oa_lsoa))]
    rank_in_area = np.zeros(postcode_total, np.int64)
    postcodes_in = np.bincount(area, minlength=len(rows))
    seen = np.zeros(len(rows), np.int64)
    for i, a in enumerate(area):
        rank_in_area[i] = seen[a]
        seen[a] += 1
    postcode_oa = (
        area * OUTPUT_AREAS_PER_LSOA
        + rank_in_area * OUTPUT_AREAS_PER_LSOA // postcodes_in[area]
    ).astype(np.int32)

    tenure_odds = -1.75 + 0.95 * imd_z[area] + rng.normal(0, 0.9, postcode_total)
    social = 1 / (1 + np.exp(-tenure_odds))
    private = np.clip(0.16 + 0.03 * imd_z[area], 0.05, 0.4)
    flats = rng.random(postcode_total) < np.clip(0.14 + 0.07 * imd_z[area], 0.03, 0.4)

    lines, kinds = _address_lines(area, count, flats, rng)
    address_postcode = np.repeat(np.arange(postcode_total, dtype=np.int32), count)
    draw = rng.random(len(lines))
    p_social = social[address_postcode]
    p_private = private[address_postcode]
    tenure = np.where(
        draw < p_social,
        SOCIAL,
        np.where(draw < p_social + p_private, PRIVATE, OWNED),
    ).astype(np.int32)
    kind = np.array(kinds, np.int32)
    shared = (tenure == PRIVATE) & (kind == HOUSE) & (rng.random(len(kind)) < 0.07)
    kind[shared] = SHARED
    capacity = np.where(shared, 3, 1).astype(np.int32)

    extra = _institutions(people, rng, area)
    lines += [line for line, _, _, _ in extra]
    address_postcode = np.concatenate(
        [address_postcode, np.array([p for _, p, _, _ in extra], np.int32)]
    )
    kind = np.concatenate([kind, np.array([k for _, _, k, _ in extra], np.int32)])
    capacity = np.concatenate(
        [capacity, np.array([c for _, _, _, c in extra], np.int32)]
    )
    tenure = np.concatenate([tenure, np.full(len(extra), PRIVATE, np.int32)])
    return Places(
        lsoa_code=[row["lsoa_code"] for row in rows],
        ward_2002=[row["ward_code_2002"] for row in rows],
        ward_2002_name=[row["ward_name_2002"] for row in rows],
        ward_2024=[row["ward_code_2024"] for row in rows],
        lsoa_lat=np.array([float(row["latitude"]) for row in rows]),
        lsoa_lon=np.array([float(row["longitude"]) for row in rows]),
        imd_decile=np.array([int(row["imd_decile"]) for row in rows], np.int32),
        imd_z=imd_z,
        lsoa_people=weight,
        oa_code=oa_code,
        oa_lsoa=oa_lsoa,
        postcode=np.array(texts, dtype=object),
        postcode_oa=postcode_oa,
        address_line=np.array(lines, dtype=object),
        address_postcode=address_postcode,
        address_uprn=identifiers.uprns(len(lines)),
        address_kind=kind,
        address_tenure=tenure,
        address_capacity=capacity,
    )


def _address_lines(
    area: IntArray,
    count: IntArray,
    flats: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[list[str], list[int]]:
    """First address lines, street by street, and the kind of each home."""
    words = _read_words("street_words.csv")
    streets = [f"{a} {b}" for a in words["first"] for b in words["type"]]
    streets = [streets[i] for i in rng.permutation(len(streets))]
    lines: list[str] = []
    kinds: list[int] = []
    street, number, left, last_area, used = "", 1, 0, -1, 0
    span = rng.integers(1, 5, len(area))
    style = rng.random(len(area))
    house = rng.integers(0, len(words["house"]), len(area))
    for i in range(len(area)):
        if left == 0 or area[i] != last_area:
            street = streets[used % len(streets)]
            used += 1
            number, left, last_area = 1, int(span[i]), int(area[i])
        left -= 1
        size = int(count[i])
        if flats[i]:
            name = f"{words['house'][house[i]]} House"
            where = f"{number} {street}" if style[i] < 0.5 else f"{name}, {street}"
            lines += [f"Flat {k + 1}, {where}" for k in range(size)]
            kinds += [FLAT] * size
            number += 2
        else:
            step = 2 if style[i] < 0.7 else 1
            lines += [f"{number + step * k} {street}" for k in range(size)]
            kinds += [HOUSE] * size
            number += step * size
    return lines, kinds


def _institutions(
    people: int, rng: np.random.Generator, area: IntArray
) -> list[tuple[str, int, int, int]]:
    """Care homes, refuges and hostels: line, postcode, kind, capacity in people."""
    words = _read_words("street_words.csv")
    result: list[tuple[str, int, int, int]] = []
    for kind, per, size, label in (
        (CARE_HOME, 6_000, 48, ""),
        (REFUGE, 150_000, 24, "Haven House"),
        (HOSTEL, 40_000, 36, "Foyer House"),
    ):
        for k in range(max(1, round(people / per))):
            name = label or words["care"][k % len(words["care"])]
            street = words["first"][(7 * k + 3 * kind) % len(words["first"])]
            place = int(rng.integers(0, len(area)))
            result.append((f"{name}, {40 + k} {street} Road", place, kind, size))
    return result
