"""The commands behind the Makefile: ``python -m essex_data <command>``."""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
from functools import partial
from pathlib import Path

from essex_data import publication
from essex_data.keys import KeyProblem, make_keys
from essex_data.settings import PROJECT_ROOT, read_settings
from essex_data.vault import VaultProblem

log = logging.getLogger("essex_data")


def demonstrate(people: int, seed: int) -> int:
    """Makes demonstration deliveries, and keys for them, when there are none.

    A landing root that holds anything is somebody's: nothing is made in it, and no key.
    """
    settings = read_settings()
    root = settings.landing_root
    if root.is_dir() and any(root.iterdir()):
        return 0
    log.info("%s holds no deliveries: a synthetic Basildon is made there.", root)
    made = make_keys(settings.key_dir)
    if made:
        log.info("Keys for the demonstration: %s", ", ".join(map(str, made)))
    command = [sys.executable, "-m", "demo", "--landing-root", str(root)]
    command += ["--people", str(people), "--seed", str(seed)]
    command += ["--truth-root", str(root.parent / f"{root.name}_truth")]
    return subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode


def keys() -> int:
    """Makes the keys that are not there yet."""
    settings = read_settings()
    made = make_keys(settings.key_dir)
    for path in made:
        log.info("Made %s (mode 0600). Keep a copy where only its owner can go.", path)
    if not made:
        log.info("%s holds both keys; neither was touched.", settings.key_dir)
    return 0


def rotate(name: str) -> int:
    """Puts a new key in the place of one of the two; people stay the same."""
    from essex_data import rotation

    path = rotation.rotate(read_settings(), name)
    log.info(
        "%s is a new key. Keep a copy where only its owner can go, and destroy every "
        "copy of the old one. The next `make build` makes everything with the new key.",
        path,
    )
    if name == "link.key":
        log.info(
            "Partners who pseudonymise at source need it too, and deliver everything "
            "again: what they made with the old key fits nobody."
        )
    return 0


def tokens(partner: str, out: Path) -> int:
    """Pseudonymises a partner's files at source, for delivery to the hub."""
    # Imported late: it brings dbt, for which the other commands need not wait.
    from essex_data import source

    try:
        written = source.pseudonymise(partner, out)
    except source.SourceProblem as problem:
        log.error("%s", problem)
        return 1
    for path in written:
        log.info("%s", path)
    log.info(
        "%s files for the hub: tokens and attributes, no identifier.", len(written)
    )
    return 0


def document() -> int:
    """Writes the pages of docs/ that come of the project itself."""
    # Imported late, as what follows SQL: the other commands need not wait for it.
    from essex_data import documentation, lineage
    from essex_data.lineage import shapes

    try:
        manifest = next(shapes.compile_shapes())
    except shapes.CompileProblem as problem:
        log.error("%s", problem)
        return 1
    project = documentation.Project(manifest, lineage.check_privacy([manifest]))
    for name, page in documentation.pages(project).items():
        (PROJECT_ROOT / "docs" / name).write_text(page, "utf-8")
    return 0


def docs_site(page: Path) -> int:
    """Makes of dbt's page of the project one file that works offline.

    page: as `dbt docs generate --static` wrote it.
    """
    from essex_data.documentation.site import offline

    settings = read_settings()
    folders = [PROJECT_ROOT, settings.warehouse_root, page.parent.resolve()]
    site = settings.warehouse_root / "documentation.html"
    site.write_text(offline(page.read_text("utf-8"), folders), "utf-8")
    log.info("Models, columns and lineage, as one file: %s", site)
    return 0


def check_privacy(manifests: list[Path]) -> int:
    """Follows every delivered identifier through the SQL of all models.

    manifests: of builds that are to be judged too, beside what the project compiles to.
    """
    from essex_data import lineage
    from essex_data.lineage import report, shapes

    try:
        compiled = list(shapes.compile_shapes())
    except shapes.CompileProblem as problem:
        log.error("%s", problem)
        return 1
    compiled += [json.loads(path.read_text("utf-8")) for path in manifests]
    findings = lineage.check_privacy(compiled)
    for line in report.lines(findings):
        log.info("%s", line)
    return 1 if findings.problems else 0


def audit(
    folder: Path, indicator: str, periods: int, earlier: Path | None = None
) -> int:
    """Attacks a publication: which hidden figures can be told from others."""
    from essex_data.disclosure import audit as outside
    from essex_data.disclosure.bounds import BASE

    for each in filter(None, (folder, earlier)):
        if not (each / "marts.duckdb").is_file():
            log.error("%s holds no publication (marts.duckdb). Run `make build`.", each)
            return 1
    found = outside.audit(folder, indicator, periods, earlier)
    for cell in found.recovered:
        log.info("can be told: %s", cell)
    log.info(
        "%d figures shown, %d hidden; %d of those can be told to less than %.0f.",
        found.shown,
        found.hidden,
        len(found.recovered),
        BASE,
    )
    return 1 if found.recovered else 0


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line and returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="essex_data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demonstrate", help=demonstrate.__doc__)
    demo.add_argument("--people", type=int, required=True)
    demo.add_argument("--seed", type=int, required=True)
    commands.add_parser("keys", help=keys.__doc__)
    rotation = commands.add_parser("rotate", help=rotate.__doc__)
    rotation.add_argument("--key", required=True)
    commands.add_parser("is-current", help=publication.is_current.__doc__)
    commands.add_parser("docs", help=document.__doc__)
    pages = commands.add_parser("docs-site", help=docs_site.__doc__)
    pages.add_argument("--page", type=Path, required=True)
    privacy = commands.add_parser("check-privacy", help=check_privacy.__doc__)
    privacy.add_argument("--manifest", type=Path, action="append", default=[])
    attack = commands.add_parser("audit", help=audit.__doc__)
    attack.add_argument("--folder", type=Path)
    attack.add_argument("--indicator", default="")
    attack.add_argument("--periods", type=int, default=0)
    attack.add_argument("--earlier", type=Path)
    source = commands.add_parser("tokens", help=tokens.__doc__)
    source.add_argument("--partner", required=True)
    source.add_argument("--out", type=Path, required=True)
    sql = commands.add_parser("sql", help="Runs one query against the vault.")
    sql.add_argument("--query", required=True)
    sql.add_argument("--out", type=Path)
    sql.add_argument("--purpose", default="")
    held = commands.add_parser("held-about", help="Shows what is held about a person.")
    held.add_argument("--record", required=True)
    held.add_argument("--role", default="")
    held.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "sql":
        # Imported late: it brings dbt, for which the other commands need not wait.
        from essex_data import console

        asked = options.query, options.out, options.purpose
        return console.answer(partial(console.run_query, *asked))
    if options.command == "held-about":
        from essex_data import access, console

        asked = options.record, options.role, options.out
        return console.answer(partial(access.held_about, *asked))
    try:
        if options.command == "demonstrate":
            return demonstrate(options.people, options.seed)
        if options.command == "keys":
            return keys()
        if options.command == "rotate":
            return rotate(options.key)
        if options.command == "tokens":
            return tokens(options.partner, options.out)
        if options.command == "audit":
            folder = options.folder or read_settings().current
            return audit(folder, options.indicator, options.periods, options.earlier)
        if options.command == "check-privacy":
            return check_privacy(options.manifest)
        if options.command == "docs":
            return document()
        if options.command == "docs-site":
            return docs_site(options.page)
        return 0 if publication.is_current(read_settings()) else 1
    except (KeyProblem, VaultProblem) as problem:
        log.error("%s", problem)
        return 1


if __name__ == "__main__":
    sys.exit(main())
