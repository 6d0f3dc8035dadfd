"""How near the risk models come to the best possible: ``make bench-risk``.

Reads the vault of a built demonstration and the truth beside its deliveries: the true
probability and outcome of every person and index date. Prints for each risk and test
date the model's AUC, that of the true probabilities, and the way from 0.5 to it, on the
outcomes that were delivered and on those that came true.

With ``COPIES=8`` it measures instead what fitting, judging and scoring cost for so many
times the people: in a copy of the warehouse every person of the cohorts is there as
often, and as many are learnt from as a district of that size would learn from.

With ``ROWS=1000000`` it measures the scoring alone: so many rows of 30 random features,
each with 50 bins and one for what is missing.

With ``LINKS=true`` it tells what linkage errors cost: it builds all behind linkage once
more, in a copy of the warehouse whose records have the people that they are really of,
and prints the same of it.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd
from essex_data import keys
from essex_data.settings import read_settings
from essex_data.vault import attach_vault
from jinja2 import Environment
from sklearn.metrics import roc_auc_score

from benchmarks.processes import ROOT, Cost, measure

log = logging.getLogger("benchmarks")
PEOPLE = """
select person_label_token, max_by(person_id, record_count) as person_id
from (
    select labels.person_label_token, records.person_id, count(*) as record_count
    from vault.staging.stg_evaluation__labelled_records as labels
    inner join vault.linked.lnk_people__records as records
        using (partner, dataset, record_token, role)
    group by all
) as counted
group by person_label_token
"""
SCORES = """
select person_id, index_date::timestamp as index_date, probability, has_outcome
from vault.risk.risk_{risk}__scores
inner join vault.risk.risk_{risk}__cohort using (person_id, index_date)
where purpose = 'test' and has_outcome is not null
"""
TRUE_LINKS = """
update vault.linked.lnk_people__identified as identified
set person_id = md5('person|' || labels.person_label_token)
from vault.staging.stg_evaluation__labelled_records as labels
where
    identified.partner = labels.partner
    and identified.dataset = labels.dataset
    and identified.record_token = labels.record_token
    and identified.role = labels.role
"""

SCORECARD = ROOT / "macros" / "risk" / "scorecard.sql"
FEATURES = tuple(f"feature_{number}" for number in range(30))
PARTS = ("scorecards", "challenges", "scores", "reasons", "performance")
# Of the people learnt from, what most_rows_learnt_from leaves; ids are random.
COPIED = """
create or replace table vault.risk.{table} as
with copies as (
    select
        table_.* replace (
            md5(table_.person_id || '|' || copy) as person_id {household}
        ),
        cohort.outcome_known_on is null as is_waiting
    from vault.risk.{table} as table_
    inner join vault.risk.risk_{risk}__cohort as cohort using (person_id, index_date)
    cross join range({copies}) as numbers (copy)
),

learners as (
    select person_id, sum(count(*)) over (order by person_id) as row_count
    from copies
    where not is_waiting
    group by person_id
)

select copies.* exclude (is_waiting)
from copies
left join learners using (person_id)
where is_waiting or row_count <= {most_rows}
"""


def main() -> None:
    """Compares every risk's tests with the truth."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--truth-root", type=Path, default=Path("landing_truth"))
    parser.add_argument("--true-links", action="store_true")
    parser.add_argument("--copies", type=int, default=0)
    parser.add_argument("--rows", type=int, default=0)
    options = parser.parse_args()
    if options.rows:
        score_rows(options.rows)
        return
    if options.copies:
        with tempfile.TemporaryDirectory() as folder:
            fit_copies(Path(folder), options.copies)
        return
    log.info("As linked:")
    compare(options.truth_root)
    if options.true_links:
        with tempfile.TemporaryDirectory() as folder:
            build_with_true_links(Path(folder))
            log.info("With true links:")
            compare(options.truth_root)


def build_with_true_links(folder: Path) -> None:
    """Makes the folder the warehouse of this process: a copy whose records have the
    people that they are of, and everything of risks that hangs on it built anew.
    """
    shutil.copy(read_settings().vault, folder)
    os.environ["WAREHOUSE_ROOT"] = str(folder)
    with duckdb.connect() as connection:
        attach_vault(connection, read_only=False)
        connection.execute(TRUE_LINKS)
    behind = "lnk_people__identified+,+risk_register__runs"
    cost = _build(folder, "-s", behind, "--exclude", "lnk_people__identified")
    log.info("Built with true links in %.0f s", cost.seconds)


def fit_copies(folder: Path, copies: int) -> None:
    """Fits, judges and scores for so many times the people, in a copy of the warehouse
    in the folder, and prints seconds and memory.
    """
    shutil.copy(read_settings().vault, folder)
    os.environ["WAREHOUSE_ROOT"] = str(folder)
    parts: list[str] = []
    with duckdb.connect() as connection:
        attach_vault(connection, read_only=False)
        risks = [
            str(row[0])
            for row in connection.execute(
                "select distinct risk from vault.risk.risk_register__runs order by 1"
            ).fetchall()
        ]
        for risk in risks:
            # the cohort is read for the features: it comes last
            for part in ("features", "cohort"):
                table = f"risk_{risk}__{part}"
                household = "table_.household_id || '|' || copy as household_id"
                connection.execute(
                    COPIED.format(
                        table=table,
                        risk=risk,
                        copies=copies,
                        household=f", {household}" if part == "cohort" else "",
                        most_rows="150000" if part == "features" else "1e12",
                    )
                )
            parts += [f"risk_{risk}__{part}" for part in PARTS]
        (scored,) = connection.execute(
            "select count(*) from vault.risk.risk_unnecessary_ae__features"
        ).fetchone() or (0,)
    log.info("%d rows of features of residents", scored)
    cost = _build(folder, "-s", *parts)
    log.info(
        "Fitted, judged and scored in %.0f s, of which dbt says: %s; %.1f GB",
        cost.seconds,
        _between((folder / "dbt.log").read_text("utf-8"), " models in ", "\n"),
        cost.largest_bytes / 1e9,
    )


def score_rows(count: int) -> None:
    """Scores random rows by a random scorecard, five times, and prints the median."""
    bins: list[dict[str, object]] = [
        {
            "points": repr(math.sin(number)),
            "upper_bound": repr(number / 50) if number < 50 else None,
            "is_missing": number == 0,
        }
        for number in range(51)
    ]
    environment = Environment(extensions=["jinja2.ext.do"])
    macros = environment.from_string(SCORECARD.read_text("utf-8"))
    points = " + ".join(
        str(vars(macros.module)["scorecard_points"](bins, name)) for name in FEATURES
    )
    columns = ", ".join(
        f"case when random() > 0.05 then random() end as {name}" for name in FEATURES
    )
    seconds = []
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; select setseed(0.5)")
        connection.execute(
            f"create table described as select {columns} from range({count})"
        )
        for _ in range(5):
            start = time.perf_counter()
            connection.execute(
                "create or replace table scores as"
                f" select 1 / (1 + exp(-({points}))) as probability from described"
            )
            seconds.append(time.perf_counter() - start)
    log.info(
        "Scored %d rows of %d features with %d bins each in %.1f s (%s)",
        count,
        len(FEATURES),
        len(bins),
        statistics.median(seconds),
        ", ".join(f"{each:.1f}" for each in sorted(seconds)),
    )


def _build(folder: Path, *selection: str) -> Cost:
    dbt = str(ROOT / ".venv" / "bin" / "dbt")
    command = [dbt, "--no-use-colors", "build", "--resource-type", "model", *selection]
    return measure(command, ROOT, dict(os.environ), folder / "dbt.log")


def _between(text: str, before: str, after: str) -> str:
    """What stands after the last of one and before the next of the other."""
    return text.rpartition(before)[2].partition(after)[0]


def compare(truth_root: Path) -> None:
    """Prints every risk and test date of the warehouse beside the truth."""
    settings = read_settings()
    with duckdb.connect() as connection:
        attach_vault(connection, read_only=True)
        truth = _truth(connection, truth_root, settings.key_dir)
        log.info(
            "%-27s %-10s %8s %6s | %-22s | %s",
            *(
                "risk",
                "date",
                "people",
                "AUC",
                "delivered: best, way",
                "true: best, way",
            ),
        )
        for risk in sorted(truth["risk"].unique()):
            scores = connection.sql(SCORES.format(risk=risk)).df()
            both = scores.merge(
                truth[truth["risk"] == risk], on=["person_id", "index_date"]
            )
            for day, dated in both.groupby("index_date"):
                log.info("%-27s %s %s", risk, str(day)[:10], _line(dated))


def _truth(
    connection: duckdb.DuckDBPyConnection, root: Path, key_dir: Path
) -> pd.DataFrame:
    """The true risks with the person of the warehouse whom most records are of."""
    true = connection.read_parquet(str(root / "true_risks.parquet")).df()
    key = keys.read_key(key_dir / "link.key")
    labels = pd.DataFrame({"person_label": true["person_label"].unique()})
    labels["person_label_token"] = [
        keys.token(key, "person_label", label) for label in labels["person_label"]
    ]
    people = connection.sql(PEOPLE).df().merge(labels, on="person_label_token")
    found = true.merge(people[["person_label", "person_id"]], on="person_label")
    found["index_date"] = pd.to_datetime(found["index_date"])
    return found.dropna(subset=["outcome"])


def _line(dated: pd.DataFrame) -> str:
    parts = [f"{len(dated):8d}"]
    for outcome in (dated["has_outcome"].astype(int), dated["outcome"].astype(int)):
        ours = roc_auc_score(outcome, dated["probability"])
        best = roc_auc_score(outcome, dated["true_probability"])
        parts.append(f"{ours:.3f} of {best:.3f}: {(ours - 0.5) / (best - 0.5):.3f}")
    return " | ".join(parts)


if __name__ == "__main__":
    main()
