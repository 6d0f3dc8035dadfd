"""A motivated intruder: what he holds, how he guesses, and whether he is better for it.

He has no key. What he is after is whether a named child was ready for school. Of each
small area and year he knows the children (their number too); what he does not know is
how many of them, and which, were not ready. See docs/privacy.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import binomtest

LUCK = 0.001  # what guessing alone may achieve so rarely is no luck
OBSERVED = "school_readiness_not_ready_observed"
ROUNDED = 2.5  # a count is published to the nearest 5
SMALL = 7  # a count up to this is hidden
AREA = ["area_type", "boundary_vintage", "area_code"]


@dataclass(frozen=True)
class Result:
    """Children whose outcome one guess got right and the other wrong."""

    children: int
    guessed: int
    baseline: int
    wins: int
    losses: int

    @property
    def least_gain(self) -> float:
        """The share of children for whom the attack is right and the baseline is not,
        less the reverse: lower end of the exact interval (Clopper and Pearson's, of the
        wins among the children for whom they differ)."""
        tried = self.wins + self.losses
        if not tried:
            return 0
        interval = binomtest(self.wins, tried).proportion_ci(1 - 2 * LUCK)
        return (2 * interval.low - 1) * tried / self.children

    @property
    def is_better(self) -> bool:
        return self.least_gain > 0

    def __str__(self) -> str:
        return (
            f"{self.children} children, right for {self.guessed / self.children:.1%}, "
            f"baseline {self.baseline / self.children:.1%}, gain at least "
            f"{self.least_gain:.1%}"
        )


def published_cells(folder: Path) -> pd.DataFrame:
    """Every observed cell of one publication, from whichever of its formats says most.

    Columns: area_type, boundary_vintage, area_code, period (first day), numerator,
    denominator (NaN when hidden), district_value.
    """
    found = []
    for kind, table in (("ward", "ward_indicators"), ("small_area", "area_indicators")):
        code = "ward_code" if kind == "ward" else "area_code"
        csv, parquet = folder / "csv" / table, folder / "parquet" / table
        for source in (
            f"read_csv('{csv}.csv', all_varchar = true)",
            f"read_parquet('{parquet}.parquet')",
            f"marts.main.{table}",
        ):
            with duckdb.connect() as connection:
                connection.execute(
                    f"attach '{folder / 'marts.duckdb'}' as marts (read_only)"
                )
                found.append(
                    connection.execute(
                        f"select '{kind}' as area_type, "
                        "cast(boundary_vintage as varchar) as boundary_vintage, "
                        f"{code} as area_code, cast(period_start as date) as period, "
                        "cast(numerator as double) as numerator, "
                        "cast(denominator as double) as denominator, "
                        "cast(district_value as double) as district_value "
                        f"from {source} where indicator_id = '{OBSERVED}'"
                    ).df()
                )
    cells = pd.concat(found)
    return cells.groupby([*AREA, "period"], as_index=False).max()


class Intruder:
    """One who holds the children of a plain extract and the places of every area.

    children: columns period, place, not_ready (for the scoring alone).
    areas: columns area_type, boundary_vintage, area_code, place.
    """

    def __init__(self, children: pd.DataFrame, areas: pd.DataFrame) -> None:
        self.children = children.reset_index(drop=True)
        self.places = sorted(children.place.unique())
        self.members = {
            key: np.isin(self.places, list(group.place))
            for key, group in areas.groupby(AREA)
        }

    def known_counts(self, period: object) -> np.ndarray:
        """How many children of each place he knows."""
        of_period = self.children[self.children.period == period].place.value_counts()
        return of_period.reindex(self.places, fill_value=0).to_numpy(float)

    def cells_of(self, cells: pd.DataFrame, period: object) -> pd.DataFrame:
        """The published cells of a period, with the children that he knows in each."""
        chosen = cells[cells.period == period].copy()
        chosen["members"] = [
            self.members.get(key, np.zeros(len(self.places), bool))
            for key in chosen[AREA].itertuples(index=False, name=None)
        ]
        known = self.known_counts(period)
        chosen["known"] = [known[members].sum() for members in chosen.members]
        return chosen[chosen.known > 0]

    def baseline(self, cells: pd.DataFrame, period: object) -> np.ndarray:
        """The published rate of the smallest area that shows one, by place."""
        chosen = self.cells_of(cells, period)
        district = cells.district_value[cells.period == period].max() / 100
        whole = (cells.numerator.sum() + 1) / (cells.denominator.sum() + 2)
        rates = np.full(len(self.places), whole if np.isnan(district) else district)
        shown = chosen[chosen.numerator.notna() & (chosen.denominator > 0)]
        for row in shown.sort_values("known", ascending=False).itertuples():
            rates[row.members] = min(row.numerator / row.denominator, 1)
        return rates

    def attack(
        self, cells: pd.DataFrame, period: object, error: float = ROUNDED
    ) -> np.ndarray:
        """The rate by place that fits all cells best: wards of both vintages, areas,
        the district and what a hidden cell can hold. Where they overlap, they subtract.

        error: how far a published count may be from the true one.
        """
        known, rates = self.known_counts(period), self.baseline(cells, period)
        likely = np.clip(rates, 0.02, 0.98)
        spread = np.sqrt(np.maximum(known, 0.1) * likely * (1 - likely))
        left, right = [np.diag(1 / spread)], [known * rates / spread]
        for row in self.cells_of(cells, period).itertuples():
            told, width = row.numerator, error / np.sqrt(3)
            if np.isnan(told):
                expected, width = (known * rates)[row.members].sum(), SMALL / 4
                few = np.clip(expected, 1, SMALL)
                many = np.clip(expected, row.known - SMALL, row.known - 1)
                if row.known <= SMALL:
                    continue
                told = min(few, many, key=lambda count, e=expected: abs(count - e))
            left.append(row.members[None, :] / width)
            right.append([told / width])
        fitted = np.linalg.lstsq(np.vstack(left), np.concatenate(right), rcond=None)[0]
        attack = np.divide(fitted, known, out=rates.copy(), where=known > 0)
        return attack.clip(0, 1)

    def judge(
        self,
        published: pd.DataFrame,
        leaked: pd.DataFrame | None = None,
        error: float = ROUNDED,
    ) -> Result:
        """How the attack on what is published, or has leaked, compares to the baseline,
        which is what anybody reads in what is published."""
        cells = published if leaked is None else leaked
        attack, baseline = np.zeros((2, len(self.children)))
        for period, rows in self.children.groupby("period").groups.items():
            places = np.searchsorted(self.places, self.children.place[rows])
            attack[rows] = self.attack(cells, period, error)[places]
            baseline[rows] = self.baseline(published, period)[places]
        return judged(self.children.not_ready.to_numpy(bool), attack, baseline)

    def recovered(
        self, cells: pd.DataFrame, period: object, error: float = ROUNDED
    ) -> tuple[int, int]:
        """Hidden cells whose count follows for certain from the others, and all hidden
        cells that could hold something else."""
        known, chosen = self.known_counts(period), self.cells_of(cells, period)
        members = np.stack(chosen.members.to_list()).astype(float)
        hidden = chosen.numerator.isna().to_numpy()
        # of more than a few children, neither nobody nor everybody would be hidden
        is_told = hidden & (chosen.known > SMALL).to_numpy()
        off = np.floor(error)
        rules = LinearConstraint(
            members,
            np.where(hidden, is_told, chosen.numerator - off),
            np.where(hidden, chosen.known - is_told, chosen.numerator + off),
        )
        certain = 0
        for row in members[hidden]:
            ends = [
                milp(
                    sign * row,
                    integrality=np.ones(len(known)),
                    constraints=rules,
                    bounds=Bounds(0, known),
                ).fun
                for sign in (1, -1)
            ]
            if None in ends:
                raise ValueError("the published cells contradict each other")
            certain += round(ends[0]) == round(-ends[1])
        return certain, int(hidden.sum())


def judged(truth: np.ndarray, attack: np.ndarray, baseline: np.ndarray) -> Result:
    """Compares two guesses, both of which name the same number of children."""
    rng = np.random.default_rng(2016)
    number = round(baseline.sum())
    right = []
    for belief in (attack, baseline):
        order = np.lexsort((rng.random(len(belief)), -belief.round(6)))
        named = np.zeros(len(belief), bool)
        named[order[:number]] = True
        right.append(named == truth)
    return Result(
        children=len(truth),
        guessed=int(right[0].sum()),
        baseline=int(right[1].sum()),
        wins=int((right[0] & ~right[1]).sum()),
        losses=int((right[1] & ~right[0]).sum()),
    )
