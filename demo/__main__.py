"""Write the demonstration: ``python -m demo [--people N] [--seed N] …``."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from pathlib import Path

from demo.district import build

SMALLEST, LARGEST = 5_000, 1_500_000
log = logging.getLogger("demo")


class UserError(Exception):
    """A request that cannot be met; the message says what to do."""


def is_empty(folder: Path) -> bool:
    """Whether a folder is missing or holds nothing but hidden files."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        raise UserError(
            f"{folder} is a file: name a folder that is empty or not there."
        )
    return not any(not p.name.startswith(".") for p in folder.iterdir())


def replace(new: Path, old: Path) -> None:
    """Put a finished folder in the place of an empty or missing one."""
    if old.exists():
        hidden = list(old.iterdir())
        for path in hidden:
            shutil.move(path, new / path.name)
        old.rmdir()
    new.rename(old)


def run(people: int, seed: int, landing_root: Path, truth_root: Path) -> None:
    """Check, build beside the destination, then rename."""
    if not SMALLEST <= people <= LARGEST:
        raise UserError(
            f"--people {people} is not possible: choose {SMALLEST:,} to {LARGEST:,}."
        )
    if not is_empty(landing_root):
        raise UserError(
            f"The landing root {landing_root} is not empty, and the demonstration "
            "never mixes with deliveries that are there. Name another "
            "--landing-root, or remove the folder first if its content is a former "
            "demonstration."
        )
    if landing_root.resolve() == truth_root.resolve():
        raise UserError(
            "--truth-root must not be the landing root: nothing may read it."
        )
    suffix = f".part-{os.getpid()}"
    roots = []
    try:
        for root in (landing_root, truth_root):
            root.parent.mkdir(parents=True, exist_ok=True)
            part = root.parent / f".{root.name}{suffix}"
            part.mkdir()
            roots.append(part)
        build(people, seed, roots[0], roots[1])
        if truth_root.exists():
            for path in roots[1].iterdir():
                os.replace(path, truth_root / path.name)
            roots[1].rmdir()
        else:
            roots[1].rename(truth_root)
        replace(roots[0], landing_root)
    except OSError as error:
        raise UserError(
            f"Cannot write the demonstration: {error}. Check that the folders of "
            "--landing-root and --truth-root can be written and have room."
        ) from error
    finally:
        for part in roots:
            shutil.rmtree(part, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line; 0 when everything is written, 2 on a refused request."""
    parser = argparse.ArgumentParser(
        prog="python -m demo",
        description="Write a synthetic Basildon as partner deliveries, with its truth.",
    )
    parser.add_argument(
        "--people", type=int, default=187_000, help="residents at the end"
    )
    parser.add_argument("--seed", type=int, default=2016, help="same seed, same bytes")
    parser.add_argument("--landing-root", type=Path, default=Path("landing"))
    parser.add_argument("--truth-root", type=Path, default=Path("truth"))
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stderr)
    try:
        run(given.people, given.seed, given.landing_root, given.truth_root)
    except UserError as error:
        log.error("%s", error)
        return 2
    log.info(
        "Deliveries are in %s, their truth is in %s.",
        given.landing_root,
        given.truth_root,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
