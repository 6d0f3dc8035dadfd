"""The attack from outside, on the marts of a publication alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
from tqdm import tqdm

from essex_data.disclosure.attacks import Audit, attack, attack_windows
from essex_data.disclosure.figures import Among, Figures, Name, Publication, Row

FIGURES = """
select
    fact_indicators.indicator_id,
    cast(dim_periods.period_start as varchar),
    cast(dim_periods.period_end + 1 as varchar),
    dim_areas.area_type, dim_areas.boundary_vintage, dim_areas.area_code,
    fact_indicators.numerator, fact_indicators.denominator
from fact_indicators
inner join dim_areas using (area_key)
inner join dim_periods using (period_key)
order by all
"""
MEMBERS = """
select area_type, boundary_vintage, area_code, lsoa_code from area_members order by all
"""
CATALOGUE = """
select indicator_id, statistic, period_type, part_of, theme, sex
from indicator_catalogue
"""


def audit(
    folder: Path, only: str = "", periods: int = 0, earlier: Path | None = None
) -> Audit:
    """Attacks a publication.

    folder: published/current, or one like it; only: an indicator, else all; periods:
    how many of the newest of each indicator, else all; earlier: a publication before
    it, from which the attacker knows that since then figures only grew.
    """
    now = _read(folder, folder)
    before = _read(earlier, folder) if earlier else None
    asked = {each: now.figures[each] for each in now.figures if only in ("", each)}
    result = Audit()
    for indicator, by_period in tqdm(asked.items(), disable=None):
        for period in sorted(by_period)[-periods:]:
            figure = (indicator, period)
            whole: dict[Name, Figures] = {figure: by_period[period]}
            every, among = now.beside([figure])
            beside: dict[Name, Figures] = {**every}
            del beside[figure]
            known = before.figures.get(indicator, {}) if before else {}
            # forecasts are made anew, and may be fewer
            if period in known and indicator not in now.forecasts:
                before_it = f"earlier {indicator} {period[0]}"
                old: dict[Name, Figures] = {before_it: known[period]}
                among.append(Among((before_it,), figure))
                # what was hidden then may be told by what is shown now
                found = attack(old, {**whole, **beside}, among).recovered
                result.recovered += found
                beside |= old
            # these are attacked in their own turn, and here only say what they say
            result.add(attack(whole, beside, among))
        if indicator in now.rolling and not periods:
            told = attack_windows(by_period).recovered
            result.recovered += [f"{indicator} {cell}" for cell in told]
    return result


def _read(folder: Path, described_in: Path) -> Publication:
    """A publication, by the catalogue of another: an earlier one may say less."""
    figures, members, catalogue = (
        _rows(of, query)
        for of, query in (
            (folder, FIGURES),
            (folder, MEMBERS),
            (described_in, CATALOGUE),
        )
    )
    return Publication(figures, members, catalogue)


def _rows(folder: Path, query: str) -> list[Row]:
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as marts:
        return marts.execute(query).fetchall()
