"""Every animal of the zoo, read as a delivery: nothing crashes, shifts or is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from essex_data import deliveries, transcoding
from essex_data.contract import Dataset
from essex_data.deliveries import DeliveredFile, scan_landing
from zoo import ANIMALS, COLUMNS, Animal

CENSUS = Dataset("schools", "school_census", "append", COLUMNS, ("record_id",))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        transcoding.register(made)
        yield made


def judged(
    connection: duckdb.DuckDBPyConnection, root: Path, animals: list[Animal]
) -> list[DeliveredFile]:
    """What becomes of animals that lie below one landing root."""
    connection.execute("drop schema if exists memory.landing cascade")
    deliveries.make_tables(connection)
    for animal in animals:
        folder = root / "schools" / "school_census" / animal.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / animal.file_name).write_bytes(animal.content)
    files = deliveries.recognise(scan_landing(root, [CENSUS]).files, CENSUS)
    unread = [f for f in files if f.status == "accepted" and f.has_rows]
    counted = [f for f in files if f not in unread]
    counted += deliveries.count_rows(connection, CENSUS, unread)
    counted.sort(key=lambda file: file.delivered_in)
    deliveries.show_files(connection, counted)
    return counted


def everybody() -> list[Animal]:
    """All animals that can lie in one folder, each under a name of its own."""
    return [
        replace(animal, file_name=f"{number:03} {animal.file_name}")
        for number, animal in enumerate(ANIMALS)
        if animal.folder == "2024-01-31"
    ]


def rejected(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    return connection.execute(
        "select row_number, reason_code from memory.landing.rejected_rows order by all"
    ).fetchall()


def test_the_zoo_is_large_and_everybody_has_a_name() -> None:
    assert len(ANIMALS) >= 100
    assert len({animal.name for animal in ANIMALS}) == len(ANIMALS)


@pytest.mark.parametrize("animal", ANIMALS, ids=lambda animal: animal.name)
def test_a_delivery_is_judged_and_no_row_is_lost(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, animal: Animal
) -> None:
    (file,) = judged(connection, tmp_path, [animal])
    assert (file.reason_code, file.status) == (
        animal.code,
        "refused" if animal.code else "accepted",
    ), file.reason
    assert (file.reason != "") >= (animal.code != "")
    assert (file.rows_read, file.rows_rejected, file.rows_replaced) == (
        animal.read,
        len(animal.rejected),
        animal.replaced,
    )
    assert rejected(connection) == sorted(animal.rejected)
    if animal.code:
        return
    people = connection.execute(
        "select record_id, forename, surname from "
        f"({deliveries.view_sql(CENSUS, [file])}) where trim(record_id) <> '' "
        "and record_id <> 'record_id'"
    ).fetchall()
    # no value stands in another column
    assert len(people) == animal.read - len(animal.rejected)
    assert {(forename, surname) for _, forename, surname in people} <= {("Ann", "Mole")}


def test_files_that_are_read_together_are_judged_as_if_alone(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    together = everybody()
    files = judged(connection, tmp_path, together)
    places: dict[str, list[tuple[int, str]]] = {}
    for path, *place in connection.execute(
        "select * from memory.landing.rejected_rows order by all"
    ).fetchall():
        places.setdefault(Path(path).name, []).append((place[0], place[1]))
    assert len(files) == len(together)
    for file, animal in zip(files, together, strict=True):
        if file.status == "repeated":
            continue
        assert (file.reason_code, file.rows_read) == (animal.code, animal.read), animal
        assert places.get(file.path.name, []) == sorted(animal.rejected), animal.name


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_threads_change_no_count(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, threads: int
) -> None:
    """A quote that does not close once took more or fewer rows by thread."""
    rows = "".join(f"R{n},Ann,Mole,2015-02-03,F,SS16 4AA\n" for n in range(200_000))
    content = ",".join(COLUMNS) + "\n" + rows + 'R,Ann,Mole,,"F,\n' + rows
    connection.execute(f"set threads = {threads}")
    (file,) = judged(connection, tmp_path, [Animal("threads", content.encode())])
    assert (file.rows_read, file.rows_rejected) == (400_001, 1)
    assert file.rows_replaced == 200_000
    assert rejected(connection) == [(200_002, "broken_quote")]


def test_the_same_content_again_is_recognised(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    plain = next(animal for animal in ANIMALS if animal.name == "plain")
    again = replace(plain, folder="2024-05-31")
    first, second = judged(connection, tmp_path, [again, plain])
    assert (first.status, first.rows_read) == ("accepted", 3)
    assert (second.status, second.reason_code) == ("repeated", "repeated")
    assert second.reason.startswith("The same content as 2024-01-31/census.csv")
    assert second.rows_read == 0


def test_a_snapshot_that_comes_again_says_that_nothing_has_changed(
    tmp_path: Path,
) -> None:
    files = [
        DeliveredFile(
            *("schools", "school_census", tmp_path / name), sha256="same", status=status
        )
        for name, status in (("a", "accepted"), ("b", "accepted"), ("c", "refused"))
    ]
    snapshot = replace(CENSUS, delivery="snapshot")
    days = ["2024-01-31", "2024-02-29", "2024-02-29"]
    dated = [
        replace(file, delivery_date=day) for file, day in zip(files, days, strict=True)
    ]
    found = deliveries.recognise(dated, snapshot)
    assert [file.status for file in found] == ["accepted", "accepted", "refused"]
    parts = deliveries.recognise(
        [dated[1], replace(dated[0], delivery_date=days[1])], snapshot
    )
    assert [file.status for file in parts] == ["accepted", "repeated"]


@pytest.mark.parametrize(
    ("read", "lost", "is_refused"),
    [(6, 2, False), (100, 10, False), (100, 11, True), (1_000, 50, False),
     (1_000, 51, True), (1, 1, True), (0, 0, False)],
)  # fmt: skip
def test_too_many_rejected_rows_stop_a_file(
    tmp_path: Path, read: int, lost: int, is_refused: bool
) -> None:
    file = DeliveredFile("schools", "school_census", tmp_path)
    found = deliveries.judge(replace(file, rows_read=read, rows_rejected=lost), CENSUS)
    assert (found.status == "refused") == is_refused
    assert not is_refused or f"{lost} of {read} rows" in found.reason


def test_the_zoo_leaves_nothing_behind(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    judged(connection, tmp_path, everybody())
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    assert {name for (name,) in tables} == {
        *("files", "rejected_rows", "removed", "published"),
        *("readable", "broken", "rejected"),
    }
    shutil.rmtree(tmp_path)
