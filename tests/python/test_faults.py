"""Whole builds that are killed, starved or shut out, and the builds after them.

What readers have is whole after every fault; the next build completes, and leaves the
marts and every table of the vault, row for row, as if nothing had happened. `make
faults` injects all of them, `make test` a few.
"""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import duckdb
import faulty
import pytest
import town
from conftest import ROOT, Warehouse
from dbt_process import start_dbt
from essex_data.keys import make_keys
from faulty import WRITING, Moment, build_within, can_mount, fault, published

CHAINS = 3
AT_WORK = 3
NEW = "2024-02-29"
needs_mounts = pytest.mark.skipif(
    not can_mount(), reason="this machine lets no process mount a disk of its own"
)


@dataclass(frozen=True)
class Towns:
    """One town as builds that nothing happened to leave it, each made when needed."""

    folder: Path

    @cached_property
    def first(self) -> Warehouse:
        """After the first deliveries."""
        warehouse = Warehouse(self.folder / "first")
        make_keys(warehouse.folder / "keys")
        town.deliver(warehouse.landing, "2024-01-31", 0, 200)
        return _built(warehouse)

    @cached_property
    def refreshed(self) -> Warehouse:
        """After further deliveries, which hold known people and new ones."""
        warehouse = begin(self.folder / "refreshed", self.first, self.first)
        town.deliver(warehouse.landing, NEW, 150, 90)
        return _built(warehouse)

    @cached_property
    def withdrawn(self) -> Warehouse:
        """After some of the further deliveries were taken away again."""
        warehouse = begin(self.folder / "withdrawn", self.refreshed, self.refreshed)
        for path in sorted(warehouse.landing.glob(f"*/*/{NEW}/*"))[::3]:
            path.unlink()
        return _built(warehouse)

    def around(self, event: str) -> tuple[Warehouse | None, Warehouse]:
        """The town before and after an event; nothing is built before the first."""
        if event == "first":
            return None, self.first
        if event == "refresh":
            return self.first, self.refreshed
        return self.refreshed, self.withdrawn


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Towns:
    return Towns(tmp_path_factory.mktemp("towns"))


def begin(folder: Path, built: Warehouse | None, delivered: Warehouse) -> Warehouse:
    """A warehouse as one was built, with what was delivered to another."""
    warehouse = Warehouse(folder)
    for part in ("landing", "keys"):
        shutil.copytree(delivered.folder / part, folder / part)
    if built:
        kept = built.folder / "warehouse"
        shutil.copytree(kept, folder / "warehouse", symlinks=True)
    warehouse.parse_early()
    return warehouse


def _built(warehouse: Warehouse) -> Warehouse:
    built = warehouse.build(*WRITING)
    assert built.returncode == 0, built.stdout
    return warehouse


def assert_completes(warehouse: Warehouse, expected: Warehouse) -> None:
    """The next build gives what a build gives that nothing happened to."""
    _built(warehouse)
    assert published(warehouse) == published(expected)
    assert faulty.differences(warehouse, expected) == {}


def assert_readers_keep(warehouse: Warehouse, *versions: Warehouse | None) -> None:
    """What readers have is whole, and one of these versions."""
    assert published(warehouse) in [published(v) if v else {} for v in versions]


# What was said of whom by each refresh, which a build from nothing cannot know.
HISTORY = {
    *("linked.lnk_people__identity_history", "linked.lnk_people__changes"),
    "linked.lnk_indicators__releases",
}


@pytest.mark.long
@pytest.mark.parametrize("event", ["refresh", "withdrawal", "late"])
def test_every_table_is_that_of_a_build_from_nothing(
    towns: Towns, tmp_path: Path, event: str
) -> None:
    if event == "late":
        # the second deliveries come first, and the first ones afterwards
        refreshed = begin(tmp_path / "late", None, towns.refreshed)
        early = list(refreshed.landing.glob("*/*/2024-01-31"))
        for folder in early:
            folder.rename(
                tmp_path / f"{folder.parent.parent.name} {folder.parent.name}"
            )
        _built(refreshed)
        for folder in early:
            away = tmp_path / f"{folder.parent.parent.name} {folder.parent.name}"
            away.rename(folder)
        _built(refreshed)
    else:
        refreshed = towns.around(event)[1]
    at_once = _built(begin(tmp_path / "at_once", None, refreshed))
    assert set(faulty.differences(refreshed, at_once)) <= HISTORY


def moments(event: str, chain: int) -> list[Moment]:
    """A build that begins, some at work and one that publishes, in any order.

    Those at work are spread: all chains together leave no part of a build out.
    """
    chance = random.Random(f"{event} {chain}")
    parts = range(chain, AT_WORK * CHAINS, CHAINS)
    chosen = [
        Moment(0, chance.uniform(0.1, 4)),
        *(
            Moment((part + chance.random()) / len(parts) / CHAINS, chance.random() / 4)
            for part in parts
        ),
        Moment(1, chance.uniform(0, 0.4)),
    ]
    chance.shuffle(chosen)
    return chosen


def survives_kills(towns: Towns, folder: Path, event: str, chosen: list[Moment]) -> int:
    """Kills build after build of one event, then lets one complete; how many it hit."""
    before, after = towns.around(event)
    warehouse = begin(folder / event, before, after)
    hit = 0
    with ExitStack() as faults:
        for moment in chosen:
            if faulty.kill(warehouse, moment):
                faults.enter_context(fault(f"kill: {event} at {moment}"))
                hit += 1
            assert_readers_keep(warehouse, before, after)
        assert_completes(warehouse, after)
    return hit


def test_a_killed_build_is_completed_by_the_next(towns: Towns, tmp_path: Path) -> None:
    chosen = [Moment(0.4, 0.1), Moment(0.05, 0.1)]
    assert survives_kills(towns, tmp_path, "first", chosen) == 2


@pytest.mark.long
@pytest.mark.parametrize("chain", range(CHAINS))
@pytest.mark.parametrize("event", ["first", "refresh", "withdrawal"])
def test_builds_killed_again_and_again_are_completed(
    towns: Towns, tmp_path: Path, event: str, chain: int
) -> None:
    assert survives_kills(towns, tmp_path, event, moments(event, chain)) > AT_WORK


def used(warehouse: Warehouse) -> int:
    """Bytes of a warehouse's files."""
    folder = warehouse.folder / "warehouse"
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


@pytest.mark.long
@needs_mounts
@pytest.mark.parametrize("event", ["first", "refresh"])
@pytest.mark.parametrize("part", range(2))
def test_a_full_disk_is_survived(
    towns: Towns, tmp_path: Path, event: str, part: int
) -> None:
    before, after = towns.around(event)
    warehouse = begin(tmp_path / event, before, after)
    (warehouse.folder / "warehouse").mkdir(exist_ok=True)
    # what is there must fit, with what the disk itself needs
    smallest = int(used(before) * 1.03) if before else 8192
    more = used(after) / 2
    with ExitStack() as faults:
        for share in (0, 0.15, 0.5) if part == 0 else (0.05, 0.3, 0.7):
            size = int(smallest + share * more)
            disk = partial(faulty.disk_of, warehouse.folder / "warehouse", size)
            built = build_within(warehouse, disk)
            if built.returncode == 0 and share > 0.15:
                break  # a refresh finds room in the vault itself: this is no fault
            assert built.returncode in (1, 2), built.stdout
            faults.enter_context(fault(f"disk: {event} on {size} bytes"))
            assert re.search("disk is full|No space left on device", built.stdout)
            assert "Traceback" not in built.stdout
            assert_readers_keep(warehouse, before)
        assert_completes(warehouse, after)


@pytest.mark.long
def test_files_that_cannot_grow_are_survived(towns: Towns, tmp_path: Path) -> None:
    warehouse = begin(tmp_path / "town", towns.first, towns.refreshed)
    vault = (warehouse.folder / "warehouse" / "vault.duckdb").stat().st_size
    with ExitStack() as faults:
        for share in (0.02, 0.05, 0.1):
            limit = partial(faulty.files_up_to, int(vault * share))
            built = build_within(warehouse, limit)
            assert built.returncode in (1, 2), built.stdout
            faults.enter_context(fault(f"disk: no file over {share} of the vault"))
            assert_readers_keep(warehouse, towns.first)
        assert_completes(warehouse, towns.refreshed)


@needs_mounts
@pytest.mark.parametrize(
    ("part", "message"),
    [
        (".", "cannot be written. The disk is read-only"),
        *(
            pytest.param(part, message, marks=pytest.mark.long)
            for part, message in (
                ("vault.duckdb", "cannot be written. The disk is read-only"),
                ("published", "Read-only file system"),
            )
        ),
    ],
)
def test_a_read_only_disk_is_told(
    towns: Towns, tmp_path: Path, part: str, message: str
) -> None:
    warehouse = begin(tmp_path / "town", towns.first, towns.first)
    path = warehouse.folder / "warehouse" / part
    with fault(f"read-only: {part}"):
        built = build_within(warehouse, partial(faulty.read_only, path))
        assert built.returncode in (1, 2), built.stdout
        assert message in built.stdout
        assert "Traceback" not in built.stdout
        assert_readers_keep(warehouse, towns.first)
        assert faulty.differences(warehouse, towns.first) == {}


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("lots", "MEMORY_LIMIT is 'lots', which is no amount of memory"),
        ("8MB", "MEMORY_LIMIT is 8MB, too little for the engine"),
        *(
            pytest.param(limit, "too little for the engine", marks=pytest.mark.long)
            for limit in ("1MB", "4MB", "16MB", "32MB", "48MB")
        ),
    ],
)
def test_little_memory_is_told_and_blamed_on_no_delivery(
    towns: Towns, tmp_path: Path, limit: str, message: str
) -> None:
    warehouse = begin(tmp_path / "town", towns.first, towns.first)
    for path in warehouse.landing.glob("*/*/2024-01-31/*.csv"):
        # further rows, which are not counted yet
        new = path.parent.with_name("2024-03-31") / path.name
        new.parent.mkdir()
        new.write_bytes(path.read_bytes().replace(b"-1", b"-9"))
    with fault(f"memory: MEMORY_LIMIT={limit}"):
        built = build_within(warehouse, MEMORY_LIMIT=limit)
        assert built.returncode in (1, 2), built.stdout
        assert message in built.stdout
        assert "Traceback" not in built.stdout
        assert "Ask the partner" not in built.stdout
        assert_readers_keep(warehouse, towns.first)


@pytest.mark.long
def test_a_machine_without_memory_is_survived(towns: Towns, tmp_path: Path) -> None:
    warehouse = begin(tmp_path / "town", towns.first, towns.refreshed)
    with ExitStack() as faults:
        for megabytes in (20, 60, 150, 300):
            around = partial(faulty.no_more_memory_than, megabytes << 20)
            built = build_within(warehouse, around)
            assert built.returncode != 0, built.stdout
            faults.enter_context(fault(f"memory: {megabytes} MB for the process"))
            assert_readers_keep(warehouse, towns.first)
        assert_completes(warehouse, towns.refreshed)


@pytest.mark.long
def test_a_second_build_and_a_query_wait(towns: Towns, tmp_path: Path) -> None:
    """They end at once; the first build goes on as if alone."""
    warehouse = begin(tmp_path / "town", None, towns.first)
    out = tmp_path / "out"
    arguments = ["--no-use-colors", "build", *WRITING]
    first = start_dbt(arguments, ROOT, warehouse.environment, out)
    while not Moment(0.1, 0).has_come(out.read_text()):
        time.sleep(0.05)
    with fault("lock: a second build"):
        second = warehouse.build(*WRITING)
        assert second.returncode in (1, 2)
        assert "is in use: another build is running" in second.stdout
    with fault("lock: a query"):
        asked = warehouse.run(
            "python", "-m", "essex_data", "sql", "--query", "select 1"
        )
        assert asked.returncode == 1
        assert "is in use: another build is running" in asked.stderr
        assert first.is_alive()
        first.join()
        assert first.exitcode == 0, out.read_text()
        assert_readers_keep(warehouse, towns.first)
        assert faulty.differences(warehouse, towns.first) == {}


def cut(size: int) -> Callable[[Path], None]:
    def break_it(folder: Path) -> None:
        with (folder / "vault.duckdb").open("r+b") as file:
            file.truncate(size)

    return break_it


def write(name: str, content: bytes) -> Callable[[Path], None]:
    def break_it(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return break_it


@pytest.mark.parametrize(
    "break_it",
    [
        write("vault.duckdb", b"no vault" * 100_000),
        pytest.param(cut(12_288), marks=pytest.mark.long),
        pytest.param(cut(500_000), marks=pytest.mark.long),
    ],
)
def test_a_damaged_vault_is_told(
    request: pytest.FixtureRequest,
    towns: Towns,
    tmp_path: Path,
    break_it: Callable[[Path], None],
) -> None:
    warehouse = begin(tmp_path / "town", towns.first, towns.first)
    break_it(warehouse.folder / "warehouse")
    with fault(f"leftover: {request.node.name}"):
        for answer in (
            warehouse.build(*WRITING).stdout,
            warehouse.run("python", "-m", "essex_data", "sql", "--query", "1").stderr,
        ):
            assert "vault.duckdb is damaged" in answer
            assert "move it and vault.duckdb.wal away" in answer
            assert "Traceback" not in answer
        assert_readers_keep(warehouse, towns.first)


@pytest.mark.long
def test_a_vault_that_loses_its_end_is_told(towns: Towns, tmp_path: Path) -> None:
    """It can be opened, but not everything in it can be read."""
    warehouse = begin(tmp_path / "town", towns.first, towns.first)
    folder = warehouse.folder / "warehouse"
    cut((folder / "vault.duckdb").stat().st_size // 3)(folder)
    with fault("leftover: a third of a vault"):
        built = warehouse.build(*WRITING)
        assert built.returncode in (1, 2)
        assert "is damaged" in built.stdout
        assert "Traceback" not in built.stdout
        assert_readers_keep(warehouse, towns.first)


@pytest.mark.long
def test_a_vault_that_was_only_begun_is_begun_again(
    towns: Towns, tmp_path: Path
) -> None:
    warehouse = begin(tmp_path / "town", None, towns.first)
    folder = warehouse.folder / "warehouse"
    with ExitStack() as faults:
        for size in (0, 100, 8192):
            faults.enter_context(fault(f"leftover: {size} bytes of a vault"))
            write("vault.duckdb", bytes(size))(folder)
            built = warehouse.build("--resource-type", "seed")
            assert built.returncode == 0, built.stdout
            (folder / "vault.duckdb.wal").unlink(missing_ok=True)
        assert_completes(warehouse, towns.first)


@pytest.mark.long
def test_what_a_killed_build_left_is_cleared_away(towns: Towns, tmp_path: Path) -> None:
    warehouse = begin(tmp_path / "town", towns.first, towns.first)
    folder = warehouse.folder / "warehouse"
    with ExitStack() as faults:
        for name in (
            "vault.duckdb.wal",
            "tmp/duckdb_temp_storage_DEFAULT-0.tmp",
            "published/.unfinished-1/marts.duckdb",
            "published/.current-new",
            ".health-new",
            "../target/partial_parse.msgpack",
        ):
            write(name, b"half of it" * 1000)(folder)
            faults.enter_context(fault(f"leftover: {name}"))
        assert_completes(warehouse, towns.first)
        assert {p.name for p in folder.iterdir()} - {"tmp"} == {
            *("vault.duckdb", "published", "health")
        }
        assert not list(folder.glob("tmp/*"))
        assert not list((folder / "published").glob(".*"))


@pytest.mark.long
def test_after_all_faults_every_check_passes(towns: Towns, tmp_path: Path) -> None:
    """The tests of a plain `dbt build`, on a vault whose builds were killed."""
    warehouse = begin(tmp_path / "town", towns.first, towns.refreshed)
    for moment in moments("every check", 0):
        with fault(f"kill: before every check at {moment}"):
            faulty.kill(warehouse, moment)
    built = warehouse.build()
    assert built.returncode == 0, built.stdout
    with duckdb.connect(str(warehouse.current / "marts.duckdb")) as reader:
        lost = reader.execute(
            "select sum(rows_read - rows_staged - rows_rejected), sum(rows_staged)"
            " from deliveries where status = 'accepted'"
        ).fetchone()
    assert lost == (0, 15 * 290)
