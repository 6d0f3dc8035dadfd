"""Datasets as they are delivered: which rows go out when, and in what form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demo.dates import DELIVERY_DAYS, IntArray

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Style:
    """A partner's file format for one dataset."""

    partner: str
    dataset: str
    suffix: str = "csv"  # csv, csv.gz, parquet
    encoding: str = "utf-8"  # utf-8, utf-8-sig, cp1252
    parts: int = 1
    upper_header: bool = False
    days_early: int = 0
    file_stem: str = ""
    crlf: bool = False


@dataclass
class Labels:
    """The truth about rows: keys and who they are about (-1 household: blank)."""

    record_key: pa.Array
    person: IntArray
    household: IntArray


@dataclass
class Delivered:
    """One dataset: for each delivery a table to write, and its truth."""

    style: Style
    tables: Callable[[int], pa.Table | None]
    labels: list[Labels] = field(default_factory=list)


def first_delivery(known: npt.NDArray[np.integer], style: Style) -> Indices:
    """Index of the delivery that first carries rows known on a day each."""
    return np.searchsorted(DELIVERY_DAYS - style.days_early, known, side="left")


def text(values: npt.NDArray[np.generic] | pa.Array) -> pa.Array:
    """Any column as text; NaN and None as missing."""
    if isinstance(values, pa.Array):
        return values if pa.types.is_string(values.type) else values.cast(pa.string())
    if values.dtype == object:
        return pa.array(values, pa.string(), from_pandas=True)
    return pa.array(values, from_pandas=True).cast(pa.string())


def pick(
    codes: list[str] | tuple[str | None, ...], index: npt.NDArray[np.integer]
) -> pa.Array:
    """Codes by position; a negative position is missing."""
    pool = pa.array(list(codes), pa.string())
    at = pa.array(index, mask=index < 0) if (index < 0).any() else pa.array(index)
    return pool.take(at)


def numbered(prefix: str, numbers: npt.NDArray[np.integer], width: int) -> pa.Array:
    """Business keys: a prefix and a number with leading zeros."""
    import pyarrow.compute as pc

    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def joined(*parts: pa.Array) -> pa.Array:
    """Record keys from their parts."""
    import pyarrow.compute as pc

    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, "|")


def append(
    style: Style,
    columns: dict[str, pa.Array],
    known: npt.NDArray[np.integer],
    labels: list[Labels],
    rng: np.random.Generator,
    late: tuple[str, ...] = (),
    late_rate: float = 0.006,
    duplicate_rate: float = 0.002,
    closing: tuple[str, ...] = (),
    closed: npt.NDArray[np.integer] | None = None,
) -> Delivered:
    """Rows that add up. ``late`` columns are sometimes wrong at first and corrected
    in a later delivery; a few rows come twice in one delivery. ``closing`` columns
    are blank until the day on which they are known (``closed``, by row)."""
    table = pa.table(columns)
    last = len(DELIVERY_DAYS) - 1
    when = first_delivery(known, style)
    row = np.arange(len(table))
    sent = when <= last
    for label in labels:
        _keep(label, sent)
    row, delivery = row[sent], when[sent]
    version = row.copy()
    if closed is not None and len(row):
        final = np.maximum(first_delivery(closed, style)[row], delivery)
        waits = np.flatnonzero(final > delivery)
        open_rows = table.take(pa.array(row[waits]))
        for name in closing:
            at = open_rows.schema.get_field_index(name)
            blank = pa.nulls(len(waits), pa.string())
            open_rows = open_rows.set_column(at, name, blank)
        open_ids = np.arange(len(table), len(table) + len(waits))
        table = pa.concat_tables([table, open_rows]).combine_chunks()
        ends = waits[final[waits] <= last]
        row = np.concatenate([row, row[ends]])
        delivery = np.concatenate([delivery, final[ends]])
        version = row.copy()
        version[waits] = open_ids
        row[waits] = open_ids
    if late and len(row):
        chosen = np.flatnonzero((rng.random(len(row)) < late_rate) & (delivery < last))
        early = table.take(pa.array(row[chosen]))
        column = rng.integers(0, len(late), len(chosen))
        for c, name in enumerate(late):
            mine = np.flatnonzero(column == c)
            mixed = np.arange(len(chosen))
            mixed[mine] = mine[rng.permutation(len(mine))]
            gap = np.zeros(len(chosen), bool)
            gap[mine[rng.random(len(mine)) < 0.5]] = True
            at = early.schema.get_field_index(name)
            early = early.set_column(
                at,
                name,
                early.column(name).combine_chunks().take(pa.array(mixed, mask=gap)),
            )
        table = pa.concat_tables([table, early]).combine_chunks()
        early_ids = np.arange(len(table) - len(chosen), len(table))
        again = np.minimum(delivery[chosen] + rng.integers(1, 3, len(chosen)), last)
        version = np.concatenate([version, early_ids])
        first = delivery[chosen].copy()
        delivery = delivery.copy()
        delivery[chosen] = again
        delivery = np.concatenate([delivery, first])
    twice = np.flatnonzero(rng.random(len(version)) < duplicate_rate)
    version = np.concatenate([version, version[twice]])
    delivery = np.concatenate([delivery, delivery[twice]])
    order = np.lexsort((version, delivery))
    version, delivery = version[order], delivery[order]
    edges = np.searchsorted(delivery, np.arange(last + 2))

    def rows_of(k: int) -> pa.Table | None:
        take = version[edges[k] : edges[k + 1]]
        return table.take(pa.array(take)) if len(take) else None

    return Delivered(style, rows_of, labels)


def _keep(label: Labels, sent: npt.NDArray[np.bool_]) -> None:
    label.record_key = label.record_key.filter(pa.array(sent))
    label.person = label.person[sent]
    label.household = label.household[sent]
