"""A town of a few hundred people whom every partner knows, written from the contract.

Small enough that a whole build takes seconds, and no table of deliveries stays empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT

PEOPLE = 240
POSTCODES = 24
LETTERS = "ABCDEFGHIJKLMNOPRSTUVW"
# Nobody's labels are known, and nobody asks to be forgotten.
AWAY = ("evaluation", "rights")
# A column that the contract does not allow everything in.
BY_TYPE = {
    "text": lambda n: f"text {n % 7}",
    "date": lambda n: f"20{14 + n % 9}-{1 + n % 12:02d}-{1 + n % 28:02d}",
    "timestamp": lambda n: f"20{14 + n % 9}-{1 + n % 12:02d}-{1 + n % 28:02d}T12:30:00",
    "month": lambda n: f"20{14 + n % 9}-{1 + n % 12:02d}",
    "integer": lambda n: str(1 + n % 8),
    "decimal": lambda n: f"{n % 90}.50",
    "yes_no": lambda n: "YN"[n % 2],
    "ethnicity": lambda n: ("WBRI", "A", "APKN", "H")[n % 4],
    "academic_year": lambda n: f"20{14 + n % 9}/{15 + n % 9}",
}


def deliver(landing: Path, day: str, first: int, count: int) -> list[Path]:
    """Writes a delivery of every dataset about some of the town's people.

    first, count: whom it is about; a person is the same in each delivery and dataset.
    """
    _write_postcodes(landing)
    written = []
    for partner, dataset, columns in datasets():
        path = landing / partner / dataset / day / f"{dataset}.csv"
        path.parent.mkdir(parents=True)
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for n in range(first, first + count):
                writer.writerow(_value(*c, dataset, n) for c in columns.items())
            # one row without a key, which is rejected
            writer.writerow("" for _ in columns)
        written.append(path)
    return written


def datasets(
    away: tuple[str, ...] = AWAY,
) -> Iterator[tuple[str, str, dict[str, dict[str, Any]]]]:
    """Partner, dataset and what the contract says of each column."""
    for path in sorted((ROOT / "models" / "staging").glob("*/sources.yml")):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                meta = table.get("config", {}).get("meta", {})
                if "delivery" in meta and source["name"] not in away:
                    columns = {c["name"]: c["config"]["meta"] for c in table["columns"]}
                    yield source["name"], table["name"], columns


def _value(name: str, meta: dict[str, Any], dataset: str, n: int) -> str:
    if meta["role"] == "key":
        return f"{meta.get('refers_to', dataset)}-{n}"
    mother = 7 if meta.get("person") == "mother" else 0
    house = n // 3
    letter, other = LETTERS[(n + mother) % 22], LETTERS[house % 22]
    born = (1985 if mother else 2008) + n % 12
    match meta.get("feeds"):
        case "forename" | "initials":
            # one in five is written otherwise by one of the partners
            mended = "e" if n % 5 == len(dataset) % 5 else ""
            return f"{letter}nn{LETTERS[n // 22 % 22].lower()}{mended}"
        case "surname":
            return f"{other}oler{LETTERS[house // 22 % 22].lower()}"
        case "date_of_birth":
            return f"{born}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        case "sex":
            return "FM"[n % 2]
        case "address_line":
            return f"{house} Mole End"
        case "postcode":
            return postcode(house)
        case "upn" | "nhs_number" | "nino" | "uprn" | "person_number" | "title":
            return ""
    if meta.get("type") == "code":
        return str(meta["values"][n % len(meta["values"])])
    return BY_TYPE[meta["type"]](n)


def postcode(house: int) -> str:
    return f"SS16 4A{LETTERS[house % POSTCODES % 22]}"


def _write_postcodes(landing: Path) -> None:
    path = landing / "reference" / "postcode_directory" / "postcodes.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{postcode(n)},E0102{1237 + n},E05004021," for n in range(22)]
    path.write_text("\n".join(["pcds,lsoa11,osward,doterm", *rows]) + "\n")
