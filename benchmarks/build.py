"""Times the main job on the demonstration district: ``make bench``.

Clones the committed project into a temporary folder and runs there, as a stranger
would, ``make build`` (set-up and deliveries included) and then a plain ``dbt build``.
Prints the machine, the seconds and the memory of the largest process.
"""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.processes import ROOT, machine, measure

log = logging.getLogger("benchmarks")


def main() -> None:
    """Measures `make build` on a clean clone, then `dbt build` alone."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    log.info("%s", machine())
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("LANDING_ROOT", "WAREHOUSE_ROOT", "KEY_DIR", "MAKEFLAGS")
    }
    with tempfile.TemporaryDirectory(prefix="essex-data-bench-") as temporary:
        clone = Path(temporary) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for name, command in (
            ("make build, clean clone", ["make", "build"]),
            ("make build, again", ["make", "build"]),
            ("dbt build, rebuilt", [".venv/bin/dbt", "build"]),
        ):
            cost = measure(command, clone, environment, clone / "bench.log")
            log.info(
                "%-28s %6.1f s   %5.2f GB", name, cost.seconds, cost.largest_bytes / 1e9
            )


if __name__ == "__main__":
    main()
