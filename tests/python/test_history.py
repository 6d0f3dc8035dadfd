"""What was known on a date can be had again: beside the warehouse, and within it."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest
from conftest import Warehouse

HEADER = (
    "tenancy_ref,tenant_number,forename,surname,date_of_birth,tenancy_type,"
    "start_date,end_date,rent_arrears_gbp,notice_served_date\n"
)
FOLDER = "basildon_borough_council/housing_tenancies"
# Arrears grow and are paid, one tenancy ends late, one is closed, one is corrected.
SNAPSHOTS = {
    "2022-03-31": "T1,1,Ann,Mole,1980-02-03,secure,2015-04-01,,0,\n"
    "T2,1,Bo,Ratty,1975-01-01,secure,2016-05-01,,120,\n"
    "T3,1,Cy,Toad,1990-12-11,introductory,2021-06-01,,0,\n",
    "2022-09-30": "T1,1,Ann,Mole,1980-02-03,secure,2015-04-01,,310,2022-09-01\n"
    "T2,1,Bo,Ratty,1975-01-01,secure,2016-05-01,2022-03-01,120,\n"
    "T3,1,Cy,Toad,1990-12-11,introductory,2021-07-01,,0,\n",
    "2023-03-31": "T1,1,Ann,Mole,1980-02-03,secure,2015-04-01,,0,\n"
    "T3,1,Cy,Toad,1990-12-11,secure,2021-07-01,,40,\n"
    "T4,1,Di,Otter,1988-08-08,secure,2022-01-01,,0,\n",
}
KNOWN = """
select
    record_token, start_on::varchar, end_on::varchar, rent_arrears_gbp::integer,
    known_on, first_known_on
from vault.staging.stg_basildon_borough_council__housing_tenancies
where
    known_on <= date '{day}'
    and (superseded_on is null or superseded_on > date '{day}')
order by all
"""


def build(warehouse: Warehouse) -> CompletedProcess[str]:
    selected = "+stg_basildon_borough_council__housing_tenancies"
    return warehouse.build("-s", selected)


def test_what_was_known_on_a_date_is_had_again(
    new_warehouse: Callable[..., Warehouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = new_warehouse()
    for day, rows in SNAPSHOTS.items():
        warehouse.deliver(f"{FOLDER}/{day}/tenancies.csv", HEADER + rows)
    monkeypatch.setenv("KNOWN_ON", "2022-10-01")
    then = build(warehouse)
    assert then.returncode == 0, then.stdout
    known_then = warehouse.query(KNOWN.format(day="2022-10-01"))
    assert warehouse.query(
        "select distinct delivery_date::varchar"
        " from vault.staging.stg_landing__files order by all"
    ) == [("2022-03-31",), ("2022-09-30",)]

    monkeypatch.delenv("KNOWN_ON")
    later = build(warehouse)
    assert later.returncode == 0, later.stdout
    assert warehouse.query(KNOWN.format(day="2022-10-01")) == known_then
    told = {
        day: {tuple(row[1:4]) for row in warehouse.query(KNOWN.format(day=day))}
        for day in ("2022-04-01", "2022-10-01", "2023-04-01")
    }
    assert told == {
        "2022-04-01": {
            ("2015-04-01", None, 0),
            ("2016-05-01", None, 120),
            ("2021-06-01", None, 0),
        },
        "2022-10-01": {
            ("2015-04-01", None, 310),
            ("2016-05-01", "2022-03-01", 120),
            ("2021-07-01", None, 0),
        },
        "2023-04-01": {
            ("2015-04-01", None, 0),
            ("2016-05-01", "2022-03-01", 120),
            ("2021-07-01", None, 40),
            ("2022-01-01", None, 0),
        },
    }

    # what a warehouse knows already it does not forget
    monkeypatch.setenv("KNOWN_ON", "2022-10-01")
    refused = build(warehouse)
    assert refused.returncode != 0
    assert "holds deliveries up to 2023-03-31" in refused.stdout
    monkeypatch.setenv("KNOWN_ON", "last year")
    refused = build(warehouse)
    assert "KNOWN_ON is last year, which is no date" in refused.stdout
