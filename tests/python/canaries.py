"""Invented people whom nobody is called, and a search for them wherever bytes are.

Every identifier of theirs can be told from everything else, so that it is found in any
case, with any punctuation, and in UTF-8 as in UTF-16.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import town
from conftest import Warehouse
from essex_data.keys import KEY_NAMES, encryption_secret, hmac_pads, read_key
from essex_data.vault import attach_vault

# What the tests found; the end of a run says it.
SUMMARY: list[str] = []
DAY = "2024-01-31"
PEOPLE = 4
# Numbers of canaries begin so; the rest tells dataset, column and person.
NUMBER = "9557"
# A value must be as long to be searched for: shorter ones are anywhere.
SHORTEST = 7
# Longer values are looked for wherever they stand, shorter ones by themselves.
LONG = 13
ENCODINGS = ("utf-8", "utf-16", "cp1252")
_ALL = bytes(range(256))
_SQUEEZED = bytes(c for c in _ALL if chr(c).isascii() and chr(c).isalnum())
_DELETED = bytes(c for c in _ALL if c not in _SQUEEZED)
_UPPER = _ALL.upper()


def squeezed(content: bytes) -> bytes:
    """Letters and digits alone, in upper case: whatever case, punctuation, spaces and
    zero bytes between characters (UTF-16) were."""
    return content.translate(_UPPER, delete=_DELETED)


class Flock:
    """The canaries of a landing root: ``values`` are all that may be nowhere else."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.files: list[Path] = []

    def deliver(self, landing: Path, day: str = DAY) -> None:
        """Writes a file of canaries beside each file of a town's delivery: good ones,
        ones with every fault, and one in a row that cannot be read; and files that are
        refused whole."""
        for number, (partner, dataset, columns) in enumerate(
            town.datasets(away=("evaluation",))
        ):
            folder = landing / partner / dataset / day
            rows = [
                self._row(number, dataset, columns, person)
                for person in range(PEOPLE if day == DAY else PEOPLE + 1)
            ]
            if dataset == "crimes":
                self._label(landing, day, f"{rows[1][0]}|{rows[1][1]}")
            good = _csv([list(columns), *rows[1:]])
            # nobody closes the quote, so that the row is lost
            good += _csv([rows[0]]).replace('"', "").replace(",", ',"', 1)
            encoding = ENCODINGS[number % len(ENCODINGS)]
            self._write(folder / "canaries.csv", good.encode(encoding))
            if number % 5 == 0:
                self._write(folder / "headless.csv", _csv(rows).encode())
                wrong = landing / partner / f"{dataset}_x" / day / "wrong_place.csv"
                self._write(wrong, _csv([list(columns), *rows]).encode())
                cut = gzip.compress(_csv([list(columns), *rows]).encode())
                self._write(folder / "cut.csv.gz", cut[: len(cut) * 2 // 3])
                twice = [[*columns, *columns], *([*row, *row] for row in rows)]
                self._write(folder / "twice.csv", _csv(twice).encode())
                nul = _csv([list(columns), *rows]).replace("-", "\0", 1)
                self._write(folder / "nul.csv", nul.encode())

    def _label(self, landing: Path, day: str, record_key: str) -> None:
        """A labelled record, whose labels are identifiers too."""
        labels = [self._keep(f"Zyxqulabel {word}") for word in ("person", "household")]
        row = ["essex_police", "crimes", record_key, *labels]
        header = ["partner", "dataset", "record_key", "person_label", "household_label"]
        folder = landing / "evaluation" / "labelled_records" / day
        self._write(folder / "canaries.csv", _csv([header, row]).encode())

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.files.append(path)

    def _row(
        self, number: int, dataset: str, columns: dict[str, dict], person: int
    ) -> list[str]:
        row = []
        for place, (name, meta) in enumerate(columns.items()):
            code = f"{number:02d}{place:02d}{person}"
            if meta["role"] == "key":
                value = self._keep(f"Zyxqukey/{meta.get('refers_to', dataset)}-{code}")
            elif meta["role"] != "attr":
                value = self._keep(_identifier(meta.get("feeds", ""), code, person))
            elif person == 2 and meta["type"] not in ("text",):
                # what stands in the wrong column is somebody's name too
                value = self._keep(f"Zyxquwrong {_letters(code)}")
            else:
                value = town._value(name, meta, dataset, 5)
            row.append(value)
        return row

    def _keep(self, value: str) -> str:
        if len(squeezed(value.encode())) >= SHORTEST:
            self.values.add(value)
        return value


def _identifier(feeds: str, code: str, person: int) -> str:
    """An identifier: the second person's have an accent, the third's every fault."""
    word = f"Zyx{'é' if person == 1 else 'e'}qu{_letters(code)}"
    digits = f"{NUMBER}{code}"
    if person == 2 and feeds not in ("forename", "surname", "address_line"):
        return f"{word} {feeds}"
    match feeds:
        case "nhs_number":
            total = sum(int(d) * (10 - i) for i, d in enumerate(digits))
            return (
                f"{digits[:3]} {digits[3:6]} {digits[6:]}{(11 - total % 11) % 11 % 10}"
            )
        case "upn":
            digits = f"{digits}000"
            total = sum(int(d) * (i + 2) for i, d in enumerate(digits))
            return f"{'ABCDEFGHJKLMNPQRTUVWXYZ'[total % 23]}{digits}"
        case "nino":
            return f"ZX {code[:2]} {code[2:4]} {code[4]}7 C"
        case "uprn":
            return f"{digits}555"
        case "date_of_birth":
            return f"19{10 + int(code[:2])}-0{1 + person}-{11 + int(code[2:4]) % 17}"
        case "sex":
            return "FM"[person % 2]
        case "postcode":
            return f"ZX{code[:2]} 9{_letters(code)[2:4].upper()}"
        case "address_line":
            return f"{code} {word} Warren"
        case "person_number":
            return f"{word}/{code}"
    return word


def _letters(code: str) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in code)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


class Search:
    """Looks for values and keys in bytes; ``searched`` counts where it looked."""

    def __init__(self, values: Iterable[str], secrets: Iterable[bytes] = ()) -> None:
        self.searched = 0
        self._words: dict[bytes, str] = {}
        self._patterns: list[tuple[bytes, re.Pattern[bytes], str]] = []
        for value in values:
            text = value.encode()
            # as it is, and as it is once accents are folded
            for form in {squeezed(text), squeezed(text.replace("é".encode(), b"e"))}:
                if form.isalpha() or len(form) > LONG:
                    self._words[form] = value
                else:
                    self._keep_short(form, value)
        self._secrets = {}
        for secret in secrets:
            self._secrets |= {
                secret: "a key",
                base64.b64encode(secret).rstrip(b"="): "a key in base64",
                repr(secret)[2:-1].encode(): "a key as Python writes it",
            }
            self._words[secret.hex().upper().encode()] = "a key in hex"

    def _keep_short(self, form: bytes, value: str) -> None:
        """A short value with digits is in longer ones too: only a whole one counts."""
        forms = {form}
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            forms.add(form[6:] + form[4:6] + form[:4])
        if re.fullmatch(rb"[A-Z]{2}\d{6}[A-Z]", form):
            forms.add(form[:-1])  # a National Insurance number without its suffix
        for text in forms:
            apart = rb"[ /.-]?".join(bytes([c]) for c in text)
            same = rb"\d" if text.isdigit() else rb"[A-Z0-9]"
            whole = rb"(?<!" + same + rb")" + apart + rb"(?!" + same + rb")"
            pattern = re.compile(whole, re.IGNORECASE)
            self._patterns.append((text, pattern, value))

    def found_in(self, content: bytes) -> set[str]:
        """Which of the values are in it."""
        self.searched += 1
        small = squeezed(content)
        found = {value for form, value in self._words.items() if form in small}
        found |= {kind for secret, kind in self._secrets.items() if secret in content}
        plain = content.replace(b"\0", b"")
        for text, pattern, value in self._patterns:
            if text in small and pattern.search(plain):
                found.add(value)
        return found

    def found_at(self, places: Iterable[tuple[str, bytes]]) -> dict[str, list[str]]:
        """By place that holds any: the values."""
        found = {place: sorted(self.found_in(content)) for place, content in places}
        return {place: values for place, values in found.items() if values}


def secrets_of(warehouse: Warehouse) -> list[bytes]:
    """All key material: both keys, their pads, and what encrypts the vault."""
    secrets = []
    for name in KEY_NAMES:
        key = read_key(warehouse.folder / "keys" / name)
        # of a pad the first half: the second is the same for every key
        secrets += [key, *(pad[:32] for pad in hmac_pads(key))]
        secret = encryption_secret(key)
        secrets += [secret.encode(), bytes.fromhex(secret)]
    return secrets


def tables(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, bytes]]:
    """Every table of a connection, with all that it holds."""
    for database, schema, table in connection.execute(
        "select database_name, schema_name, table_name from duckdb_tables()"
    ).fetchall():
        name = f'"{database}"."{schema}"."{table}"'
        rows = connection.execute(f"from {name}").fetchall()
        cells = (
            cell if isinstance(cell, bytes) else str(cell).encode()
            for row in rows
            for cell in row
        )
        yield f"table {name}", b"\n".join([name.encode(), *cells])


def vault(warehouse: Warehouse, monkeypatch) -> Iterator[tuple[str, bytes]]:
    """Every table of the opened vault."""
    with monkeypatch.context() as patched, duckdb.connect() as connection:
        for name, value in warehouse.environment.items():
            patched.setenv(name, value)
        attach_vault(connection, read_only=True)
        yield from tables(connection)


def files(folder: Path, *left_out: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder by its name and content, and again as what it is
    packed from: zipped, Parquet or a DuckDB file that can be opened."""
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(other) for other in left_out) or not path.is_file():
            continue
        content = path.read_bytes()
        yield f"file {path}", str(path.relative_to(folder)).encode() + b"\n" + content
        yield from _unpacked(path, content)


def _unpacked(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"\x1f\x8b"):
        yield f"unzipped {path}", gzip.decompress(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield f"unzipped {path} {name}", packed.read(name)
    elif content.startswith(b"PAR1"):
        rows = duckdb.execute("from read_parquet(?)", [str(path)]).fetchall()
        yield f"rows of {path}", repr(rows).encode()
    elif content[8:12] == b"DUCK" and path.name != "vault.duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            yield from tables(connection)
