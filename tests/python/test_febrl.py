"""Matching on FEBRL's public sets, which nobody here made: see febrl/README.md."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from conftest import ROOT, Warehouse

FEBRL = ROOT / "tests" / "python" / "febrl"
# How many pairs of records are one person by FEBRL's labels, by the clusters, by both.
PAIRS = """
with records as (
    select
        labelled.person_label_token,
        clusters.cluster_token,
        slots.dataset,
        row_number() over (order by slots.record_token) as record_number
    from vault.staging.stg_evaluation__labelled_records as labelled
    inner join vault.linked.lnk_identity__person_slots as slots
        using (partner, dataset, record_token, role)
    inner join vault.linked.lnk_identity__clusters as clusters using (identity_token)
)
select
    count(*) filter (where one.person_label_token = other.person_label_token),
    count(*) filter (where one.cluster_token = other.cluster_token),
    count(*) filter (
        where one.person_label_token = other.person_label_token
        and one.cluster_token = other.cluster_token
    ),
    (select count(*) from records)
from records as one
inner join records as other on one.record_number < other.record_number
"""


@pytest.mark.parametrize(
    ("with_numbers", "least_precision", "least_f1"),
    # measured on 2026-11-22: 1.000 and 0.994; 0.996 and 0.975
    [(True, 0.997, 0.990), (False, 0.991, 0.970)],
    ids=["with_numbers", "without_numbers"],
)
def test_febrls_people_are_found(
    new_warehouse: Callable[..., Warehouse],
    with_numbers: bool,
    least_precision: float,
    least_f1: float,
) -> None:
    warehouse = new_warehouse()
    for path in FEBRL.rglob("*.csv.gz"):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "nino" in rows and not with_numbers:
            rows["nino"] = ""
        name = path.relative_to(FEBRL).with_suffix("")
        warehouse.deliver(str(name), rows.to_csv(index=False))
    built = warehouse.build(
        "--select",
        "+lnk_identity__clusters",
        "+stg_evaluation__labelled_records",
        "match_thresholds",
        *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
    )
    assert built.returncode == 0, built.stdout
    ((true, found, right, records),) = warehouse.query(PAIRS)
    assert records == 1_811
    assert right / found >= least_precision
    assert 2 * right / (true + found) >= least_f1
