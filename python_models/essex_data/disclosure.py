"""An attack on a publication: what can be told of the counts that it hides.

Reads what everybody can read, the marts, and asks by linear programming between which
bounds a hidden count must lie, given all that is shown of small areas, wards of both
vintages, deprivation fifths, areas of a user's own and the district, of indicators that
count among those of others, of windows that overlap, and of an earlier publication.
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
Places = dict[tuple[str, str, str], list[str]]
# The first day of a period and the first after it, as text that sorts.
Period = tuple[str, str]
# What is shown is rounded to 5: it leaves open as much. Who can tell a hidden count
# more closely than a shown one has recovered it.
BASE = 5.0
# Who knows the rules knows that hidden counts are mostly below this (is_small_count).
SMALL = 7.5
TINY = 1e-6
UNBOUNDED = 3  # of scipy's linprog
FIGURES = """
select
    fact_indicators.indicator_id,
    cast(dim_periods.period_start as varchar),
    cast(dim_periods.period_end + 1 as varchar),
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
CATALOGUE = (
    "select indicator_id, statistic, period_type, part_of from indicator_catalogue"
)


@dataclass
class Audit:
    """What an attack came to: how many figures are shown and hidden, and the hidden
    ones that can be told to within less than BASE, in words."""

    shown: int = 0
    hidden: int = 0
    recovered: list[str] = field(default_factory=list)

    def add(self, other: Audit) -> None:
        """Takes over what another attack found."""
        self.shown += other.shown
        self.hidden += other.hidden
        self.recovered += other.recovered


@dataclass
class Figures:
    """What is shown of one indicator in one period.

    places: of what each area is made (places_of_areas()); rows: area_type,
    boundary_vintage, area_code, numerator and denominator (None when hidden), and the
    district's numerator per denominator.
    """

    places: Places
    rows: list[Row]
    is_proportion: bool = False


class _Publication:
    """The figures of a publication, by indicator and period, and what the catalogue
    says of each indicator: whether its windows overlap, and of which it is a part."""

    def __init__(self, folder: Path) -> None:
        with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as marts:
            rows = marts.execute(FIGURES).fetchall()
            places = places_of_areas(marts.execute(MEMBERS).fetchall())
            catalogue = marts.execute(CATALOGUE).fetchall()
        proportions = {row[0] for row in catalogue if row[1] == "proportion"}
        self.rolling = {row[0] for row in catalogue if row[2] == "rolling_12_months"}
        self.part_of = {row[0]: (row[3] or "").split() for row in catalogue}
        self.figures: dict[str, dict[Period, Figures]] = {}
        for indicator, start, end, *row in rows:
            by_period = self.figures.setdefault(indicator, {})
            if (start, end) not in by_period:
                is_proportion = indicator in proportions
                by_period[start, end] = Figures(places, [], is_proportion)
            by_period[start, end].rows.append(tuple(row))

    def parts(self, whole: str, period: Period) -> dict[str, Figures]:
        """Figures of people or events that count among those of a figure."""
        return {
            f"{part} {start}": figures
            for part, wholes in self.part_of.items()
            if whole in wholes
            for (start, end), figures in self.figures.get(part, {}).items()
            if period[0] <= start and end <= period[1]
        }


def audit(
    folder: Path, only: str = "", periods: int = 0, earlier: Path | None = None
) -> Audit:
    """Attacks a publication.

    folder: published/current, or one like it; only: an indicator, else all; periods:
    how many of the newest of each indicator, else all; earlier: a publication before
    it, from which the attacker knows that since then figures only grew.
    """
    now = _Publication(folder)
    before = _Publication(earlier) if earlier else None
    asked = {each: now.figures[each] for each in now.figures if only in ("", each)}
    result = Audit()
    for indicator, by_period in tqdm(asked.items(), disable=None):
        for period in sorted(by_period)[-periods:]:
            name = f"{indicator} {period[0]}"
            parts = now.parts(indicator, period)
            among = [(part, name) for part in parts]
            if before and period in before.figures.get(indicator, {}):
                parts[f"earlier {name}"] = before.figures[indicator][period]
                among.append((f"earlier {name}", name))
            # parts are attacked in their own turn, and here only say what they say
            result.add(attack({name: by_period[period]}, parts, among))
        if indicator in now.rolling and not periods:
            told = attack_windows(by_period).recovered
            result.recovered += [f"{indicator} {cell}" for cell in told]
    return result


def attack(
    figures: dict[str, Figures],
    beside: dict[str, Figures] | None = None,
    among: Iterable[tuple[str, str]] = (),
    rounding: float = BASE,
) -> Audit:
    """Attacks figures, by a name each.

    beside: further figures by name, which are not attacked but known; among: pairs of
    names, the first of figures whose counts are in no place more than the second's;
    rounding: what shown counts are multiples of.
    """
    model = _Counts({**figures, **(beside or {})}, list(among), rounding)
    result = Audit()
    for name, each in figures.items():
        hidden = [row for row in each.rows if row[3] is None]
        result.shown += len(each.rows) - len(hidden)
        result.hidden += len(hidden)
        for row in hidden:
            lower, upper = model.ends(name, row)
            if _is_told(lower, upper):
                told = f"{name} {' '.join(row[:3])}: {lower:.1f} to {upper:.1f}"
                result.recovered.append(told)
    return result


def attack_windows(by_period: dict[Period, Figures], rounding: float = BASE) -> Audit:
    """Attacks the series of each area for itself: windows that overlap share what
    happened in both, as if all of it could be added up."""
    days = sorted({day for period in by_period for day in period})
    series: dict[Row, list[tuple[Period, float | None]]] = {}
    for period, figures in sorted(by_period.items()):
        for row in figures.rows:
            series.setdefault(row[:3], []).append((period, row[3]))
    result = Audit()
    for area, windows in series.items():
        system = _System(len(days) - 1)
        hidden = {}
        for period, count in windows:
            of = list(range(days.index(period[0]), days.index(period[1])))
            if count is None:
                hidden[period[0]] = of, [1.0] * len(of)
            else:
                off = rounding / 2 if count else 0.0
                system.bound(of, [1.0] * len(of), count - off, count + off)
        system.suppose(list(hidden.values()), SMALL)
        result.shown += len(windows) - len(hidden)
        result.hidden += len(hidden)
        for start, steps in hidden.items():
            ends = system.ends(*steps)
            if ends and _is_told(*ends):
                told = f"{start} {' '.join(area)}: {ends[0]:.1f} to {ends[1]:.1f}"
                result.recovered.append(told)
    return result


def _is_told(lower: float, upper: float) -> bool:
    # that there is nobody is no secret
    return upper > TINY and upper - lower < BASE - TINY


class _System:
    """Counts that are not below 0, and bounds on sums of them. A sum is given by the
    numbers of its counts and the weight of each."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._rows: list[tuple[list[int], list[float]]] = []
        self._most: list[float] = []
        self._made: tuple[csr_array, Floats] | None = None

    def bound(
        self, of: list[int], weights: list[float], least: float, most: float
    ) -> None:
        """A sum lies between two figures, of which either may be infinite."""
        self._made = None
        if most < np.inf:
            self._rows.append((of, weights))
            self._most.append(most)
        if least > -np.inf:
            self._rows.append((of, [-weight for weight in weights]))
            self._most.append(-least)

    def suppose(self, sums: list[tuple[list[int], list[float]]], most: float) -> None:
        """Takes sums to be no more than that, unless it contradicts what is known."""
        rows, bounds = list(self._rows), list(self._most)
        for of, weights in sums:
            self.bound(of, weights, -np.inf, most)
        if self._least([], []) is None:
            self._rows, self._most, self._made = rows, bounds, None

    def ends(self, of: list[int], weights: list[float]) -> tuple[float, float] | None:
        """Between what a sum lies; None where no counts fit the bounds."""
        lower = self._least(of, weights)
        upper = self._least(of, [-weight for weight in weights])
        return None if lower is None or upper is None else (lower, -upper)

    def _least(self, of: list[int], weights: list[float]) -> float | None:
        if self._made is None:
            self._made = self._matrix(self._rows), np.array(self._most)
        target = np.zeros(self._count)
        target[of] = weights
        found = linprog(target, A_ub=self._made[0], b_ub=self._made[1], method="highs")
        if found.status == UNBOUNDED:
            return -np.inf
        return float(found.fun) if found.status == 0 else None

    def _matrix(self, rows: list[tuple[list[int], list[float]]]) -> csr_array:
        lengths = [0, *np.cumsum([len(of) for of, _ in rows])]
        return csr_array(
            (
                np.concatenate([np.array(weights) for _, weights in rows]),
                np.concatenate([np.array(of, dtype=int) for of, _ in rows]),
                lengths,
            ),
            shape=(len(rows), self._count),
        )


class _Counts:
    """What the counts of all places may be, by what is shown of the areas: variables
    are, of each of the figures, each place's numerator, then each place's denominator.
    Arguments as of attack().

    The attacker takes hidden numerators for small (or those who are not in them, where
    most of the district are), as long as no figure contradicts that.
    """

    def __init__(
        self,
        figures: dict[str, Figures],
        among: list[tuple[str, str]],
        rounding: float,
    ) -> None:
        places = {
            place
            for each in figures.values()
            for of in each.places.values()
            for place in of
        }
        self._number = {place: number for number, place in enumerate(sorted(places))}
        self._figures = figures
        self._first = {
            name: 2 * len(places) * number for number, name in enumerate(figures)
        }
        self._district = {
            name: next((row[5] for row in each.rows if row[5] is not None), None)
            for name, each in figures.items()
        }
        self._system = _System(2 * len(places) * len(figures))
        for name, each in figures.items():
            self._bind(name, each, rounding)
        for part, whole in among:
            first, second = self._first[part], self._first[whole]
            less = [
                ([first + number, second + number], [1.0, -1.0])
                for number in range(len(places))
            ]
            self._system.suppose(less, 0.0)
        for name, each in figures.items():
            hidden = [self._guarded(name, row) for row in each.rows if row[3] is None]
            self._system.suppose(hidden, SMALL)

    def _bind(self, name: str, figures: Figures, rounding: float) -> None:
        count, first = len(self._number), self._first[name]
        for row in figures.rows:
            if row[3] is None:
                continue
            for shown, is_numerator in ((row[3], 1), (row[4], 0)):
                off = rounding / 2 if shown else 0.0
                of, weights = self._sum_of(name, row, is_numerator, 1 - is_numerator)
                self._system.bound(of, weights, shown - off, shown + off)
        district = self._district[name]
        if district is not None:
            # by its figure, which follows from rounded counts
            off = rounding / 2 * (1 + district)
            of = list(range(first, first + 2 * count))
            weights = [1.0] * count + [-district] * count
            self._system.bound(of, weights, -off, off)
        if figures.is_proportion:
            for number in range(first, first + count):
                self._system.bound([number, number + count], [1.0, -1.0], -np.inf, 0.0)

    def ends(self, name: str, row: Row) -> tuple[float, float]:
        """Between what the hidden count of an area lies."""
        ends = self._system.ends(*self._guarded(name, row))
        if ends is None:
            raise ValueError(
                "The published figures contradict each other: no counts give them."
            )
        return ends

    def _guarded(self, name: str, row: Row) -> tuple[list[int], list[float]]:
        district = self._district[name]
        if (
            self._figures[name].is_proportion
            and district is not None
            and district > 0.5
        ):
            return self._sum_of(name, row, -1, 1)
        return self._sum_of(name, row, 1, 0)

    def _sum_of(
        self, name: str, row: Row, numerator: int, denominator: int
    ) -> tuple[list[int], list[float]]:
        """Of the places of an area, what is weighted other than 0."""
        numbers = [
            self._first[name] + self._number[place]
            for place in self._figures[name].places[row[0], row[1], row[2]]
        ]
        of: list[int] = []
        weights: list[float] = []
        for offset, weight in ((0, numerator), (len(self._number), denominator)):
            if weight:
                of += [number + offset for number in numbers]
                weights += [float(weight)] * len(numbers)
        return of, weights


def places_of_areas(members: Iterable[tuple[str, str, str, str]]) -> Places:
    """By area type, vintage and code the places that an area is made of.

    members: area type, vintage and code of each area beside each of its places."""
    places: Places = {}
    for area_type, vintage, area, place in members:
        places.setdefault((area_type, vintage, area), []).append(place)
    return places
