"""Finds partners' files, checks them from outside and shows them as views of text.

A view is all that is made of a delivery here: its rows exist only while a staging
query reads them.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from essex_data import transcoding
from essex_data.contract import Dataset

# A row's file, named as it was found, however it is read.
_FILE_PATH = "regexp_replace(filename, '^[a-z]+://', '')"
CHUNK_BYTES = 4 << 20
# More rows than the files of one dataset have together.
MOST_ROWS = 10**11
MAXIMUM_HEADER_BYTES = 1 << 20
# So many rejected rows are borne in a file of any size.
FEW_ROWS = 10
REFERENCE_FOLDER = "reference"
# A file of tokens and attributes, made by its partner (essex_data.source).
TOKENISED_SUFFIX = ".tokens.parquet"
# Where such a file notes the check value of its link key, in Parquet's metadata.
LINK_KEY_NOTE = b"link_key_check"


@dataclass(frozen=True)
class DeliveredFile:
    """One file below the landing root.

    columns: its header in lower case; types: one text for a Parquet schema.
    read_as: ``file`` (UTF-8, one kind of line ends), else a protocol of transcoding:
    ``plaintext``, or ``mendedtext`` where a quote does not close.
    lines: how many lines a CSV file has; has_rows: whether anything follows the header.
    rows_read: rows below the header; rows_rejected: those that are not staged;
    rows_replaced: those of the staged that a later row with the same key replaces.
    link_key: the check value of the key that a file of tokens says it was made with.
    status: ``accepted``, ``repeated`` (the content of an earlier file), ``expired``
    (kept for as long as is allowed) or ``refused``;
    reason_code: why, in one word; reason: in a sentence, or what was noticed.
    """

    partner: str
    dataset: str
    path: Path
    delivery_date: date | None = None
    kind: str = "csv"
    read_as: str = "file"
    columns: tuple[str, ...] = ()
    types: str = ""
    link_key: str = ""
    size_bytes: int = 0
    sha256: str = ""
    lines: int = 0
    has_rows: bool = True
    rows_read: int = 0
    rows_rejected: int = 0
    rows_replaced: int = 0
    status: str = "accepted"
    reason_code: str = ""
    reason: str = ""

    @property
    def delivered_in(self) -> str:
        """Delivery date and file name: sorted, the order of delivery."""
        return f"{self.delivery_date}/{self.path.name}"

    @property
    def is_tokenised(self) -> bool:
        """Whether the partner pseudonymised it at source."""
        return self.path.name.lower().endswith(TOKENISED_SUFFIX)

    def refuse(self, reason_code: str, reason: str) -> DeliveredFile:
        return replace(self, status="refused", reason_code=reason_code, reason=reason)


@dataclass(frozen=True)
class Landing:
    """What was found below the landing root."""

    files: list[DeliveredFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def of(self, dataset: Dataset) -> list[DeliveredFile]:
        name = (dataset.partner, dataset.name)
        return [f for f in self.files if (f.partner, f.dataset) == name]

    def accepted(self, dataset: Dataset) -> list[DeliveredFile]:
        return [file for file in self.of(dataset) if file.status == "accepted"]

    def of_no_dataset(self, contract: list[Dataset]) -> list[DeliveredFile]:
        names = {(dataset.partner, dataset.name) for dataset in contract}
        return [f for f in self.files if (f.partner, f.dataset) not in names]


def scan_landing(root: Path, contract: list[Dataset], known_on: str = "") -> Landing:
    """Looks at every file below the landing root.

    known_on: what was delivered later is passed over, as if it were not there yet.

    A file that cannot be used is refused with its reason; only a root that is not
    there is a problem that stops the run.
    """
    if not root.is_dir():
        return Landing(
            problems=[
                f"There is no landing root at {root}. Set LANDING_ROOT to the folder "
                "that holds <partner>/<dataset>/<YYYY-MM-DD>/ or run `make build`, "
                "which makes demonstration deliveries."
            ]
        )
    known = {(dataset.partner, dataset.name): dataset for dataset in contract}
    files = []
    waiting = []
    for partner in _folders(root):
        if partner.name == REFERENCE_FOLDER:
            continue
        for folder in _folders(partner):
            dataset = known.get((partner.name, folder.name))
            for path in _files(folder):
                if known_on and path.relative_to(folder).parts[0] > known_on:
                    continue
                found = DeliveredFile(partner.name, folder.name, path)
                if dataset is None:
                    expected = sorted(n for p, n in known if p == partner.name)
                    files.append(
                        found.refuse(
                            "unknown_dataset",
                            f"The contract has no dataset {partner.name}/"
                            f"{folder.name}. Its datasets of this partner are: "
                            f"{', '.join(expected) or 'none'}.",
                        )
                    )
                else:
                    waiting.append((found, folder, dataset))
    # Unzipping and hashing let go of the interpreter, so threads help.
    with ThreadPoolExecutor() as pool:
        files.extend(pool.map(lambda arguments: _inspect(*arguments), waiting))
    return Landing(files=sorted(files, key=lambda file: file.path))


def _folders(folder: Path) -> Iterator[Path]:
    yield from sorted(p for p in folder.iterdir() if p.is_dir())


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")
    )


def _inspect(found: DeliveredFile, folder: Path, dataset: Dataset) -> DeliveredFile:
    """Fills in what can be said of a file before a row of it is read."""
    steps = found.path.relative_to(folder).parts
    size = found.path.stat().st_size
    if len(steps) == 1:
        return replace(found, size_bytes=size).refuse(
            "not_a_date",
            f"It lies in no dated folder. Put it into {folder.name}/<YYYY-MM-DD>/.",
        )
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", steps[0]):
            raise ValueError(steps[0])
        day = date.fromisoformat(steps[0])
        found = replace(found, delivery_date=day, size_bytes=size)
    except ValueError:
        return replace(found, size_bytes=size).refuse(
            "not_a_date",
            f"The folder {steps[0]} is not a date. Put the file into "
            f"{folder.name}/<YYYY-MM-DD>/.",
        )
    if len(steps) != 2:
        return found.refuse(
            "too_deep", f"The file must lie in {folder.name}/<YYYY-MM-DD>/ itself."
        )
    if found.size_bytes == 0:
        return found.refuse(
            "empty_file",
            "The file is empty. Ask the partner to send it again; a delivery without "
            "rows still has its header.",
        )
    try:
        found = inspect_file(found)
    except (OSError, EOFError, zlib.error, csv.Error, pa.ArrowException) as error:
        return found.refuse(*_unreadable(error))
    if found.status == "refused":
        return found
    if not found.is_tokenised:
        return _check_header(found, dataset)
    if dataset.tokenised is None:
        return found.refuse(
            "unknown_format", "This dataset has no identifiers; deliver it as it is."
        )
    return _check_header(found, dataset.tokenised)


def _unreadable(error: Exception) -> tuple[str, str]:
    # Only the kind of error: its text may hold what stands in the file.
    return (
        "unreadable",
        f"The file cannot be read ({type(error).__name__}). "
        "Ask the partner to send it again.",
    )


def _is_of_the_machine(error: duckdb.Error) -> bool:
    """Whether a file could not be read for want of memory or disk: not its fault."""
    is_memory = isinstance(error, duckdb.OutOfMemoryException)
    return is_memory or "No space left on device" in str(error)


def inspect_file(found: DeliveredFile) -> DeliveredFile:
    """Reads a file once: its digest, encoding and header.

    Raises OSError, EOFError or ArrowInvalid when it is damaged.
    """
    name = found.path.name.lower()
    if name.endswith(".parquet"):
        return _inspect_parquet(found)
    if name.endswith((".csv", ".csv.gz")):
        return _inspect_csv(found)
    return found.refuse(
        "unknown_format",
        "The contract knows .csv, .csv.gz and .parquet. "
        "Ask the partner for one of these.",
    )


def _inspect_parquet(found: DeliveredFile) -> DeliveredFile:
    with found.path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    metadata = pq.read_metadata(found.path)
    schema = metadata.schema.to_arrow_schema()
    return replace(
        found,
        kind="parquet",
        has_rows=metadata.num_rows > 0,
        columns=tuple(c.strip().lower() for c in schema.names),
        types=str(schema.remove_metadata()),
        link_key=(metadata.metadata or {}).get(LINK_KEY_NOTE, b"").decode(),
        sha256=digest,
    )


def _inspect_csv(found: DeliveredFile) -> DeliveredFile:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, last, is_utf8, has_nul = b"", b"", True, False
    line_ends, quotes = Counter[str](), 0
    with found.path.open("rb") as raw:
        reader = _Hashing(raw, digest.update)
        is_zipped = found.path.name.lower().endswith(".gz")
        text = gzip.open(reader) if is_zipped else reader
        while chunk := text.read(CHUNK_BYTES):
            head += chunk[: max(0, MAXIMUM_HEADER_BYTES - len(head))]
            has_nul = has_nul or b"\0" in chunk
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
            line_ends += _line_ends(last + chunk)
            last = chunk[-1:] if chunk.endswith(b"\r") else b""
            quotes += chunk.count(b'"')
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    is_clean = is_utf8 and len(+line_ends) < 2
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    found = replace(
        found,
        read_as="mendedtext" if quotes % 2 else "file" if is_clean else "plaintext",
        sha256=digest.hexdigest(),
        lines=line_ends.total(),
        has_rows=len(head) == MAXIMUM_HEADER_BYTES
        or len(head.strip().splitlines()) > 1,
    )
    if has_nul and not is_utf16:
        return found.refuse(
            "not_text",
            "The file holds NUL bytes, so it is no text. "
            "Ask the partner for CSV in UTF-8.",
        )
    if not is_clean:
        head = next(transcoding.utf8_chunks(str(found.path)))
    return replace(found, columns=_csv_header(head))


def _line_ends(data: bytes) -> Counter[str]:
    """How many lines end in which way; a carriage return at the end is left for the
    next chunk to decide."""
    both, returns = data.count(b"\r\n"), data.count(b"\r")
    return Counter(
        both=both,
        feed=data.count(b"\n") - both,
        back=returns - both - data.endswith(b"\r"),
    )


def _decodes(
    decoder: codecs.IncrementalDecoder, data: bytes, final: bool = False
) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


class _Hashing(io.RawIOBase):
    """A file that tells a digest what is read from it."""

    def __init__(
        self, raw: io.BufferedReader, update: Callable[[memoryview], None]
    ) -> None:
        self._raw, self._update = raw, update

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer)
        self._update(memoryview(buffer)[:count])
        return count


def _csv_header(head: bytes) -> tuple[str, ...]:
    text = head.decode(errors="replace").lstrip("\ufeff")
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    return tuple(column.strip().lower() for column in header)


def _check_header(found: DeliveredFile, dataset: Dataset) -> DeliveredFile:
    columns, listed = found.columns, set(dataset.columns)
    twice = sorted({c for c in columns if c in listed and columns.count(c) > 1})
    missing = [c for c in dataset.columns if c not in columns]
    # Names that the contract does not have are shown, for a misspelled column must
    # be found; only a plain name is: data under a lost header must not be.
    extra = [_plain_name(c) for c in columns if c not in listed]
    extra = list(dict.fromkeys(extra))
    if no_key := [c for c in dataset.key if c in missing]:
        return found.refuse(
            "no_key_column",
            f"The header lacks the key column {', '.join(no_key)}. It must have: "
            f"{', '.join(dataset.columns)}. Correct the header and deliver again.",
        )
    if twice:
        return found.refuse(
            "column_twice",
            f"The header has {', '.join(twice)} twice, so nobody can say which is "
            "meant. Correct the header and deliver again.",
        )
    notes = []
    if missing:
        notes.append(f"missing columns, read as not known: {', '.join(missing)}")
    if extra:
        notes.append(f"columns not covered, never read: {', '.join(extra)}")
    return replace(found, reason="; ".join(notes))


def _plain_name(column: str) -> str:
    plain = column.replace("_", "").isascii() and column.replace("_", "").isalpha()
    return column if plain and len(column) <= 40 else "(unnamed)"


def show_files(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[DeliveredFile],
    staged_with: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Fills the table ``memory.landing.files``, which the views of view_sql() read.

    staged_with: by partner, what staging.staged_with() says.
    """
    make_tables(connection)
    in_order = sorted(files, key=lambda file: file.delivered_in)
    for number, file in enumerate(in_order):
        connection.execute(
            f"insert into memory.landing.files values ({', '.join('?' * 17)})",
            [
                number,
                file.partner,
                file.dataset,
                file.delivery_date,
                file.delivered_in,
                file.path.name,
                str(file.path),
                file.size_bytes,
                file.sha256,
                staged_with.get(file.partner),
                file.read_as,
                file.rows_read,
                # of a refused file nothing is staged
                file.rows_read if file.status == "refused" else file.rows_rejected,
                file.rows_replaced,
                file.status,
                file.reason_code,
                file.reason,
            ],
        )


def view_sql(dataset: Dataset, files: Iterable[DeliveredFile]) -> str:
    """The query of a dataset's view: its columns (text, but for `types`), one row per
    delivered row, with ``delivery_date``, ``delivered_in``, ``file_path``,
    ``file_sha256``, ``staged_with`` and ``row_number``.

    ``row_number`` grows along each file and from a file to the next in the order of
    delivery. With no file the view is empty.
    """
    parts = [
        f"select {_text_columns(dataset, group)}, {_FILE_PATH} as file_path, "
        f"row_number() over () as row_number from {reader}"
        for group, reader in _readers(files)
    ]
    if not parts:
        columns = ", ".join(
            f'null::{_type(dataset, c)} as "{c}"' for c in dataset.columns
        )
        parts = [
            f"select {columns}, null::varchar as file_path, "
            "0::bigint as row_number where false"
        ]
    return (
        "select rows.* replace "
        f"(files.file_number * {MOST_ROWS} + rows.row_number as row_number), "
        "files.delivery_date, files.delivered_in, files.staged_with, "
        "files.sha256 as file_sha256 from ("
        + " union all ".join(parts)
        + ") as rows inner join memory.landing.files as files "
        "on rows.file_path = files.file_path"
    )


def expire(file: DeliveredFile, dataset: Dataset, today: date) -> DeliveredFile:
    """Marks a file that was delivered longer ago than its dataset may be kept.

    Nothing of it is read, and what was read of it is withdrawn.
    """
    years = dataset.retention_years
    if years is None or file.delivery_date is None or file.status != "accepted":
        return file
    day = file.delivery_date
    is_leap_day = (day.month, day.day) == (2, 29)
    last = day.replace(year=day.year + years, day=28 if is_leap_day else day.day)
    if today <= last:
        return file
    return replace(
        file,
        status="expired",
        reason_code="expired",
        reason=f"Delivered over {years} years ago, which is as long as its sharing "
        "protocol allows: nothing of it is kept. Remove the file too.",
    )


def recognise(files: list[DeliveredFile], dataset: Dataset) -> list[DeliveredFile]:
    """Marks the files of a dataset whose content an earlier one had already.

    Rows that come again add nothing, and must not undo what was corrected in between.
    The same snapshot on a later date says that nothing has changed since.
    """
    first: dict[tuple[str, str], DeliveredFile] = {}
    found = []
    for file in sorted(files, key=lambda file: file.delivered_in):
        is_snapshot = dataset.delivery == "snapshot"
        same = (file.sha256, str(file.delivery_date) if is_snapshot else "")
        if file.status == "accepted":
            earlier = first.setdefault(same, file)
            if earlier is not file:
                file = replace(
                    file,
                    status="repeated",
                    reason_code="repeated",
                    reason=f"The same content as {earlier.delivered_in}; "
                    "nothing of it is read again.",
                )
        found.append(file)
    return found


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables ``files``, ``rejected_rows``, ``removed`` and ``published`` of
    landing."""
    connection.execute("create schema if not exists memory.landing")
    connection.execute(
        "create table if not exists memory.landing.files (file_number bigint, "
        "partner varchar, dataset varchar, delivery_date date, delivered_in varchar, "
        "file_name varchar, file_path varchar, size_bytes bigint, sha256 varchar, "
        "staged_with varchar, read_as varchar, rows_read bigint, "
        "rows_rejected bigint, rows_replaced bigint, "
        "status varchar, reason_code varchar, reason varchar)"
    )
    connection.execute(
        "create table if not exists memory.landing.rejected_rows "
        "(file_path varchar, row_number bigint, reason_code varchar)"
    )
    connection.execute(
        "create table if not exists memory.landing.removed (request_token varchar, "
        "partner varchar, dataset varchar, record_token varchar, role varchar, "
        "identity_token ubigint)"
    )
    connection.execute(
        "create table if not exists memory.landing.published (indicator_id varchar, "
        "period_start_on date, area_type varchar, boundary_vintage varchar, "
        "area_code varchar, numerator bigint, denominator bigint)"
    )


def count_rows(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    files: Iterable[DeliveredFile],
) -> list[DeliveredFile]:
    """Reads accepted files once: how many rows they have, and which cannot be staged.

    A row is rejected when it cannot be split into its columns or has no key; where it
    stands and why goes to ``memory.landing.rejected_rows``, never what it says. The
    header is row 1; a line break inside quotes starts none; a header that comes again,
    where files were put together, has no key. A file that cannot be read, or of which
    too much would be lost, is refused.
    """
    counted: list[DeliveredFile] = []
    for group, reader in _readers(files, count_rejects=True):
        try:
            counts = _count_group(connection, dataset, group[0].kind, reader)
        except duckdb.Error as error:
            if _is_of_the_machine(error):
                raise
            if len(group) == 1:
                counted.append(group[0].refuse(*_unreadable(error)))
            else:
                for file in group:
                    counted += count_rows(connection, dataset, [file])
            continue
        mended = []
        for file in group:
            found = counts.get(str(file.path), _NO_ROWS)
            # A quote may have taken further rows into its value.
            if file.read_as != "mendedtext" and (
                found["has_broken_quote"] or found["rows_read"] + 1 < file.lines
            ):
                mended.append(replace(file, read_as="mendedtext"))
                continue
            connection.execute(_KEEP_REJECTED_ROWS, [str(file.path)])
            counted.append(
                judge(
                    replace(
                        file,
                        rows_read=found["rows_read"],
                        rows_rejected=found["rows_rejected"],
                        rows_replaced=found["rows_replaced"],
                    ),
                    dataset,
                )
            )
        counted += count_rows(connection, dataset, mended) if mended else []
    return counted


COUNTED = ("rows_read", "rows_rejected", "rows_replaced", "read_as")
_NO_ROWS = dict.fromkeys(
    ("rows_read", "rows_rejected", "rows_replaced", "has_broken_quote"), 0
)


def _count_group(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, kind: str, reader: str
) -> dict[str, dict[str, int]]:
    """What is counted of each file, by path; see the table ``rejected``."""
    blank = " or ".join(
        f"coalesce(lower(trim({_value(dataset, c)})), '') in ('', '{c}')"
        for c in dataset.key
    )
    keys = ", ".join(f'trim("{c}"::varchar)' for c in dataset.key)
    try:
        connection.execute(
            "create or replace temp table readable as "
            "select file_path, count(*) as row_count, min(place) - 1 as rows_before, "
            "list(place) filter (where is_keyless) as keyless_places, "
            "count(distinct key_hash) filter (where not is_keyless) as key_count "
            f"from (select {_FILE_PATH} as file_path, row_number() over () as place, "
            f"{blank} as is_keyless, hash({keys}) as key_hash from {reader}) "
            "group by file_path"
        )
        if kind == "parquet":
            # a damaged page shows only when it is read
            connection.execute(f"select max(hash(columns(*))) from {reader}").fetchall()
            connection.execute(_NOTHING_BROKEN)
        else:
            connection.execute(_BROKEN_ROWS)
    finally:
        # they hold whole lines
        connection.execute("drop table if exists reject_errors")
        connection.execute("drop table if exists reject_scans")
    connection.execute(_REJECTED_ROWS)
    rows = connection.execute(_COUNTS).fetchall()
    return {path: dict(zip(_NO_ROWS, found, strict=True)) for path, *found in rows}


_NOTHING_BROKEN = (
    "create or replace temp table broken as select '' as file_path, "
    "0::bigint as row_number, '' as reason_code where false"
)
_BROKEN_ROWS = f"""
create or replace temp table broken as
select
    {_FILE_PATH.replace("filename", "scans.file_path")} as file_path,
    errors.line::bigint as row_number,
    min(case
        when
            error_type = 'UNQUOTED VALUE'
            or contains(csv_line, chr({ord(transcoding.BROKEN_ROW[0])}))
            then 'broken_quote'
        when error_type = 'MISSING COLUMNS' then 'too_few_columns'
        when error_type = 'TOO MANY COLUMNS' then 'too_many_columns'
        when error_type = 'LINE SIZE OVER MAXIMUM' then 'too_long'
        else 'not_a_row'
    end) as reason_code
from reject_errors as errors
inner join reject_scans as scans using (scan_id, file_id)
group by all
"""
# A readable row stands below the header, the readable rows and the broken ones before.
_REJECTED_ROWS = """
create or replace temp table rejected as
with keyless as (
    select
        file_path,
        unnest(keyless_places) - rows_before as place
    from readable
),

gaps as (
    select
        file_path,
        row_number - 1 - row_number() over (
            partition by file_path order by row_number
        ) as readable_before,
        row_number() over (partition by file_path order by row_number) as broken_count
    from broken
)

select * from broken
union all
select
    keyless.file_path,
    keyless.place + 1 + coalesce(gaps.broken_count, 0) as row_number,
    'no_key' as reason_code
from keyless
asof left join gaps
    on keyless.file_path = gaps.file_path and keyless.place > gaps.readable_before
"""
_COUNTS = """
with rejects as (
    select
        file_path,
        count(*) as reject_count,
        count(*) filter (where reason_code <> 'no_key') as broken_count,
        count(*) filter (where reason_code = 'broken_quote') as broken_quote_count
    from rejected
    group by file_path
)

select
    file_path,
    coalesce(readable.row_count, 0) + coalesce(rejects.broken_count, 0) as rows_read,
    coalesce(rejects.reject_count, 0) as rows_rejected,
    coalesce(readable.row_count - len(readable.keyless_places), readable.row_count, 0)
    - coalesce(readable.key_count, 0) as rows_replaced,
    coalesce(rejects.broken_quote_count, 0) as has_broken_quote
from readable
full join rejects using (file_path)
"""
_KEEP_REJECTED_ROWS = (
    "insert into memory.landing.rejected_rows "
    "select file_path, row_number, reason_code from rejected where file_path = ?"
)


def judge(file: DeliveredFile, dataset: Dataset) -> DeliveredFile:
    """Refuses a counted file of which more rows are rejected than its dataset bears.

    A few rows say nothing about a file, unless they are all it has.
    """
    read, rejected = file.rows_read, file.rows_rejected
    is_little = rejected <= FEW_ROWS or rejected <= dataset.most_rejected * read
    if rejected == 0 or (is_little and rejected < read):
        return file
    return file.refuse(
        "too_many_rejected",
        f"{rejected} of {read} rows cannot be split into their columns or have no key; "
        f"{dataset.most_rejected:.0%} may be so. What was delivered before stays. "
        "See stg_landing__rejected_rows for where, correct the file and deliver it "
        "under a new name.",
    )


def _text_columns(dataset: Dataset, group: list[DeliveredFile]) -> str:
    delivered = group[0].columns
    return ", ".join(
        f'{_value(dataset, c)} as "{c}"'
        if c in delivered
        else f'null::{_type(dataset, c)} as "{c}"'
        for c in dataset.columns
    )


def _value(dataset: Dataset, column: str) -> str:
    """A column as its dataset reads it; NULL where it is of another type or pattern."""
    value = f'try_cast("{column}" as {_type(dataset, column)})'
    if pattern := dataset.patterns.get(column):
        fits = f"regexp_full_match({value}, {_quoted(pattern)})"
        return f"case when {fits} then {value} end"
    return value


def _type(dataset: Dataset, column: str) -> str:
    return dataset.types.get(column, "varchar")


def _readers(
    files: Iterable[DeliveredFile], count_rejects: bool = False
) -> Iterator[tuple[list[DeliveredFile], str]]:
    """Files of one shape together, with the table function that reads them."""
    groups: dict[tuple, list[DeliveredFile]] = defaultdict(list)
    for file in files:
        groups[file.kind, file.read_as, file.columns, file.types].append(file)
    for (kind, read_as, columns, _), group in groups.items():
        scheme = "" if read_as == "file" else f"{read_as}://"
        paths = ", ".join(
            _quoted(f"{scheme}{file.path}" if scheme else _not_glob(file.path))
            for file in group
        )
        if kind == "parquet":
            yield group, f"read_parquet([{paths}], filename = true)"
            continue
        names = ", ".join(f"{_quoted(c)}: 'varchar'" for c in _unique(columns))
        compression = "compression = 'none', " if scheme else ""
        rejects = ", store_rejects = true" if count_rejects else ""
        yield (
            group,
            f"read_csv([{paths}], auto_detect = false, header = true, delim = ',', "
            f"quote = '\"', escape = '\"', encoding = 'utf-8', {compression}"
            f"columns = {{{names}}}, ignore_errors = true, filename = true{rejects})",
        )


def _unique(columns: tuple[str, ...]) -> list[str]:
    """Names that a reader takes: those that stand twice or are blank get a number."""
    seen: set[str] = set()
    unique = []
    for position, column in enumerate(columns):
        if not column or column in seen or column == "filename":
            column = f"{column}#{position}"
        seen.add(column)
        unique.append(column)
    return unique


def _not_glob(path: Path) -> str:
    """A path whose * ? [ stand for themselves."""
    return re.sub(r"([*?[])", r"[\1]", str(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def reference_files(root: Path, name: str) -> list[DeliveredFile]:
    """The files of one directory: ``reference/<name>*`` and what lies in it."""
    folder = root / REFERENCE_FOLDER
    if not folder.is_dir():
        return []
    paths: list[Path] = []
    for entry in sorted(folder.glob(f"{name}*")):
        paths.extend(_files(entry) if entry.is_dir() else [entry])
    found = (DeliveredFile(REFERENCE_FOLDER, name, path) for path in paths)
    return [inspect_file(file) for file in found]


def reference_sql(
    name: str, wanted: dict[str, str], files: list[DeliveredFile]
) -> tuple[str, list[str]]:
    """The query of a reference directory's view, and what is wrong with its files.

    wanted: for each column of the view a pattern of the names it is published under;
    the first name of the file that matches is taken, in the pattern's order.
    """
    parts, problems = [], []
    for group, reader in _readers(file for file in files if file.status == "accepted"):
        columns = []
        for column, pattern in wanted.items():
            found = _first_match(pattern, group[0].columns)
            if found is None and column in ("postcode", "uprn", "lsoa_code"):
                problems.append(
                    f"{group[0].path} has no column for {column} (looked for "
                    f"{pattern.replace('|', ', ')}). Use the directory as the ONS "
                    "publishes it."
                )
            source = f'"{found}"::varchar' if found else "null::varchar"
            columns.append(f"{source} as {column}")
        parts.append(f"select {', '.join(columns)} from {reader}")
    for file in files:
        if file.status == "refused":
            problems.append(f"{file.path}: {file.reason}")
    if not parts or problems:
        empty = ", ".join(f"null::varchar as {column}" for column in wanted)
        return f"select {empty} where false", problems
    return " union all ".join(parts), problems


def _first_match(pattern: str, columns: tuple[str, ...]) -> str | None:
    for alternative in pattern.split("|"):
        for column in columns:
            if re.fullmatch(alternative, column):
                return column
    return None
