"""What must be hidden beside small counts, so that nobody can tell them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pyarrow as pa

from essex_data.disclosure.attacks import Counts, Name, Windows, series_of_areas
from essex_data.disclosure.bounds import BASE
from essex_data.disclosure.figures import Period, Publication, Row, Window

TELLING = pa.schema(
    {
        "indicator_id": pa.string(),
        "period_start_on": pa.date32(),
        "area_type": pa.string(),
        "boundary_vintage": pa.string(),
        "area_code": pa.string(),
    }
)
# What the order of figures is by, and of the rest of a table what the attack reads.
KEYS = [
    *("indicator_id", "period_start_on"),
    *("area_type", "boundary_vintage", "area_code"),
]
JUDGED = [
    *KEYS,
    *("period_end_on", "period_type", "statistic", "theme", "part_of"),
    *("shown_numerator", "shown_denominator"),
]


def telling(judged: pd.DataFrame, areas: pd.DataFrame) -> pa.Table:
    """The table TELLING: figures that must be hidden so that none of those that are
    hidden already, or are then, can be told.

    judged: the columns JUDGED of lnk_indicators__judged; areas: as
    lnk_indicators__areas.
    """
    figures = judged.sort_values(KEYS)
    start = _days(figures["period_start_on"])
    end = _days(figures["period_end_on"] + pd.Timedelta(days=1))
    counts = (
        [None if pd.isna(count) else count for count in figures[name].tolist()]
        for name in ("shown_numerator", "shown_denominator")
    )
    members = areas[["area_type", "boundary_vintage", "area_code", "place"]]
    catalogue = judged.drop_duplicates("indicator_id")[
        ["indicator_id", "statistic", "period_type", "part_of", "theme"]
    ].fillna("")
    hidden = protect(
        Publication(
            zip(
                figures["indicator_id"].tolist(),
                *(start, end),
                *(figures[name].tolist() for name in KEYS[2:]),
                *counts,
                strict=True,
            ),
            members.itertuples(index=False, name=None),
            catalogue.itertuples(index=False, name=None),
        )
    )
    rows = [
        dict(
            zip(TELLING.names, (indicator, date.fromisoformat(day), *area), strict=True)
        )
        for indicator, day, *area in sorted(hidden)
    ]
    return pa.Table.from_pylist(rows, TELLING)


def _days(days: pd.Series) -> list[str]:
    """Days as text that sorts; there are few different ones."""
    codes, different = pd.factorize(days)
    text = [str(day)[:10] for day in different]
    return [text[code] for code in codes]


def protect(publication: Publication) -> list[Row]:
    """Hides figures of a publication until none of those that are hidden can be told.

    Returns what was hidden: indicator, first day of the period, area type, vintage and
    code. Of the figures that together tell a hidden one it takes the smallest, and the
    district's last.
    """
    hidden: list[Row] = []
    by_indicator = publication.figures

    def hide(indicator: str, period: Period, area: Row) -> None:
        by_indicator[indicator][period].hide(area)
        hidden.append((indicator, period[0], *area))
        # what is hidden now is attacked as well, and tells less of others
        figures[indicator, period] = None
        figures.update(dict.fromkeys(publication.wholes(indicator, period)))

    def giving(figure: tuple[str, Period]) -> list[tuple[Name, Row]]:
        indicator, period = figure
        if not by_indicator[indicator][period].hidden():
            return []
        parts = publication.parts(indicator, period)
        every = {figure: by_indicator[indicator][period], **parts}
        return Counts(every, [(part, figure) for part in parts], BASE).giving(figure)

    every = [(each, period) for each in by_indicator for period in by_indicator[each]]
    with ThreadPoolExecutor() as pool:
        found = pool.map(giving, every)
        # a dictionary is a set that keeps its order: every run hides the same
        figures = {
            each: None for each, areas in zip(every, found, strict=True) if areas
        }
    series = {
        (each, area): windows
        for each in by_indicator
        if each in publication.rolling
        for area, windows in series_of_areas(by_indicator[each]).items()
    }
    while figures or series:
        if series:
            (indicator, area), windows = series.popitem()
            for period in _giving_windows(windows):
                hide(indicator, period, area)
            continue
        figure, _ = figures.popitem()
        for (indicator, period), area in giving(figure):
            hide(indicator, period, area)
            # other figures may follow from what is still shown of this one
            figures[figure] = None
            if indicator in publication.rolling:
                windows = series_of_areas(by_indicator[indicator])[area]
                series[indicator, area] = windows
    return hidden


def _giving_windows(windows: list[Window]) -> list[Period]:
    """Windows of an area to hide until none that is hidden can be told."""
    found: list[Period] = []
    while giving := Windows(windows, BASE).giving():
        found += giving
        windows = [(p, None if p in giving else count) for p, count in windows]
    return found
