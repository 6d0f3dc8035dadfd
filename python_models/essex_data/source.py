"""Pseudonymisation at source: what a partner runs on its own premises.

The partner stages its own files with the hub's staging models and its copy of the link
key, and delivers what comes out: tokens and attributes, no identifier. The hub takes
such a file in place of the one it was made from.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import duckdb

from essex_data import staging
from essex_data.contract import Dataset, read_contract
from essex_data.deliveries import LINK_KEY_NOTE, TOKENISED_SUFFIX
from essex_data.settings import PROJECT_ROOT
from essex_data.vault import attach_vault

log = logging.getLogger("essex_data")


class SourceProblem(Exception):
    """Why nothing was pseudonymised; the message says what to do."""


def pseudonymise(partner: str, out: Path) -> list[Path]:
    """Writes ``<out>/<partner>/<dataset>/<date>/<file>.tokens.parquet``.

    One for each file of the partner below the landing root; returns them. A file that
    is there already is written again: the same rows, the same tokens.
    Raises SourceProblem when the contract does not know the partner, or staging fails.
    """
    datasets = [d for d in read_contract() if d.partner == partner and d.tokenised]
    if not datasets:
        known = sorted({d.partner for d in read_contract() if d.tokenised})
        raise SourceProblem(
            f"The contract has no partner {partner!r}. Its partners are: "
            f"{', '.join(known)}."
        )
    models = [f"+base_{partner}__{dataset.name}" for dataset in datasets]
    dbt = Path(sys.executable).parent / "dbt"
    if subprocess.run(
        [dbt, "run", "--select", *models], cwd=PROJECT_ROOT, check=False
    ).returncode:
        raise SourceProblem("Nothing is written: staging did not end well (see above).")
    connection = duckdb.connect()
    attach_vault(connection, read_only=True)
    link_key = staging.link_key_check(connection)
    written = []
    for dataset in datasets:
        table = f"vault.staging.base_{partner}__{dataset.name}"
        for (name,) in connection.execute(
            f"select distinct delivered_in from {table} order by all"
        ).fetchall():
            written.append(_write_file(connection, dataset, table, name, link_key, out))
    return written


def _write_file(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    table: str,
    delivered_in: str,
    link_key: str,
    out: Path,
) -> Path:
    folder = out / dataset.partner / dataset.name
    path = folder / f"{delivered_in.removesuffix(TOKENISED_SUFFIX)}{TOKENISED_SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    # in the order of tokens, which says nothing of the order in the partner's system
    connection.execute(
        f"copy ({tokens_sql(dataset, table)} order by record_token) "
        f"to '{partial}' (format parquet, "
        f"kv_metadata {{{LINK_KEY_NOTE.decode()}: '{link_key}'}})",
        {"delivered_in": delivered_in},
    )
    partial.replace(path)
    return path


def tokens_sql(dataset: Dataset, table: str) -> str:
    """The query of what a partner delivers in place of the file ``$delivered_in``.

    Staging makes match keys for an identity where it comes first; in a file that has to
    stand alone they are on the identity's first row there.
    """
    assert dataset.tokenised
    columns = []
    joins = ""
    for column in dataset.tokenised.columns:
        if not column.endswith("match_tokens"):
            columns.append(f"rows.{column}")
            continue
        slot = column.removesuffix("match_tokens")
        identity = f"rows.{slot}identity_token"
        columns.append(
            f"case when row_number() over (partition by {identity} "
            f"order by rows.record_token) = 1 then {slot}keys.match_tokens end "
            f"as {column}"
        )
        joins += (
            f" left join (select {slot}identity_token as identity_token, "
            f"any_value({column}) as match_tokens from {table} "
            f"where {column} is not null group by all) as {slot}keys "
            f"on {identity} = {slot}keys.identity_token"
        )
    return (
        f"select {', '.join(columns)} from {table} as rows{joins} "
        "where rows.delivered_in = $delivered_in and rows.record_token is not null"
    )
