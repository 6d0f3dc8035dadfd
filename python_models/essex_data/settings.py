"""What a user sets, all from the environment: three folders, a date and a server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """The folders of one warehouse, and what it may know.

    landing_root: partners' deliveries (``LANDING_ROOT``, default ``landing``).
    warehouse_root: vault and publications (``WAREHOUSE_ROOT``, ``warehouse``).
    key_dir: ``link.key`` and ``vault.key`` (``KEY_DIR``, default ``keys``).
    known_on: an ISO date; later deliveries are left out (``KNOWN_ON``, default none).
    postgres: a database to publish into as well, as libpq reads it, without a password
        (``PUBLISH_POSTGRES``, default none).
    """

    landing_root: Path
    warehouse_root: Path
    key_dir: Path
    known_on: str = ""
    postgres: str = ""

    @property
    def vault(self) -> Path:
        return self.warehouse_root / "vault.duckdb"

    @property
    def published(self) -> Path:
        return self.warehouse_root / "published"

    @property
    def health(self) -> Path:
        return self.warehouse_root / "health"

    @property
    def audit_log(self) -> Path:
        return self.warehouse_root / "audit.log"

    @property
    def current(self) -> Path:
        return self.published / "current"


def _folder(variable: str, default: str) -> Path:
    # Relative folders are the project's, not those of whoever calls.
    return PROJECT_ROOT / (os.environ.get(variable) or default)


def read_settings() -> Settings:
    """Reads the settings from the environment."""
    return Settings(
        landing_root=_folder("LANDING_ROOT", "landing"),
        warehouse_root=_folder("WAREHOUSE_ROOT", "warehouse"),
        key_dir=_folder("KEY_DIR", "keys"),
        known_on=os.environ.get("KNOWN_ON", ""),
        postgres=os.environ.get("PUBLISH_POSTGRES", ""),
    )
