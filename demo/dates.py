"""Dates of the demonstration. All days are int32 numbers of days since 1970-01-01."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

#: Days, years, counts and positions.
IntArray = npt.NDArray[np.integer[Any]]

#: "no such day": later than every day of the simulation.
NEVER = 2**20
#: "always": earlier than every birth in the simulation.
ALWAYS = -(2**16)


def day(year: int, month: int = 1, dom: int = 1) -> int:
    """The number of days from 1970-01-01 to the date."""
    return (date(year, month, dom) - date(1970, 1, 1)).days


SIM_FIRST_YEAR = 2005
SIM_LAST_YEAR = 2026
SIM_END = day(2026, 6, 30)

#: Yearly deliveries at the end of August, then quarterly ones.
DELIVERY_DAYS: IntArray = np.array(
    [day(year, 8, 31) for year in range(2013, 2024)]
    + [day(2024, 5, 31), day(2024, 8, 31), day(2024, 11, 30)]
    + [day(2025, 2, 28), day(2025, 5, 31), day(2025, 8, 31), day(2025, 11, 30)]
    + [day(2026, 2, 28), day(2026, 5, 31)],
    dtype=np.int32,
)
LAST_DELIVERY = int(DELIVERY_DAYS[-1])

#: Service years run from 1 September; the last one is cut by the last delivery.
SERVICE_YEARS = range(2008, 2026)


def year_of(days: npt.NDArray[np.integer]) -> IntArray:
    """Calendar year of each day."""
    dates = days.astype("datetime64[D]")
    return (dates.astype("datetime64[Y]").astype(np.int32) + 1970).astype(np.int32)


def month_of(days: npt.NDArray[np.integer]) -> IntArray:
    """Month (1–12) of each day."""
    dates = days.astype("datetime64[D]")
    return (dates.astype("datetime64[M]").astype(np.int32) % 12 + 1).astype(np.int32)


def day_of_month(days: npt.NDArray[np.integer]) -> IntArray:
    """Day of the month (1–31) of each day."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype("datetime64[D]")
    return ((dates - months).astype(np.int32) + 1).astype(np.int32)


def school_start_year(born: npt.NDArray[np.integer]) -> IntArray:
    """The year in whose September a child born on each day starts reception.

    Children start in the September after their fourth birthday (England's rule).
    """
    return (year_of(born) + 4 + (month_of(born) >= 9)).astype(np.int32)


_TABLE_FIRST = day(1800)
_TABLE_LAST = day(2040)
_ALL_DAYS = np.arange(_TABLE_FIRST, _TABLE_LAST).astype("datetime64[D]").astype(str)
ISO_TEXT = _ALL_DAYS.astype(object)
UK_TEXT = np.array([f"{t[8:]}/{t[5:7]}/{t[:4]}" for t in ISO_TEXT], dtype=object)


def date_text(days: npt.NDArray[np.integer], uk: bool) -> npt.NDArray[np.object_]:
    """Days as text, UK (``01/09/2016``) or ISO; ``NEVER`` and later as None."""
    table = UK_TEXT if uk else ISO_TEXT
    known = (days > _TABLE_FIRST) & (days < _TABLE_LAST)
    text = table[np.where(known, days - _TABLE_FIRST, 0)]
    text[~known] = None
    return text
