"""The register of sharing protocols as a page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from essex_data.documentation.project import Project, one_line

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


def protocols_page(project: Project) -> str:
    """The register of sharing protocols as Markdown."""
    seeds = project.register
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
        parts.append(_protocol(protocol, purposes, columns, project.manifest))
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
        f"| {ground} | {one_line(protocol[column])} |"
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
