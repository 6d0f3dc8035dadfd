"""Linear programs: between what sums of unknown counts must lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.integer]
# Sums of counts: a row each, a column for each count, and how much it weighs.
Sums: TypeAlias = csr_array
# What is shown is rounded to 5: it leaves open as much. Who can tell a hidden count
# more closely than a shown one has recovered it.
BASE = 5.0
TINY = 1e-6
PRIMAL = 4  # of HiGHS' simplex_strategy


@dataclass(frozen=True)
class Told:
    """A sum that is known to within less than BASE: its row, between what it lies, and
    the rows of the bounds from which that follows."""

    row: int
    lower: float
    upper: float
    by: frozenset[int]

    def __str__(self) -> str:
        return f"{self.lower:.1f} to {self.upper:.1f}"


class System:
    """Sums of counts that are not below 0, and what is known of them: least and most of
    each row, at first nothing. Rows of which the same is known, so that who exchanges
    their counts contradicts nothing, may be given the same number in alike: one of them
    is asked about for all."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums
        self.alike = np.arange(sums.shape[0])
        self.least = np.full(sums.shape[0], -np.inf)
        self.most = np.full(sums.shape[0], np.inf)
        self._supposed: list[tuple[Numbers, float, float]] = []

    def suppose(self, rows: Numbers, most: float, least: float = -np.inf) -> None:
        """Takes sums to lie between these, unless it contradicts what is known."""
        self._supposed.append((rows, least, most))

    def told(self, rows: Numbers) -> list[Told]:
        """Which of these sums, none of which can be below 0, are known to within less
        than BASE, and are of more than nobody.

        Raises ValueError where no counts fit what is known.
        """
        if not len(rows):
            return []
        solver = self._solver()
        rows = rows[np.argsort(self.alike[rows], kind="stable")]
        _, first = np.unique(self.alike[rows], return_index=True)
        # few enough to be dense, which asks in a tenth of the time
        every = self._sums[rows].toarray()
        sums = every[first]
        lower, upper = np.full(len(first), np.inf), np.full(len(first), -np.inf)

        def see() -> npt.NDArray[np.bool_]:
            """What fits best shows how much every sum, and those alike, can be. Tells
            which are not seen to be open."""
            nonlocal lower, upper
            found = every @ solver.counts()
            lower = np.minimum(lower, np.minimum.reduceat(found, first))
            upper = np.maximum(upper, np.maximum.reduceat(found, first))
            return upper - lower < BASE - TINY

        # most are seen to be open when as many as can be are large, and then small; by
        # weights at random, each time others of those that cannot all be
        random = np.random.default_rng(0)
        closed, sign, idle = see(), -1.0, 0
        while closed.any() and idle < 2:
            before = closed.sum()
            solver.minimise(sign * (closed * random.random(len(first))) @ sums)
            closed = see()
            if closed.sum() == before:
                sign, idle = -sign, idle + 1
            else:
                idle = 0
        # one question tells of all that are nobody
        if (closed & (upper < TINY)).any():
            solver.minimise(-1.0 * (closed & (upper < TINY)) @ sums)
            closed = see()
        told = []
        ends = np.append(first[1:], len(rows))
        for kind in np.flatnonzero(closed & (upper > TINY)):
            for number in range(first[kind], ends[kind]):
                by: set[int] = set()
                for target in (-every[number], every[number]):
                    solver.minimise(target)
                    closed = see()
                    by |= solver.binding()
                if not closed[kind]:
                    break
                between = float(lower[kind]), float(upper[kind])
                told.append(Told(int(rows[number]), *between, frozenset(by)))
        return sorted(told, key=lambda each: each.row)

    def _solver(self) -> _Solver:
        """With what is known, and all that can be supposed beside it; counts that fit
        are found."""
        least, most = self.least.copy(), self.most.copy()
        for rows, low, high in self._supposed:
            least[rows] = np.maximum(least[rows], low)
            most[rows] = np.minimum(most[rows], high)
        solver = _Solver(self._sums, (self.least, self.most), (least, most))
        if solver.fits():
            return solver
        for rows, *_ in self._supposed:
            solver.bound(rows, self.least[rows], self.most[rows])
        if not solver.fits():
            raise ValueError("no counts fit what is known")
        for rows, *_ in self._supposed:
            solver.bound(rows, least[rows], most[rows])
            if not solver.fits():
                solver.bound(rows, self.least[rows], self.most[rows])
                solver.fits()
        return solver


class _Solver:
    """HiGHS, with a linear program of which many questions are asked: bounds on one
    count are bounds of its column, the others are rows.

    sums: as of System; known, supposed: least and most of each sum, that are known and
    that are taken to begin with.
    """

    def __init__(
        self, sums: Sums, known: tuple[Floats, Floats], supposed: tuple[Floats, Floats]
    ) -> None:
        least, most = known
        is_single = np.diff(sums.indptr) == 1
        first = sums.indptr[:-1]
        is_single[is_single] = sums.data[first[is_single]] == 1
        # of each sum its column in the program, or else its row, or neither
        self._column = np.full(len(most), -1)
        self._column[is_single] = sums.indices[first[is_single]]
        self._rows = np.flatnonzero(
            ~is_single & ((supposed[0] > -np.inf) | (supposed[1] < np.inf))
        )
        self._row = np.full(len(most), -1)
        self._row[self._rows] = np.arange(len(self._rows))
        columns = self._column[is_single]
        # of what nobody says anything there may be more than of anything shown
        largest = np.max(most, initial=0, where=most < np.inf) + 2 * BASE
        count = sums.shape[1]
        self._lower, self._upper = np.zeros(count), np.full(count, largest)
        np.maximum.at(self._lower, columns, least[is_single])
        np.minimum.at(self._upper, columns, most[is_single])
        lower, upper = self._lower.copy(), self._upper.copy()
        np.maximum.at(lower, columns, supposed[0][is_single])
        np.minimum.at(upper, columns, supposed[1][is_single])
        matrix = sums[self._rows]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, len(self._rows)
        model.col_cost_ = np.zeros(count)
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = supposed[0][self._rows]
        model.row_upper_ = supposed[1][self._rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._columns = np.arange(count, dtype=np.int32)
        self._highs = highspy.Highs()
        self._highs.silent()
        # what fitted one question fits the next
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        self._highs.setOptionValue("presolve", "off")
        self._highs.passModel(model)

    def bound(self, rows: Numbers, least: Floats, most: Floats) -> None:
        """Moves the ends of sums."""
        for row, low, high in zip(
            rows.tolist(), least.tolist(), most.tolist(), strict=True
        ):
            if (column := int(self._column[row])) >= 0:
                low = max(low, self._lower[column])
                high = min(high, self._upper[column])
                self._highs.changeColBounds(column, low, high)
            else:
                self._highs.changeRowBounds(int(self._row[row]), low, high)

    def fits(self) -> bool:
        """Whether any counts fit all bounds."""
        return self.minimise(np.zeros(len(self._columns)))

    def minimise(self, target: Floats) -> bool:
        """Whether there is a least sum, by the weight of each count; counts() and
        binding() are then those of it."""
        self._highs.changeColsCost(len(target), self._columns, target)
        self._highs.run()
        status = self._highs.getModelStatus()
        return bool(status == highspy.HighsModelStatus.kOptimal)

    def counts(self) -> Floats:
        """The counts."""
        return np.array(self._highs.getSolution().col_value)

    def binding(self) -> set[int]:
        """The rows of the sums by which the least sum is no less."""
        solution = self._highs.getSolution()
        rows = np.flatnonzero(np.abs(solution.row_dual) > TINY)
        columns = np.flatnonzero(np.abs(solution.col_dual) > TINY)
        single = np.flatnonzero(np.isin(self._column, columns))
        return {*self._rows[rows].tolist(), *single.tolist()}


def totals(of: Sequence[Numbers], count: int) -> Sums:
    """The sum of each list of numbers, of so many counts."""
    starts = np.cumsum([0, *map(len, of)], dtype=np.int32)
    numbers = np.concatenate([np.empty(0, dtype=np.int32), *of])
    return csr_array((np.ones(len(numbers)), numbers, starts), shape=(len(of), count))
