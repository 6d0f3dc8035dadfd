"""Invented people are delivered, builds go well and badly: nothing of them is anywhere.

Quick in `make test`: a small town, its models, and the failures. With `make faults`
every data and unit test of the project runs too.
"""

from __future__ import annotations

import base64
import gzip
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
import town
from canaries import DAY, SUMMARY, Flock, Search, files, secrets_of, vault
from conftest import ROOT, Warehouse
from essex_data.keys import hmac_pads, make_keys
from essex_data.vault import attach_vault
from faulty import WRITING

NEW = "2024-02-29"
REFUSED = {
    *("column_twice", "no_key_column", "not_text", "unknown_dataset", "unreadable"),
}
# In `make test` all that reads what was delivered; every table with `make faults`.
STAGED = ("-s", "+deliveries", *WRITING)
STAGING = "models/staging/essex_police"
CRIMES = "{{ source('essex_police', 'crimes') }}"
FREE = "{{ config(contract={'enforced': false}) }} "
# A copy of the project gets these: each fails on what was delivered or what is kept.
FAILING = {
    f"{STAGING}/stg_essex_police__cast.sql": (
        f"{FREE}select cast(surname as integer) as surname_number from {CRIMES}"
    ),
    f"{STAGING}/stg_essex_police__parsed.sql": (
        f"{FREE}select strptime(forename, '%d %B %Y') as born_on from {CRIMES}"
    ),
    f"{STAGING}/stg_essex_police__raised.sql": (
        f"{FREE}select error('Nobody lives at ' || address_line_1) as x from {CRIMES}"
    ),
    f"{STAGING}/stg_essex_police__key.sql": (
        "{{ config(contract={'enforced': false}, "
        "post_hook='create unique index one on {{ this }} (sex)') }} "
        f"select surname as sex from {CRIMES} union all select surname from {CRIMES}"
    ),
    "tests/singular/staging/no_crime_is_kept.sql": (
        "{{ config(store_failures=true) }} "
        "select * from {{ ref('base_essex_police__crimes') }}"
    ),
    "tests/singular/staging/no_surname_is_long.sql": (
        # of a seed too, so that no model waits for it
        "-- depends_on: {{ ref('geography_small_areas') }}\n"
        f"select surname from {CRIMES} where cast(surname as integer) > 9"
    ),
    "python_models/risk/risk_school_readiness__raises.py": (
        "def model(dbt, session):\n"
        "    people = dbt.ref('base_schools__school_census').df()\n"
        "    if len(people):\n"
        "        raise ValueError(people.to_string())\n"
        "    return people\n"
    ),
    f"{STAGING}/stg_essex_police__roles.sql": (
        f"{FREE}select person_role from {{{{ ref('base_essex_police__crimes') }}}}"
    ),
    f"{STAGING}/failing.yml": """
unit_tests:
  - name: nobody_has_a_role
    model: stg_essex_police__roles
    given:
      - input: ref('base_essex_police__crimes')
        rows: [{person_role: victim}]
    expect: {rows: [{person_role: nobody}]}
""",
}


@dataclass
class Runs:
    """A town with canaries, all that its runs said, and where they left anything."""

    warehouse: Warehouse
    flock: Flock = field(default_factory=Flock)
    said: dict[str, bytes] = field(default_factory=dict)
    processes: set[bytes] = field(default_factory=set)

    @property
    def temp(self) -> Path:
        return self.warehouse.folder / "temp"

    def dbt(
        self, name: str, *arguments: str, folder: Path = ROOT, kill_at: str = ""
    ) -> int:
        """Runs dbt as users do, as a program, and watches its processes; kills it when
        it has said what `kill_at` matches. Returns the exit status."""
        program = str(Path(sys.executable).parent / "dbt")
        environment = self.warehouse.environment | {"TMPDIR": str(self.temp)}
        out = self.warehouse.folder / f"{name}.out"
        with out.open("wb") as written:
            process = subprocess.Popen(
                [program, "--no-use-colors", *arguments],
                cwd=folder,
                env=environment,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
            while process.poll() is None:
                self._watch(process.pid)
                if kill_at and re.search(kill_at, out.read_text(errors="replace")):
                    process.send_signal(signal.SIGKILL)
                time.sleep(0.05)
        self.said[f"output of {name}"] = out.read_bytes()
        return process.returncode

    def _watch(self, pid: int) -> None:
        """What anybody on the machine sees of a process: environment, command line and
        the names of its open files."""
        for part in ("environ", "cmdline"):
            try:
                self.processes.add(Path(f"/proc/{pid}/{part}").read_bytes())
            except OSError:
                return

    def places(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, bytes]]:
        """Everywhere but where the canaries were put, and the keys."""
        folder = self.warehouse.folder
        yield from vault(self.warehouse, monkeypatch)
        yield from files(folder, self.warehouse.landing, folder / "keys")
        yield from self.said.items()
        yield from (("a process", told) for told in self.processes)

    def assert_clean(self, after: str, monkeypatch: pytest.MonkeyPatch) -> Search:
        """Nothing of the canaries, and no key, is in any of these places."""
        search = Search(self.flock.values, secrets_of(self.warehouse))
        found = search.found_at(self.places(monkeypatch))
        SUMMARY.append(
            f"Canaries after {after}: {len(self.flock.values)} values planted, "
            f"{search.searched} places searched, found in {len(found)}"
        )
        assert found == {}
        return search


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Runs:
    """The town after a build that was published."""
    warehouse = Warehouse(tmp_path_factory.mktemp("canaries"))
    runs = Runs(warehouse)
    runs.temp.mkdir()
    make_keys(warehouse.folder / "keys")
    town.deliver(warehouse.landing, DAY, 0, 60)
    runs.flock.deliver(warehouse.landing)
    warehouse.parse_early()
    which = () if pytestconfig.getoption("--faults") else STAGED
    # everything is built, and some of it was refused
    assert runs.dbt("first build", "build", *which) in (2, 3), runs.said
    Warehouse.parsed = warehouse.folder / "target" / "partial_parse.msgpack"
    return runs


def test_the_canaries_were_read(runs: Runs) -> None:
    """Staged, rejected and refused: they went every way that there is."""
    files = runs.warehouse.query(
        "select coalesce(reason_code, status), count(*), sum(rows_rejected) "
        "from vault.marts.deliveries where file_name <> dataset || '.csv' group by 1"
    )
    datasets = sum(1 for _ in town.datasets(away=("evaluation",)))
    counts = {code: count for code, count, _ in files}
    # one of each dataset, and one of labelled records
    assert counts.pop("accepted") == datasets + 1
    assert set(counts) == REFUSED and set(counts.values()) == {(datasets + 4) // 5}
    rejected = {code: rows for code, _, rows in files}["accepted"]
    assert rejected == datasets


def test_nothing_of_them_is_anywhere_after_a_build(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runs.assert_clean("a build", monkeypatch).searched > 80
    assert len(runs.flock.values) > 300


def test_nothing_of_them_is_anywhere_after_a_kill(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.flock.deliver(runs.warehouse.landing, NEW)
    status = runs.dbt("killed build", "build", *STAGED, kill_at=r"OK created.*base_")
    assert status == -signal.SIGKILL
    runs.assert_clean("a kill", monkeypatch)


def test_nothing_of_them_is_anywhere_after_failures(
    runs: Runs,
    copied_project: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, text in FAILING.items():
        (copied_project / name).write_text(text, "utf-8")
    nodes = [Path(name).stem for name in FAILING if not name.endswith("yml")]
    nodes += ["nobody_has_a_role"]
    build = ["build", "--full-refresh", "-s", *nodes]
    assert runs.dbt("failures", *build, folder=copied_project) in (1, 2)
    said = runs.said["output of failures"].decode()
    for node in nodes:
        assert re.search(rf"(ERROR|FAIL|SKIP).*{node}", said), node
    runs.assert_clean("failures", monkeypatch)


SURNAME = "Zyxéqubacdb"
KEY = bytes(range(7, 39))
LEAKS = {
    "as delivered.csv": SURNAME.encode(),
    "lower.log": b"surname=" + SURNAME.lower().encode(),
    "folded.sql": b"select 'ZYXEQUBACDB'",
    "spelt.txt": b"Z.y-x e'q u b a c d b",
    "utf16.csv": SURNAME.encode("utf-16"),
    "cp1252.csv": SURNAME.encode("cp1252"),
    "middle.json": b'{"message": "Nobody is called Zyxequbacdb here"}',
    "zipped.csv.gz": gzip.compress(SURNAME.upper().encode()),
    "nhs.txt": b"955 708 0119",
    "nhs.csv": b"7,9557080119,8",
    "born.txt": b"11/02/1918",
    "born.json": b'"1918-02-11T00:00"',
    "key.bin": b"\0\1" + KEY + b"\2",
    "key.hex": KEY.hex().upper().encode(),
    "key.b64": base64.b64encode(KEY),
    "pad.bin": hmac_pads(KEY)[0],
    "key.py": repr(KEY).encode(),
    "Zyxequbacdb.txt": b"nothing but its name",
}
HARMLESS = {"numbers.txt": b"19557080119 95570801190 119180211 Zyxeq ubacd"}


def test_the_search_finds_what_leaks(tmp_path: Path) -> None:
    """Planted in files, in Parquet, and by a model that stores a surname."""
    inner, outer = hmac_pads(KEY)
    search = Search(
        [SURNAME, "955 708 0119", "1918-02-11"], [KEY, inner[:32], outer[:32]]
    )
    for name, content in (LEAKS | HARMLESS).items():
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        packed.writestr("a.csv", SURNAME, zipfile.ZIP_DEFLATED)
    rows = f"(select '{SURNAME}' as person_role, 7 as n from range(100))"
    duckdb.execute(f"copy {rows} to '{tmp_path}/rows.parquet' (compression zstd)")
    with duckdb.connect(str(tmp_path / "marts.duckdb")) as connection:
        connection.execute(f"create table stg_crimes as from {rows}")
    found = {place.split("/")[-1] for place in search.found_at(files(tmp_path))}
    expected = {*LEAKS, "packed.zip a.csv", "rows.parquet"}
    assert {name for name in expected if name not in found} == set()
    assert any('"stg_crimes"' in place for place in found)
    assert not HARMLESS.keys() & found


def test_the_search_finds_what_a_model_stores_in_the_vault(
    new_warehouse: Callable[..., Warehouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = new_warehouse()
    (warehouse.folder / "warehouse").mkdir()
    with monkeypatch.context() as patched, duckdb.connect() as connection:
        for name, value in warehouse.environment.items():
            patched.setenv(name, value)
        attach_vault(connection, read_only=False)
        connection.execute(
            f"create table vault.leak as select ['{SURNAME.lower()}'] as x, 1 as y"
        )
    search = Search([SURNAME])
    assert len(search.found_at(vault(warehouse, monkeypatch))) == 1
    # the file itself is encrypted
    assert search.found_at(files(warehouse.folder / "warehouse")) == {}
