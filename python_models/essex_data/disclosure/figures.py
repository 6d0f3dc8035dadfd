"""What a publication shows of indicators, periods and areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import block_array

from essex_data.disclosure.bounds import Numbers, Sums, totals

# area_type, boundary_vintage, area_code, numerator and denominator (None when hidden).
Row = tuple[Any, ...]
# The first day of a period and the first after it, as text that sorts.
Period = tuple[str, str]
# An indicator and a period.
Figure = tuple[str, Period]
# Of figures: what they are called, such as their indicator and period.
Name = Any
# A period, and its count (None when hidden).
Window = tuple[Period, float | None]


@dataclass(frozen=True)
class Places:
    """Of which places each area is made. Each place is also an area by itself.

    number: by area type, vintage and code a number from 0; rates: the sums of counts of
    places, by the numbers of areas; proportions: of numerators and denominators the
    sums of the ones, of the others, and how much more these are, each by the numbers of
    areas; alone: of each place the number of the area that is this place alone; kin:
    of each place a number that it has in common with those that are in the same larger
    areas.
    """

    number: dict[tuple[str, str, str], int]
    rates: Sums
    proportions: Sums
    alone: Numbers
    kin: Numbers


@dataclass
class Figures:
    """What is shown of one indicator in one period."""

    places: Places
    rows: list[Row]
    is_proportion: bool = False

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the areas of the rows."""
        number = self.places.number
        return np.array([number[row[:3]] for row in self.rows], dtype=np.int32)

    @property
    def is_hidden(self) -> npt.NDArray[np.bool_]:
        """Of each row whether it is without counts."""
        return np.array([row[3] is None for row in self.rows])

    def hidden(self) -> list[Row]:
        """Rows without counts."""
        return [row for row in self.rows if row[3] is None]

    def is_of_most(self) -> bool:
        """Whether most of the district are counted, as far as is shown."""
        return any(
            numerator is not None and numerator > 0.5 * denominator
            for area_type, _, _, numerator, denominator in self.rows
            if area_type == "district"
        )

    def hide(self, area: Row) -> None:
        """Hides the counts of an area: area type, vintage and code."""
        self.rows = [
            (*area, None, None) if row[:3] == area else row for row in self.rows
        ]


@dataclass(frozen=True)
class Among:
    """Figures, by their names, that count people or events among those of a whole, no
    two of them the same; are_all: and together as good as all of these."""

    parts: tuple[Name, ...]
    whole: Name
    are_all: bool = False


class Publication:
    """The figures of a publication, by indicator and period.

    figures: rows of indicator, first day of the period and first day after it as text,
    in their order, then those of a Row; members: as of places_of_areas(); catalogue:
    rows of indicator, statistic, period type, the indicators that it is a part of,
    apart by blanks, theme and sex.
    """

    def __init__(
        self, figures: Iterable[Row], members: Iterable[Row], catalogue: Iterable[Row]
    ) -> None:
        self.places = places_of_areas(members)
        catalogue = list(catalogue)
        proportions = {row[0] for row in catalogue if row[1] == "proportion"}
        self.rolling = {row[0] for row in catalogue if row[2] == "rolling_12_months"}
        self.part_of = {row[0]: (row[3] or "").split() for row in catalogue}
        by_sex: dict[str, list[tuple[str, str]]] = {}
        for name, *_, sex in catalogue:
            for whole in self.part_of[name] if sex != "Persons" else ():
                by_sex.setdefault(whole, []).append((sex, name))
        self._sexes = {
            whole: tuple(name for _, name in parts)
            for whole, parts in by_sex.items()
            if sorted(sex for sex, _ in parts) == ["Female", "Male"]
        }
        self.forecasts = {row[0] for row in catalogue if row[4] == "predicted_risk"}
        self.figures: dict[str, dict[Period, Figures]] = {}
        for (indicator, start, end), rows in groupby(figures, lambda row: row[:3]):
            self.figures.setdefault(indicator, {})[start, end] = Figures(
                self.places, [tuple(row[3:]) for row in rows], indicator in proportions
            )

    def __getitem__(self, figure: Figure) -> Figures:
        return self.figures[figure[0]][figure[1]]

    def every(self) -> Iterator[tuple[Figure, Figures]]:
        """Each indicator and period with its figures."""
        for name, by_period in self.figures.items():
            for period, figures in by_period.items():
                yield (name, period), figures

    def beside(
        self, figures: Sequence[Figure]
    ) -> tuple[dict[Figure, Figures], list[Among]]:
        """Figures with those that tell of them: their parts, and of a sex the other and
        both; and how they belong together."""
        among: dict[Among, None] = {}
        for figure in figures:
            name, period = figure
            sexes = self.together(figure)
            if sexes[1:]:
                among[Among(sexes[1:], sexes[0], are_all=True)] = None
            for part, wholes in self.part_of.items():
                for start, end in self.figures.get(part, {}) if name in wholes else ():
                    part_of_it = (part, (start, end))
                    is_within = period[0] <= start and end <= period[1]
                    if is_within and part_of_it not in sexes:
                        among[Among((part_of_it,), figure)] = None
        every = [*figures, *(name for of in among for name in (of.whole, *of.parts))]
        return {figure: self[figure] for figure in every}, list(among)

    def together(self, figure: Figure) -> tuple[Figure, ...]:
        """The figures with which one is attacked: both sexes, and each, or it alone."""
        name, period = figure
        for whole in (name, *self.part_of.get(name, [])):
            every = (whole, *self._sexes.get(whole, ()))
            if every[1:] and name in every:
                if all(period in self.figures.get(each, {}) for each in every):
                    return tuple((each, period) for each in every)
        return (figure,)

    def beside_which(self, figure: Figure) -> list[Figure]:
        """The figures of which a figure tells: those of which it is a part, and of the
        sexes the others."""
        name, period = figure
        wholes = [
            (whole, (start, end))
            for whole in self.part_of.get(name, [])
            for start, end in self.figures.get(whole, {})
            if start <= period[0] and period[1] <= end
        ]
        return [*wholes, *(each for each in self.together(figure) if each != figure)]


def places_of_areas(members: Iterable[Row]) -> Places:
    """Of which places areas are made.

    members: area type, vintage and code of each area beside each of its places."""
    members = sorted(members)
    # by place: two publications with the same places number them alike
    numbers = {place: n for n, place in enumerate(sorted({row[3] for row in members}))}
    areas: dict[tuple[str, str, str], list[int]] = {}
    for area_type, vintage, area, place in members:
        areas.setdefault((area_type, vintage, area), []).append(numbers[place])
    rates = totals(
        [np.array(of, dtype=np.int32) for of in areas.values()], len(numbers)
    )
    is_in = rates.toarray() > 0
    is_alone = is_in.sum(axis=1) == 1
    # a place that is several areas by itself, or none, is like no other
    other = np.diag(is_in[is_alone].sum(axis=0) != 1)
    _, kin = np.unique(
        np.vstack([is_in[~is_alone], other]), axis=1, return_inverse=True
    )
    return Places(
        {area: number for number, area in enumerate(areas)},
        rates,
        block_array([[rates, None], [None, rates], [-rates, rates]], format="csr"),
        np.flatnonzero(is_alone)[is_in[is_alone].argmax(axis=0)],
        kin,
    )
