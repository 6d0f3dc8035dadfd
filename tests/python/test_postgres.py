"""Publication into a real PostgreSQL server; skipped where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_postgres_scanner
import pytest
from essex_data import postgres, publication
from essex_data.settings import Settings

Ask = Callable[..., list[Any]]
ADMINISTRATOR = "postgres"


def program(name: str) -> str:
    found = shutil.which(name) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None
    )
    return found or pytest.skip("This machine has no PostgreSQL server.")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The folder of the socket of a new server that trusts everybody."""
    initdb, control = program("initdb"), program("pg_ctl")
    # a socket's path may have 100 characters only, and a server must not be root's
    base = Path(tempfile.mkdtemp(prefix="essex-"))
    runs_as = []
    if os.getuid() == 0:
        shutil.chown(base, ADMINISTRATOR)
        runs_as = ["runuser", "-u", ADMINISTRATOR, "--"]
    data = str(base / "data")
    how = f"-k {base} -c listen_addresses='' -c fsync=off"

    def run(*command: str) -> None:
        subprocess.run([*runs_as, *command], check=True, capture_output=True, cwd="/")

    run(initdb, "-D", data, "-A", "trust", "-U", "owner", "-N")
    run(control, "-D", data, "-w", "-l", str(base / "log"), "-o", how, "start")
    yield str(base)
    run(control, "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(base)


def attach(connection: duckdb.DuckDBPyConnection, server: str, user: str) -> None:
    folder = Path(str(duckdb_extension_postgres_scanner.__file__)).parent
    (extension,) = folder.rglob("postgres_scanner.duckdb_extension")
    connection.execute(f"load '{extension}'")
    connection.execute(
        f"attach 'host={server} user={user} dbname=postgres' as s (type postgres)"
    )


def opened(server: str, user: str = "owner") -> Ask:
    """What asks the server, as somebody else who reads it would."""
    connection = duckdb.connect()
    attach(connection, server, user)

    def ask(sql: str, changes: bool = False) -> list[Any]:
        how = "call postgres_execute" if changes else "from postgres_query"
        return connection.execute(f"{how}('s', ?)", [sql]).fetchall()

    return ask


def publish(folder: Path, server: str, version: int) -> str:
    """Publishes two marts of one version, by what `dbt build` calls."""
    folder.mkdir(exist_ok=True)
    (folder / "marts.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(folder / "marts.duckdb")) as marts:
        for name in ("one", "two"):
            marts.execute(
                f'create table {name} as select {version} as "the version", i,'
                " date '2026-05-01' + i::int as day from range(1000) t(i)"
            )
            marts.execute(f"comment on table {name} is 'One row per day''s end.'")
            marts.execute(f"""comment on column {name}."the version" is 'Which.'""")
    settings = Settings(
        folder, folder, folder, postgres=f"host={server} user=owner dbname=postgres"
    )
    with duckdb.connect() as connection:
        publication.register(connection, settings)
        ((problem,),) = connection.execute(
            f"select publish_to_postgres('{folder}')"
        ).fetchall()
    return problem


def test_marts_and_what_is_said_of_them_arrive(server: str, tmp_path: Path) -> None:
    assert publish(tmp_path, server, 1) == ""
    assert publish(tmp_path, server, 2) == ""
    ask = opened(server)
    assert ask('select count(*), min("the version"), max(day) from marts.one') == [
        (1000, 2, date(2029, 1, 24))
    ]
    assert ask("select obj_description('marts.two'::regclass)") == [
        ("One row per day's end.",)
    ]
    assert ask("select col_description('marts.two'::regclass, 1)") == [("Which.",)]
    assert ask("select count(*) from pg_namespace where nspname like 'marts%'") == [
        (1,)
    ]


def test_a_reader_sees_the_marts_only(server: str, tmp_path: Path) -> None:
    assert publish(tmp_path, server, 1) == ""
    owner = opened(server)
    owner("create schema if not exists private", changes=True)
    owner("create table if not exists private.people as select 1 as n", changes=True)
    owner("drop role if exists tool", changes=True)
    owner(f"create role tool login in role {postgres.READER}", changes=True)
    tool = opened(server, "tool")
    assert tool("select count(*) from marts.one") == [(1000,)]
    for refused in ("from private.people", "from private.people, marts.one"):
        with pytest.raises(duckdb.Error, match="permission denied"):
            tool(f"select count(*) {refused}")
    for sql in ("delete from marts.one", "create table marts.mine (n int)"):
        with pytest.raises(duckdb.Error, match="permission denied"):
            tool(sql, changes=True)


def test_who_reads_during_a_refresh_sees_one_publication(
    server: str, tmp_path: Path
) -> None:
    assert publish(tmp_path, server, 0) == ""
    is_over = threading.Event()

    def read() -> list[set[int]]:
        ask = opened(server)
        seen = []
        while not is_over.is_set():
            found = ask(
                'select distinct one."the version" as a, two."the version" as b'
                " from marts.one join marts.two using (i)"
            )
            seen.append({version for row in found for version in row})
        return seen

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for version in range(1, 8):
                assert publish(tmp_path, server, version) == ""
        finally:
            is_over.set()
        seen = [versions for reader in readers for versions in reader.result()]
    assert all(len(versions) == 1 for versions in seen)
    assert len({version for versions in seen for version in versions}) > 3


def test_a_reader_who_does_not_end_keeps_what_there_was(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish(tmp_path, server, 1) == ""
    monkeypatch.setattr(postgres, "PATIENCE", "500ms")
    owner = opened(server)
    held = duckdb.connect()
    attach(held, server, "owner")
    held.execute("begin")
    held.execute("from s.marts.one limit 1").fetchall()
    held.execute(
        "select * from postgres_query('s', 'select 1 from marts.one')"
    ).fetchall()
    problem = publish(tmp_path, server, 2)
    held.execute("rollback")
    assert "PUBLISH_POSTGRES" in problem and "lock timeout" in problem
    assert owner('select distinct "the version" from marts.two') == [(1,)]
    assert publish(tmp_path, server, 3) == ""


def test_a_server_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    problem = publish(tmp_path, str(tmp_path / "nowhere"), 1)
    assert "PUBLISH_POSTGRES" in problem
    assert "nowhere" in problem  # which server, as libpq says it
    assert "user=owner" not in problem


@pytest.mark.parametrize(
    "settings",
    ["host=db password=swordfish", "postgresql://me:swordfish@db/marts"],
)
def test_a_password_is_not_taken_from_the_environment(
    tmp_path: Path, settings: str
) -> None:
    problem = postgres.publish(tmp_path / "marts.duckdb", settings)
    assert "PGPASSFILE" in problem
    assert "swordfish" not in problem
