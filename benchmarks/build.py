"""Times the main job on the demonstration district: ``make bench``.

Clones the committed project into a temporary folder and runs there, as a stranger
would, ``make build`` (set-up and deliveries included), a plain ``dbt build``, and then
what stands behind people and risks alone: indicators and marts.
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
INDICATORS_AND_MARTS = [
    "path:models/linked/indicators",
    "path:models/linked/community",
    "path:models/linked/commissioning",
    "path:models/linked/evaluation",
    "path:python_models/evaluation",
    "path:python_models/indicators",
    "path:models/marts",
]


def main() -> None:
    """Measures `make build` on a clean clone, then parts of it alone."""
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
            (
                "indicators and marts",
                [".venv/bin/dbt", "run", "--select", *INDICATORS_AND_MARTS],
            ),
        ):
            cost = measure(command, clone, environment, clone / "bench.log")
            log.info(
                "%-28s %6.1f s   %5.2f GB", name, cost.seconds, cost.largest_bytes / 1e9
            )


if __name__ == "__main__":
    main()
