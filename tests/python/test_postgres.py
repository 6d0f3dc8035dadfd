"""Publication into a real PostgreSQL server; skipped where there is none."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
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


def programs() -> Path:
    """The folder of initdb and pg_ctl: of the machine's server."""
    there = [Path(found)] if (found := shutil.which("initdb")) else []
    there += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not there:
        pytest.skip("This machine has no PostgreSQL server.")
    return there[0].resolve().parent


def unprivileged() -> str:
    """A user of the machine whom a server may run as."""
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The folder of the socket of a new server that trusts everybody."""
    folder = programs()
    # a socket's path may have 100 characters only, and a server must not be root's
    base = Path(tempfile.mkdtemp(prefix="essex-"))
    runs_as = []
    if os.getuid() == 0:
        shutil.chown(base, unprivileged())
        runs_as = ["runuser", "-u", unprivileged(), "--"]
        if folder.is_relative_to(sys.prefix):
            # who is not root may not be let into the environment
            shutil.copytree(folder.parents[1], base / "package")
            folder = base / "package" / "pginstall" / "bin"
    initdb, control = str(folder / "initdb"), str(folder / "pg_ctl")
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


def test_who_reads_several_tables_is_not_stopped(server: str, tmp_path: Path) -> None:
    """In one transaction, and not in the order in which the tables are replaced."""
    assert publish(tmp_path, server, 1) == ""
    with duckdb.connect() as reader, ThreadPoolExecutor() as pool:
        attach(reader, server, "owner")
        reader.execute("begin")
        versions = reader.execute('select max("the version") from s.marts.two')
        assert versions.fetchall() == [(1,)]
        publishing = pool.submit(publish, tmp_path, server, 2)
        ask = opened(server)
        while not ask(
            "select 1 from pg_locks where mode = 'AccessExclusiveLock' and not granted"
        ):
            assert not publishing.done()
        versions = reader.execute('select max("the version") from s.marts.one')
        assert versions.fetchall() == [(1,)]
        assert not publishing.done()
        reader.execute("commit")
        assert publishing.result() == ""
    assert opened(server)('select max("the version") from marts.one') == [(2,)]


@pytest.mark.parametrize("name", ["marts", "marts_new"])
def test_what_somebody_else_made_is_left_alone(
    server: str, tmp_path: Path, name: str
) -> None:
    owner = opened(server)
    owner(
        "drop schema if exists marts cascade; drop schema if exists marts_new cascade;"
        f" create schema {name}; create table {name}.theirs as select 1 as n",
        changes=True,
    )
    problem = publish(tmp_path, server, 1)
    assert f"a schema {name} that no publication made" in problem
    assert owner(f"select n from {name}.theirs") == [(1,)]
    owner(f"drop schema {name} cascade", changes=True)
    assert publish(tmp_path, server, 1) == ""


def test_a_server_that_does_not_answer_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "SECONDS_TO_CONNECT", "2")
    monkeypatch.delenv("PGCONNECT_TIMEOUT", raising=False)
    duckdb.connect(str(tmp_path / "marts.duckdb")).close()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        began = time.monotonic()
        problem = postgres.publish(
            tmp_path / "marts.duckdb", f"host=127.0.0.1 port={port} dbname=x user=y"
        )
    assert "PUBLISH_POSTGRES" in problem and "timeout" in problem
    assert time.monotonic() - began < 20


def test_a_server_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    problem = publish(tmp_path, str(tmp_path / "nowhere"), 1)
    assert "PUBLISH_POSTGRES" in problem
    assert "nowhere" in problem  # which server, as libpq says it
    assert "user=owner" not in problem


@pytest.mark.parametrize(
    "settings",
    [
        "host=db password=swordfish",
        "host=db sslpassword = swordfish",
        "postgresql://me:swordfish@db/marts",
        "postgresql://db/marts?password=swordfish",
    ],
)
def test_a_password_is_not_taken_from_the_environment(
    tmp_path: Path, settings: str
) -> None:
    problem = postgres.publish(tmp_path / "marts.duckdb", settings)
    assert "PGPASSFILE" in problem
    assert "swordfish" not in problem
