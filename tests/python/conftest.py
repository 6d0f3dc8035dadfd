"""What the tests share: a small synthetic warehouse, built once, and broken ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

import duckdb
import pytest
from dbt_process import run_dbt
from essex_data.keys import make_keys
from essex_data.lineage import Findings, check_privacy
from essex_data.vault import attach_vault
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[2]
# The first build of the district runs them; they say the same in every other.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
PEOPLE = 10_000  # fewer have too few outcomes to learn a risk from


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--faults", action="store_true", help="inject every fault, not only a few"
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--faults"):
            item.add_marker(pytest.mark.skip(reason="runs in `make faults`"))


class ByWarehouse(LoadScopeScheduling):
    """What is built once is built in one process: the files whose tests share the
    district run together, and so do the tests of every other file. (pytest 9.2 does not
    show pytest-xdist 3.8 the groups of ``--dist=loadgroup``.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "district" if _shares_the_district(file) else file


@cache
def _shares_the_district(file: str) -> bool:
    return "district: Warehouse" in (ROOT / file).read_text("utf-8")


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByWarehouse:
    return ByWarehouse(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    import canaries
    import faulty

    for line in canaries.SUMMARY:
        terminalreporter.write_line(line)
    if faulty.INJECTED:
        terminalreporter.write_line(faulty.summary())


@dataclass
class Warehouse:
    """One landing root with its warehouse and keys, all below one folder."""

    folder: Path
    parsed: ClassVar[Path | None] = None

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "LANDING_ROOT": str(self.folder / "landing"),
            "WAREHOUSE_ROOT": str(self.folder / "warehouse"),
            "KEY_DIR": str(self.folder / "keys"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "PYTHONPATH": str(ROOT / "python_models"),
        }

    @property
    def landing(self) -> Path:
        return self.folder / "landing"

    @property
    def built_manifest(self) -> Path:
        return self.folder / "built_manifest.json"

    @property
    def current(self) -> Path:
        return self.folder / "warehouse" / "published" / "current"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the environment in the project's root."""
        program = str(Path(sys.executable).parent / command[0])
        return subprocess.run(
            [program, *command[1:]],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def build(
        self, *options: str, project: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        """Runs `dbt build`; what an earlier warehouse's dbt parsed is used again.

        project: this project, or a copy of it that a test has changed.
        """
        parsed = self.parse_early()
        arguments = ["--no-use-colors", "build", *options]
        built = run_dbt(arguments, project, self.environment)
        if parsed.exists() and project == ROOT:
            Warehouse.parsed = parsed
        return built

    def parse_early(self) -> Path:
        """Takes over what an earlier warehouse's dbt parsed, and tells where it is."""
        parsed = self.folder / "target" / "partial_parse.msgpack"
        if Warehouse.parsed and Warehouse.parsed.exists() and not parsed.exists():
            parsed.parent.mkdir(parents=True)
            shutil.copy(Warehouse.parsed, parsed)
        return parsed

    def deliver(self, path: str, content: str | bytes) -> Path:
        """Writes one file below the landing root."""
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        file.write_bytes(data)
        return file

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query against the vault."""
        with self.connected() as connection:
            return connection.execute(sql).fetchall()

    @contextmanager
    def connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that may read the vault, and has temporary tables of its own."""
        with duckdb.connect() as connection:
            saved = os.environ.copy()
            os.environ.update(self.environment)
            try:
                attach_vault(connection, read_only=True)
            finally:
                os.environ.clear()
                os.environ.update(saved)
            yield connection


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A synthetic district of 10,000 people, built once by a plain `dbt build`."""
    warehouse = Warehouse(tmp_path_factory.mktemp("district"))
    made = warehouse.run(
        "python",
        *("-m", "demo", "--people", str(PEOPLE)),
        *("--landing-root", str(warehouse.landing)),
        *("--truth-root", str(warehouse.folder / "truth")),
    )
    assert made.returncode == 0, made.stderr
    make_keys(warehouse.folder / "keys")
    built = warehouse.build()
    assert built.returncode == 0, built.stdout
    # later runs of a part leave a manifest with the SQL of that part alone
    shutil.copy(warehouse.folder / "target" / "manifest.json", warehouse.built_manifest)
    return warehouse


@pytest.fixture(scope="session")
def findings(district: Warehouse) -> Findings:
    """What the privacy check says of the SQL that made the district."""
    return check_privacy([json.loads(district.built_manifest.read_text())])


@pytest.fixture
def new_warehouse(tmp_path: Path) -> Iterator[Callable[..., Warehouse]]:
    """Makes warehouses with keys and an empty landing root."""

    def make(name: str = "warehouse") -> Warehouse:
        warehouse = Warehouse(tmp_path / name)
        warehouse.landing.mkdir(parents=True)
        make_keys(warehouse.folder / "keys")
        return warehouse

    yield make


@pytest.fixture
def copied_project(tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    copy = tmp_path / "project"
    for folder in ("macros", "models", "python_models", "seeds", "tests/singular"):
        shutil.copytree(ROOT / folder, copy / folder)
    for file in (".dbtignore", "dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / file, copy)
    return copy
