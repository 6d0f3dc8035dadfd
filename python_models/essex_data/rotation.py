"""Keys are changed: the vault goes on under the new one, and people stay the same."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import duckdb

from essex_data import keys, staging
from essex_data.settings import Settings
from essex_data.vault import attach_vault, rewrite_vault


def rotate(settings: Settings, name: str) -> Path:
    """Puts a new key in the place of ``link.key`` or ``vault.key``; returns its path.

    The old key is not kept. Who is whom stays; tokens (link.key) or ids and the vault's
    encryption (vault.key) become others with the next run. What was interrupted goes on
    where it was: the new key waits beside the old one as ``<name>.next``.

    Raises KeyProblem for another name, or when the present key is missing or not the
    vault's; VaultProblem when the vault is in use or cannot be written.
    """
    if name not in keys.KEY_NAMES:
        raise keys.KeyProblem(
            f"There is no key {name or '(none named)'}. "
            f"Use: make rotate KEY={' or KEY='.join(keys.KEY_NAMES)}"
        )
    present = settings.key_dir / name
    coming = present.with_name(f"{name}.next")
    keys.read_key(present)
    if not coming.exists():
        coming.touch(0o600)
        coming.write_bytes(secrets.token_bytes(keys.KEY_BYTES))
    key = keys.read_key(coming)
    if settings.vault.exists():
        with duckdb.connect() as connection:
            _take_over(connection, name, key)
    os.replace(coming, present)
    return present


def _take_over(connection: duckdb.DuckDBPyConnection, name: str, coming: bytes) -> None:
    """Makes the vault one of the coming key, unless an interrupted rotation did so."""
    try:
        attach_vault(connection, read_only=False)
    except keys.KeyProblem:
        if name != "vault.key":
            raise
        attach_vault(connection, read_only=False, key=coming)
        return
    if name == "link.key":
        if staging.link_key_check(connection):
            connection.execute(
                "update vault.staging.stg_landing__link_key set check_value = ?",
                [keys.check_value(coming)],
            )
        return
    rewrite_vault(connection, staging.kept_tables(connection), coming)
