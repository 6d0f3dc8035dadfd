"""Attacks on figures: which of those that are hidden can be told from what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from essex_data.disclosure.bounds import BASE, Sum, System, Told
from essex_data.disclosure.figures import Figures, Period, Row, Window

# Of figures: what they are called, such as their indicator and period.
Name = Any
# Who knows the rules knows that hidden counts are mostly below this (is_small_count).
SMALL = 7.5


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


def attack(
    figures: dict[Name, Figures],
    beside: dict[Name, Figures] | None = None,
    among: Iterable[tuple[Name, Name]] = (),
    rounding: float = BASE,
) -> Audit:
    """Attacks figures, by a name each.

    beside: further figures by name, which are not attacked but known; among: pairs of
    names, the first of figures whose counts are in no place more than the second's;
    rounding: what shown counts are multiples of.
    """
    model = Counts({**figures, **(beside or {})}, list(among), rounding)
    result = Audit()
    for name, each in figures.items():
        hidden = each.hidden()
        result.shown += len(each.rows) - len(hidden)
        result.hidden += len(hidden)
        result.recovered += [
            f"{name} {' '.join(row[:3])}: {cell}" for row, cell in model.told(name)
        ]
    return result


def attack_windows(by_period: dict[Period, Figures], rounding: float = BASE) -> Audit:
    """Attacks the series of each area for itself: windows that overlap share what
    happened in both, as if all of it could be added up."""
    result = Audit()
    for area, windows in series_of_areas(by_period).items():
        series = Windows(windows, rounding)
        result.shown += len(windows) - len(series.hidden)
        result.hidden += len(series.hidden)
        result.recovered += [
            f"{series.hidden[cell.number][0]} {' '.join(area)}: {cell}"
            for cell in series.told()
        ]
    return result


def series_of_areas(by_period: dict[Period, Figures]) -> dict[Row, list[Window]]:
    """By area type, vintage and code the counts of all periods."""
    series: dict[Row, list[Window]] = {}
    for period, figures in sorted(by_period.items()):
        for row in figures.rows:
            series.setdefault(row[:3], []).append((period, row[3]))
    return series


class Windows:
    """What may have happened between the days at which any window of an area begins
    or ends."""

    def __init__(self, windows: list[Window], rounding: float) -> None:
        days = sorted({day for period, _ in windows for day in period})
        self._system = System(len(days) - 1)
        self._shown: dict[int, tuple[float, Period]] = {}
        self.hidden: list[Period] = []
        self._sums: list[Sum] = []
        for period, count in windows:
            first, end = (days.index(day) for day in period)
            of = np.arange(first, end, dtype=np.int32), np.ones(end - first)
            if count is None:
                self.hidden.append(period)
                self._sums.append(of)
            else:
                off = rounding / 2 if count else 0.0
                number = self._system.bound(of, count - off, count + off)
                self._shown[number] = (count, period)
        self._system.suppose(self._sums, SMALL)

    def told(self) -> list[Told]:
        """Hidden windows, by their numbers."""
        try:
            return self._system.told(self._sums)
        except ValueError:
            # people who happened twice are counted once: they cannot be added up
            return []

    def giving(self) -> list[Period]:
        """Of the shown windows that tell a hidden one the smallest."""
        giving: list[Period] = []
        for cell in self.told():
            by = [self._shown[each] for each in cell.by if each in self._shown]
            if by and not any(period in giving for _, period in by):
                giving.append(min(by, key=lambda each: (each[0] == 0, *each))[1])
        return giving


class Counts:
    """What the counts of all places may be, by what is shown of the areas: variables
    are, of each of the figures, each place's numerator, and of proportions, of which no
    numerator is above its denominator, then each place's denominator. The denominators
    of rates say nothing of their numerators. Arguments as of attack().

    The attacker takes hidden numerators for small (or those who are not in them, where
    most of the district are), as long as no figure contradicts that.
    """

    def __init__(
        self,
        figures: dict[Name, Figures],
        among: list[tuple[Name, Name]],
        rounding: float,
    ) -> None:
        self._figures = figures
        self._count = count = next(iter(figures.values())).places.count
        widths = [count * (1 + each.is_proportion) for each in figures.values()]
        starts = np.cumsum([0, *widths])
        self._first = dict(zip(figures, starts.tolist(), strict=False))
        self._district = {
            name: next((row[5] for row in each.rows if row[5] is not None), None)
            for name, each in figures.items()
        }
        self._ones = np.ones(count)
        self._system = System(int(starts[-1]))
        self._shown: dict[int, tuple[Name, Row]] = {}
        for name, each in figures.items():
            self._bind(name, each, rounding)
        both, signs = np.array([0, 1]), np.array([1.0, -1.0])
        for part, whole in among:
            first, second = self._first[part], self._first[whole]
            less = [
                ((first + (second - first) * both + number).astype(np.int32), signs)
                for number in range(count)
            ]
            self._system.suppose(less, 0.0)
        for name, each in figures.items():
            small = [self._small(name, row) for row in each.hidden()]
            self._system.suppose(small, SMALL)

    def _bind(self, name: Name, figures: Figures, rounding: float) -> None:
        count, first = self._count, self._first[name]
        for row in figures.rows:
            if row[3] is None:
                continue
            for shown, weights in ((row[3], (1, 0)), (row[4], (0, 1))):
                if weights[0] or figures.is_proportion:
                    off = rounding / 2 if shown else 0.0
                    of = self._sum_of(name, row, *weights)
                    number = self._system.bound(of, shown - off, shown + off)
                    self._shown[number] = name, row
        if figures.is_proportion:
            everybody = np.arange(first, first + 2 * count, dtype=np.int32)
            for pair in everybody.reshape(2, count).T:
                self._system.bound((pair, np.array([1.0, -1.0])), -np.inf, 0.0)

    def told(self, name: Name) -> list[tuple[Row, Told]]:
        """Hidden figures of which something can be told: how many are counted, or of a
        proportion how many are not, or of how many people it is."""
        figures = self._figures[name]
        hidden = figures.hidden()
        kinds = [(1, 0), (-1, 1), (0, 1)] if figures.is_proportion else [(1, 0)]
        sums = [self._sum_of(name, row, *kind) for kind in kinds for row in hidden]
        told: dict[int, Told] = {}
        try:
            cells = self._system.told(sums)
        except ValueError:
            raise ValueError(
                f"What is shown of {name} contradicts itself: counts of small areas, "
                "wards and the district do not add up. Each person or event that an "
                "indicator counts belongs to one small area, or to none."
            ) from None
        for cell in cells:
            told.setdefault(cell.number % len(hidden), cell)
        return [(hidden[number], told[number]) for number in sorted(told)]

    def giving(self, name: Name) -> list[tuple[Name, Row]]:
        """For each hidden figure that can be told the smallest of those that tell it:
        one of its own indicator and period if there is one, the district's last."""
        giving: dict[tuple[Name, Row], None] = {}
        for _, cell in self.told(name):
            by = [self._shown[each] for each in sorted(cell.by) if each in self._shown]
            if by and not any((of, row[:3]) in giving for of, row in by):
                of, row = min(
                    by,
                    key=lambda each: (
                        each[0] != name,
                        each[1][0] == "district",
                        each[1][3] == 0,
                        *each[1][3:5],
                        *each[1][:3],
                    ),
                )
                giving[of, row[:3]] = None
        return list(giving)

    def _small(self, name: Name, row: Row) -> Sum:
        district = self._district[name]
        if (
            self._figures[name].is_proportion
            and district is not None
            and district > 0.5
        ):
            return self._sum_of(name, row, -1, 1)
        return self._sum_of(name, row, 1, 0)

    def _sum_of(self, name: Name, row: Row, numerator: int, denominator: int) -> Sum:
        """Of the places of an area the numerators (1, 0), the denominators (0, 1), or
        those who are not in the numerator (-1, 1)."""
        numbers = self._figures[name].places.of[row[0], row[1], row[2]]
        numbers = numbers + np.int32(self._first[name])
        count, size = np.int32(self._count), len(numbers)
        if not numerator:
            return numbers + count, self._ones[:size]
        if not denominator:
            return numbers, self._ones[:size]
        return (
            np.concatenate([numbers, numbers + count]),
            np.repeat([float(numerator), float(denominator)], size),
        )
