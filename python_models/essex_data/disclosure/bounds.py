"""Linear programs: between what sums of unknown counts must lie."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int32]
# A sum of counts: which, and how much each weighs.
Sum = tuple[Numbers, Floats]
# What is shown is rounded to 5: it leaves open as much. Who can tell a hidden count
# more closely than a shown one has recovered it.
BASE = 5.0
TINY = 1e-6
PRIMAL = 4  # of HiGHS' simplex_strategy


@dataclass(frozen=True)
class Told:
    """A sum that is known to within less than BASE: its number, between what it lies,
    and the numbers of the bounds from which that follows."""

    number: int
    lower: float
    upper: float
    by: frozenset[int]

    def __str__(self) -> str:
        return f"{self.lower:.1f} to {self.upper:.1f}"


class System:
    """Counts that are not below 0, and bounds on sums of them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._sums: list[Sum] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._supposed: list[range] = []

    def bound(self, of: Sum, least: float, most: float) -> int:
        """A sum lies between two figures, of which either may be infinite. Returns the
        number of the bound."""
        self._sums.append(of)
        self._least.append(least)
        self._most.append(most)
        return len(self._sums) - 1

    def suppose(self, sums: list[Sum], most: float) -> None:
        """Takes sums to be no more than that, unless it contradicts what is known."""
        first = len(self._sums)
        for of in sums:
            self.bound(of, -np.inf, most)
        self._supposed.append(range(first, len(self._sums)))

    def told(self, sums: list[Sum]) -> list[Told]:
        """Which sums are known to within less than BASE, and more than nobody.

        Raises ValueError where no counts fit the bounds.
        """
        if not sums:
            return []
        solver = self._solver()
        weights = _matrix(sums, self._count)
        lower, upper = np.full(len(sums), np.inf), np.full(len(sums), -np.inf)

        def is_least(target: Floats) -> bool:
            """What fits best shows of every sum how much it can be."""
            if not solver.is_least(target):
                return False
            found = weights @ solver.counts()
            np.minimum(lower, found, out=lower)
            np.maximum(upper, found, out=upper)
            return True

        # most are seen to be open when as many as can be are small, and then large; by
        # weights at random, each time another of those of which one must be
        random = np.random.default_rng(0)
        closed, before = np.ones(len(sums), dtype=bool), 0
        while closed.any() and closed.sum() != before:
            before = closed.sum()
            for sign in (1.0, -1.0):
                is_least(sign * (weights.T @ (closed * random.random(len(sums)))))
                closed = ~(upper - lower >= BASE - TINY)
        told = []
        for number in np.flatnonzero(closed):
            one = weights[[number]].toarray()[0]
            by: set[int] = set()
            for target in (-one, one):
                if upper[number] - lower[number] >= BASE - TINY:
                    break
                if not is_least(target):
                    upper[number] = np.inf
                by |= solver.binding()
            if TINY < upper[number] < lower[number] + BASE - TINY:
                ends = float(lower[number]), float(upper[number])
                told.append(Told(int(number), *ends, frozenset(by)))
        return told

    def _solver(self) -> _Solver:
        """With what is known, and all that can be supposed beside it."""
        supposed = {number for numbers in self._supposed for number in numbers}
        known = [
            np.inf if number in supposed else most
            for number, most in enumerate(self._most)
        ]
        solver = _Solver(self._count, self._sums, self._least, known)
        for number in supposed:
            solver.bound(number, self._most[number])
        if solver.fits():
            return solver
        for number in supposed:
            solver.bound(number, np.inf)
        if not solver.fits():
            raise ValueError("no counts fit the bounds")
        for numbers in self._supposed:
            for number in numbers:
                solver.bound(number, self._most[number])
            if not solver.fits():
                for number in numbers:
                    solver.bound(number, np.inf)
        return solver


class _Solver:
    """HiGHS, with a linear program of which many questions are asked: bounds on one
    count are bounds of its column, the others are rows. Arguments as of System."""

    def __init__(
        self, count: int, sums: list[Sum], least: list[float], most: list[float]
    ) -> None:
        self._count = count
        self._columns = np.arange(count, dtype=np.int32)
        self._single: dict[int, int] = {}
        self._row: dict[int, int] = {}
        self._bounds: list[list[int]] = [[] for _ in range(count)]
        lower, upper = np.zeros(count), np.full(count, np.inf)
        for number, (of, weights) in enumerate(sums):
            if len(of) == 1 and weights[0] == 1:
                column = int(of[0])
                self._single[number] = column
                self._bounds[column].append(number)
                lower[column] = max(lower[column], least[number])
                upper[column] = min(upper[column], most[number])
            else:
                self._row[number] = len(self._row)
        self._rows = list(self._row)
        self._lower, self._upper = lower, upper
        matrix = _matrix([sums[number] for number in self._rows], count)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, len(self._rows)
        model.col_cost_ = np.zeros(count)
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = np.array([least[number] for number in self._rows])
        model.row_upper_ = np.array([most[number] for number in self._rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._highs = highspy.Highs()
        self._highs.silent()
        # what fitted one question fits the next
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        self._highs.setOptionValue("presolve", "off")
        self._highs.passModel(model)

    def bound(self, number: int, most: float) -> None:
        """Moves the upper end of a bound that has no lower one."""
        if number in self._single:
            column = self._single[number]
            most = min(most, self._upper[column])
            self._highs.changeColBounds(column, self._lower[column], most)
        else:
            self._highs.changeRowBounds(self._row[number], -np.inf, most)

    def fits(self) -> bool:
        """Whether any counts fit all bounds."""
        return self.is_least(np.zeros(self._count))

    def is_least(self, target: Floats) -> bool:
        """Whether there is a least sum, by the weight of each count; counts() and
        binding() are then those of it."""
        self._highs.changeColsCost(self._count, self._columns, target)
        self._highs.run()
        status = self._highs.getModelStatus()
        return bool(status == highspy.HighsModelStatus.kOptimal)

    def counts(self) -> Floats:
        """The counts."""
        return np.array(self._highs.getSolution().col_value)

    def binding(self) -> set[int]:
        """The numbers of the bounds by which the sum is no less."""
        solution = self._highs.getSolution()
        rows = np.flatnonzero(np.abs(solution.row_dual) > TINY)
        columns = np.flatnonzero(np.abs(solution.col_dual) > TINY)
        return {self._rows[row] for row in rows} | {
            number for column in columns for number in self._bounds[column]
        }


def _matrix(sums: list[Sum], count: int) -> csr_array:
    starts = np.cumsum([0, *(len(of) for of, _ in sums)], dtype=np.int32)
    numbers = [of for of, _ in sums] or [np.empty(0, dtype=np.int32)]
    weights = [weight for _, weight in sums] or [np.empty(0)]
    return csr_array(
        (np.concatenate(weights), np.concatenate(numbers), starts),
        shape=(len(sums), count),
    )
