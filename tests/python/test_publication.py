"""Publication killed at every step, on a full disk, and with readers at work."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from essex_data import deliveries, publication
from essex_data.settings import Settings
from faulty import fault

FORK = multiprocessing.get_context("fork")
MARTS = ("one", "two")
# What the operating system is asked for while a folder is switched.
WATCHED = ("open", "os.", "shutil.", "pathlib.")


@pytest.fixture(autouse=True)
def is_not_asked_what_it_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the whole project is no step of a publication."""
    monkeypatch.setattr(publication, "fingerprint", lambda settings: "")


def settings_of(folder: Path) -> Settings:
    for name in ("landing", "keys", "warehouse"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return Settings(folder / "landing", folder / "warehouse", folder / "keys")


def publish(settings: Settings, version: int) -> None:
    """Publishes two marts of one version by the same SQL functions as `dbt build`."""
    connection = duckdb.connect()
    publication.register(connection, settings)
    ((folder,),) = connection.execute("select open_publication()").fetchall()
    connection.execute(f"attach '{folder}/marts.duckdb' as publication")
    for mart in MARTS:
        rows = f"select {version} as version, i from range(2000) as t(i)"
        connection.execute(f"create table publication.main.{mart} as {rows}")
        for kind, options in (("parquet", "format parquet"), ("csv", "header")):
            connection.execute(
                f"copy publication.main.{mart} to '{folder}/{kind}/{mart}.{kind}' "
                f"({options})"
            )
    connection.execute("detach publication")
    connection.execute(f"select switch_publication('{folder}', true)")
    connection.execute("select tell_schedule(0, 0)")


def version_of(current: Path) -> int:
    """The version that all files of a publication have; it must be whole."""
    folder = current.resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == {k: v["sha256"] for k, v in manifest["files"].items()}
    assert len(found) == 1 + 2 * len(MARTS)
    versions = set()
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as reader:
        for mart in MARTS:
            for source in (
                mart,
                f"'{folder}/parquet/{mart}.parquet'",
                f"'{folder}/csv/{mart}.csv'",
            ):
                versions |= set(
                    reader.execute(
                        f"select version, count(*) from {source} group by 1"
                    ).fetchall()
                )
    ((version, count),) = versions
    assert count == 2000
    return version


def in_a_process(work: Callable[[], None]) -> int:
    """Runs work in a process of its own; its exit status, or minus the signal."""
    process = FORK.Process(target=work)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def killed_at(step: int, settings: Settings, version: int) -> int:
    """Publishes until Python asks the system for the `step`-th time, then kill -9."""

    def work() -> None:
        asked = 0

        def watch(event: str, _: tuple) -> None:
            nonlocal asked
            if event.startswith(WATCHED):
                asked += 1
                if asked == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        publish(settings, version)

    return in_a_process(work)


def test_killed_at_any_step_the_publication_stays_whole(tmp_path: Path) -> None:
    before = settings_of(tmp_path / "before")
    for version in range(3):
        publish(before, version)
    shutil.copytree(before.current.resolve(), before.published / ".unfinished-1")
    survived = 0
    while True:
        # every step of the same publication, each from the same beginning
        folder = tmp_path / str(survived)
        shutil.copytree(tmp_path / "before", folder, symlinks=True)
        settings = settings_of(folder)
        if killed_at(survived + 1, settings, 3) != -signal.SIGKILL:
            break
        with fault(f"kill: publication at step {survived + 1}"):
            # the old one, or the new one whole: nothing between
            assert version_of(settings.current) in (2, 3), survived
            # the next run completes, and clears away what was left
            publish(settings, 4)
            assert version_of(settings.current) == 4
            assert not list(settings.published.glob(".unfinished-*"))
            assert settings.health.read_text().startswith("status=ok ")
        shutil.rmtree(folder)
        survived += 1
    assert survived >= 30
    assert version_of(settings.current) == 3


@pytest.mark.parametrize("share", [index / 20 for index in range(20)])
def test_on_a_full_disk_the_publication_stays_whole(
    tmp_path: Path, share: float
) -> None:
    settings = settings_of(tmp_path)
    publish(settings, 1)
    largest = max(p.stat().st_size for p in settings.published.rglob("*"))

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = int(largest * share)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        sys.stderr = open(os.devnull, "w")
        publish(settings, 2)

    with fault(f"disk: publication on {share:.0%} of what it needs"):
        assert in_a_process(work) != 0
        assert version_of(settings.current) == 1
        publish(settings, 3)
        assert version_of(settings.current) == 3


def test_where_nothing_can_be_written_the_publication_stays_whole(
    tmp_path: Path,
) -> None:
    settings = settings_of(tmp_path)
    publish(settings, 1)
    # root may write anywhere: a file where the folder should be stops it as well
    kept = settings.published.rename(tmp_path / "kept")
    settings.published.write_text("no folder")

    def work() -> None:
        sys.stderr = open(os.devnull, "w")
        publish(settings, 2)

    with fault("read-only: publication"):
        assert in_a_process(work) != 0
        settings.published.unlink()
        kept.rename(settings.published)
        assert version_of(settings.current) == 1


def test_readers_see_one_version_while_others_are_published(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    publish(settings, 0)
    seen: list[int] = []
    failures: list[Exception] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            try:
                seen.append(version_of(settings.current))
            except Exception as failure:
                failures.append(failure)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for version in range(1, 9):
        publish(settings, version)
        # a folder is there until the third after it
        before = len(seen)
        while len(seen) == before and reader.is_alive():
            time.sleep(0.01)
    is_over.set()
    reader.join()
    assert not failures, failures
    assert len(seen) >= 8
    assert seen == sorted(seen)


def shown(folder: Path) -> tuple[list[str], list[tuple]]:
    """What a run is told of the figures that readers have, and the figures."""
    with duckdb.connect() as connection:
        deliveries.make_tables(connection)
        problems = publication.show_published(connection, settings_of(folder))
        rows = connection.execute("from memory.landing.published order by all")
        return problems, rows.fetchall()


def test_a_run_knows_what_readers_have(tmp_path: Path) -> None:
    assert shown(tmp_path) == ([], [])
    current = tmp_path / "warehouse/published/current"
    (current / "parquet").mkdir(parents=True)
    tables = {
        "fact_indicators": "select 'falls' as indicator_id, 'p' as period_key, "
        "unnest(['w', 's']) as area_key, unnest([15, null]) as numerator, "
        "unnest([90, null]) as denominator, 'else' as note",
        "dim_periods": "select 'p' as period_key, date '2020-01-01' as period_start",
        "dim_areas": "select unnest(['w', 's']) as area_key, unnest(['ward', "
        "'small_area']) as area_type, '2011' as boundary_vintage, "
        "unnest(['W1', 'S1']) as area_code",
    }
    for name, sql in tables.items():
        duckdb.sql(sql).write_parquet(str(current / f"parquet/{name}.parquet"))
    day = date(2020, 1, 1)
    assert shown(tmp_path) == (
        [],
        [
            ("falls", day, "small_area", "2011", "S1", None, None),
            ("falls", day, "ward", "2011", "W1", 15, 90),
        ],
    )
    (current / "parquet/dim_areas.parquet").write_text("damaged")
    ((problem,), rows) = shown(tmp_path)
    assert not rows
    assert str(current) in problem and "take the folder away" in problem


def test_three_publications_are_kept(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    for version in range(5):
        publish(settings, version)
    kept = sorted(p for p in settings.published.iterdir() if p.is_dir())
    dated = [p for p in kept if not p.is_symlink()]
    assert [version_of(folder) for folder in dated] == [2, 3, 4]
    shutil.rmtree(tmp_path)
