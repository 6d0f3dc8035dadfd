"""Attacks on figures: which of those that are hidden can be told from what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.sparse import block_diag, eye_array, vstack

from essex_data.disclosure.bounds import (
    BASE,
    Floats,
    Numbers,
    Sums,
    System,
    Told,
    totals,
)
from essex_data.disclosure.figures import Among, Figures, Name, Period, Row, Window

# Who knows the rules knows that hidden counts are mostly below this (is_small_count).
SMALL = 7.5
# Of areas in a system of counts: how many are counted, of how many, and the difference.
COUNTED, ALL, OTHERS = range(3)


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
    among: Iterable[Among] = (),
    rounding: float = BASE,
) -> Audit:
    """Attacks figures, by a name each.

    beside: further figures by name, which are not attacked but known; among: which of
    them are parts of which, in every place; rounding: what shown counts are multiples
    of.
    """
    model = Counts({**figures, **(beside or {})}, list(among), rounding)
    result = Audit()
    for name, each in figures.items():
        hidden = each.hidden()
        result.shown += len(each.rows) - len(hidden)
        result.hidden += len(hidden)
        result.recovered += [
            f"{_words(name)} {' '.join(row[:3])}: {cell}"
            for row, cell in model.told(name)
        ]
    return result


def _words(name: Name) -> str:
    return name if isinstance(name, str) else f"{name[0]} {name[1][0]}"


def attack_windows(by_period: dict[Period, Figures], rounding: float = BASE) -> Audit:
    """Attacks the series of each area for itself: windows that overlap share what
    happened in both, as if all of it could be added up."""
    result = Audit()
    for area, windows in series_of_areas(by_period).items():
        series = Windows(windows, rounding)
        result.shown += len(windows) - len(series.hidden)
        result.hidden += len(series.hidden)
        result.recovered += [
            f"{windows[cell.row][0][0]} {' '.join(area)}: {cell}"
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
        numbers = np.arange(len(days), dtype=np.int32)
        between = [
            numbers[days.index(start) : days.index(end)] for (start, end), _ in windows
        ]
        counts = np.array([count for _, count in windows], dtype=float)
        self._windows = windows
        self.hidden = np.flatnonzero(np.isnan(counts))
        self._system = System(totals(between, len(days) - 1))
        _show(self._system, np.arange(len(windows)), counts, rounding)
        self._system.suppose(self.hidden, SMALL)

    def told(self) -> list[Told]:
        """Hidden windows, by their numbers."""
        try:
            return self._system.told(self.hidden)
        except ValueError:
            # people who happened twice are counted once: they cannot be added up
            return []

    def giving(self) -> list[Period]:
        """Of the shown windows that tell a hidden one the smallest."""
        giving: list[Period] = []
        for cell in self.told():
            windows = [self._windows[row] for row in cell.by]
            by = [(count, period) for period, count in windows if count is not None]
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
        among: list[Among],
        rounding: float,
    ) -> None:
        self._figures = figures
        blocks = [
            each.places.proportions if each.is_proportion else each.places.rates
            for each in figures.values()
        ]
        starts = np.cumsum([(0, 0), *(block.shape for block in blocks)], axis=0)
        self._first = dict(zip(figures, starts[:, 0].tolist(), strict=False))
        column = dict(zip(figures, starts[:, 1].tolist(), strict=False))
        places = next(iter(figures.values())).places.rates.shape[1]
        shape = places, int(starts[-1, 1])

        def excess(of: Among, start: int) -> Sums:
            """By place, how much more the parts are than the whole."""
            every = eye_array(*shape, k=column[of.parts[0]] + start)
            for part in of.parts[1:]:
                every = every + eye_array(*shape, k=column[part] + start)
            return every - eye_array(*shape, k=column[of.whole] + start)

        less = [excess(of, 0) for of in among]
        least = [0.0 if of.are_all else -np.inf for of in among]
        for of in among:
            if of.are_all and all(figures[name].is_proportion for name in of.parts):
                less.append(excess(of, places))
                least.append(0.0)
        every = block_diag(blocks, format="csr") if blocks[1:] else blocks[0]
        self._system = System(vstack([every, *less], format="csr") if less else every)
        for name, each in figures.items():
            self._show(name, each, rounding)
        rows = np.arange(places) + int(starts[-1, 0])
        for number, end in enumerate(least):
            self._system.suppose(rows + number * places, 0.0, end)
        for name, each in figures.items():
            # of those of whom most are counted, few are not
            kind = OTHERS if each.is_proportion and each.is_of_most() else COUNTED
            self._system.suppose(self._rows(name, kind)[each.is_hidden], SMALL)
        self._liken()

    def _liken(self) -> None:
        """Places of which the same is shown, in the same larger areas, are alike: their
        counts can be exchanged."""
        known = []
        for each in self._figures.values():
            shown = np.full((len(each.places.number), 2), -1.0)
            shown[each.numbers] = [
                (-2, -2) if row[3] is None else row[3:5] for row in each.rows
            ]
            known += [each.places.kin[:, None], shown[each.places.alone]]
        _, first, kinds = np.unique(
            np.hstack(known), axis=0, return_index=True, return_inverse=True
        )
        for name, each in self._figures.items():
            alone = each.places.alone
            for kind in (COUNTED, ALL, OTHERS) if each.is_proportion else (COUNTED,):
                start = self._first[name] + kind * len(each.places.number)
                self._system.alike[start + alone] = start + alone[first[kinds]]

    def _show(self, name: Name, figures: Figures, rounding: float) -> None:
        counts = np.array([row[3:5] for row in figures.rows], dtype=float).T
        for kind in (COUNTED, ALL) if figures.is_proportion else (COUNTED,):
            rows = self._rows(name, kind)
            _show(self._system, rows, counts[kind], rounding)
        if figures.is_proportion:
            areas, places = figures.places.rates.shape
            of_a_place = np.flatnonzero(np.diff(figures.places.rates.indptr) == 1)
            self._system.least[self._first[name] + OTHERS * areas + of_a_place] = 0.0

    def _rows(self, name: Name, kind: int) -> Numbers:
        """Of the system, for each row of the figures."""
        figures = self._figures[name]
        return self._first[name] + kind * len(figures.places.number) + figures.numbers

    @cached_property
    def _shown(self) -> dict[int, tuple[Name, Row]]:
        """What is shown, by the rows of the system."""
        return {
            number: (name, row)
            for name, each in self._figures.items()
            for kind in ((COUNTED, ALL) if each.is_proportion else (COUNTED,))
            for number, row in zip(
                self._rows(name, kind).tolist(), each.rows, strict=True
            )
            if row[3] is not None
        }

    def told(self, name: Name) -> list[tuple[Row, Told]]:
        """Hidden figures of which something can be told: how many are counted, or of a
        proportion how many are not, or of how many people it is."""
        figures = self._figures[name]
        hidden = figures.hidden()
        kinds = (COUNTED, OTHERS, ALL) if figures.is_proportion else (COUNTED,)
        is_hidden = figures.is_hidden
        rows = np.concatenate([self._rows(name, kind)[is_hidden] for kind in kinds])
        told: dict[Row, Told] = {}
        try:
            cells = self._system.told(rows)
        except ValueError:
            raise ValueError(
                f"What is shown of {name} contradicts itself: counts of small areas, "
                "wards and the district do not add up. Each person or event that an "
                "indicator counts belongs to one small area, or to none."
            ) from None
        area = dict(zip(rows.tolist(), hidden * len(kinds), strict=True))
        for cell in cells:
            told.setdefault(area[cell.row], cell)
        return sorted(told.items())

    def giving(self, names: Iterable[Name]) -> list[tuple[Name, Row]]:
        """For each hidden figure of these that can be told the smallest of those that
        tell it: one of its own indicator and period if there is one, the district's
        last."""
        giving: dict[tuple[Name, Row], None] = {}
        told = [(name, cell) for name in names for _, cell in self.told(name)]
        for figure, cell in told:
            by = [self._shown[each] for each in sorted(cell.by) if each in self._shown]
            if by and not any((of, row[:3]) in giving for of, row in by):
                of, row = min(
                    by,
                    key=lambda each: (
                        each[0] != figure,
                        each[1][0] == "district",
                        each[1][3] == 0,
                        *each[1][3:5],
                        *each[1][:3],
                    ),
                )
                giving[of, row[:3]] = None
        return list(giving)


def _show(system: System, rows: Numbers, counts: Floats, rounding: float) -> None:
    """What rounded counts say of sums; NaN says nothing, and nobody is nobody."""
    is_shown = ~np.isnan(counts)
    rows, counts = rows[is_shown], counts[is_shown]
    off = np.where(counts > 0, rounding / 2, 0.0)
    system.least[rows], system.most[rows] = counts - off, counts + off
