"""What must be hidden beside small counts, or not be revised,
so that nobody can tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import groupby

import numpy as np
import pandas as pd
import pyarrow as pa

from essex_data.disclosure.attacks import Counts, Windows, series_of_areas
from essex_data.disclosure.bounds import BASE
from essex_data.disclosure.figures import (
    Among,
    Figure,
    Figures,
    Name,
    Period,
    Publication,
    Row,
    Window,
)

TELLING = pa.schema(
    {
        "indicator_id": pa.string(),
        "period_start_on": pa.date32(),
        "area_type": pa.string(),
        "boundary_vintage": pa.string(),
        "area_code": pa.string(),
        "shown_numerator": pa.int64(),
        "shown_denominator": pa.int64(),
    }
)
# What the order of figures is by, and of the rest of a table what the attack reads.
KEYS = [
    *("indicator_id", "period_start_on"),
    *("area_type", "boundary_vintage", "area_code"),
]
JUDGED = [
    *KEYS,
    *("period_end_on", "period_type", "statistic", "theme", "sex", "part_of"),
    *("shown_numerator", "shown_denominator"),
]


def telling(
    judged: pd.DataFrame, areas: pd.DataFrame, releases: pd.DataFrame
) -> pa.Table:
    """The table TELLING: figures that are shown otherwise than they were judged, so
    that none of those that are hidden can be told.

    judged: the columns JUDGED of lnk_indicators__judged; areas and releases: as
    lnk_indicators__areas and lnk_indicators__releases.
    """
    judged = judged.sort_values(KEYS)
    end = _days(judged["period_end_on"] + pd.Timedelta(days=1))
    members = areas[["area_type", "boundary_vintage", "area_code", "place"]]
    catalogue = judged.drop_duplicates("indicator_id")[
        ["indicator_id", "statistic", "period_type", "part_of", "theme", "sex"]
    ].fillna("")
    publication = Publication(
        _figures(judged, "shown_numerator", "shown_denominator", end),
        members.itertuples(index=False, name=None),
        catalogue.itertuples(index=False, name=None),
    )
    before = {key: list(each.rows) for key, each in publication.every()}
    ends = {(name, period[0]): period for name, period in before}
    earlier: dict[Figure, list[list[Row]]] = {}
    order = ["release_number", *KEYS]
    for _, release in releases.sort_values(order).groupby("release_number"):
        shown = _figures(release, "numerator", "denominator")
        for (name, day), of in groupby(shown, lambda row: row[:2]):
            if (name, day) in ends:
                figure = name, ends[name, day]
                # an area may be no more
                rows_now = (tuple(row[2:]) for row in of)
                known = [
                    row for row in rows_now if row[:3] in publication.places.number
                ]
                earlier.setdefault(figure, []).append(known)
    protect(publication, earlier)
    rows = [
        (name, date.fromisoformat(period[0]), *row)
        for (name, period), figures in publication.every()
        for row, old in zip(figures.rows, before[name, period], strict=True)
        if row != old
    ]
    return pa.Table.from_pylist(
        [dict(zip(TELLING.names, row, strict=True)) for row in sorted(rows, key=_text)],
        TELLING,
    )


def _text(row: Row) -> Row:
    return tuple(map(str, row))


def _figures(
    frame: pd.DataFrame, numerator: str, denominator: str, *more: list[str]
) -> Iterator[Row]:
    """Rows of indicator, first day of the period as text, more, and then of a Row."""
    counts = (
        # NaN is not equal to itself
        [
            int(count) if count == count else None
            for count in frame[name].to_numpy(np.float64, na_value=np.nan).tolist()
        ]
        for name in (numerator, denominator)
    )
    return zip(
        frame["indicator_id"].tolist(),
        *(_days(frame["period_start_on"]), *more),
        *(frame[name].tolist() for name in KEYS[2:]),
        *counts,
        strict=True,
    )


def _days(days: pd.Series) -> list[str]:
    """Days as text that sorts; there are few different ones."""
    codes, different = pd.factorize(days)
    text = [str(day)[:10] for day in different]
    return [text[code] for code in codes]


def protect(
    publication: Publication, earlier: Mapping[Figure, list[list[Row]]] | None = None
) -> None:
    """Hides figures of a publication until none of those that are hidden can be told.
    Of the figures that together tell a hidden one it takes the smallest, and the
    district's last.

    earlier: of each indicator and period the rows as they were published before, oldest
    first. Where they and the new ones would together tell what is hidden, what was
    shown of it last stays as it was; where that does not do, all figures of the
    indicator and period stay: who has those learns nothing new. Forecasts are made
    anew each time, and are not held against earlier ones.
    """
    _settle(publication, [figure for figure, _ in publication.every()])
    revised = {
        figure: releases
        for figure, releases in sorted((earlier or {}).items())
        if figure[0] not in publication.forecasts
    }
    waiting, kept, held = dict.fromkeys(revised), set[Figure](), set[Figure]()
    while waiting:
        figure = next(iter(waiting))
        del waiting[figure]
        told = _told(publication, figure, revised[figure])
        if figure in held or not told:
            continue
        rows = publication[figure].rows
        last = {row[:3]: row for row in revised[figure][-1]}
        stays = {area for area in told if area in last and last[area][3] is not None}
        if figure in kept or not stays:
            held.add(figure)
            stays = {row[:3] for row in rows}
        kept.add(figure)
        publication[figure].rows = [
            last.get(row[:3], (*row[:3], None, None)) if row[:3] in stays else row
            for row in rows
        ]
        near = [*publication.beside([figure])[0], *publication.beside_which(figure)]
        _settle(publication, [figure, *near])
        # what is known of these is another now
        waiting.update((each, None) for each in [figure, *near] if each in revised)


def _told(
    publication: Publication, figure: Figure, releases: list[list[Row]]
) -> set[Row]:
    """The areas of which something hidden, now or before, can be told by who has kept
    what was published of an indicator and period, and knows that of what happened only
    ever more is told."""
    now = publication[figure]
    if all(rows == now.rows for rows in releases):
        return set()
    known: dict[Name, Figures] = {
        number: Figures(now.places, rows, now.is_proportion)
        for number, rows in enumerate(releases)
    }
    every, among = publication.beside([figure])
    order = [*known, figure]
    among += [Among((old,), new) for old, new in zip(order, order[1:], strict=False)]
    model = Counts({**every, **known}, among, BASE)
    return {row[:3] for name in order for row, _ in model.told(name)}


def _settle(publication: Publication, asked: Sequence[Figure]) -> None:
    """Hides what tells hidden figures of these, and of those that this changes."""

    def hide(figure: Figure, area: Row) -> None:
        publication[figure].hide(area)
        # what is hidden now is attacked as well, and tells less of others
        for each in (figure, *publication.beside_which(figure)):
            waiting[publication.together(each)] = None

    def giving(together: tuple[Figure, ...]) -> list[tuple[Name, Row]]:
        if not any(publication[figure].hidden() for figure in together):
            return []
        every, among = publication.beside(together)
        return Counts(every, among, BASE).giving(together)

    # a dictionary is a set that keeps its order: every run hides the same
    attacked = dict.fromkeys(map(publication.together, asked))
    # more threads would wait for each other's Python
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(giving, attacked)
        waiting = {
            each: None for each, areas in zip(attacked, found, strict=True) if areas
        }
    series = {
        (name, area): windows
        for name in dict.fromkeys(name for name, _ in asked)
        if name in publication.rolling
        for area, windows in series_of_areas(publication.figures[name]).items()
    }
    while waiting or series:
        if series:
            (name, area), windows = series.popitem()
            for period in _giving_windows(windows):
                hide((name, period), area)
            continue
        together, _ = waiting.popitem()
        for (name, period), area in giving(together):
            hide((name, period), area)
            # other figures may follow from what is still shown of this one
            waiting[together] = None
            if name in publication.rolling:
                windows = series_of_areas(publication.figures[name])[area]
                series[name, area] = windows


def _giving_windows(windows: list[Window]) -> list[Period]:
    """Windows of an area to hide until none that is hidden can be told."""
    found: list[Period] = []
    while giving := Windows(windows, BASE).giving():
        found += giving
        windows = [(p, None if p in giving else count) for p, count in windows]
    return found
