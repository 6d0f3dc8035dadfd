"""The data annex of a data protection impact assessment, dataset by dataset."""

from __future__ import annotations

from collections import Counter
from typing import Any

from essex_data.documentation.project import Node, Project, in_words, names, one_line
from essex_data.documentation.protocols import GROUNDS, KINDS
from essex_data.lineage.tables import NAMES
from essex_data.lineage.values import Way

HEADER = """# DPIA data annex

For a data protection impact assessment: what each dataset says about whom, on what
ground it is shared, what is stored of each delivered column, who receives it, how
long it is kept, and which check proves each safeguard. Written by `make docs`:
grounds, purposes and times from the [register](protocols.md) (the demonstration's are
made up), what is stored from the [privacy check](privacy.md#static-proof), which
follows each column through the SQL. \\* marks special category data, † data about
criminal offences.

`content_hash`, by which a later delivery is known to differ, is made of all that is
stored of a row; whether a value is there at all can be seen from whether its token
is. Neither is repeated below.

## Recipients

| what | who receives it |
|---|---|
"""
SAFEGUARDS = {
    "No stored column holds an identifier as it was delivered": (
        *("tests/python/test_lineage.py", "tests/python/test_privacy.py"),
    ),
    "No identifier and no key is in a file, log, artefact, process or publication, "
    "also after failures": ("tests/python/test_canaries.py",),
    "Tokens and ids are made with keys that stand in no SQL, log or artefact, in files "
    "of mode 0600": ("tests/python/test_keys.py",),
    "The vault cannot be read without its key": (
        "tests/python/test_privacy.py::test_the_vault_cannot_be_read_without_its_key",
    ),
    "Every query against the vault leaves a line, without its values": (
        "tests/python/test_audit.py",
    ),
    "No run starts with a column, a date or a use that no protocol covers": (
        "tests/python/test_protocols.py",
    ),
    "No mart publishes an id, a token or a row about one person": (
        "tests/python/test_lineage.py",
    ),
    "Small counts are hidden, and nobody can work them out from what is shown beside "
    "them": ("tests/python/test_disclosure.py",),
    "Who tries to find people in what is published or stored learns no more than "
    "privacy.md states": (
        *("tests/python/test_attacks.py", "tests/python/test_intruder.py"),
    ),
    "No combination of month of birth, home and the like singles out more people than "
    "is stated": ("tests/python/test_uniqueness.py",),
    "Who asks is taken out of everything, what has expired is deleted, and neither "
    "comes back": ("tests/python/test_rights.py",),
    "A key can be put in the place of another, and people stay the same": (
        "tests/python/test_rotation.py",
    ),
    "Ids that are released for one purpose fit no release for another": (
        "tests/python/test_release.py",
    ),
    "A partner can keep its identifiers and deliver tokens": (
        "tests/python/test_source.py",
    ),
}
# What an attribute is stored as, by the type that sources.yml gives it.
ATTRIBUTES = {
    "text": "free text, as delivered",
    "date": "date",
    "month": "first day of the month",
    "timestamp": "date and time",
    "integer": "whole number",
    "decimal": "number",
    "yes_no": "yes or no",
    "ethnicity": "one of five broad groups",
    "academic_year": "academic year",
}
# What every column may come to, and is said once in the header.
LEFT_OUT = (Way.PRESENCE, Way.COUNT)
SUBJECTS = {
    "self": "the person whom the row is about",
    "mother": "that person's mother",
}


def dpia_page(project: Project) -> str:
    """The page as Markdown."""
    parts = [HEADER + _recipients(project), _safeguards()]
    parts += [_dataset(project, source) for source in project.datasets]
    return "\n".join(parts)


def _recipients(project: Project) -> str:
    lines = []
    owners = {
        group["name"]: group["owner"]["name"]
        for group in project.manifest["groups"].values()
    }
    rooms: dict[str, set[str]] = {}
    for node in project.models.values():
        rooms.setdefault(node["schema"], set()).add(owners[node["group"]])
    for room in ("staging", "linked", "risk"):
        who = ", ".join(sorted(rooms.get(room, ())))
        lines.append(
            f"| `{room}`, in the encrypted vault | holders of `vault.key`, by `make "
            f"sql`; answerable: {who} |"
        )
    marts = [n["name"] for n in project.models.values() if n["schema"] == "marts"]
    who = ", ".join(sorted(rooms.get("marts", ())))
    lines.append(
        f"| marts, which hold no row about a person: {names(marts)} | readers of "
        f"`published/current`; answerable: {who} |"
    )
    return "\n".join(lines) + "\n"


def _safeguards() -> str:
    lines = ["## Safeguards", "", "| safeguard | proved by |", "|---|---|"]
    lines += [f"| {what} | {names(checks)} |" for what, checks in SAFEGUARDS.items()]
    return "\n".join(lines) + "\n"


def _dataset(project: Project, source: Node) -> str:
    kinds = project.kinds_of(source)
    protocols = project.protocols_of(source)
    lines = [
        f"## {in_words(source['source_name'])}: {source['name']}\n",
        f"{one_line(source['description'])}\n",
        "| | |",
        "|---|---|",
        f"| data subjects | {_subjects(project, source, kinds)} |",
        f"| categories of data | {_categories(kinds)} |",
    ]
    for protocol in protocols:
        lines.append(
            f"| protocol | `{protocol['protocol_id']}`, {protocol['started_on']} to "
            f"{protocol['expires_on']} |"
        )
        lines += [
            f"| {ground} | {one_line(protocol[column])} |"
            for column, ground in GROUNDS.items()
            if protocol[column]
        ]
        lines.append(
            f"| retention | {protocol['retention_years']} years after the delivery "
            "that last carried a record |"
        )
    purposes = project.purposes_under(protocols)
    lines.append(f"| purposes | {names(purposes)} |")
    lines.append(f"| published for them | {names(project.marts_for(purposes))} |")
    lines += ["", "| delivered column | what is stored of it |", "|---|---|"]
    for name, meta in project.columns_of(source):
        flag = KINDS.get(kinds.get(name, ""), "")
        lines.append(f"| `{name}`{flag} | {_fate(project, source, name, meta)} |")
    return "\n".join(lines) + "\n"


def _subjects(project: Project, source: Node, kinds: dict[str, str]) -> str:
    """Whom a dataset is about, by what sources.yml says of its columns."""
    if set(kinds.values()) == {"not_personal"}:
        return "nobody: it holds no personal data"
    columns = list(project.columns_of(source))
    told = [
        SUBJECTS.get(meta.get("person", "self"), str(meta.get("person")))
        for _, meta in columns
        if "feeds" in meta
    ]
    told += [
        f"the person of the record of {meta['refers_to']} that it refers to"
        for _, meta in columns
        if "refers_to" in meta
    ]
    roles = [
        str(value)
        for name, meta in columns
        if name.endswith("_role")
        for value in meta.get("values", ())
    ]
    about = "; ".join(dict.fromkeys(told)) or "nobody who is named on its rows"
    return f"{about}, as {' or '.join(roles)}" if roles else about


def _categories(kinds: dict[str, str]) -> str:
    """The kinds of data, by the register, with how many columns are of each."""
    words = {
        "personal": "personal",
        "special_category": "special category\\*",
        "criminal_offence": "criminal offence†",
        "not_personal": "not personal",
    }
    counts = Counter(words.get(kind, kind) for kind in kinds.values())
    return ", ".join(f"{kind} ({n})" for kind, n in counts.items()) or "in no protocol"


def _fate(project: Project, source: Node, name: str, meta: dict[str, Any]) -> str:
    """What is stored of a column, and in which columns of the staged table."""
    table = project.staged_first(source)
    columns = project.columns_in(table) if table else []
    if meta.get("role") == "attr" or (source["name"], name) in NAMES:
        kind = meta.get("type", "text")
        told = ATTRIBUTES.get(kind, kind)
        if kind == "code":
            told = f"one of {len(meta['values'])} codes"
        if name in columns:
            return f"attribute, {told}: `{name}`"
        return (
            f"keyed hash: `{name}_token`" if f"{name}_token" in columns else "nothing"
        )
    ways: dict[Way, list[str]] = {}
    origin = f"{source['source_name']}.{source['name']}.{name}"
    for (stored, column), value in sorted(project.findings.stored.items()):
        if table and stored == table["name"] and column != "content_hash":
            for found, way in value.flows:
                if str(found) == origin and way not in LEFT_OUT:
                    ways.setdefault(way, []).append(column)
    told = "; ".join(f"{way.value}: {names(ways[way])}" for way in Way if way in ways)
    return told or "nothing"
