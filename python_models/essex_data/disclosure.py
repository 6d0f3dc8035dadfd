"""An attack on a publication: what can be told of the counts that it hides.

Reads what everybody can read, the marts, and asks by linear programming between which
bounds a hidden count must lie, given all that is shown of small areas, wards of both
vintages, deprivation fifths, areas of a user's own and the district.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array
from tqdm import tqdm

Floats = npt.NDArray[np.float64]
Row = tuple[Any, ...]
Places = dict[tuple[str, str, str], list[int]]
# What is shown is rounded to 5: it leaves open as much. Who can tell a hidden count
# more closely than a shown one has recovered it.
BASE = 5.0
# Who knows the rules knows that hidden counts are mostly below this (is_small_count).
SMALL = 7.5
TINY = 1e-6
UNBOUNDED = 3  # of scipy's linprog
FIGURES = """
select
    fact_indicators.indicator_id, cast(dim_periods.period_start as varchar),
    dim_areas.area_type, dim_areas.boundary_vintage, dim_areas.area_code,
    fact_indicators.numerator, fact_indicators.denominator,
    fact_indicators.district_value / indicator_catalogue.multiplier
from fact_indicators
inner join dim_areas using (area_key)
inner join dim_periods using (period_key)
inner join indicator_catalogue using (indicator_id)
order by all
"""
MEMBERS = """
select area_type, boundary_vintage, area_code, lsoa_code from area_members order by all
"""


@dataclass
class Audit:
    """What an attack came to: how many figures are shown and hidden, and the hidden
    ones that can be told to within less than BASE, in words."""

    shown: int = 0
    hidden: int = 0
    recovered: list[str] = field(default_factory=list)


def audit(folder: Path, only: str = "", periods: int = 0) -> Audit:
    """Attacks a publication.

    folder: published/current, or one like it; only: an indicator, else all; periods:
    how many of the newest of each indicator, else all.
    """
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as marts:
        rows = marts.execute(FIGURES).fetchall()
        places = places_of_areas(marts.execute(MEMBERS).fetchall())
        statistics = dict(
            marts.execute(
                "select indicator_id, statistic from indicator_catalogue"
            ).fetchall()
        )
    figures: dict[str, dict[str, list[Row]]] = {}
    for indicator, period, *row in rows:
        if only in ("", indicator):
            figures.setdefault(indicator, {}).setdefault(period, []).append(tuple(row))
    result = Audit()
    for indicator, by_period in tqdm(figures.items(), disable=None):
        for period in sorted(by_period)[-periods:]:
            is_proportion = statistics[indicator] == "proportion"
            found = attack(places, by_period[period], is_proportion)
            result.shown += found.shown
            result.hidden += found.hidden
            result.recovered += [
                f"{indicator} {period} {cell}" for cell in found.recovered
            ]
    return result


def attack(
    places: Places, rows: list[Row], is_proportion: bool, rounding: float = BASE
) -> Audit:
    """Attacks the figures of one indicator and period.

    rows: area_type, boundary_vintage, area_code, numerator and denominator (None when
    hidden), and the district's numerator per denominator; rounding: what shown counts
    are multiples of.
    """
    district = next((row[5] for row in rows if row[5] is not None), None)
    model = _Counts(places, rows, is_proportion, district, rounding)
    hidden = [row for row in rows if row[3] is None]
    recovered = []
    for row in hidden:
        lower, upper = model.ends(row)
        # that there is nobody is no secret
        if upper > TINY and upper - lower < BASE - TINY:
            recovered.append(f"{' '.join(row[:3])}: {lower:.1f} to {upper:.1f}")
    return Audit(len(rows) - len(hidden), len(hidden), recovered)


class _Counts:
    """What the counts of all places may be, by what is shown of the areas: variables
    are each place's numerator, then each place's denominator. Arguments as of attack().

    The attacker takes hidden numerators for small (or those who are not in them, where
    most of the district are), as long as no figure contradicts that.
    """

    def __init__(
        self,
        places: Places,
        rows: list[Row],
        is_proportion: bool,
        district: float | None,
        rounding: float,
    ) -> None:
        self._places = places
        self._count = 1 + max(max(each) for each in places.values())
        self._is_most = is_proportion and district is not None and district > 0.5
        sums: list[Floats] = []
        most: list[float] = []
        for row in rows:
            if row[3] is None:
                continue
            for numerator, count in ((1, row[3]), (0, row[4])):
                off = rounding / 2 if count else 0.0
                of = self._sum_of(row, numerator, 1 - numerator)
                sums += [of, -of]
                most += [count + off, off - count]
        if district is not None:
            # by its figure, which follows from rounded counts
            of = np.repeat([1.0, -district], self._count)
            sums += [of, -of]
            most += [rounding / 2 * (1 + district)] * 2
        if is_proportion:
            one = np.eye(self._count)
            sums += list(np.hstack([one, -one]))
            most += [0.0] * self._count
        hidden = [self._guarded(row) for row in rows if row[3] is None]
        self._sums = csr_array(np.array(sums + hidden))
        self._most = np.array(most + [SMALL] * len(hidden))
        if self._least(np.zeros(2 * self._count)) is None:
            self._sums, self._most = self._sums[: len(sums)], self._most[: len(sums)]

    def ends(self, row: Row) -> tuple[float, float]:
        """Between what the hidden count of an area lies."""
        of = self._guarded(row)
        lower, upper = self._least(of), self._least(-of)
        if lower is None or upper is None:
            raise ValueError(
                "The published figures contradict each other: no counts give them."
            )
        return lower, -upper

    def _guarded(self, row: Row) -> Floats:
        return self._sum_of(row, -1, 1) if self._is_most else self._sum_of(row, 1, 0)

    def _sum_of(self, row: Row, numerator: int, denominator: int) -> Floats:
        of = np.zeros(2 * self._count)
        numbers = np.array(self._places[row[0], row[1], row[2]])
        of[numbers] = numerator
        of[numbers + self._count] = denominator
        return of

    def _least(self, of: Floats) -> float | None:
        """None where no counts would give the figures."""
        found = linprog(of, A_ub=self._sums, b_ub=self._most, method="highs")
        if found.status == UNBOUNDED:
            return -np.inf
        return float(found.fun) if found.status == 0 else None


def places_of_areas(members: Iterable[tuple[str, str, str, str]]) -> Places:
    """By area type, vintage and code the numbers of the places that an area is made of.

    members: area type, vintage and code of each area beside each of its places."""
    rows = list(members)
    number = {
        code: place for place, code in enumerate(sorted({row[3] for row in rows}))
    }
    places: Places = {}
    for area_type, vintage, area, place in rows:
        places.setdefault((area_type, vintage, area), []).append(number[place])
    return places
