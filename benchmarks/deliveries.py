"""Reads and writes deliveries as the contract has them, in plain text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import yaml
from essex_data import deliveries, transcoding
from essex_data.contract import Dataset, read_contract
from essex_data.deliveries import DeliveredFile

from benchmarks.processes import ROOT

CONTRACT = {(dataset.partner, dataset.name): dataset for dataset in read_contract()}
NUMBERS = ("nhs_number", "upn", "nino", "person_number")


def feeds(partner: str, dataset: str) -> dict[tuple[str, str], str]:
    """Which column says what about whom: (slot, field) -> column, from the contract."""
    path = ROOT / "models" / "staging" / partner / "sources.yml"
    found = {}
    for source in yaml.load(path.read_bytes(), yaml.CSafeLoader)["sources"]:
        for table in source["tables"]:
            for column in table["columns"] if table["name"] == dataset else []:
                meta = column["config"]["meta"]
                if "feeds" in meta:
                    slot = meta.get("person", "self")
                    found[slot, meta["feeds"]] = column["name"]
    return found


def connect(landing: Path) -> duckdb.DuckDBPyConnection:
    """A connection with every dataset's delivered rows as ``<partner>.<dataset>``."""
    connection = duckdb.connect()
    transcoding.register(connection)
    found = deliveries.scan_landing(landing, list(CONTRACT.values()))
    deliveries.show_files(connection, found.files)
    for dataset in CONTRACT.values():
        view = deliveries.view_sql(dataset, found.accepted(dataset))
        connection.execute(f"create schema if not exists {dataset.partner}")
        connection.execute(f"create view {dataset.partner}.{dataset.name} as {view}")
    return connection


def write_delivery(
    rows: pd.DataFrame, landing: Path, partner: str, dataset: str, delivered_on: str
) -> None:
    """Writes rows of text as one delivery; columns that they lack are blank."""
    folder = landing / partner / dataset / delivered_on
    folder.mkdir(parents=True, exist_ok=True)
    rows.reindex(columns=list(CONTRACT[partner, dataset].columns)).to_csv(
        folder / f"{dataset}.csv", index=False
    )


def _accepted(landing: Path) -> Iterator[tuple[Dataset, DeliveredFile]]:
    found = deliveries.scan_landing(landing, list(CONTRACT.values()))
    for dataset in CONTRACT.values():
        for file in found.accepted(dataset):
            yield dataset, file


def _copy(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    file: Path,
    where: str,
    target: Path,
    blank: tuple[str, ...] = (),
) -> None:
    """Writes a delivered file's rows, in their order, as another file.

    where: which of them, by ``place``, their place in the file from 1 on.
    """
    columns = ", ".join(
        f"null as {column}" if column in blank else column for column in dataset.columns
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy (select {columns} from (select *, "
        "row_number() over (order by row_number) as place "
        f"from {dataset.partner}.{dataset.name} where file_path = '{file}') "
        f"where {where} order by place) to '{target}' (format csv, header)"
    )


def _linked_copy(landing: Path, target: Path) -> None:
    """The same landing root elsewhere; files that stay as they are take no room."""
    shutil.copytree(landing, target, copy_function=os.link)


def _text_name(path: Path) -> str:
    return path.name.split(".")[0] + ".csv"


def without_numbers(landing: Path, target: Path) -> None:
    """The same deliveries with every number of a person left blank."""
    _linked_copy(landing, target)
    connection = connect(landing)
    for dataset, file in _accepted(landing):
        numbers = tuple(
            column
            for (_, field), column in feeds(dataset.partner, dataset.name).items()
            if field in NUMBERS
        )
        if numbers:
            copied = target / file.path.relative_to(landing)
            copied.unlink()
            new = copied.with_name(_text_name(copied))
            _copy(connection, dataset, file.path, "true", new, blank=numbers)


def held_back(landing: Path, target: Path, share: float) -> tuple[Path, int]:
    """The same deliveries without the last rows, and the rows as a later delivery.

    Held back are, of each dataset that adds up, the rows that came last: ``share`` of
    all it has. Returns the folder of the later deliveries, laid out like a landing
    root and dated the day after the newest, and how many rows they hold.
    """
    _linked_copy(landing, target)
    later = target.with_name(f"{target.name}_later")
    connection = connect(landing)
    delivered: dict[Dataset, list[DeliveredFile]] = {}
    for dataset, file in _accepted(landing):
        if dataset.delivery == "append":
            delivered.setdefault(dataset, []).append(file)
    held = 0
    for dataset, files in delivered.items():
        rows = dict(
            connection.execute(
                "select file_path, count(*) "
                f"from {dataset.partner}.{dataset.name} group by file_path"
            ).fetchall()
        )
        left = round(sum(rows.values()) * share)
        held += left
        files.sort(key=lambda file: (str(file.delivery_date), file.path), reverse=True)
        day = (files[0].delivery_date or date.min) + timedelta(days=1)
        folder = later / dataset.partner / dataset.name / day.isoformat()
        for file in files:
            own = rows.get(str(file.path), 0)
            count = min(left, own)
            if not count:
                break
            left -= count
            kept = target / file.path.relative_to(landing)
            kept.unlink()
            first = f"place <= {own - count}"
            name = _text_name(kept)
            _copy(connection, dataset, file.path, first, kept.with_name(name))
            _copy(connection, dataset, file.path, f"not {first}", folder / name)
    return later, held
