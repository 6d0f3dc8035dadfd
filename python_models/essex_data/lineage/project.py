"""Follows every delivered column through all models of a compiled project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from essex_data.lineage import rules, tables
from essex_data.lineage.query import read_query
from essex_data.lineage.rules import Finding, Node
from essex_data.lineage.values import NOTHING, Origin, Relation, Value, Way, together
from essex_data.settings import PROJECT_ROOT

# The directories' own tables: of places, and of nobody.
OF_NOBODY = {("stg_reference__postcodes", "postcode"), ("stg_reference__uprns", "uprn")}
# What they say of a place so large that it tells nobody's address.
OF_PLACES = {("stg_reference__postcode_sectors", "postcode_sector")}
_ROUNDS = 5


@dataclass
class Findings:
    """What the check found.

    problems: all that must not be; empty for a project that passes.
    stored: where delivered columns end up: by model and column, what each holds.
    origins: every column that was followed.
    texts: the attributes of any text, which are not followed.
    at_source: columns of any text in what is pseudonymised at source.
    """

    problems: list[Finding] = field(default_factory=list)
    stored: dict[tuple[str, str], Value] = field(default_factory=dict)
    origins: set[Origin] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    at_source: set[str] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        if finding not in self.problems:
            self.problems.append(finding)


@dataclass
class _Earlier:
    """What manifests that were judged before say of a table: what it holds, and the
    SQL that makes it."""

    held: dict[str, Relation] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)


def check_privacy(
    manifests: Iterable[Mapping[str, Any]], root: Path = PROJECT_ROOT
) -> Findings:
    """Judges each manifest of a compiled project, one after the other.

    manifests: dbt's, with compiled code. What a model adds to is known from the one
    before: the first should be compiled as for an empty warehouse. root: the project's.
    """
    findings, earlier = Findings(), _Earlier()
    for manifest in manifests:
        _Project(manifest, root, findings, earlier).judge()
    return findings


class _Project:
    def __init__(
        self,
        manifest: Mapping[str, Any],
        root: Path,
        findings: Findings,
        earlier: _Earlier,
    ) -> None:
        self._manifest = manifest
        self._root = root
        self._findings = findings
        self._earlier = earlier
        # What each node's table holds, and which hold what they held before.
        self._held: dict[str, Relation] = {}
        self._unchanged: set[str] = set()

    def judge(self) -> None:
        for finding in rules.judge_project(self._manifest, self._root):
            self._findings.add(finding)
        for key, source in self._manifest["sources"].items():
            self._held[key] = tables.of_source(source)
            self._unchanged.add(key)
            self._findings.at_source |= tables.texts_at_source(source)
            for _, value in self._held[key].columns:
                delivered = {o for o in value.raw if o.role != "directory"}
                self._findings.origins |= delivered
            for name, column in source["columns"].items():
                meta = column["config"]["meta"]
                if (meta.get("role"), meta.get("type")) == ("attr", "text"):
                    dataset = f"{source['source_name']}.{source['name']}"
                    self._findings.texts.add(f"{dataset}.{name}")
        for key, node in self._in_order():
            if node["resource_type"] == "seed":
                self._held[key] = tables.of_seed(node, self._root)
                self._unchanged.add(key)
            elif node.get("language") == "python":
                read = [self._held[r] for r in _reads(node) if r in self._held]
                self._keep(key, node, tables.of_python(node, read))
            elif node["resource_type"] != "operation":
                self._judge_node(key, node)

    def _in_order(self) -> Iterator[tuple[str, Node]]:
        nodes = self._manifest["nodes"]
        graph = {
            key: [read for read in _reads(node) if read in nodes]
            for key, node in nodes.items()
        }
        return ((key, nodes[key]) for key in TopologicalSorter(graph).static_order())

    def _judge_node(self, key: str, node: Node) -> None:
        code = node.get("compiled_code")
        if code is None:
            self._report(node, "was not compiled, so that it cannot be judged")
            return
        is_test = node["resource_type"] == "test"
        is_same = self._earlier.code.get(key) == code
        if is_same and not is_test and self._unchanged.issuperset(_reads(node)):
            self._keep(key, node, self._earlier.held[key])
            return
        found = self._read(key, node)
        columns = tuple((n, self._judge_column(node, n, v)) for n, v in found.columns)
        if is_test:
            return
        if node["schema"] == "marts" and found.is_personal:
            self._report(node, "publishes rows that may be about one person each")
        self._keep(key, node, Relation(columns, found.is_personal))

    def _keep(self, key: str, node: Node, found: Relation) -> None:
        if self._earlier.held.get(key) == found:
            self._unchanged.add(key)
        self._held[key] = self._earlier.held[key] = found
        self._earlier.code[key] = str(node.get("compiled_code"))
        for name, value in found.columns:
            if value.flows:
                self._findings.stored[node["name"], name] = value

    def _read(self, key: str, node: Node) -> Relation:
        """What a model holds; one that reads itself, until it holds nothing more."""
        known: dict[str, Relation] = {}
        for read in _reads(node):
            if read in self._held:
                source = self._manifest["sources"].get(read)
                name = _name(source or self._manifest["nodes"][read])
                known[name] = self._held[read]
                if source:
                    known |= _shown_beside(name, source, self._held[read])
        itself = _name(node) if node["resource_type"] != "test" else ""
        if itself and itself in _unquoted(node["compiled_code"]):
            declared = tuple((name.lower(), NOTHING) for name in node["columns"])
            known[itself] = self._earlier.held.get(key, Relation(declared))
        for _ in range(_ROUNDS):
            problems: list[str] = []
            found = read_query(node["compiled_code"], known, problems.append)
            found = found.at(node["name"])
            if itself not in known or _is_within(found, known[itself]):
                break
            known[itself] = _both(found, known[itself])
        for problem in problems:
            self._report(node, problem)
        # what was there stays there
        return _both(found, known[itself]) if itself in known else found

    def _judge_column(self, node: Node, name: str, value: Value) -> Value:
        """Reports what a column must not hold; returns it without that, so that it is
        said once, where it happens."""
        if (node["name"], name) in OF_PLACES:
            value = value.without(
                (origin, Way.RAW) for origin in value.raw if origin.role == "directory"
            )
        raw = value.raw
        if node["resource_type"] == "test" or (node["name"], name) in OF_NOBODY:
            raw = [origin for origin in raw if origin.role != "directory"]
        for origin in raw:
            trail = value.flows[origin, Way.RAW]
            self._report(node, f"stores {origin} ({origin.role})", name, trail)
        hashes = {
            (trail, way.value)
            for (_, way), trail in value.flows.items()
            if way in (Way.TOKEN, Way.ID)
        }
        if node["schema"] == "marts" and hashes:
            trail, kind = min(hashes)
            self._report(node, f"publishes a {kind}", name, trail)
        return value.without((origin, Way.RAW) for origin in raw)

    def _report(
        self, node: Node, text: str, column: str = "", trail: tuple[str, ...] = ()
    ) -> None:
        self._findings.add(Finding(node["original_file_path"], text, column, trail))


def _shown_beside(name: str, source: Node, held: Relation) -> dict[str, Relation]:
    """Beside all delivered rows the plugin shows the new ones, and both of what was
    pseudonymised at source."""
    shown = {f"{name}__new": held}
    if tokens := tables.of_tokens(source):
        shown |= {f"{name}__tokens": tokens, f"{name}__tokens__new": tokens}
    return shown


def _reads(node: Node) -> list[str]:
    return list(node["depends_on"].get("nodes", []))


def _name(node: Node) -> str:
    return _unquoted(node["relation_name"] or "")


def _unquoted(text: str) -> str:
    return text.replace('"', "").lower()


def _is_within(found: Relation, known: Relation) -> bool:
    """Whether a relation holds nothing that the known one does not hold."""
    return [n for n, _ in found.columns] == [n for n, _ in known.columns] and all(
        value.flows.keys() <= other.flows.keys()
        for (_, value), (_, other) in zip(found.columns, known.columns, strict=True)
    )


def _both(found: Relation, known: Relation) -> Relation:
    columns = tuple(
        (name, together([value, *known.named(name)])) for name, value in found.columns
    )
    return Relation(columns, found.is_personal or known.is_personal)
