"""The zoo: broken deliveries as partners send them, each with what must become of it.

Every file is one of the pupils' census. Whoever is staged from it is called Ann Mole,
so that a value in a wrong column shows.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = ("record_id", "forename", "surname", "date_of_birth", "sex", "postcode")
HEADER = ",".join(COLUMNS) + "\n"
FEW = 3  # good rows of most animals


@dataclass(frozen=True)
class Animal:
    """One delivered file.

    read: rows below its header; rejected: the reason code by row number; replaced: rows
    that a later one replaces; code: why the whole file is not taken, or "".
    """

    name: str
    content: bytes
    read: int = FEW
    rejected: tuple[tuple[int, str], ...] = ()
    replaced: int = 0
    code: str = ""
    file_name: str = "census.csv"
    folder: str = "2024-01-31"


def rows(count: int = FEW, start: int = 1) -> str:
    numbers = range(start, start + count)
    return "".join(f"R{n},Ann,Mole,2015-02-03,F,SS16 4AA\n" for n in numbers)


def text(body: str, encoding: str = "utf-8") -> bytes:
    return (HEADER + body).encode(encoding)


def parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def people(**columns: object) -> pa.Table:
    """Three rows under the contract's names; some columns of another type."""
    plain: dict[str, object] = {
        "record_id": ["R1", "R2", "R3"],
        "forename": ["Ann"] * FEW,
        "surname": ["Mole"] * FEW,
        "date_of_birth": ["2015-02-03"] * FEW,
        "sex": ["F"] * FEW,
        "postcode": ["SS16 4AA"] * FEW,
    }
    return pa.table(plain | columns)


def workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<row/>" * 50)
    return buffer.getvalue()


def flipped(content: bytes, place: int) -> bytes:
    """The content with one byte changed."""
    changed = bytearray(content)
    changed[place] ^= 0xFF
    return bytes(changed)


GOOD = text(rows())
ZIPPED = gzip.compress(GOOD, mtime=0)
STORED = parquet(people())
ODD_ROW = "R9,Ann,Mole,2015-02-03,F"
LONG = "x" * 10_000_000


def _encodings() -> list[Animal]:
    accents = HEADER + rows(2) + "R3,Ann,Mole,,Zoë,\n"
    cp1252 = accents.encode("cp1252")
    return [
        Animal("plain", GOOD),
        Animal("byte order mark", b"\xef\xbb\xbf" + GOOD),
        Animal(
            "byte order mark before quotes",
            b'\xef\xbb\xbf"record_id"' + GOOD.removeprefix(b"record_id"),
        ),
        Animal("Windows-1252", cp1252),
        Animal("a byte that Windows-1252 has not", cp1252.replace(b"\xeb", b"\x81")),
        Animal("UTF-8 and Windows-1252", cp1252 + "R4,Ann,Mole,,Zoë,\n".encode(), 4),
        Animal("UTF-16, little end first", accents.encode("utf-16")),
        Animal("UTF-16, big end first", b"\xfe\xff" + accents.encode("utf-16-be")),
        Animal("UTF-16 without mark", accents.encode("utf-16-le"), 0, code="not_text"),
        Animal("UTF-32", accents.encode("utf-32"), 0, code="no_key_column"),
        Animal("NUL in a value", text("R1,Ann,Mole,,F\0,\n"), 0, code="not_text"),
        Animal("NULs at the end", GOOD + b"\0" * 512, 0, code="not_text"),
        Animal("EBCDIC", GOOD.decode().encode("cp500"), 0, code="no_key_column"),
        Animal("emoji and other planes", text(rows(2) + "R3,Ann,Mole,,😀𝒜,\n")),
        Animal(
            "end of file as DOS had it", GOOD + b"\x1a", 4, ((5, "too_few_columns"),)
        ),
    ]


def _line_ends() -> list[Animal]:
    feed, back, both = "\n", "\r", "\r\n"
    mixed = (HEADER + rows(2)).replace(feed, both) + rows(2, 3)
    inside = 'R4,Ann,Mole,,"F{}F",\n'
    return [
        Animal("carriage return and line feed", GOOD.replace(b"\n", b"\r\n")),
        Animal("carriage return", GOOD.replace(b"\n", b"\r")),
        Animal("line ends mixed", mixed.encode(), 4),
        Animal(
            "line ends mixed, all three",
            (mixed + rows(1, 5).replace(feed, back) + rows(1, 6)).encode(),
            6,
        ),
        Animal(
            "a carriage return in a value",
            text(rows() + "R4,Ann,Mo\rle,,,\n"),
            5,
            ((5, "too_few_columns"), (6, "too_few_columns")),
        ),
        Animal("no line end at the end", GOOD.rstrip()),
        Animal("blank lines at the end", GOOD + b"\n\n\n"),
        Animal("blank lines between", text(rows(2) + "\n\n" + rows(1, 3))),
        Animal("a line feed in quotes", text(rows() + inside.format(feed)), 4),
        Animal("a carriage return in quotes", text(rows() + inside.format(back)), 4),
        Animal("both in quotes", text(rows() + inside.format(both)), 4),
        Animal(
            "line feeds in quotes, both outside",
            text(rows()).replace(b"\n", b"\r\n") + inside.format(feed).encode(),
            4,
        ),
        Animal(
            "Unicode's line separator", text(rows() + "R4,Ann,Mole,,\u2028\x85,\n"), 4
        ),
    ]


def _quotes() -> list[Animal]:
    many = rows(30_000, 100)
    return [
        Animal("commas in quotes", text(rows() + 'R4,Ann,Mole,,"F, or M",\n'), 4),
        Animal("quotes in quotes", text(rows() + 'R4,Ann,Mole,,"F ""or"" M",\n'), 4),
        Animal("everything in quotes", text(rows().replace("Ann", '"Ann"'))),
        Animal("a blank before quotes", text(rows() + 'R4,Ann, "Mole",,F,\n'), 4),
        Animal("a quote inside a value", text(rows() + 'R4,Ann,Mole,,5"2,\n'), 4),
        Animal("single quotes", text(rows() + "R4,Ann,Mole,,'F',\n"), 4),
        Animal(
            "text after quotes",
            text('R0,Ann,Mole,,"F"x,\n' + rows()),
            4,
            ((2, "broken_quote"),),
        ),
        Animal(
            "quotes escaped with a backslash",
            text('R0,Ann,Mole,,"F\\"x",\n' + rows()),
            4,
            ((2, "broken_quote"),),
        ),
        Animal(
            "a quote that does not close",
            text(rows(2) + 'R3,Ann,Mole,,"F,\n' + rows(2, 4)),
            5,
            ((4, "broken_quote"),),
        ),
        Animal(
            "a quote that does not close before many rows",
            text('R3,Ann,Mole,,"F,\n' + many),
            30_001,
            ((2, "broken_quote"),),
        ),
        Animal(
            "a quote that does not close between many rows",
            text(many + 'R3,Ann,Mole,,"F,\n' + rows(30_000, 50_000)),
            60_001,
            ((30_002, "broken_quote"),),
        ),
        Animal(
            "a quote that another row closes",
            text('R3,Ann,Mole,,"F,\n' + rows() + 'R4,Ann,Mole,,F",\n' + many),
            30_005,
            ((2, "broken_quote"),),
        ),
        Animal(
            "a quote that a quoted value closes",
            text('R3,Ann,Mole,,"F,\nR4,Ann,"Mole",,F,\n' + rows(30, 100)),
            32,
            ((2, "broken_quote"),),
        ),
        Animal(
            "a quote open at the end",
            text(rows() + 'R4,Ann,Mole,,"F'),
            4,
            ((5, "broken_quote"),),
        ),
        Animal(
            "a quote open in the header",
            ('"' + HEADER + rows()).encode(),
            0,
            code="no_key_column",
        ),
        Animal(
            "a name in the header with a comma",
            HEADER.replace("sex", '"what, then",sex').encode()
            + rows().replace(",F,", ",x,F,").encode(),
        ),
        Animal(
            "a name in the header with a line feed",
            HEADER.replace("sex", '"what\nthen",sex').encode()
            + rows().replace(",F,", ",x,F,").encode(),
        ),
    ]


def _headers() -> list[Animal]:
    body = rows()
    renamed = HEADER.replace("record_id", "record id")
    return [
        Animal(
            "columns in another order",
            (
                "postcode,sex,date_of_birth,surname,forename,record_id\n"
                + "".join(f"SS16 4AA,F,2015-02-03,Mole,Ann,R{n}\n" for n in (1, 2, 3))
            ).encode(),
        ),
        Animal(
            "capitals and blanks", (HEADER.upper().replace(",", " , ") + body).encode()
        ),
        Animal("a column missing", b"record_id,forename,surname\nR1,Ann,Mole\n", 1),
        Animal(
            "a column more",
            (
                HEADER.replace("sex", "sex,comment")
                + body.replace(",F,", ",F,not covered,")
            ).encode(),
        ),
        Animal(
            "a nameless column more",
            (HEADER.rstrip() + ",\n" + body.replace("4AA", "4AA,")).encode(),
        ),
        Animal(
            "a column twice",
            (HEADER.replace("sex", "surname") + body).encode(),
            0,
            code="column_twice",
        ),
        Animal(
            "a column that is not covered twice",
            (HEADER.rstrip() + ",x,x\n" + body.replace("4AA", "4AA,1,2")).encode(),
        ),
        Animal("the key renamed", (renamed + body).encode(), 0, code="no_key_column"),
        Animal("no header", body.encode(), 0, code="no_key_column"),
        Animal(
            "a title above the header", b"Census 2024\n" + GOOD, 0, code="no_key_column"
        ),
        Animal("a blank line above the header", b"\n" + GOOD, 0, code="no_key_column"),
        Animal(
            "the header again", text(rows(2) + HEADER + rows(1, 3)), 4, ((4, "no_key"),)
        ),
        Animal("semicolons", GOOD.replace(b",", b";"), 0, code="no_key_column"),
        Animal("tabs", GOOD.replace(b",", b"\t"), 0, code="no_key_column"),
        Animal(
            "thousands of columns",
            (
                HEADER.rstrip()
                + "".join(f",c{n}" for n in range(3_000))
                + "\n"
                + rows(1).rstrip()
                + "," * 3_000
                + "\n"
            ).encode(),
            1,
        ),
    ]


def _rows() -> list[Animal]:
    return [
        Animal("header only", HEADER.encode(), 0),
        Animal("header without line end", HEADER.rstrip().encode(), 0),
        Animal(
            "a column too few",
            text(rows() + ODD_ROW + "\n"),
            4,
            ((5, "too_few_columns"),),
        ),
        Animal(
            "a column too many",
            text(rows() + ODD_ROW + ",x,y\n"),
            4,
            ((5, "too_many_columns"),),
        ),
        Animal(
            "cut off in the last row",
            text(rows() + "R4,Ann,Mo"),
            4,
            ((5, "too_few_columns"),),
        ),
        Animal(
            "no key",
            text(rows(2) + ",Ann,Mole,,F,\n" + rows(1, 3)),
            4,
            ((4, "no_key"),),
        ),
        Animal(
            "blanks for a key", text("   ,Ann,Mole,,F,\n" + rows()), 4, ((2, "no_key"),)
        ),
        Animal(
            "broken rows between rows without key",
            text(
                ",Ann,,,,\n"
                + ODD_ROW
                + "\n"
                + rows(1)
                + ",Ann,,,,\n"
                + ODD_ROW
                + "\n"
                + rows(2, 2)
                + ",Ann,,,,\n"
            ),
            8,
            (
                (2, "no_key"),
                (3, "too_few_columns"),
                (5, "no_key"),
                (6, "too_few_columns"),
                (9, "no_key"),
            ),
        ),
        Animal("nothing but commas", text(rows() + ",,,,,\n"), 4, ((5, "no_key"),)),
        Animal("a comma after every row", text(rows(30).replace("4AA", "4AA,")), 30),
        Animal(
            "every tenth row broken",
            text("".join(rows(9, n) + ODD_ROW + "\n" for n in range(0, 200, 10))),
            200,
            code="too_many_rejected",
            rejected=tuple((n, "too_few_columns") for n in range(11, 202, 10)),
        ),
        Animal(
            "every hundredth row broken",
            text("".join(rows(99, n) + ODD_ROW + "\n" for n in range(0, 2_000, 100))),
            2_000,
            tuple((n, "too_few_columns") for n in range(101, 2_002, 100)),
        ),
        Animal(
            "not one row",
            text(ODD_ROW + "\n"),
            1,
            ((2, "too_few_columns"),),
            code="too_many_rejected",
        ),
        Animal("a key twice", text(rows() + rows(1)), 4, replaced=1),
        Animal(
            "a value of 1 MB", text(rows() + f"R4,Ann,Mole,,{LONG[:1_000_000]},\n"), 4
        ),
        Animal(
            "a value of 10 MB",
            text(rows(1) + f"R4,Ann,Mole,,{LONG},\n" + rows(2, 2)),
            4,
            ((3, "too_long"),),
        ),
    ]


def _files() -> list[Animal]:
    return [
        Animal("empty", b"", 0, code="empty_file"),
        Animal("blanks", b"  \n\n \n", 0, code="no_key_column"),
        Animal("zipped", ZIPPED, file_name="c.csv.gz"),
        Animal(
            "zipped, Windows-1252, line ends mixed",
            gzip.compress((HEADER + "R1,Ann,Mole,,Zoë,\r\n").encode("cp1252")),
            1,
            file_name="c.csv.gz",
        ),
        Animal(
            "zipped nothing",
            gzip.compress(b""),
            0,
            code="no_key_column",
            file_name="c.csv.gz",
        ),
        Animal(
            "zipped and cut off",
            ZIPPED[:-20],
            0,
            code="unreadable",
            file_name="c.csv.gz",
        ),
        Animal(
            "zipped with a wrong digest",
            flipped(ZIPPED, -6),
            0,
            code="unreadable",
            file_name="c.csv.gz",
        ),
        Animal(
            "zipped with a wrong byte",
            flipped(ZIPPED, len(ZIPPED) // 2),
            0,
            code="unreadable",
            file_name="c.csv.gz",
        ),
        Animal(
            "zipped twice",
            gzip.compress(gzip.compress(GOOD * 100)),
            0,
            code="not_text",
            file_name="c.csv.gz",
        ),
        Animal("zipped but not named so", ZIPPED, 0, code="not_text"),
        Animal("named as zipped", GOOD, 0, code="unreadable", file_name="c.csv.gz"),
        Animal("a workbook named as text", workbook(), 0, code="not_text"),
        Animal("a workbook", workbook(), 0, code="unknown_format", file_name="c.xlsx"),
        Animal(
            "text of another name", GOOD, 0, code="unknown_format", file_name="c.txt"
        ),
        Animal("capitals in the name", GOOD, file_name="CENSUS.CSV"),
        Animal("a quote in the name", GOOD, file_name="pupils' census.csv"),
        Animal("brackets in the name", GOOD, file_name="census [1].csv"),
        Animal("a star in the name", GOOD, file_name="census*.csv"),
        Animal(
            "brackets in the name, Windows-1252",
            text("R1,Ann,Mole,,Zoë,\n", "cp1252"),
            1,
            file_name="census [1].csv",
        ),
        Animal(
            "an error page",
            b"<html><body>403 Forbidden</body></html>",
            0,
            code="no_key_column",
        ),
        Animal(
            "JSON", b'[{"record_id": "R1", "forename": "Ann"}]', 0, code="no_key_column"
        ),
        Animal("a day that is none", GOOD, 0, code="not_a_date", folder="2024-02-31"),
        Animal(
            "a day written otherwise", GOOD, 0, code="not_a_date", folder="20240131"
        ),
        Animal("a folder too deep", GOOD, 0, code="too_deep", folder="2024-01-31/part"),
    ]


def _parquets() -> list[Animal]:
    name = "c.parquet"
    born = date(2015, 2, 3)
    typed = people(
        record_id=[1, 2, 3],
        date_of_birth=pa.array([born] * FEW, pa.date32()),
        sex=pa.array([2, 2, None], pa.int8()),
    )
    return [
        Animal("Parquet", STORED, file_name=name),
        Animal("Parquet with types", parquet(typed), file_name=name),
        Animal(
            "Parquet with times",
            parquet(
                people(
                    date_of_birth=pa.array(
                        [datetime(2015, 2, 3)] * FEW, pa.timestamp("us")
                    )
                )
            ),
            file_name=name,
        ),
        Animal(
            "Parquet with decimals and truth",
            parquet(
                people(
                    record_id=[Decimal("1.5"), Decimal("2.5"), Decimal("3.5")],
                    sex=[True, False, None],
                )
            ),
            file_name=name,
        ),
        Animal(
            "Parquet with lists and bytes",
            parquet(people(sex=[["F"], [], None], postcode=[b"\xff", b"", None])),
            file_name=name,
        ),
        Animal(
            "Parquet with a dictionary",
            parquet(people(sex=pa.array(["F", "F", "M"]).dictionary_encode())),
            file_name=name,
        ),
        Animal(
            "Parquet without a key",
            parquet(people().drop_columns(["record_id"])),
            0,
            code="no_key_column",
            file_name=name,
        ),
        Animal(
            "Parquet with a blank key",
            parquet(people(record_id=["R1", None, " "])),
            3,
            ((3, "no_key"), (4, "no_key")),
            file_name=name,
        ),
        Animal(
            "Parquet without rows", parquet(people().slice(0, 0)), 0, file_name=name
        ),
        Animal(
            "Parquet with a name twice",
            parquet(people().rename_columns([*COLUMNS[:5], "SEX"])),
            0,
            code="column_twice",
            file_name=name,
        ),
        Animal("Parquet cut off", STORED[:-30], 0, code="unreadable", file_name=name),
        Animal(
            "Parquet with a damaged page",
            STORED[:4] + b"\xff" * 60 + STORED[64:],
            0,
            code="unreadable",
            file_name=name,
        ),
        Animal(
            "not Parquet", b"PAR1 not really PAR1", 0, code="unreadable", file_name=name
        ),
        Animal("text named Parquet", GOOD, 0, code="unreadable", file_name=name),
    ]


HOUSES: tuple[Callable[[], list[Animal]], ...] = (
    _encodings, _line_ends, _quotes, _headers, _rows, _files, _parquets,
)  # fmt: skip
ANIMALS = [animal for house in HOUSES for animal in house()]
