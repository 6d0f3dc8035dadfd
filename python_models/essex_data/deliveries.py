"""Finds partners' files, checks them from outside and shows them as views of text.

A view is all that is made of a delivery here: its rows exist only while a staging
query reads them.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import re
from collections import defaultdict
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
_FILE_PATH = f"replace(filename, '{transcoding.PROTOCOL}://', '')"
CHUNK_BYTES = 4 << 20
# More rows than the files of one dataset have together.
MOST_ROWS = 10**11
MAXIMUM_HEADER_BYTES = 1 << 20
REFERENCE_FOLDER = "reference"


@dataclass(frozen=True)
class DeliveredFile:
    """One file below the landing root.

    columns: its header in lower case; types: one text for a Parquet schema.
    has_rows: whether anything follows the header.
    status: ``accepted`` or ``refused``; reason: why, or what was noticed.
    """

    partner: str
    dataset: str
    path: Path
    delivery_date: date | None = None
    kind: str = "csv"
    encoding: str = "utf-8"
    columns: tuple[str, ...] = ()
    types: str = ""
    size_bytes: int = 0
    sha256: str = ""
    has_rows: bool = True
    status: str = "accepted"
    reason: str = ""

    @property
    def delivered_in(self) -> str:
        """Delivery date and file name: sorted, the order of delivery."""
        return f"{self.delivery_date}/{self.path.name}"

    def refuse(self, reason: str) -> DeliveredFile:
        return replace(self, status="refused", reason=reason)


@dataclass(frozen=True)
class Landing:
    """What was found below the landing root."""

    files: list[DeliveredFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def accepted(self, dataset: Dataset) -> list[DeliveredFile]:
        return [
            file
            for file in self.files
            if (file.partner, file.dataset) == (dataset.partner, dataset.name)
            and file.status == "accepted"
        ]


def scan_landing(root: Path, contract: list[Dataset]) -> Landing:
    """Looks at every file below the landing root.

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
                found = DeliveredFile(partner.name, folder.name, path)
                if dataset is None:
                    expected = sorted(n for p, n in known if p == partner.name)
                    files.append(
                        found.refuse(
                            f"The contract has no dataset {partner.name}/"
                            f"{folder.name}. Its datasets of this partner are: "
                            f"{', '.join(expected) or 'none'}."
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
    try:
        found = replace(
            found,
            delivery_date=date.fromisoformat(steps[0]),
            size_bytes=found.path.stat().st_size,
        )
    except ValueError:
        return found.refuse(
            f"The folder {steps[0]} is not a date. Put the file into "
            f"{folder.name}/<YYYY-MM-DD>/."
        )
    if len(steps) != 2:
        return found.refuse(f"The file must lie in {folder.name}/<YYYY-MM-DD>/ itself.")
    if found.size_bytes == 0:
        return found.refuse(
            "The file is empty. Ask the partner to send it again; a delivery without "
            "rows still has its header."
        )
    try:
        found = inspect_file(found)
    except (OSError, EOFError, pa.ArrowInvalid) as error:
        return found.refuse(
            f"The file cannot be read ({type(error).__name__}). "
            "Ask the partner to send it again."
        )
    if found.status == "refused":
        return found
    return _check_header(found, dataset)


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
        "The contract knows .csv, .csv.gz and .parquet. "
        "Ask the partner for one of these."
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
        sha256=digest,
    )


def _inspect_csv(found: DeliveredFile) -> DeliveredFile:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, is_utf8, has_nul = b"", True, False
    with found.path.open("rb") as raw:
        reader = _Hashing(raw, digest.update)
        is_zipped = found.path.name.lower().endswith(".gz")
        text = gzip.open(reader) if is_zipped else reader
        while chunk := text.read(CHUNK_BYTES):
            head += chunk[: max(0, MAXIMUM_HEADER_BYTES - len(head))]
            has_nul = has_nul or b"\0" in chunk
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    encoding = "utf-8" if is_utf8 else "cp1252"
    found = replace(
        found,
        encoding=encoding,
        sha256=digest.hexdigest(),
        has_rows=len(head) == MAXIMUM_HEADER_BYTES
        or len(head.strip().splitlines()) > 1,
    )
    if has_nul:
        return found.refuse(
            "The file holds NUL bytes, so it is neither UTF-8 nor Windows-1252 "
            "text (UTF-16?). Ask the partner for CSV in UTF-8."
        )
    return replace(found, columns=_csv_header(head, encoding))


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


def _csv_header(head: bytes, encoding: str) -> tuple[str, ...]:
    first = head.decode(encoding, errors="replace").lstrip("\ufeff")
    line = first.splitlines()[0] if first.strip() else ""
    return tuple(c.strip().strip('"').strip().lower() for c in line.split(","))


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
            f"The header lacks the key column {', '.join(no_key)}. It must have: "
            f"{', '.join(dataset.columns)}. Correct the header and deliver again."
        )
    if twice:
        return found.refuse(
            f"The header has {', '.join(twice)} twice, so nobody can say which is "
            "meant. Correct the header and deliver again."
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
    """Makes the table ``memory.landing.files``, which the views of view_sql() read.

    staged_with: by partner, what staging.staged_with() says.
    """
    connection.execute("create schema if not exists memory.landing")
    connection.execute(
        "create table memory.landing.files (file_number bigint, partner varchar, "
        "dataset varchar, delivery_date date, delivered_in varchar, "
        "file_name varchar, file_path varchar, size_bytes bigint, sha256 varchar, "
        "staged_with varchar, status varchar, reason varchar)"
    )
    in_order = sorted(files, key=lambda file: file.delivered_in)
    for number, file in enumerate(in_order):
        connection.execute(
            "insert into memory.landing.files "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                file.status,
                file.reason,
            ],
        )


def view_sql(dataset: Dataset, files: Iterable[DeliveredFile]) -> str:
    """The query of a dataset's view: its contract columns as text, one row per
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
        columns = ", ".join(f'null::varchar as "{c}"' for c in dataset.columns)
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


def count_rows(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    files: Iterable[DeliveredFile],
) -> dict[str, tuple[int, int]]:
    """Rows read and rows rejected of each file, by path.

    A row is rejected when it cannot be split into its columns or has no key.
    """
    counts: dict[str, tuple[int, int]] = {}
    for group, reader in _readers(files, count_rejects=True):
        blank = " or ".join(f"coalesce(trim(\"{c}\"), '') = ''" for c in dataset.key)
        for path, rows, keyless in connection.execute(
            f"select {_FILE_PATH}, count(*), count(*) filter (where {blank}) "
            f"from {reader} group by filename"
        ).fetchall():
            counts[path] = (rows, keyless)
        if group[0].kind == "parquet":
            continue
        # The rejects hold raw lines: they are counted, then dropped at once.
        for path, broken in connection.execute(
            f"select {_FILE_PATH}, count(distinct line) from reject_errors "
            "inner join (select *, file_path as filename from reject_scans) "
            "using (scan_id, file_id) group by filename"
        ).fetchall():
            rows, rejected = counts.get(path, (0, 0))
            counts[path] = (rows + broken, rejected + broken)
        connection.execute("drop table reject_errors")
        connection.execute("drop table reject_scans")
    return counts


def _text_columns(dataset: Dataset, group: list[DeliveredFile]) -> str:
    delivered = group[0].columns
    return ", ".join(
        f'"{c}"::varchar as "{c}"' if c in delivered else f'null::varchar as "{c}"'
        for c in dataset.columns
    )


def _readers(
    files: Iterable[DeliveredFile], count_rejects: bool = False
) -> Iterator[tuple[list[DeliveredFile], str]]:
    """Files of one shape together, with the table function that reads them."""
    groups: dict[tuple, list[DeliveredFile]] = defaultdict(list)
    for file in files:
        groups[file.kind, file.encoding, file.columns, file.types].append(file)
    for (kind, encoding, columns, _), group in groups.items():
        scheme = f"{transcoding.PROTOCOL}://" if encoding == "cp1252" else ""
        paths = ", ".join(_quoted(f"{scheme}{file.path}") for file in group)
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
