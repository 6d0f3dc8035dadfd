"""Deliveries that are read, but not as usual: whoever answers for them is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from subprocess import CompletedProcess

import pytest
from conftest import ROOT, Warehouse
from dbt_process import run_dbt
from essex_data.keys import make_keys

DAYS = ("2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30")
ROWS = 120  # fewer than 100 are not judged


def deliver(
    warehouse: Warehouse,
    dataset: str,
    header: str,
    row: Callable[[int, int], str],
    rows: Callable[[int], int] = lambda delivery: ROWS,
) -> None:
    """Four deliveries of a dataset: row(delivery, number) is one line of each."""
    for delivery, day in enumerate(DAYS):
        lines = [header, *(row(delivery, number) for number in range(rows(delivery)))]
        warehouse.deliver(f"{dataset}/{day}/delivery.csv", "\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def unusual(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Warehouse, CompletedProcess[str]]:
    """Deliveries of which some newest ones are unusual, with what the run said."""
    warehouse = Warehouse(tmp_path_factory.mktemp("unusual"))
    make_keys(warehouse.folder / "keys")
    deliver(
        warehouse,
        "schools/school_census",
        "record_id,fsm_eligible,sen_provision",
        lambda delivery, n: f"R{delivery}.{n},{'YN'[n % 2]},{'NNNK'[n % 4]}",
    )
    deliver(
        warehouse,
        "basildon_borough_council/housing_tenancies",
        "tenancy_ref,tenant_number,tenancy_type",
        lambda delivery, n: f"T{n},{delivery},secure",
        rows=lambda delivery: ROWS if delivery < 3 else ROWS // 2,
    )
    deliver(
        warehouse,
        "essex_police/crimes",
        "crime_ref,person_number,person_role,weapon_involved",
        lambda delivery, n: f"C{delivery}.{n},1,victim,{'Y' if delivery < 3 else ''}",
    )
    deliver(
        warehouse,
        "mid_and_south_essex_nhs/ae_attendances",
        "attendance_id,arrival_mode,disposal",
        lambda delivery, n: (
            f"A{delivery}.{n},{'walk_in' if delivery < 3 else 'other'},"
            + ("admitted" if delivery < 3 else "ADM")
        ),
    )
    # corrections alone: as few as they are, they are nothing unusual
    warehouse.deliver(
        "schools/school_census/2025-05-31/delivery.csv",
        "record_id,fsm_eligible,sen_provision\nR3.1,,\n",
    )
    warehouse.deliver(
        "voluntary_sector/parent_voice/2024-12-31/delivery.csv", "response_id\nP1\n"
    )

    return warehouse, warehouse.build("-s", "+deliveries")


def test_what_is_unusual_is_told_with_its_owner(
    unusual: tuple[Warehouse, CompletedProcess[str]],
) -> None:
    warehouse, built = unusual
    assert built.returncode == 0, built.stdout
    assert "WARN 1 no_dataset_is_overdue" in built.stdout
    assert "WARN 4 no_newest_delivery_has_drifted" in built.stdout
    assert (
        "basildon_borough_council/housing_tenancies/2025-04-30: It holds about 50 % "
        "of the records that are usual. To ask: housing data lead, "
        "Basildon Borough Council"
    ) in built.stdout
    told = warehouse.query(
        "select dataset, delivery_date::varchar, owner_role, warnings"
        " from vault.marts.deliveries where warnings is not null order by all"
    )
    assert told == [
        (
            *("ae_attendances", "2025-04-30"),
            "urgent care data lead, Mid and South Essex NHS",
            "Columns not known in many more records than usual: disposal. "
            "Columns whose values are not shared out as usual: arrival_mode.",
        ),
        (
            *("crimes", "2025-04-30", "performance data lead, Essex Police"),
            "Columns not known in many more records than usual: weapon_involved.",
        ),
        (
            *("housing_tenancies", "2025-04-30"),
            "housing data lead, Basildon Borough Council",
            "It holds about 50 % of the records that are usual.",
        ),
        (
            *("parent_voice", "2024-12-31"),
            "parents' survey lead, the voluntary sector",
            "Nothing newer has come, although others delivered until 2025-04-30; "
            "a delivery is promised every 100 days.",
        ),
    ]
    assert warehouse.query(
        "select promised_days, days_since_earlier from vault.marts.deliveries"
        " where dataset = 'school_census' order by delivery_date"
    ) == [(190, None), (190, 28), (190, 31), (190, 30), (190, None)]


def test_source_freshness_goes_by_the_clock(
    unusual: tuple[Warehouse, CompletedProcess[str]],
) -> None:
    """What came today is fresh, and what nobody ever delivered is late for nothing."""
    warehouse, _ = unusual
    services = f"voluntary_sector/services/{date.today()}/services.csv"
    warehouse.deliver(services, "service_id\nS1\n")
    arguments = ["--no-use-colors", "source", "freshness"]

    asked = run_dbt(arguments, ROOT, warehouse.environment)

    assert asked.returncode == 1, asked.stdout
    results = json.loads((warehouse.folder / "target" / "sources.json").read_text())
    told = {
        result["unique_id"].removeprefix("source.essex_data."): result["status"]
        for result in results["results"]
    }
    assert told["voluntary_sector.services"] == "pass"
    assert told["voluntary_sector.parent_voice"] == "error"
    assert told["voluntary_sector.social_prescribing_referrals"] == "pass"
    assert len(told) == 16
