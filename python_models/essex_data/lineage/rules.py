"""What may be in a project at all, before any SQL is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from essex_data.lineage import python_code

Node = Mapping[str, Any]
STAGING = "models/staging/"
KINDS = {"model", "seed", "test", "operation"}
MATERIALIZATIONS = {"table", "incremental", "view", "seed", "test"}
READABLE_FROM_PYTHON = {"linked", "risk"}
# The hooks of dbt_project.yml, and the macros that run SQL of their own, which no
# compiled model shows. Whoever adds one shows that it touches no delivered row.
HOOKS = {
    *("{{ check_before_run() }}", "{{ start_anew() }}"),
    "{{ publish_marts(results) }}",
}
RUN_SQL = {
    *("check_before_run", "code_version", "delivery_warnings", "forecast_cards"),
    *("has_new_files", "has_removed_people", "has_replaced_rows", "protocol_findings"),
    *("publish_marts", "refused_files", "risk_run_digests", "scorecard", "start_anew"),
}
_RUNS_SQL = re.compile(
    r"\brun_query\b|\bstatement\s*\(|\badapter\s*\.\s*(execute|add_query)\b", re.I
)
# What these may not name: delivered rows, a key, a file.
_NOT_THEIRS = re.compile(
    r"\bsource\s*\(|\bmemory\.(?!landing\b)|\bvault\.(?!marts\b|linked\.lnk_(deliveries|rights)__)"
    r"|getvariable|\bread_\w+",
    re.I,
)
# How `dbt source freshness` finds the day of a delivery: from the list of files.
LOADED_AT = "{{ newest_delivery(this) }}"
# What dbt offers to be replaced; to replace anything else changes what models become.
REPLACEABLE = {"generate_database_name", "generate_schema_name"}


@dataclass(frozen=True)
class Finding:
    """One thing that must not be: where, what, in which column, how it got there."""

    file: str
    text: str
    column: str = ""
    trail: tuple[str, ...] = ()

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        way = f"\n    by way of {' → '.join(self.trail)}" if self.trail else ""
        return f"{self.file}{column}: {self.text}{way}"


def partner_of(node: Node) -> str:
    """The partner in whose staging folder a model lies, or nothing."""
    path = str(node["original_file_path"])
    is_model = node["resource_type"] == "model" and path.startswith(STAGING)
    return path.removeprefix(STAGING).split("/")[0] if is_model else ""


def judge_project(manifest: Mapping[str, Any], root: Path) -> Iterator[Finding]:
    """What the manifest itself shows: kinds of nodes, hooks, macros, Python models."""
    for node in manifest["nodes"].values():
        yield from _node(node, manifest, root)
    for source in manifest["sources"].values():
        for name in ("loaded_at_query", "loaded_at_field"):
            if source.get(name) not in (None, LOADED_AT):
                yield Finding(source["original_file_path"], f"has an unknown {name}")
    for kind in ("functions", "saved_queries"):
        for node in manifest.get(kind, {}).values():
            yield Finding(node["original_file_path"], f"is one of {kind}: not known")
    ours = manifest["metadata"]["project_name"]
    theirs = {
        macro["name"]
        for macro in manifest["macros"].values()
        if macro["package_name"] != ours
    }
    for macro in manifest["macros"].values():
        if macro["package_name"] == ours:
            for text in _macro(macro, theirs):
                yield Finding(macro["original_file_path"], text)


def _node(node: Node, manifest: Mapping[str, Any], root: Path) -> Iterator[Finding]:
    file, config = node["original_file_path"], node["config"]
    kind, materialized = node["resource_type"], config.get("materialized")
    if kind not in KINDS:
        yield Finding(file, f"is a {kind}, a kind of node that is not known")
    if kind == "operation" and node["raw_code"].strip() not in HOOKS:
        yield Finding(file, f"runs an unknown hook: {node['raw_code'].strip()[:60]}")
    if kind != "operation" and materialized not in MATERIALIZATIONS:
        yield Finding(file, f"is materialized as {materialized}, which is not known")
    for name in ("pre-hook", "post-hook", "pre_hook", "post_hook", "sql_header"):
        if config.get(name):
            yield Finding(file, f"has a {name}, which this check does not read")
    if config.get("store_failures") or config.get("store_failures_as"):
        yield Finding(file, "stores the rows that fail it")
    partner = partner_of(node)
    for read in node["depends_on"].get("nodes", []):
        source = manifest["sources"].get(read)
        is_delivered = source and any(
            column["config"]["meta"].get("role")
            for column in source["columns"].values()
        )
        if source and is_delivered and source["source_name"] != partner:
            yield Finding(
                file,
                f"reads {source['source_name']}.{source['name']}: only models in "
                f"{STAGING}{source['source_name']}/ may",
            )
    if node.get("language") == "python":
        for read in node["depends_on"].get("nodes", []):
            found = manifest["nodes"].get(read)
            if not found or found["schema"] not in READABLE_FROM_PYTHON:
                yield Finding(file, f"reads {read}: Python may read linked and risk")
        for text in python_code.judge_model(node["raw_code"], root / "python_models"):
            yield Finding(file, text)


def _macro(macro: Node, theirs: set[str]) -> Iterator[str]:
    name, text = macro["name"], macro["macro_sql"]
    if name in theirs - REPLACEABLE or name.startswith("materialization_"):
        yield f"replaces dbt's own {name}"
    if _RUNS_SQL.search(text):
        if name not in RUN_SQL:
            yield f"{name} runs SQL of its own, which no compiled model shows"
        elif found := _NOT_THEIRS.search(text):
            yield f"{name} runs SQL of its own that names {found[0]}"
