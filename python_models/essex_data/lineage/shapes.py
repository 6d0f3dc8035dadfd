"""Compiles the project as it is when nothing is staged yet, and when something is.

The SQL of staging has these two shapes: all files are read, or new ones are added to
what is there. Neither needs deliveries or keys: a warehouse of empty tables is made.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from essex_data.contract import read_contract
from essex_data.keys import make_keys
from essex_data.settings import PROJECT_ROOT, read_settings
from essex_data.vault import attach_vault

PARSED = "partial_parse.msgpack"


class CompileProblem(Exception):
    """The project does not compile; the message is dbt's."""


def compile_shapes() -> Iterator[dict[str, Any]]:
    """dbt's manifest for each shape, with compiled code: first of an empty warehouse.

    Raises CompileProblem when dbt does.
    """
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        landing, target = folder / "landing", folder / "target"
        landing.mkdir()
        target.mkdir()
        make_keys(folder / "keys")
        # what dbt parsed before need not be parsed again
        parsed = PROJECT_ROOT / (os.environ.get("DBT_TARGET_PATH") or "target") / PARSED
        if parsed.exists():
            shutil.copy(parsed, target / PARSED)
        environment = os.environ | {
            "LANDING_ROOT": str(landing),
            "WAREHOUSE_ROOT": str(folder / "warehouse"),
            "KEY_DIR": str(folder / "keys"),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(folder / "logs"),
        }
        first = _compile(target, environment)
        yield first
        _deliver(landing)
        _stage(first, environment)
        later = _compile(target, environment, "--select", "resource_type:model")
        # tests do not hang on what is staged
        nodes = later["nodes"].items()
        later["nodes"] = {k: n for k, n in nodes if n["resource_type"] != "test"}
        yield later


def _compile(
    target: Path, environment: dict[str, str], *options: str
) -> dict[str, Any]:
    program = str(Path(sys.executable).parent / "dbt")
    done = subprocess.run(
        [program, "--quiet", "compile", *options],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CompileProblem(f"The project does not compile.\n{done.stdout}")
    return json.loads((target / "manifest.json").read_text("utf-8"))


def _deliver(landing: Path) -> None:
    """One file with one row, which holds nothing, of every dataset."""
    for dataset in read_contract():
        folder = landing / dataset.partner / dataset.name / "2026-01-31"
        folder.mkdir(parents=True)
        names = ",".join(dataset.columns)
        values = ",".join("1" for _ in dataset.columns)
        (folder / "one_row.csv").write_text(f"{names}\n{values}\n", "utf-8")


def _stage(manifest: dict[str, Any], environment: dict[str, str]) -> None:
    """Makes an empty table for every model, so that each is one that is there."""
    saved = os.environ.copy()
    os.environ.update(environment)
    try:
        read_settings().warehouse_root.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            attach_vault(connection, read_only=False)
            for node in manifest["nodes"].values():
                if node["resource_type"] == "model" and node["relation_name"]:
                    schema = f'"{node["database"]}"."{node["schema"]}"'
                    columns = {*node["columns"], "read_at", "placeholder"}
                    typed = ", ".join(f'"{column}" varchar' for column in columns)
                    connection.execute(f"create schema if not exists {schema}")
                    connection.execute(
                        f"create table {node['relation_name']} ({typed})"
                    )
    finally:
        os.environ.clear()
        os.environ.update(saved)
