"""Faults for whole builds: kills, disks that are full or read-only, little memory.

Each injected fault is counted; the end of a test run says how many were survived.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
from conftest import ROOT, Warehouse
from dbt_process import start_dbt
from essex_data.vault import attach_vault

INJECTED: list[str] = []
SURVIVED: list[str] = []
# Models and seeds: what writes. Tests only read, and take two thirds of the time.
WRITING = ("--exclude-resource-type", "test", "unit_test")
# Of the start of the run that read a file, so it differs between two warehouses.
NOT_COMPARED = {"stg_landing__files": "read_at"}
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
Around = Callable[[], AbstractContextManager[None]]


@contextmanager
def fault(name: str) -> Iterator[None]:
    """Counts a fault, which is survived when what is expected after it holds."""
    INJECTED.append(name)
    yield
    SURVIVED.append(name)


def summary() -> str:
    """What a test run says of its faults in the end."""
    kinds = Counter(name.split(":")[0] for name in INJECTED)
    lost = sorted(set(INJECTED) - set(SURVIVED))
    return (
        f"Faults injected: {len(INJECTED)} ("
        + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        + f"); survived: {len(SURVIVED)}"
        + "".join(f"\n- not survived: {name}" for name in lost)
    )


@dataclass(frozen=True)
class Moment:
    """When a build is killed: `delay` seconds after a share `done` of its nodes has
    started; before the first when it is 0, in the publication when it is 1."""

    done: float
    delay: float

    def has_come(self, said: str) -> bool:
        finished = re.findall(r" (\d+) of (\d+) OK (?:created|loaded)", said)
        if self.done == 1:
            return bool(finished) and len(finished) == int(finished[0][1])
        started = re.findall(r" (\d+) of (\d+) START (?:sql|python|seed)", said)
        return self.done == 0 or (
            bool(started) and len(started) >= self.done * int(started[0][1])
        )


def kill(warehouse: Warehouse, moment: Moment) -> bool:
    """Builds until a moment, then kill -9; whether the build was still at work."""
    with tempfile.TemporaryDirectory() as kept:
        out = Path(kept) / "out"
        process = start_dbt(
            ["--no-use-colors", "build", *WRITING], ROOT, warehouse.environment, out
        )
        while process.is_alive() and not moment.has_come(out.read_text()):
            time.sleep(0.01)
        time.sleep(moment.delay)
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        return process.exitcode == -signal.SIGKILL


def build_within(
    warehouse: Warehouse, around: Around = nullcontext, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A build of all that writes, in a process that something is around."""
    with tempfile.TemporaryDirectory() as kept:
        out = Path(kept) / "out"
        arguments = ["--no-use-colors", "build", *WRITING]
        process = start_dbt(
            arguments, ROOT, warehouse.environment | environment, out, around
        )
        process.join()
        return subprocess.CompletedProcess(
            arguments, process.exitcode or 0, out.read_text(), ""
        )


@contextmanager
def files_up_to(size_bytes: int) -> Iterator[None]:
    """No file can grow larger: a disk that is full for whoever needs most."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))
    yield


@contextmanager
def no_more_memory_than(size_bytes: int) -> Iterator[None]:
    """The process gets only so much memory beyond what it has when it starts."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + size_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    yield


@contextmanager
def disk_of(folder: Path, size_bytes: int) -> Iterator[None]:
    """A folder lies on a disk of its own, of this size, with what was in it before.

    What the disk holds in the end is put back into the folder.
    """
    disk = folder.with_name(f"{folder.name}_disk")
    disk.mkdir()
    _own_mounts()
    _mount("-t", "tmpfs", "-o", f"size={size_bytes}", "none", str(disk))
    shutil.copytree(folder, disk, symlinks=True, dirs_exist_ok=True)
    _mount("--bind", str(disk), str(folder))
    yield
    # the engine still holds its files open
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    shutil.rmtree(folder)
    shutil.copytree(disk, folder, symlinks=True)
    subprocess.run(["umount", "--lazy", str(disk)], check=True)
    disk.rmdir()


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """A folder or file on a read-only disk; permissions would not stop root."""
    _own_mounts()
    _mount("--bind", str(path), str(path))
    _mount("-o", "remount,bind,ro", str(path))
    yield


def _own_mounts() -> None:
    """What this process mounts from now on, it sees alone; and it may mount."""
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def _mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True)


@cache
def can_mount() -> bool:
    """Whether this machine lets a process have mounts of its own."""
    tried = ["unshare", "--user", "--map-root-user", "--mount"]
    mount = ["mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run([*tried, *mount], capture_output=True).returncode == 0
    except OSError:
        return False


def published(warehouse: Warehouse) -> dict[str, str]:
    """What readers have: the digest of each mart, of a publication that is whole.

    Nothing when there is no publication yet.
    """
    if not warehouse.current.exists():
        return {}
    folder = warehouse.current.resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == {k: v["sha256"] for k, v in manifest["files"].items()}
    marts = {name: sha for name, sha in found.items() if name.startswith("csv/")}
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as reader:
        for name in marts:
            mart = Path(name).stem
            for copy in (f"'{folder}/{name}'", f"'{folder}/parquet/{mart}.parquet'"):
                reader.execute(
                    f"select (from {mart} select count(*)), count(*) from {copy}"
                )
                rows, copied = reader.fetchone() or (None, 0)
                assert rows == copied
    return marts


def differences(one: Warehouse, other: Warehouse) -> dict[str, int]:
    """By table of two vaults, how many rows only one of them has; -1 for the table."""
    before = os.environ.copy()
    connection = duckdb.connect()
    names = {}
    try:
        for name, warehouse in (("one", one), ("other", other)):
            os.environ.update(warehouse.environment)
            attach_vault(connection, read_only=True, name=name)
            names[name] = {
                f"{schema}.{table}"
                for schema, table in connection.execute(
                    "select schema_name, table_name from duckdb_tables() "
                    "where database_name = ?",
                    [name],
                ).fetchall()
            }
        found = dict.fromkeys(names["one"] ^ names["other"], -1)
        for table in names["one"] & names["other"]:
            left_out = NOT_COMPARED.get(table.partition(".")[2])
            columns = f"* exclude ({left_out})" if left_out else "*"
            one_has, other_has = (
                f"select {columns} from {name}.{table}" for name in names
            )
            connection.execute(
                f"select count(*) from (({one_has} except all {other_has})"
                f" union all ({other_has} except all {one_has}))"
            )
            (rows,) = connection.fetchone() or (0,)
            if rows:
                found[table] = rows
        return found
    finally:
        connection.close()
        os.environ.clear()
        os.environ.update(before)
