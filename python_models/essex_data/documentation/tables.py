"""The page of every table that can be asked."""

from __future__ import annotations

from typing import Any

from essex_data.documentation.project import one_line

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
    lines = [f"### {node['name']}", "", one_line(node["description"]), ""]
    columns = node["columns"].values()
    if columns:
        lines += ["| column | what it is |", "|---|---|"]
        lines += [f"| `{c['name']}` | {one_line(c['description'])} |" for c in columns]
        lines.append("")
    return "\n".join(lines)
