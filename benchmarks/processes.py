"""Runs a command and measures it: seconds, and the memory of its process tree."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    seconds: wall clock; largest_bytes: resident memory of the largest process at its
    peak; tree_bytes: of the command and all its descendants together at theirs.
    """

    seconds: float
    largest_bytes: int
    tree_bytes: int


def _resident_bytes(pid: int) -> tuple[int, int]:
    """Resident memory of `pid` and its descendants: of the largest, and together."""
    children: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        child = int(entry.name)
        children.setdefault(int(status[1]), []).append(child)
        sizes[child] = int(status[21]) * os.sysconf("SC_PAGE_SIZE")
    largest, total, waiting = 0, 0, [pid]
    while waiting:
        current = waiting.pop()
        largest = max(largest, sizes.get(current, 0))
        total += sizes.get(current, 0)
        waiting.extend(children.get(current, []))
    return largest, total


def measure(
    command: list[str], folder: Path, environment: dict[str, str], output: Path
) -> Cost:
    """Runs a command in a folder, its output in a file, and returns its cost.

    Exits with the end of the output when the command fails.
    """
    started = time.monotonic()
    with output.open("w") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=file, stderr=file
        )
        largest = total = 0
        done = threading.Event()

        def watch() -> None:
            nonlocal largest, total
            while not done.wait(SAMPLE_SECONDS):
                now = _resident_bytes(process.pid)
                largest, total = max(largest, now[0]), max(total, now[1])

        watcher = threading.Thread(target=watch)
        watcher.start()
        status = process.wait()
        seconds = time.monotonic() - started
        done.set()
        watcher.join()
    if status:
        sys.stderr.write(output.read_text()[-4000:])
        sys.exit(f"{' '.join(command[:4])} … ended with status {status}.")
    return Cost(seconds, largest, total)


def machine() -> str:
    """The machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{platform.platform()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"Python {platform.python_version()}"
    )
