"""Sharing protocols: no run starts without one that allows what it reads and makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import Warehouse
from rendering import Project, macro

# Two protocols of one dataset each, which a risk reads by linkage and by the timeline.
REGISTER = {
    "sharing_protocols": """
        protocol_id,partner,owner_role,started_on,review_on,expires_on
        crime,police,Police lead,2024-04-01,2030-12-31,2031-12-31
        profile,council,Council lead,2024-04-01,2030-12-31,2031-12-31
    """,
    "sharing_protocol_columns": """
        protocol_id,dataset,column_name
        crime,crimes,crime_ref
        crime,crimes,outcome
        profile,profiles,record_id
    """,
    "sharing_protocol_purposes": """
        protocol_id,purpose_id
        crime,linkage
        crime,early_years
        profile,linkage
        profile,early_years
    """,
    "purposes": """
        purpose_id,is_foundation
        linkage,yes
        early_years,no
    """,
    "purpose_uses": """
        purpose_id,used_by
        linkage,lnk_people
        early_years,risk_readiness
        early_years,wards
    """,
}
SOURCES = {
    "source.police.crimes": ("police", "crimes", ["crime_ref", "outcome"]),
    "source.council.profiles": ("council", "profiles", ["record_id"]),
    "source.landing.files": ("landing", "files", ["file_name"]),
}
MODELS = {
    "stg_crimes": ("staging", ["source.police.crimes"]),
    "stg_profiles": ("staging", ["source.council.profiles"]),
    "lnk_people__people": ("linked", ["stg_crimes", "stg_profiles"]),
    "lnk_timeline__events": ("linked", ["stg_crimes", "stg_profiles"]),
    "risk_readiness__features": (
        "risk",
        ["lnk_people__people", "lnk_timeline__events", "source.landing.files"],
    ),
    "wards": ("marts", ["lnk_people__people", "risk_readiness__features"]),
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """The register and the project above, to be broken: ``texts`` and ``models``."""
    given = SimpleNamespace(texts=dict(REGISTER), models=dict(MODELS), folder=tmp_path)
    yield given
    Project.graph.nodes.clear()
    Project.graph.sources.clear()
    Project.variables.clear()


def findings(register: SimpleNamespace) -> list[tuple[bool, str]]:
    """Whether it stops the run, and what it says, of each finding."""
    nodes: dict[str, Any] = {}
    for name, (schema, reads) in register.models.items():
        nodes[name] = {
            "name": name,
            "unique_id": name,
            "resource_type": "model",
            "schema": schema,
            "original_file_path": f"models/{name}.sql",
            "depends_on": {"nodes": reads},
        }
    for name, text in register.texts.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (register.folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
        nodes[f"seed.essex_data.{name}"] = {
            "resource_type": "seed",
            "root_path": str(register.folder),
            "original_file_path": f"{name}.csv",
        }
    Project.graph.nodes.update(nodes)
    for key, (partner, dataset, columns) in SOURCES.items():
        # the ledger of files is no dataset of a partner
        meta = {} if partner == "landing" else {"delivery": "append"}
        Project.graph.sources[key] = {
            "unique_id": key,
            "source_name": partner,
            "name": dataset,
            "columns": dict.fromkeys(columns, {}),
            "config": {"meta": meta},
            "original_file_path": f"models/staging/{partner}/sources.yml",
        }
    rows = macro("protocol_findings")
    return [(row["stops_the_run"], row["finding"]) for row in rows]


def test_a_register_that_allows_everything_says_nothing(
    register: SimpleNamespace,
) -> None:
    assert findings(register) == []


@pytest.mark.parametrize(
    ("seed", "old", "new", "said"),
    [
        (
            "sharing_protocol_columns",
            "crime,crimes,outcome",
            "",
            "models/staging/police/sources.yml: no sharing protocol covers the column "
            "crimes.outcome.",
        ),
        (
            "sharing_protocols",
            "crime,police,Police lead,2024-04-01,2030-12-31,2031-12-31",
            "",
            "models/staging/police/sources.yml: no sharing protocol covers the dataset "
            "crimes.",
        ),
        (
            "sharing_protocol_columns",
            "profile,profiles,record_id",
            "profile,profiles,record_id\nprofile,pupils,record_id",
            "seeds/protocols/sharing_protocol_columns.csv: profile lists "
            "pupils.record_id, which models/staging/council/sources.yml does not have.",
        ),
        (
            "sharing_protocols",
            "Police lead,2024-04-01,2030-12-31,2031-12-31",
            "Police lead,2024-04-01,2026-04-01,2026-11-21",
            "seeds/protocols/sharing_protocols.csv: crime expired on 2026-11-21, and "
            "no other protocol covers police.crimes on 2026-11-22. Agree a term with "
            "its owner (Police lead)",
        ),
        (
            "sharing_protocols",
            "Police lead,2024-04-01",
            "Police lead,2026-11-23",
            "seeds/protocols/sharing_protocols.csv: crime starts on 2026-11-23,",
        ),
        (
            "sharing_protocol_purposes",
            "crime,early_years",
            "",
            "risk_readiness__features serves the purpose early_years and reads "
            "police.crimes, but no sharing protocol lets that dataset be used for it.",
        ),
        (
            "sharing_protocol_purposes",
            "crime,linkage",
            "",
            "lnk_people__people serves the purpose linkage and reads police.crimes,",
        ),
        (
            "purpose_uses",
            "early_years,wards",
            "",
            "models/wards.sql: it is not said for which purpose wards is made.",
        ),
        (
            "purpose_uses",
            "early_years,risk_readiness",
            "",
            "models/risk_readiness__features.sql: it is not said for which purpose",
        ),
    ],
)
def test_what_the_register_does_not_allow_stops_the_run(
    register: SimpleNamespace, seed: str, old: str, new: str, said: str
) -> None:
    assert old in register.texts[seed]
    register.texts[seed] = register.texts[seed].replace(old, new)
    ((stops, finding),) = findings(register)
    assert stops
    assert finding.startswith(said)


@pytest.mark.parametrize("expires_on", ["", "31/12/2031", "2030-12-30"])
def test_dates_that_cannot_be_judged_stop_the_run(
    register: SimpleNamespace, expires_on: str
) -> None:
    register.texts["sharing_protocols"] = REGISTER["sharing_protocols"].replace(
        "Police lead,2024-04-01,2030-12-31,2031-12-31",
        f"Police lead,2024-04-01,2030-12-31,{expires_on}",
    )
    said = "seeds/protocols/sharing_protocols.csv: the dates of crime must be written"
    assert any(stops and text.startswith(said) for stops, text in findings(register))


def test_a_protocol_holds_on_its_last_day(register: SimpleNamespace) -> None:
    Project.variables["protocols_as_of"] = "2031-12-31"
    assert [stops for stops, _ in findings(register)] == [False, False]
    Project.variables["protocols_as_of"] = "2032-01-01"
    assert [stops for stops, _ in findings(register)] == [True, True]
    # nobody looks at another day unseen
    told = "Sharing protocols are judged as of 2032-01-01, not of today."
    assert Project.logged[-1] == told


def test_a_review_that_is_due_is_told_and_stops_nothing(
    register: SimpleNamespace,
) -> None:
    register.texts["sharing_protocols"] = (
        REGISTER["sharing_protocols"]
        .replace(
            "Police lead,2024-04-01,2030-12-31", "Police lead,2024-04-01,2026-11-21"
        )
        .replace("lead,2024-04-01,2030-12-31", "lead,2024-04-01,2026-11-22")
    )
    assert findings(register) == [
        (
            False,
            "The sharing protocol crime was to be reviewed by 2026-11-21. "
            "Its owner is the Police lead.",
        )
    ]


def test_a_later_protocol_takes_the_place_of_one_that_expired(
    register: SimpleNamespace,
) -> None:
    for seed, rows in {
        "sharing_protocols": "old,police,Police lead,2020-04-01,2022-12-31,2024-03-31",
        "sharing_protocol_columns": "old,crimes,crime_ref",
        "sharing_protocol_purposes": "old,linkage",
    }.items():
        register.texts[seed] = f"{register.texts[seed].rstrip()}\n{rows}"
    assert findings(register) == []
    # what only the old one allowed is not allowed any more
    register.texts["sharing_protocol_purposes"] = register.texts[
        "sharing_protocol_purposes"
    ].replace("crime,linkage", "")
    assert len(findings(register)) == 1


def test_a_mart_of_two_purposes_asks_of_each_dataset_the_one_it_serves(
    register: SimpleNamespace,
) -> None:
    """Each risk answers for itself; what the mart reads besides, must be for both."""
    register.models["risk_falls__features"] = ("risk", ["stg_crimes"])
    register.models["wards"] = (
        "marts",
        ["risk_readiness__features", "risk_falls__features"],
    )
    register.texts["purposes"] += "\nfalls,no"
    register.texts["purpose_uses"] += "\nfalls,risk_falls__features\nfalls,wards"
    register.texts["sharing_protocol_purposes"] += "\ncrime,falls"
    assert findings(register) == []
    register.models["wards"][1].append("stg_profiles")
    ((_, finding),) = findings(register)
    assert finding.startswith("wards serves the purpose falls and reads council.profil")


def test_what_is_made_for_another_purpose_is_looked_through(
    register: SimpleNamespace,
) -> None:
    register.models["other"] = ("marts", ["risk_readiness__features"])
    register.texts["purposes"] += "\nfalls,no"
    register.texts["purpose_uses"] += "\nfalls,other"
    assert [text.split(",")[0] for _, text in findings(register)] == [
        "other serves the purpose falls and reads council.profiles",
        "other serves the purpose falls and reads police.crimes",
    ]


def test_a_model_that_nobody_reads_needs_a_purpose_of_its_own(
    register: SimpleNamespace,
) -> None:
    register.models["lnk_other__crimes"] = ("linked", ["stg_crimes"])
    ((stops, finding),) = findings(register)
    assert stops
    assert finding.startswith("models/lnk_other__crimes.sql: it is not said for which")


def test_a_run_that_is_not_allowed_writes_nothing(
    copied_project: Path, new_warehouse: Callable[..., Warehouse]
) -> None:
    """The project with an expired protocol, and a column and a mart not covered."""
    warehouse = new_warehouse()
    changes = {
        "seeds/protocols/sharing_protocols.csv": (
            "2030-12-31,2031-12-31",
            "2024-04-02,2024-04-02",
        ),
        "seeds/protocols/purpose_uses.csv": (
            "linkage_evaluation,linkage_quality\n",
            "",
        ),
        "models/staging/schools/sources.yml": (
            "- {name: nc_year,",
            "- {name: shoe_size, config: {meta: {role: attr, type: text}}}\n"
            "          - {name: nc_year,",
        ),
    }
    for name, (old, new) in changes.items():
        text = (copied_project / name).read_text("utf-8")
        assert old in text
        (copied_project / name).write_text(text.replace(old, new, 1), "utf-8")
    run = warehouse.build("-s", "lnk_indicators__areas", project=copied_project)
    assert run.returncode != 0
    for said in (
        "The run did not start.",
        "covers the column school_census.shoe_size",
        "for which purpose linkage_quality is made",
        "early_years_profile expired on 2024-04-02",
    ):
        assert said in run.stdout
    assert run.stdout.count("\n  - ") == 3
    assert warehouse.query("select * from duckdb_tables()") == []
