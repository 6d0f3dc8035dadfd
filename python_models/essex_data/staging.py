"""Tells what is staged already from what a run has to read.

Every row of a ``base_`` table names its file, the file's digest and what it was read
with. New files are appended to it; when that would not give what reading all files
together gives, the table is dropped and made anew.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from essex_data.contract import Dataset
from essex_data.deliveries import DeliveredFile
from essex_data.settings import PROJECT_ROOT

# What the rows of a base table hang on, besides the dataset's own sources.yml.
READ_WITH = ("deliveries", "dialect", "matching", "pseudonymise")


@dataclass(frozen=True)
class Plan:
    """What a run has to read of one dataset.

    new: the files that no earlier run staged; all of them when the table starts anew.
    is_first: whether nothing of it is staged yet.
    starts_anew_because: why what is staged cannot be added to, for an analyst, or "".
    """

    new: list[DeliveredFile]
    is_first: bool = False
    starts_anew_because: str = ""


def staged_with(
    partners: Iterable[str], link_pad: bytes, directories: Iterable[DeliveredFile]
) -> dict[str, str]:
    """A digest (16 hex characters) for each partner of all that staged rows hang on
    besides their file: macros, ``sources.yml``, the link key and the directories.
    """
    shared = hmac.new(link_pad, b"staged with", hashlib.sha256)
    for room in READ_WITH:
        for path in sorted((PROJECT_ROOT / "macros" / room).glob("*.sql")):
            shared.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    for file in directories:
        shared.update(f"{file.dataset}\0{file.sha256}\0".encode())
    digests = {}
    for partner in partners:
        digest = shared.copy()
        path = PROJECT_ROOT / "models" / "staging" / partner / "sources.yml"
        digest.update(path.read_bytes())
        digests[partner] = digest.hexdigest()[:16]
    return digests


def plan(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    files: list[DeliveredFile],
    current: str,
) -> Plan:
    """Compares what is staged of a dataset with the files that lie there.

    files: its accepted files; current: what staged_with() gives its partner now.
    """
    staged = _staged_files(connection, dataset)
    files = [file for file in files if file.has_rows]
    if not staged:
        return Plan(files, is_first=True)
    lying = {(file.delivered_in, file.sha256) for file in files}
    new = [f for f in files if (f.delivered_in, f.sha256, current) not in staged]
    newest = max(name for name, _, _ in staged)
    reason = ""
    if any(read_with != current for _, _, read_with in staged):
        reason = (
            "what it is read with has changed (macros, sources.yml, key, directories)"
        )
    elif gone := sorted(name for name, sha, _ in staged if (name, sha) not in lying):
        reason = f"{gone[0]} has changed or is no longer there"
    elif late := sorted(f.delivered_in for f in new if f.delivered_in < newest):
        reason = f"{late[0]} is older than {newest}"
    return Plan(files if reason else new, starts_anew_because=reason)


def _staged_files(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset
) -> set[tuple[str, str, str]]:
    """Files with rows in the base table: delivered_in, digest, staged_with."""
    table = f"vault.staging.base_{dataset.partner}__{dataset.name}"
    try:
        rows = connection.execute(
            f"select distinct delivered_in, file_sha256, staged_with from {table}"
        ).fetchall()
    except duckdb.CatalogException:
        return set()
    return {(name, sha256, read_with) for name, sha256, read_with in rows}
