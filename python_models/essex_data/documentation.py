"""Pages written from what the project says of itself: its tables and its protocols."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from essex_data.settings import PROJECT_ROOT

ROOMS = {
    "marts": "What is published; also in the vault.",
    "linked": "People, households and what happened to them.",
    "risk": "Cohorts, features, scores.",
    "staging": "What partners delivered, without names.",
    "seeds": "Reference that the project ships.",
}
HEADER = """# Tables

Every table that `make sql` can see, room by room; names need no schema. Written by
`make docs` from the models' descriptions.
"""
REGISTER = PROJECT_ROOT / "seeds" / "protocols"
PROTOCOLS_HEADER = """# Sharing protocols

Who shares what with the warehouse, on what ground, for which purposes and for how long.
The protocols of the demonstration are made up; yours take their place in
`seeds/protocols/`, from which `make docs` writes this page.

No run starts, and nothing is written, when a column of a `sources.yml` is in no
protocol, when a protocol does not hold on the day, when a mart or risk has no purpose,
or when what it reads, however far upstream, is shared for other purposes only. A column
that is not listed is never read. Ethnicity is kept as five broad groups.
"""
# What staging makes of a delivered column, by its role in sources.yml.
FATES = {
    "key": "in the record's token",
    "id": "only in tokens",
    "qi": "as month of birth, sex, small area and in tokens",
    "attr": "kept",
}
KINDS = {"special_category": "\\*", "criminal_offence": "†"}
GROUNDS = {
    "lawful_basis": "lawful basis",
    "special_category_condition": "special category data (\\*)",
    "criminal_offence_condition": "criminal offence data (†)",
    "statutory_gateway": "statutory gateway",
    "confidentiality": "confidentiality",
    "owner_role": "owner",
}


def tables_page(manifest: dict[str, Any]) -> str:
    """The page as Markdown, from dbt's manifest."""
    parts = [HEADER]
    nodes = sorted(manifest["nodes"].values(), key=lambda node: node["name"])
    for room, purpose in ROOMS.items():
        parts.append(f"## {room}\n\n{purpose}\n")
        for node in nodes:
            if node["resource_type"] in ("model", "seed") and node["schema"] == room:
                parts.append(_table(node))
    return "\n".join(parts)


def _table(node: dict[str, Any]) -> str:
    lines = [f"### {node['name']}", "", _one_line(node["description"]), ""]
    columns = node["columns"].values()
    if columns:
        lines += ["| column | what it is |", "|---|---|"]
        lines += [f"| `{c['name']}` | {_one_line(c['description'])} |" for c in columns]
        lines.append("")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def protocols_page(manifest: dict[str, Any], register: Path = REGISTER) -> str:
    """The register of sharing protocols as Markdown.

    manifest: dbt's, which knows what becomes of each column. register: its seeds.
    """
    seeds = {path.stem: _rows(path) for path in register.glob("*.csv")}
    lists: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in seeds["purpose_uses"]:
        lists["used by", row["purpose_id"]].append(f"`{row['used_by']}`")
    for row in seeds["sharing_protocol_purposes"]:
        lists["protocols", row["purpose_id"]].append(f"`{row['protocol_id']}`")
        lists["purposes", row["protocol_id"]].append(f"`{row['purpose_id']}`")
    parts = [PROTOCOLS_HEADER, "## Purposes\n"]
    for purpose in seeds["purposes"]:
        name = purpose["purpose_id"]
        parts += [
            f"### {purpose['title']} (`{name}`)\n",
            f"{purpose['description']}.\n",
            f"Feeds {', '.join(lists['used by', name])}.\n",
            f"Under {', '.join(lists['protocols', name])}.\n",
        ]
    parts += ["## Protocols\n"]
    for protocol in seeds["sharing_protocols"]:
        columns = [
            row
            for row in seeds["sharing_protocol_columns"]
            if row["protocol_id"] == protocol["protocol_id"]
        ]
        purposes = ", ".join(lists["purposes", protocol["protocol_id"]])
        parts.append(_protocol(protocol, purposes, columns, manifest))
    return "\n".join(parts)


def _protocol(
    protocol: dict[str, str],
    purposes: str,
    columns: list[dict[str, str]],
    manifest: dict[str, Any],
) -> str:
    lines = [
        f"### {protocol['title']} (`{protocol['protocol_id']}`)\n",
        f"| shared by | `{protocol['partner']}` |",
        "|---|---|",
        f"| for | {purposes} |",
    ]
    lines += [
        f"| {ground} | {_one_line(protocol[column])} |"
        for column, ground in GROUNDS.items()
        if protocol[column]
    ]
    lines += [
        f"| holds | {protocol['started_on']} to {protocol['expires_on']}, "
        f"review by {protocol['review_on']} |",
        f"| a record is kept | {protocol['retention_years']} years after the delivery "
        "that last carried it |",
    ]
    for dataset in dict.fromkeys(row["dataset"] for row in columns):
        key = f"source.essex_data.{protocol['partner']}.{dataset}"
        roles = {
            name: column["config"]["meta"]["role"]
            for name, column in manifest["sources"][key]["columns"].items()
        }
        for role, fate in FATES.items():
            names = [
                f"`{row['column_name']}`{KINDS.get(row['data_kind'], '')}"
                for row in columns
                if row["dataset"] == dataset and roles[row["column_name"]] == role
            ]
            if names:
                lines.append(f"| {dataset}, {fate} | {', '.join(names)} |")
    return "\n".join(lines) + "\n"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
