"""A file system that shows DuckDB any CSV file so that no row takes others with it.

What DuckDB (1.5.5) cannot read itself: other encodings (its extension for them is 350
MB and reads ten times slower than UTF-8), a file whose line ends are mixed (an error),
and a quote that nobody closes (the rest of the file is lost, more or less of it by the
number of threads). Nothing is written here and no file is held whole.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import fsspec

CHUNK_BYTES = 1 << 20
# A line that is longer than this is decoded in pieces.
LONGEST_LINE_BYTES = 1 << 24
# Windows-1252 in UTF-8, and what deflate can make of a byte.
MOST_BYTES_OF_A_BYTE = 3
MOST_BYTES_OF_A_ZIPPED_BYTE = 1032
# A row with more line feeds in its values than this has a quote that nobody closed.
MOST_LINES_OF_A_ROW = 20
# One value where there are always more, so that the row is rejected: a code point that
# Unicode keeps out of texts.
BROKEN_ROW = "\ufdd0\n"
# As DuckDB reads: a quote opens a value only at its start, blanks before it left aside.
_VALUE = r' *+"(?:[^"]++|"")*+" *+|(?! *")[^,\n]*+'
_ROW = re.compile(f"(?:{_VALUE})(?:,(?:{_VALUE}))*+")
_NOT_ASCII_LINE = re.compile(rb"^[^\n\x80-\xff]*+[\x80-\xff][^\n]*+", re.MULTILINE)
_ROWS = re.compile(f"(?:{_ROW.pattern}\\n)*+".replace('[^"]', '[^"\\n]'))


def utf8_chunks(path: str, mends_quotes: bool = False) -> Iterator[bytes]:
    """A file's text as UTF-8, lines ending with a line feed; .gz is unzipped.

    UTF-16 has a byte order mark; every other line is UTF-8 or, when it cannot be,
    Windows-1252, for partners put files of both together.

    mends_quotes: a line whose quotes do not close becomes BROKEN_ROW.
    """
    opened = gzip.open(path) if path.lower().endswith(".gz") else open(path, "rb")
    with opened as file:
        first = file.read(CHUNK_BYTES)
        is_utf16 = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        texts = _utf16_texts if is_utf16 else _utf8_or_cp1252_texts
        line_ends = io.IncrementalNewlineDecoder(None, translate=True)
        rows = _Rows()
        for text in texts(first, file):
            text = line_ends.decode(text)
            yield (rows.mended(text) if mends_quotes else text).encode()
        text = line_ends.decode("", final=True)
        yield (rows.mended(text, is_last=True) if mends_quotes else text).encode()


class _Rows:
    """Puts BROKEN_ROW for each line that opens a quote and closes none."""

    def __init__(self) -> None:
        self._left = ""
        self._commas: int | None = None

    def mended(self, text: str, is_last: bool = False) -> str:
        """The whole rows of what was left and a further text with line feeds."""
        text = self._left + text
        if len(text) > LONGEST_LINE_BYTES and "\n" not in text:
            self._left = ""
            return text
        if self._commas is None:
            self._commas = text.split("\n", 1)[0].count(",")
        if '"' not in text:
            end = len(text) if is_last else text.rfind("\n") + 1
            self._left = text[end:]
            return text[:end]
        end = text.rfind("\n") + 1
        if not is_last and _ROWS.fullmatch(text, 0, end):
            self._left = text[end:]
            return text[:end]
        lines = _lines(text)
        rows, place = [], 0
        while place < len(lines):
            count = self._lines_of_row(lines, place)
            may_go_on = len(lines) - place < MOST_LINES_OF_A_ROW
            if not is_last and (
                not lines[place + (count or 1) - 1].endswith("\n")
                or (count is None and may_go_on)
            ):
                break
            if count is None:
                rows.append(BROKEN_ROW)
            else:
                rows.extend(lines[place : place + count])
            place += count or 1
        self._left = "".join(lines[place:])
        return "".join(rows)

    def _lines_of_row(self, lines: list[str], place: int) -> int | None:
        """How many lines from here on are one row; None when its quotes do not close,
        or only where a later row has some: a value holds no row of its own."""
        if '"' not in lines[place]:
            return 1
        row = ""
        for count, line in enumerate(lines[place : place + MOST_LINES_OF_A_ROW], 1):
            row += line
            if _ROW.fullmatch(row.removesuffix("\n")):
                return count
            if count > 1 and line.count(",") >= max(self._commas or 0, 1):
                return None
        return None


def _lines(text: str) -> list[str]:
    """The lines of a text, each with its line feed; nothing else parts lines."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _utf16_texts(
    first: bytes, file: io.BufferedIOBase | gzip.GzipFile
) -> Iterator[str]:
    # What means nothing becomes U+FFFD, and no row is lost.
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    chunk = first
    while chunk:
        yield decoder.decode(chunk)
        chunk = file.read(CHUNK_BYTES)
    yield decoder.decode(b"", final=True)


def _utf8_or_cp1252_texts(
    first: bytes, file: io.BufferedIOBase | gzip.GzipFile
) -> Iterator[str]:
    chunk, left = first, b""
    while chunk:
        left += chunk
        end = left.rfind(b"\n") + 1 or (len(left) > LONGEST_LINE_BYTES and len(left))
        if end:
            yield _decoded(left[:end])
            left = left[end:]
        chunk = file.read(CHUNK_BYTES)
    yield _decoded(left)


def _decoded(lines: bytes) -> str:
    try:
        return lines.decode()
    except UnicodeDecodeError:
        return _NOT_ASCII_LINE.sub(_as_utf8, lines).decode()


def _as_utf8(line: re.Match[bytes]) -> bytes:
    try:
        line[0].decode()
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252 either.
        return line[0].decode("cp1252", errors="replace").encode()
    return line[0]


class _Transcoded(io.RawIOBase):
    """The UTF-8 of a file; a step back starts it again."""

    def __init__(self, path: str, mends_quotes: bool) -> None:
        self._path, self._mends_quotes = path, mends_quotes
        self._start()

    def _start(self) -> None:
        self._chunks = utf8_chunks(self._path, self._mends_quotes)
        self._left = b""
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only from the start")
        if offset < self._position:
            self._start()
        while self._position < offset and self.read(offset - self._position):
            pass
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        wanted = float("inf") if size is None or size < 0 else size
        parts = [self._left]
        length = len(self._left)
        while length < wanted and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            length += len(chunk)
        data = b"".join(parts)
        end = int(min(wanted, length))
        self._left = data[end:]
        self._position += end
        return data[:end]


class TranscodingFileSystem(fsspec.AbstractFileSystem):
    """``plaintext:///folder/file.csv`` reads that file as utf8_chunks() does."""

    protocol = "plaintext"
    cachable = False
    mends_quotes = False

    def _open(self, path: str, mode: str = "rb", **options: Any) -> _Transcoded:
        return _Transcoded(path, self.mends_quotes)

    def glob(self, path: str, **options: Any) -> list[str]:
        return [path]

    def info(self, path: str, **options: Any) -> dict[str, Any]:
        """A size that the text has at most: DuckDB (1.5.5) reads until nothing comes,
        and not beyond what it is told here. To know it the text would be read twice."""
        path = self._strip_protocol(path)
        size = os.stat(path).st_size * MOST_BYTES_OF_A_BYTE
        if path.lower().endswith(".gz"):
            size *= MOST_BYTES_OF_A_ZIPPED_BYTE
        return {"name": path, "size": size, "type": "file"}


class MendingFileSystem(TranscodingFileSystem):
    """``mendedtext:///…`` does so too, and mends quotes that do not close."""

    protocol = "mendedtext"
    mends_quotes = True


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the file systems known to a connection."""
    connection.register_filesystem(TranscodingFileSystem())
    connection.register_filesystem(MendingFileSystem())
