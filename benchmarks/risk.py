"""How near the risk models come to the best possible: ``make bench-risk``.

Reads the vault of a built demonstration and the truth beside its deliveries: the true
probability and outcome of every person and index date. Prints for each risk and test
date the model's AUC, that of the true probabilities, and the way from 0.5 to it, on the
outcomes that were delivered and on those that came true.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import duckdb
import pandas as pd
from essex_data import keys
from essex_data.settings import read_settings
from essex_data.vault import attach_vault
from sklearn.metrics import roc_auc_score

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


def main() -> None:
    """Compares every risk's tests with the truth."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--truth-root", type=Path, default=Path("landing_truth"))
    truth_root = parser.parse_args().truth_root
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
