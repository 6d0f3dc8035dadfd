"""Times the main job on the demonstration district: ``make bench``.

Clones the committed project into a temporary folder and runs there, as a stranger
would, ``make build`` (set-up and deliveries included) and then a plain ``dbt build``.
Prints the machine, the seconds and the memory of the largest process.
"""

from __future__ import annotations

import logging
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_SECONDS = 0.2
log = logging.getLogger("benchmarks")


def _resident_bytes(pid: int) -> int:
    """Resident memory of the largest process among `pid` and its descendants."""
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
    largest, waiting = 0, [pid]
    while waiting:
        current = waiting.pop()
        largest = max(largest, sizes.get(current, 0))
        waiting.extend(children.get(current, []))
    return largest


def measure(name: str, command: list[str], folder: Path) -> None:
    """Runs a command and logs its seconds and its largest process's memory."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("LANDING_ROOT", "WAREHOUSE_ROOT", "KEY_DIR", "MAKEFLAGS")
    }
    output = folder / "bench.log"
    started = time.monotonic()
    with output.open("w") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=file, stderr=file
        )
        peak = 0
        done = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not done.wait(SAMPLE_SECONDS):
                peak = max(peak, _resident_bytes(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        status = process.wait()
        done.set()
        watcher.join()
    seconds = time.monotonic() - started
    log.info("%-28s %6.1f s   %5.2f GB", name, seconds, peak / 1e9)
    if status:
        log.error("%s", output.read_text()[-4000:])
        sys.exit(f"{name} ended with status {status}.")


def main() -> None:
    """Measures `make build` on a clean clone, then `dbt build` alone."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    log.info(
        "%s, %s cores, %.0f GB, Python %s",
        *(platform.platform(), os.cpu_count(), memory, platform.python_version()),
    )
    with tempfile.TemporaryDirectory(prefix="essex-data-bench-") as temporary:
        clone = Path(temporary) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        measure("make build, clean clone", ["make", "build"], clone)
        measure("make build, again", ["make", "build"], clone)
        measure("dbt build, rebuilt", [".venv/bin/dbt", "build"], clone)


if __name__ == "__main__":
    main()
