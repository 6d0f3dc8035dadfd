"""Publication: one switch of a folder, so that readers never see half of it."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from duckdb.sqltypes import BIGINT, BOOLEAN, VARCHAR

from essex_data import postgres
from essex_data.settings import PROJECT_ROOT, Settings

PUBLICATIONS_KEPT = 3
# Published, but a delivered file was refused: a schedule can tell it from a failure.
REFUSED_STATUS = 3
# What a publication is made from, besides deliveries and keys.
PROJECT_PARTS = (
    "atlas",
    "dbt_project.yml",
    "profiles.yml",
    "macros",
    "models",
    "python_models",
    "seeds",
)


def register(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Makes callable in SQL: ``open_publication()``, ``draw_atlas(folder)``,
    ``publish_to_postgres(folder)``, ``switch_publication(folder, is_settled)``,
    ``tell_schedule(failed, refused)`` and ``code_version()``.

    The first gives a new folder to write into; the second draws the pages of the marts
    in it; the third copies the marts to a server, if one is set, and says what went
    wrong; the next makes it the current one, which `make build` leaves alone until
    something changes if it is settled; the last but one, told how many nodes failed
    and how many files were refused, writes the health line and lets `dbt` end with
    REFUSED_STATUS when it was the files alone.
    """

    def open_publication() -> str:
        settings.published.mkdir(parents=True, exist_ok=True)
        for leftover in settings.published.glob(".unfinished-*"):
            shutil.rmtree(leftover)
        folder = settings.published / f".unfinished-{os.getpid()}"
        for part in ("parquet", "csv"):
            (folder / part).mkdir(parents=True)
        return str(folder)

    def draw_atlas(folder: str) -> str:
        # a process of its own, that is not told where vault and keys are
        drawn = subprocess.run(
            [sys.executable, "-m", "atlas", folder],
            cwd=PROJECT_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if drawn.returncode:
            raise RuntimeError(f"The pages could not be drawn.\n{drawn.stderr}")
        return str(Path(folder) / "atlas")

    def publish_to_postgres(folder: str) -> str:
        if not settings.postgres:
            return ""
        return postgres.publish(Path(folder) / "marts.duckdb", settings.postgres)

    def switch_publication(folder: str, is_settled: bool) -> str:
        inputs = fingerprint(settings) if is_settled else ""
        return str(switch(settings, Path(folder), inputs))

    started_at = datetime.now(UTC)

    def tell_schedule(failed: int, refused: int) -> str:
        line = health_line(settings, started_at, failed, refused)
        _replace(settings.health, line + "\n")
        if refused and not failed and Path(sys.argv[0]).name == "dbt":
            atexit.register(_end_with_refused_status, connection)
        return line

    connection.create_function(
        "open_publication", open_publication, [], VARCHAR, side_effects=True
    )
    connection.create_function(
        "draw_atlas", draw_atlas, [VARCHAR], VARCHAR, side_effects=True
    )
    connection.create_function(
        "publish_to_postgres",
        publish_to_postgres,
        [VARCHAR],
        VARCHAR,
        side_effects=True,
    )
    connection.create_function("code_version", code_version, [], VARCHAR)
    connection.create_function(
        "tell_schedule",
        tell_schedule,
        [BIGINT, BIGINT],
        VARCHAR,
        side_effects=True,
    )
    connection.create_function(
        "switch_publication",
        switch_publication,
        [VARCHAR, BOOLEAN],
        VARCHAR,
        side_effects=True,
    )


def show_published(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> list[str]:
    """Fills ``memory.landing.published`` with the figures that readers have now, so
    that the next publication can be held against them. Returns the problems that must
    stop the run.
    """
    folder = settings.current / "parquet"
    if not (folder / "fact_indicators.parquet").exists():
        return []
    try:
        facts, periods, areas = (
            connection.read_parquet(str(folder / f"{name}.parquet"))
            for name in ("fact_indicators", "dim_periods", "dim_areas")
        )
        facts.join(periods, "period_key").join(areas, "area_key").select(
            "indicator_id, period_start, area_type, boundary_vintage, area_code, "
            "numerator, denominator"
        ).insert_into("memory.landing.published")
    except duckdb.Error:
        return [
            f"{settings.current} cannot be read, and so the next publication not held "
            "against it. Put its files back, or take the folder away: then figures may "
            "be published that, with those of before, tell a hidden one."
        ]
    return []


def health_line(
    settings: Settings, started_at: datetime, failed: int, refused: int
) -> str:
    """What monitoring reads of the last whole run, as words of key=value.

    status: ok, refused (published, but files were refused) or failed (not published).
    """
    status = "failed" if failed else "refused" if refused else "ok"
    words = {
        "status": status,
        "started": started_at.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "published": settings.current.resolve().name
        if settings.current.exists()
        else "-",
        "failed_nodes": failed,
        "refused_files": refused,
    }
    return " ".join(f"{key}={value}" for key, value in words.items())


def _replace(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    new = path.with_name(f".{path.name}-new")
    new.write_text(text, "utf-8")
    os.replace(new, path)


def _end_with_refused_status(connection: duckdb.DuckDBPyConnection) -> None:
    """dbt knows no other status than 1 and 2 for a run that did not end well."""
    connection.execute("checkpoint vault")
    connection.close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(REFUSED_STATUS)


def switch(settings: Settings, folder: Path, inputs: str) -> Path:
    """Writes the manifest, dates the folder and points ``current`` at it.

    Older publications beyond the newest three are removed. Returns the dated folder.
    """
    published_at = datetime.now(UTC)
    files = {
        str(path.relative_to(folder)): {
            "sha256": _digest(path),
            "size_bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "published_at": published_at.isoformat(timespec="seconds"),
        "inputs_fingerprint": inputs,
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    dated = settings.published / published_at.strftime("%Y-%m-%dT%H%M%S.%fZ")
    folder.rename(dated)
    link = settings.published / ".current-new"
    link.unlink(missing_ok=True)
    link.symlink_to(dated.name)
    os.replace(link, settings.current)
    kept = sorted(p for p in settings.published.glob("2*") if p.is_dir())
    for old in kept[:-PUBLICATIONS_KEPT]:
        shutil.rmtree(old)
    return dated


def fingerprint(settings: Settings) -> str:
    """One digest over everything a publication is made from: the deliveries and
    directories (by name, size and time of change), the project, the keys' names,
    KNOWN_ON and the database to publish into.
    """
    asked = (settings.known_on, settings.postgres, code_version())
    digest = hashlib.sha256("".join(f"{part}\0" for part in asked).encode())
    for root in (settings.landing_root, settings.key_dir):
        for path in sorted(root.rglob("*")) if root.is_dir() else []:
            if path.is_file():
                seen = path.stat()
                digest.update(
                    f"{path.relative_to(root)}\0{seen.st_size}\0{seen.st_mtime_ns}\0".encode()
                )
    return digest.hexdigest()


def code_version() -> str:
    """One digest over the project's code, settings and seeds: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in PROJECT_PARTS:
        root = PROJECT_ROOT / part
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(PROJECT_ROOT)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def is_current(settings: Settings) -> bool:
    """Whether the current publication was made from exactly what lies there now."""
    try:
        manifest = json.loads((settings.current / "manifest.json").read_text())
    except (OSError, ValueError):
        return False
    return manifest.get("inputs_fingerprint") == fingerprint(settings)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
