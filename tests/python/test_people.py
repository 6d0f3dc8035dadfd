"""Persons over refreshes: who they are stays, and what changes leaves a trail."""

from __future__ import annotations

from collections.abc import Callable

from conftest import Warehouse

PERSON = (
    "essex_county_council/childrens_social_care_people/{}/p.csv",
    "pers_person_id,pers_common_child_id,pers_upn,pers_forename,pers_surname,pers_dob\n",
)
PUPIL = (
    "schools/school_census/{}/c.csv",
    "record_id,upn,forename,surname,date_of_birth\n",
)
PATIENT = (
    "mid_and_south_essex_nhs/ae_attendances/{}/a.csv",
    "attendance_id,nhs_number,forename,surname,date_of_birth\n",
)
NHS, UPN, OTHER_UPN = "9434765919", "A123456789012", "J987654321098"


def deliver(warehouse: Warehouse, what: tuple[str, str], day: str, row: str) -> None:
    path, header = what
    warehouse.deliver(path.format(day), header + row + "\n")


def refresh(warehouse: Warehouse) -> dict[str, str]:
    """Builds, and tells each dataset's person."""
    built = warehouse.build(
        *("-s", "+lnk_people__changes"),
        *("--resource-type", "model", "--resource-type", "seed"),
    )
    assert built.returncode == 0, built.stdout
    return dict(
        warehouse.query(
            "select dataset, person_id from vault.linked.lnk_people__identified"
        )
    )


def changes(warehouse: Warehouse) -> list[tuple]:
    return warehouse.query(
        "select recorded_on::varchar, change_kind, person_id_before, person_id "
        "from vault.linked.lnk_people__changes order by refresh_number, change_kind"
    )


def test_merges_and_splits_leave_a_trail(
    new_warehouse: Callable[..., Warehouse],
) -> None:
    warehouse = new_warehouse()
    deliver(warehouse, PATIENT, "2024-01-31", f"A1,{NHS},Zoe,Mole,2015-02-03")
    deliver(warehouse, PUPIL, "2024-02-29", f"S1,{UPN},Zoe,Ratty,2011-07-09")
    apart = refresh(warehouse)
    assert apart["ae_attendances"] != apart["school_census"]
    assert changes(warehouse) == []

    # Social care holds both numbers: the pupil and the patient are one person.
    deliver(warehouse, PERSON, "2024-03-31", f"P1,{NHS},{UPN},Zoe,Toad,2015-02-03")
    merged = refresh(warehouse)
    assert set(merged.values()) == {apart["ae_attendances"]}
    trail = [
        ("2024-03-31", "merged", apart["school_census"], apart["ae_attendances"]),
    ]
    assert changes(warehouse) == trail

    # It was another pupil's number after all.
    deliver(
        warehouse, PERSON, "2024-04-30", f"P1,{NHS},{OTHER_UPN},Zoe,Toad,2015-02-03"
    )
    split = refresh(warehouse)
    assert split["ae_attendances"] == apart["ae_attendances"]
    assert split["childrens_social_care_people"] == apart["ae_attendances"]
    assert split["school_census"] == apart["school_census"]
    trail.append(
        ("2024-04-30", "split", apart["ae_attendances"], apart["school_census"])
    )
    assert changes(warehouse) == trail

    at_once = new_warehouse("at_once")
    for folder in ("landing", "keys"):
        (at_once.folder / folder).rename(at_once.folder / f"{folder}_unused")
        (at_once.folder / folder).symlink_to(warehouse.folder / folder)
    assert refresh(at_once) == split
