"""The dbt-duckdb plugin: keys, vault and landing, ready before the first model.

It never raises: what is wrong is written to ``memory.landing.problems`` and the
project's first hook stops the run with it, so that commands which build nothing
(parse, compile, lint) work without deliveries and keys.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags

from essex_data import deliveries, errors, keys, publication, staging, transcoding
from essex_data.contract import Dataset, read_contract
from essex_data.deliveries import DeliveredFile
from essex_data.settings import read_settings
from essex_data.vault import (
    DEFAULT_MEMORY_LIMIT,
    VaultProblem,
    attach_vault,
    explain,
    memory_limit,
    rewrite_vault,
)

# The names under which the ONS has published each column, oldest vintage of the
# small areas first: the geography seed holds the areas of 2011.
_SMALL_AREA = {
    "lsoa_code": r"lsoa11|lsoa11cd|lsoa\d*(cd)?|lsoa_code",
    "ward_code": r"osward|ward|ward_code|wd\d*(cd)?",
}
REFERENCES = {
    "postcode_directory": {
        "postcode": "pcds|pcd8|pcd7|pcd2|pcd|postcode",
        **_SMALL_AREA,
        "ended_on": "doterm",
    },
    "uprn_directory": {"uprn": "uprn", **_SMALL_AREA},
}


class Plugin(BasePlugin):
    """What dbt-duckdb calls before it runs anything."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        errors.hide_values()
        self._settings = read_settings()
        self._contract = read_contract()
        self._pads: dict[str, bytes] = {}
        # Others (parse, compile, lint) build nothing, and need no row.
        self._reads_rows = getattr(get_flags(), "WHICH", "") in ("build", "run")

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        problems = self._limit_resources(conn)
        transcoding.register(conn)
        publication.register(conn, self._settings)
        try:
            problems += self._open_vault(conn)
            if self._reads_rows and not problems:
                problems += self._check_link_key(conn)
            # a run that cannot go on ends at once; what only compiles needs the views
            if not (problems and self._reads_rows):
                problems += self._read_landing(conn)
        except (duckdb.Error, MemoryError) as error:
            problems.append(explain(error, self._settings.vault))
        if problems:
            # the run goes no further, but to tell of it needs a little memory
            conn.execute("reset memory_limit")
        conn.execute("create schema if not exists memory.landing")
        conn.execute("create table memory.landing.problems (problem varchar)")
        for problem in problems:
            conn.execute("insert into memory.landing.problems values (?)", [problem])

    def configure_cursor(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("set TimeZone = 'UTC'")
        for name, pad in self._pads.items():
            cursor.execute(f"set variable {name} = ?", [pad])

    @cached_property
    def _landing(self) -> deliveries.Landing:
        return deliveries.scan_landing(
            self._settings.landing_root, self._contract, self._settings.known_on
        )

    @property
    def _today(self) -> date:
        """The day as of which protocols are judged, retention too."""
        variables = getattr(get_flags(), "VARS", None) or {}
        try:
            return date.fromisoformat(str(variables.get("protocols_as_of")))
        except ValueError:
            return date.today()

    @property
    def _has_tokens_only(self) -> bool:
        """Whether partners did all pseudonymising at source: no link key is needed."""
        accepted = [f for f in self._landing.files if f.status == "accepted"]
        return bool(accepted) and all(f.is_tokenised for f in accepted)

    def _limit_resources(self, conn: duckdb.DuckDBPyConnection) -> list[str]:
        conn.execute("set temp_file_encryption = true")
        conn.execute(
            "set temp_directory = ?", [str(self._settings.warehouse_root / "tmp")]
        )
        # the engine cannot be asked: it would have too little memory to answer
        little = re.fullmatch(r"([\d.]+) *([km]i?)?b(ytes)?", memory_limit().lower())
        if little and (little[2] or "k")[0] == "k" or little and float(little[1]) < 50:
            return [
                f"MEMORY_LIMIT is {memory_limit()}, too little for the engine. Set it "
                f"to 50MB or more; the default is {DEFAULT_MEMORY_LIMIT}."
            ]
        try:
            conn.execute("set memory_limit = ?", [memory_limit()])
        except duckdb.Error:
            return [
                f"MEMORY_LIMIT is '{memory_limit()}', which is no amount of memory. "
                "Set it to a number with its unit, as 2.5GB."
            ]
        return []

    def _open_vault(self, conn: duckdb.DuckDBPyConnection) -> list[str]:
        problems = []
        try:
            for name in keys.KEY_NAMES:
                path = self._settings.key_dir / name
                if name == "link.key" and not path.exists() and self._has_tokens_only:
                    continue
                inner, outer = keys.hmac_pads(keys.read_key(path))
                stem = name.removesuffix(".key")
                self._pads |= {f"{stem}_inner": inner, f"{stem}_outer": outer}
            self._settings.warehouse_root.mkdir(parents=True, exist_ok=True)
            attach_vault(conn, read_only=False)
            # no other run is at work: these are of one that was killed
            for leftover in self._settings.warehouse_root.glob("tmp/duckdb_temp_*"):
                leftover.unlink()
        except (keys.KeyProblem, VaultProblem) as problem:
            problems.append(str(problem))
        except OSError as error:
            problems.append(
                f"{self._settings.warehouse_root} cannot be written "
                f"({error.strerror}). Set WAREHOUSE_ROOT to a folder that can be."
            )
        if problems:
            # Commands that only compile still find the database by its name.
            self._pads = {}
            conn.execute("reset memory_limit")
            conn.execute("attach ':memory:' as vault")
        return problems

    def _check_link_key(self, conn: duckdb.DuckDBPyConnection) -> list[str]:
        """A vault keeps to the link key that it was begun with, until it is rotated."""
        path = self._settings.key_dir / "link.key"
        if not path.exists():
            return []
        noted = staging.link_key_check(conn)
        if noted and noted != keys.check_value(keys.read_key(path)):
            return [
                f"{path} is not the key that the tokens of {self._settings.vault} were "
                "made with. Put that key back; a new one is made by `make rotate "
                "KEY=link.key`."
            ]
        return []

    def _link_key_check(self, conn: duckdb.DuckDBPyConnection) -> str:
        """The check value that files of tokens must agree with, or "" when none is set:
        the key's; without one the vault's, or the oldest delivery's.
        """
        path = self._settings.key_dir / "link.key"
        if "link_inner" in self._pads:
            return keys.check_value(keys.read_key(path))
        noted = sorted(
            (file.delivered_in, file.link_key)
            for file in self._landing.files
            if file.status == "accepted" and file.link_key
        )
        return staging.link_key_check(conn) or (noted[0][1] if noted else "")

    def _read_landing(self, conn: duckdb.DuckDBPyConnection) -> list[str]:
        """Looks at what was delivered; returns the problems that must stop the run."""
        deliveries.make_tables(conn)
        directories = self._show_references(conn)
        problems = self._check_known_on(conn)
        problems += self._show_landing(conn, self._contract, directories)
        problems += self._landing.problems
        if self._reads_rows:
            problems += publication.show_published(conn, self._settings)
        if self._reads_rows and not problems:
            self._forget(conn)
        return problems

    def _forget(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Before everything is built, and something of it anew: what was withdrawn, or
        removed at somebody's request, leaves no block in the vault's file.

        Whatever else the run makes anew it makes from what is kept.
        """
        plans = conn.execute(
            "select 'staging.base_' || partner || '__' || dataset, "
            "starts_anew_because, is_first from memory.landing.plans"
        ).fetchall()
        is_partial = get_flags().SELECT or get_flags().EXCLUDE
        if is_partial or not any(reason for _, reason, _ in plans):
            return
        anew = {table for table, reason, is_first in plans if reason or is_first}
        # the match tokens go with any table that is made anew
        anew.add("linked.lnk_identity__tokens")
        kept = {
            table: query
            for table, query in staging.kept_tables(conn).items()
            if table not in anew
        }
        if conn.execute(
            "select 1 from duckdb_tables() where database_name = 'vault' "
            "and table_name = 'lnk_people__identity_history'"
        ).fetchone():
            kept["linked.lnk_people__identity_history"] = (
                "select * from vault.linked.lnk_people__identity_history "
                "where identity_token not in "
                "(select identity_token from memory.landing.removed)"
            )
        rewrite_vault(conn, kept)

    def _check_known_on(self, conn: duckdb.DuckDBPyConnection) -> list[str]:
        """What was known once is built beside the warehouse, never in its place."""
        known_on = self._settings.known_on
        if known_on and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", known_on):
            return [
                f"KNOWN_ON is {known_on}, which is no date. Write it as 2023-09-01."
            ]
        newest = staging.newest_delivery(conn)
        if not known_on or newest is None or str(newest) <= known_on:
            return []
        return [
            f"KNOWN_ON is {known_on}, but {self._settings.vault} holds deliveries up "
            f"to {newest}. Set WAREHOUSE_ROOT to another folder."
        ]

    def _show_landing(
        self,
        conn: duckdb.DuckDBPyConnection,
        contract: list[Dataset],
        directories: list[DeliveredFile],
    ) -> list[str]:
        """Shows each dataset's delivered rows: all, and (``__new``) the new ones.

        Returns the problems that must stop the run.
        """
        conn.execute(
            "create table memory.landing.plans (partner varchar, dataset varchar, "
            "new_files integer, is_first boolean, starts_anew_because varchar)"
        )
        removed = self._show_removed(conn)
        current = staging.staged_with(
            {dataset.partner for dataset in contract},
            self._pads.get("link_inner", b""),
            directories,
            removed,
        )
        problems = []
        link_key = self._link_key_check(conn)
        shown = self._landing.of_no_dataset(contract)
        views = []
        for dataset in contract:
            files, plan = self._read_new(
                conn, dataset, current[dataset.partner], link_key
            )
            shown += files
            problems += [plan.problem] if plan.problem else []
            accepted = [file for file in files if file.status == "accepted"]
            name = f"memory.{dataset.partner}.{dataset.name}"
            views += _views(name, dataset, accepted, plan.new, is_tokenised=False)
            if dataset.tokenised:
                name += "__tokens"
                views += _views(
                    name, dataset.tokenised, accepted, plan.new, is_tokenised=True
                )
            conn.execute(f"create schema if not exists memory.{dataset.partner}")
            conn.execute(
                "insert into memory.landing.plans values (?, ?, ?, ?, ?)",
                [
                    dataset.partner,
                    dataset.name,
                    len(plan.new),
                    plan.is_first,
                    plan.starts_anew_because,
                ],
            )
        deliveries.show_files(conn, shown, current)
        for view, dataset, files in views:
            query = deliveries.view_sql(dataset, files)
            conn.execute(f"create view {view} as {query}")
        return problems

    def _show_removed(self, conn: duckdb.DuckDBPyConnection) -> list[tuple]:
        """Shows, and returns, whose rows are not staged, as they are not to be kept."""
        requests = [
            file
            for file in self._landing.files
            if file.partner == "rights" and file.status == "accepted"
        ]
        removed = staging.read_removed(conn, requests)
        if removed:
            conn.executemany(
                "insert into memory.landing.removed values (?, ?, ?, ?, ?, ?)", removed
            )
        return removed

    def _read_new(
        self,
        conn: duckdb.DuckDBPyConnection,
        dataset: Dataset,
        current: str,
        link_key: str,
    ) -> tuple[list[DeliveredFile], staging.Plan]:
        """Judges each file of a dataset, and plans what is read of them."""
        # Whoever asks for a full refresh takes what lies there for the truth.
        is_anew = getattr(get_flags(), "FULL_REFRESH", False)
        staged = staging.Staged() if is_anew else staging.read_staged(conn, dataset)
        files, unread = [], []
        held = [
            deliveries.expire(file, dataset, self._today)
            for file in self._landing.of(dataset)
        ]
        for file in deliveries.recognise(held, dataset):
            file = staging.refuse_other_key(file, link_key)
            file = staging.refuse_changed(file, staged)
            count = staged.counts.get((file.delivered_in, file.sha256, current))
            if count and file.status == "accepted":
                file = replace(file, **count)
            elif self._reads_rows and file.status == "accepted" and file.has_rows:
                unread.append(file)
                continue
            files.append(file)
        for form in filter(None, (dataset, dataset.tokenised)):
            files += deliveries.count_rows(
                conn, form, [f for f in unread if f.is_tokenised == bool(form.types)]
            )
        return files, staging.plan(staged, dataset, files, current)

    def _show_references(self, conn: duckdb.DuckDBPyConnection) -> list[DeliveredFile]:
        conn.execute("create schema memory.reference")
        shown = []
        for name, wanted in REFERENCES.items():
            files = deliveries.reference_files(self._settings.landing_root, name)
            query, problems = deliveries.reference_sql(name, wanted, files)
            self._landing.problems.extend(problems)
            conn.execute(f"create view memory.reference.{name} as {query}")
            shown += files
        return shown


def _views(
    name: str,
    dataset: Dataset,
    accepted: list[DeliveredFile],
    new: list[DeliveredFile],
    is_tokenised: bool,
) -> list[tuple[str, Dataset, list[DeliveredFile]]]:
    """The views of one form of a dataset: of all its files, and of the new ones."""
    return [
        (view, dataset, [file for file in files if file.is_tokenised == is_tokenised])
        for view, files in ((name, accepted), (f"{name}__new", new))
    ]
