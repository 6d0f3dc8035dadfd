"""Tells what is staged already from what a run has to read.

Every row of a ``base_`` table names its file, the file's digest and what it was read
with. New files are appended to it; when that would not give what reading all files
together gives, the table is dropped and made anew.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import yaml

from essex_data.contract import Dataset
from essex_data.deliveries import COUNTED, DeliveredFile
from essex_data.settings import PROJECT_ROOT

# What the rows of a base table hang on, besides the dataset's own sources.yml.
READ_WITH = ("deliveries", "dialect", "matching", "pseudonymise")


@dataclass(frozen=True)
class Staged:
    """What earlier runs left of a dataset in the vault.

    files: of the rows in its base table, each as delivered_in, digest and staged_with;
    counts: of files read, by the same three, what count_rows() found of each, COUNTED.
    """

    files: frozenset[tuple[str, str, str]] = frozenset()
    counts: Mapping[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a run has to read of one dataset.

    new: the files that no earlier run staged; all of them when the table starts anew.
    is_first: whether there are files and nothing of it is staged yet.
    starts_anew_because: why what is staged cannot be added to, for an analyst, or "".
    problem: why the run must not start, or "".
    """

    new: list[DeliveredFile]
    is_first: bool = False
    starts_anew_because: str = ""
    problem: str = ""


def staged_with(
    partners: Iterable[str],
    link_pad: bytes,
    directories: Iterable[DeliveredFile],
    removed: Iterable[tuple[str, ...]] = (),
) -> dict[str, str]:
    """A digest (16 hex characters) for each partner of all that staged rows hang on
    besides their file: macros, ``sources.yml``, the link key, the directories and who
    was removed at their request.
    """
    shared = hmac.new(link_pad, b"staged with", hashlib.sha256)
    for room in READ_WITH:
        for path in sorted((PROJECT_ROOT / "macros" / room).glob("*.sql")):
            shared.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    for file in directories:
        shared.update(f"{file.dataset}\0{file.sha256}\0".encode())
    shared.update(repr(sorted(removed)).encode() if removed else b"")
    digests = {}
    for partner in partners:
        digest = shared.copy()
        path = PROJECT_ROOT / "models" / "staging" / partner / "sources.yml"
        digest.update(read_as(path.read_bytes()))
        digests[partner] = digest.hexdigest()[:16]
    return digests


def read_as(sources: bytes) -> bytes:
    """What a ``sources.yml`` says of how files are read: not who owns a dataset, how
    often it is promised, or how it is described.
    """
    tables = [
        (
            source["name"],
            table["name"],
            {
                name: value
                for name, value in table["config"]["meta"].items()
                if name != "owner"
            },
            [(column["name"], column["config"]) for column in table["columns"]],
        )
        for source in yaml.load(sources, yaml.CSafeLoader)["sources"]
        for table in source["tables"]
    ]
    return json.dumps(tables, sort_keys=True).encode()


def read_staged(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Staged:
    """Asks the vault what it has of a dataset; nothing of what is not there yet."""
    table = f"vault.staging.base_{dataset.partner}__{dataset.name}"
    files = _rows_if_there(
        connection,
        f"select distinct delivered_in, file_sha256, staged_with from {table}",
    )
    counts = _rows_if_there(
        connection,
        f"select delivered_in, sha256, staged_with, {', '.join(COUNTED)} "
        "from vault.staging.stg_landing__files where status = 'accepted' "
        f"and partner = '{dataset.partner}' and dataset = '{dataset.name}'",
    )
    return Staged(
        files=frozenset((name, sha256, read_with) for name, sha256, read_with in files),
        counts={
            (name, sha256, read_with): dict(zip(COUNTED, found, strict=True))
            for name, sha256, read_with, *found in counts
        },
    )


def newest_delivery(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The date of the newest delivery that the vault holds; None while it is empty."""
    found = _rows_if_there(
        connection, "select max(delivery_date) from vault.staging.stg_landing__files"
    )
    return found[0][0] if found else None


def link_key_check(connection: duckdb.DuckDBPyConnection) -> str:
    """The check value of the link key that the vault's tokens were made with, or ""."""
    found = _rows_if_there(
        connection, "select check_value from vault.staging.stg_landing__link_key"
    )
    return (found[0][0] or "") if found else ""


# The columns of the table of what earlier runs found for requests.
REMOVED = "request_token, partner, dataset, record_token, role, identity_token"


def read_removed(
    connection: duckdb.DuckDBPyConnection, requests: Iterable[DeliveredFile]
) -> list[tuple]:
    """What earlier runs found for requests that lie there still, as REMOVED, in order.

    requests: the accepted files of requests.
    """
    lying = [file.delivered_in for file in requests]
    return _rows_if_there(
        connection,
        f"select {REMOVED} from vault.linked.lnk_rights__removed "
        "where request_token in (select record_token from "
        "vault.staging.base_rights__requests where list_contains(?, delivered_in)) "
        "order by all",
        [lying],
    )


def kept_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What a rewritten vault begins with: by schema and name, the query of each table
    that runs add to and that holds no id. The next run makes everything else from it.
    """
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where database_name = 'vault' and (table_name like 'base\\_%' escape '\\' "
        "or table_name like 'stg\\_landing\\_%' escape '\\' "
        "or table_name in ('lnk_identity__tokens', 'lnk_indicators__releases', "
        "'lnk_rights__removed'))"
    ).fetchall()
    return {table: f"select * from vault.{table}" for (table,) in tables}


def _rows_if_there(
    connection: duckdb.DuckDBPyConnection, query: str, values: list | None = None
) -> list[tuple]:
    try:
        return connection.execute(query, values).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return []


def refuse_changed(file: DeliveredFile, staged: Staged) -> DeliveredFile:
    """Refuses a file under whose name other content was staged; that content stays."""
    before = {sha256 for name, sha256, _ in staged.files if name == file.delivered_in}
    if file.status == "refused" or not before or file.sha256 in before:
        return file
    return file.refuse(
        "changed",
        f"{file.delivered_in} was read before with other content, which stays. Deliver "
        "a correction under a new date or name; to withdraw what was read, remove the "
        "file and let one run go by.",
    )


def refuse_other_key(file: DeliveredFile, link_key: str) -> DeliveredFile:
    """Refuses tokens that were made with another key than the vault's: they would fit
    nobody. A file that does not say is taken; link_key: a check value, or "".
    """
    if not (file.link_key and link_key) or file.link_key == link_key:
        return file
    return file.refuse(
        "other_key",
        "Its tokens were made with another link key. Give the partner this hub's "
        "link.key and ask for the file again.",
    )


def plan(
    staged: Staged, dataset: Dataset, files: list[DeliveredFile], current: str
) -> Plan:
    """Compares what is staged of a dataset with the files that lie there.

    files: all of the dataset; current: what staged_with() gives its partner now.
    """
    accepted = [f for f in files if f.status == "accepted" and f.has_rows]
    if not staged.files:
        return Plan(accepted, is_first=bool(accepted))
    lying = {(f.delivered_in, f.sha256) for f in accepted}
    there = {f.delivered_in for f in files if f.status == "refused"}
    kept = {
        name
        for name, sha, _ in staged.files
        if name in there and (name, sha) not in lying
    }
    new = [
        f for f in accepted if (f.delivered_in, f.sha256, current) not in staged.files
    ]
    newest = max(name for name, _, _ in staged.files)
    gone = {name for name, sha, _ in staged.files if (name, sha) not in lying} - kept
    late = {f.delivered_in for f in new if f.delivered_in < newest}
    reason = ""
    if any(read_with != current for _, _, read_with in staged.files):
        reason = (
            "what it is read with has changed (macros, sources.yml, key, directories, "
            "who is removed at their request)"
        )
    elif gone:
        reason = f"{min(gone)} is no longer there"
    elif late:
        reason = f"{min(late)} is older than {newest}"
    if reason and kept:
        return Plan(
            [],
            problem=f"{dataset.partner}/{dataset.name} must be read anew, because "
            f"{reason}, but {min(kept)} is not what was read. Put the file back as it "
            "was, or remove it to withdraw what it held.",
        )
    return Plan(accepted if reason else new, starts_anew_because=reason)
