"""Files: partners' formats, byte for byte the same for the same seed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demo.dates import DELIVERY_DAYS, date_text
from demo.deliveries import Delivered, Style
from demo.dirt import fold
from demo.progress import Bar


def csv_bytes(table: pa.Table, style: Style) -> bytes:
    """A table of strings as CSV in the partner's encoding; missing values are empty."""
    names = (
        [n.upper() for n in table.column_names]
        if style.upper_header
        else (table.column_names)
    )
    head = ",".join(names) + "\n"
    columns = [_quoted(column) for column in table.itercolumns()]
    rows = pc.binary_join_element_wise(
        *columns, ",", null_handling="replace", null_replacement=""
    )
    lines = pc.binary_join_element_wise(rows, "", "\n")
    body = head.encode() + _text_bytes(lines)
    if style.crlf:
        body = body.replace(b"\n", b"\r\n")
    if style.encoding == "utf-8-sig":
        return b"\xef\xbb\xbf" + body
    if style.encoding == "cp1252":
        return to_windows(body.decode())
    return body


def _quoted(column: pa.ChunkedArray) -> pa.Array:
    """A column whose values are quoted where CSV needs it."""
    values = column.combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks)
    odd = pc.match_substring_regex(values, '[",\n\r]')
    if not pc.any(odd).as_py():
        return values
    doubled = pc.replace_substring(values, '"', '""')
    wrapped = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.if_else(odd, wrapped, values)


def _text_bytes(lines: pa.Array) -> bytes:
    """The bytes of all strings of an array, one after another."""
    joined = pa.concat_arrays([lines])
    offsets, data = joined.buffers()[1:]
    if data is None:
        return b""
    first = int.from_bytes(offsets[joined.offset * 4 : joined.offset * 4 + 4], "little")
    end = (joined.offset + len(joined)) * 4
    last = int.from_bytes(offsets[end : end + 4], "little")
    return data[first:last].to_pybytes()


def to_windows(text: str) -> bytes:
    """Windows-1252 bytes; letters that it lacks lose their accent."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        odd = {c for c in set(text) if not c.isascii()}
        swap = {}
        for c in sorted(odd):
            try:
                c.encode("cp1252")
            except UnicodeEncodeError:
                swap[ord(c)] = fold(c) if fold(c).isascii() else "?"
        return text.translate(swap).encode("cp1252", errors="replace")


def write_table(table: pa.Table, path: Path, style: Style) -> None:
    """One file."""
    if style.suffix == "parquet":
        pq.write_table(table, path, compression="zstd", compression_level=3)
        return
    data = csv_bytes(table, style)
    if style.suffix == "csv.gz":
        data = gzip.compress(data, compresslevel=3, mtime=0)
    path.write_bytes(data)


def delivery_name(index: int, style: Style) -> str:
    """The dated folder of a delivery."""
    when = DELIVERY_DAYS[index : index + 1] - style.days_early
    return str(date_text(when, uk=False)[0])


def write_delivery(root: Path, data: Delivered, index: int) -> int:
    """Write one delivery of one dataset; returns its rows (0: nothing written)."""
    table = data.tables(index)
    if table is None or not len(table):
        return 0
    style = data.style
    name = delivery_name(index, style)
    folder = root / style.partner / style.dataset / name
    folder.mkdir(parents=True, exist_ok=True)
    stem = style.file_stem or style.dataset
    for part in range(style.parts):
        low = len(table) * part // style.parts
        high = len(table) * (part + 1) // style.parts
        tail = f"_part{part + 1}" if style.parts > 1 else ""
        path = folder / f"{stem}_{name.replace('-', '')}{tail}.{style.suffix}"
        write_table(table.slice(low, high - low), path, style)
    return len(table)


def write_all(root: Path, datasets: list[Delivered], bar: Bar) -> dict[str, list[int]]:
    """Write every delivery of every dataset, two at a time; rows by dataset."""
    jobs = [(data, k) for data in datasets for k in range(len(DELIVERY_DAYS))]

    def run(job: tuple[Delivered, int]) -> int:
        rows = write_delivery(root, job[0], job[1])
        bar.update(1)
        return rows

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(run, jobs))
    result: dict[str, list[int]] = {}
    for (data, _), rows in zip(jobs, counts, strict=True):
        name = f"{data.style.partner}/{data.style.dataset}"
        result.setdefault(name, []).append(rows)
    return result


def write_json(path: Path, content: object) -> None:
    """Readable JSON with sorted keys."""
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")


Writer = Callable[[Path], None]
