"""What flows where, purpose by purpose, by the lineage of the compiled project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

from essex_data.documentation.project import Node, Project, in_words, names

HEADER = """# Data flow

For each purpose of the [register](protocols.md#purposes): which partners' datasets
and columns go into which tables of the vault and into which marts. Written by `make
docs` from the lineage of the compiled project: it is what the SQL reads, and not what
somebody meant.

A column is listed when the SQL that first reads a dataset names it; the tables behind
it can hold no others. Identifiers are tokens, months and small areas by then ([DPIA
annex](dpia_annex.md)). The marts hold counts and rates, no row about one person. What
a purpose takes from the linkage of records (dotted) is listed there; linkage is a
foundation, made from all that may be linked.
"""
# The purposes that count the values of every column, and use none.
CONTROLS = ("delivery_control", "disclosure_control")
# What every staged table has, to know its versions and to count its faults.
OF_EVERY_TABLE = {
    *("known_on", "superseded_on", "first_known_on", "last_delivered_on", "closed_on"),
    *("placed_by", "value_faults"),
}
UNUSED = """## Stored, and read for no other purpose

What staging stores and nothing reads yet but the control of deliveries and of
disclosure: the first place to look when asking whether all that is shared is needed. A
column of which staging makes another is listed too, as the goals of a profile are, of
which the level of development is made.

| partner | dataset | columns |
|---|---|---|"""


@dataclass(frozen=True)
class _Flow:
    """What serves one purpose: the models that do, all that they are made of as far as
    no other purpose answers for it, and the foundations they build on."""

    served: set[str]
    reached: set[str]
    foundations: set[str]


def data_flow_page(project: Project) -> str:
    """The page as Markdown."""
    parts = [HEADER]
    for purpose in project.register["purposes"]:
        flow = _flow(project, purpose["purpose_id"])
        parts.append(f"## {purpose['title']} (`{purpose['purpose_id']}`)\n")
        parts.append(f"{purpose['description']}.\n")
        if flow.served:
            parts.append(_diagram(project, flow))
            parts.append(_table(project, flow))
        else:
            parts.append("Nothing in the project serves it.\n")
    parts.append(_read_for_no_purpose(project))
    return "\n".join(parts)


def _flow(project: Project, purpose: str) -> _Flow:
    served = {
        key
        for key, node in project.models.items()
        if purpose in project.purposes_of(node["name"])
    }
    return _Flow(served, *project.made_of(sorted(served), [purpose]))


def _room(node: Node) -> str:
    """Where a table stands in a diagram: a mart by itself, others with their kind."""
    return (
        str(node["name"]) if node["schema"] == "marts" else node["name"].split("__")[0]
    )


def _diagram(project: Project, flow: _Flow) -> str:
    """Partners, kinds of tables and marts, with arrows where one is read by another."""
    places = _places(project, flow)
    edges = {
        (places[read], places[key])
        for key in flow.reached
        if key in places
        for read in _behind_staging(project, key)
        if read in places and places[read] != places[key]
    }
    lines = ["```mermaid", "flowchart LR"]
    for partner in sorted({p for p in places.values() if p.startswith("from_")}):
        name = partner.removeprefix("from_")
        delivered = [
            project.manifest["sources"][key]["name"]
            for key, place in sorted(places.items())
            if place == partner
        ]
        text = "<br>".join([f"<b>{in_words(name)}</b>", *delivered])
        lines.append(f'    {partner}["{text}"]')
    rooms = {p for p in places.values() if not p.startswith("from_")}
    marts = {_room(n) for n in project.models.values() if n["schema"] == "marts"}
    lines += [f"    {room}[({room})]" for room in sorted(rooms - marts)]
    lines += [f"    {room}([{room}])" for room in sorted(rooms & marts)]
    dotted = {places[key] for key in flow.foundations}
    lines += [
        f"    {read} {'-.->' if read in dotted else '-->'} {room}"
        for read, room in sorted(edges)
    ]
    return "\n".join([*lines, "```", ""])


def _places(project: Project, flow: _Flow) -> dict[str, str]:
    """Where each node stands in the diagram; staging stands with its partner."""
    places = {
        source["unique_id"]: f"from_{source['source_name']}"
        for source in project.datasets
        if source["unique_id"] in flow.reached
    }
    for key in flow.reached | flow.foundations:
        node = project.models.get(key)
        if node and node["schema"] != "staging":
            places[key] = _room(node)
    return places


def _behind_staging(project: Project, key: str) -> list[str]:
    """What a table reads; a staged table counts as the datasets that it is made of."""
    found: list[str] = []
    for read in project.reads(key):
        node = project.models.get(read)
        if node and node["schema"] == "staging":
            found += [source["unique_id"] for source in project.staged_in(read)]
        else:
            found.append(read)
    return found


def _table(project: Project, flow: _Flow) -> str:
    lines = [
        "| partner | dataset | columns that are read | by | and reach |",
        "|---|---|---|---|---|",
    ]
    for source, readers, columns in _readings(project, flow.reached):
        marts = [
            node["name"]
            for key, node in project.models.items()
            if node["schema"] == "marts"
            and key in flow.reached
            and not readers.isdisjoint(project.made_of([key], ())[0] & flow.reached)
        ]
        lines.append(
            f"| {_named(source)} | {names(columns)} "
            f"| {names(sorted(project.models[key]['name'] for key in readers))} "
            f"| {names(marts) or 'no mart; other purposes build on it'} |"
        )
    return "\n".join(lines) + "\n"


def _named(source: Node) -> str:
    """A partner and a dataset, as two cells."""
    return f"{in_words(source['source_name'])} | {source['name']}"


def _readings(
    project: Project, reached: set[str]
) -> Iterator[tuple[Node, set[str], list[str]]]:
    """Each dataset, with the tables that read it from staging and the columns of it
    that they read."""
    staged = {
        key: {source["unique_id"] for source in project.staged_in(key)}
        for key in sorted(reached)
        if project.models.get(key, {}).get("schema") == "staging"
    }
    for source in project.datasets:
        readers: set[str] = set()
        columns: dict[str, None] = {}
        for key in sorted(reached & project.models.keys() - staged.keys()):
            for read in project.reads(key):
                if source["unique_id"] in staged.get(read, ()):
                    readers.add(key)
                    columns |= dict.fromkeys(_columns_read(project, key, read))
        if readers:
            yield source, readers, list(columns)


def _columns_read(project: Project, reader: str, staged: str) -> list[str]:
    """The columns of a staged table that a query names, or passes on under their name.

    A name that another of its tables has too counts: rather one too many.
    """
    node = project.models[reader]
    named = _names_in(node["compiled_code"]) | {
        name.lower() for name in node["columns"]
    }
    held = project.columns_in(project.models[staged])
    return [name for name in held if name.lower() in named]


@cache
def _names_in(code: str) -> frozenset[str]:
    """The names in a query, in lower case."""
    tree = sqlglot.parse_one(code, dialect="duckdb")
    return frozenset(found.name.lower() for found in tree.find_all(exp.Identifier))


def _read_for_no_purpose(project: Project) -> str:
    """What is stored, and read by nothing but controls."""
    used: dict[str, set[str]] = {}
    for purpose in project.register["purposes"]:
        if purpose["purpose_id"] not in CONTROLS:
            reached = _flow(project, purpose["purpose_id"]).reached
            for source, _, columns in _readings(project, reached):
                used.setdefault(source["unique_id"], set()).update(columns)
    lines = [UNUSED]
    for source in project.datasets:
        table = f"stg_{source['source_name']}__{source['name']}"
        node = next(n for n in project.models.values() if n["name"] == table)
        unused = [
            name
            for name in node["columns"]
            if name not in used.get(source["unique_id"], ())
            and name not in project.hashes.get(table, ())
            and name not in OF_EVERY_TABLE
        ]
        if unused:
            lines.append(f"| {_named(source)} | {names(unused)} |")
    return "\n".join(lines) + "\n"
