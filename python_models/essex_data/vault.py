"""The encrypted vault: how it is opened, and why it sometimes cannot be."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import duckdb
import duckdb_extension_httpfs

from essex_data import keys
from essex_data.settings import read_settings

DEFAULT_MEMORY_LIMIT = "2.5GB"
# A DuckDB file begins with three headers of this size; a shorter one holds nothing.
HEADERS_BYTES = 3 * 4096
# What the operating system says of a folder, not of the file in it.
_DISK_PROBLEMS = {
    "No space left on device": "The disk is full. Make room",
    "Disk quota exceeded": "The quota of the disk is used up. Make room",
    "File too large": "A file may not grow as large. Raise the limit (ulimit -f)",
    "Read-only file system": "The disk is read-only. Make it writable",
    "Permission denied": "It may not be written. Give its owner write access",
}


class VaultProblem(Exception):
    """The vault cannot be used; the message names the file and what to do."""


def memory_limit() -> str:
    """How much memory the engine may take (``MEMORY_LIMIT``)."""
    return os.environ.get("MEMORY_LIMIT") or DEFAULT_MEMORY_LIMIT


def load_encryption(connection: duckdb.DuckDBPyConnection) -> None:
    """Loads DuckDB's safe encryption (httpfs) from its wheel; nothing is fetched."""
    folder = Path(str(duckdb_extension_httpfs.__file__)).parent / "extensions"
    (path,) = folder.glob(f"v{duckdb.__version__}/httpfs.duckdb_extension")
    connection.execute(f"load '{path}'")


def attach_vault(
    connection: duckdb.DuckDBPyConnection,
    read_only: bool,
    name: str = "vault",
    key: bytes | None = None,
) -> None:
    """Attaches the encrypted vault under a name (AES-GCM, of the httpfs extension).

    key: by default what ``vault.key`` holds.

    Raises KeyProblem when the key cannot be used or is not this vault's, and
    VaultProblem when the file cannot be opened.
    """
    load_encryption(connection)
    settings = read_settings()
    key = key or keys.read_key(settings.key_dir / "vault.key")
    secret = keys.encryption_secret(key)
    mode = ", read_only" if read_only else ""
    try:
        if not read_only:
            _remove_unfinished(settings.vault)
        connection.execute(
            f"attach '{settings.vault}' as {name} (encryption_key '{secret}'{mode})"
        )
    except (duckdb.InvalidInputException, duckdb.CatalogException):
        raise keys.KeyProblem(
            f"{settings.vault} was not made with the key {settings.key_dir}/vault.key. "
            "Put the right key there, or move the vault away to build it anew. If a "
            "rotation was interrupted, run `make rotate KEY=vault.key` again."
        ) from None
    except (duckdb.Error, MemoryError, OSError) as error:
        raise VaultProblem(explain(error, settings.vault)) from None


def rewrite_vault(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, str],
    key: bytes | None = None,
) -> None:
    """Puts a new file in the place of the attached vault: the tables, and no block of
    anything else that was ever in it. The old file stays until the new one is whole.

    tables: the query of each table, by schema and name; of ``vault``;
    key: what the new file is encrypted with; by default the vault's own key.
    """
    settings = read_settings()
    key = key or keys.read_key(settings.key_dir / "vault.key")
    new = settings.vault.with_name(f".{settings.vault.name}-new")
    secret = keys.encryption_secret(key)
    try:
        _remove(new)
        connection.execute(f"attach '{new}' as rewritten (encryption_key '{secret}')")
        for name, query in tables.items():
            connection.execute(
                f"create schema if not exists rewritten.{name.split('.')[0]}"
            )
            connection.execute(f"create table rewritten.{name} as {query}")
        connection.execute("checkpoint rewritten")
        connection.execute("checkpoint vault")
        connection.execute("detach rewritten")
        connection.execute("detach vault")
        # all of it is in the new file
        settings.vault.with_name(f"{settings.vault.name}.wal").unlink(missing_ok=True)
        os.replace(new, settings.vault)
    finally:
        with suppress(duckdb.Error):
            connection.execute("detach rewritten")
        _remove(new)
    connection.execute(
        f"attach '{settings.vault}' as vault (encryption_key '{secret}')"
    )


def _remove(database: Path) -> None:
    for path in (database, database.with_name(f"{database.name}.wal")):
        path.unlink(missing_ok=True)


def explain(error: Exception, vault: Path) -> str:
    """What an analyst can do about an error of the engine while it used the vault.

    Only the kind of an unknown error is told: its text may hold what stands in a file.
    """
    text = str(error)
    if isinstance(error, (MemoryError, duckdb.OutOfMemoryException)):
        return (
            f"The engine ran out of memory; it may take {memory_limit()} "
            f"(MEMORY_LIMIT). Set MEMORY_LIMIT to more, or free memory; the default is "
            f"{DEFAULT_MEMORY_LIMIT}."
        )
    if "Could not set lock" in text:
        return (
            f"{vault} is in use: another build is running, or a query against the "
            "vault. Wait until it ends."
        )
    for said, advice in _DISK_PROBLEMS.items():
        if said in text:
            return (
                f"{vault} cannot be written. {advice}, or set WAREHOUSE_ROOT to "
                "another folder."
            )
    return (
        f"{vault} is damaged ({type(error).__name__}). Put a copy of it back, or move "
        f"it and {vault.name}.wal away: the next run builds it anew from the "
        "deliveries. What is published stays as it is."
    )


def _remove_unfinished(vault: Path) -> None:
    """Removes a vault that was only begun when a build was killed or a disk was full:
    it holds nothing, and the engine would refuse it for ever.
    """
    if not vault.is_file() or vault.stat().st_size >= HEADERS_BYTES:
        return
    with suppress(BlockingIOError), vault.open("r+b") as file:
        # whoever is beginning it at this moment holds a lock on it
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        vault.unlink()
