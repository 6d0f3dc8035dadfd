"""Whatever becomes known after an index date moves no feature of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from essex_data.vault import attach_vault

DAY = "2022-09-01"
RISKS = (
    *("school_readiness", "domestic_abuse_escalation", "violence_and_vulnerability"),
    *("unnecessary_ae", "school_exclusion", "falls"),
)
# Who is who, and which address is which, is worked out from everything: these columns,
# and what opts out, stay as they are.
LINKAGE = (
    *("record_token", "identity_token", "known_on", "superseded_on", "role"),
    "has_national_data_opt_out",
)
PLACES = {"address_token", "uprn_token", "lsoa_code"}
FEATURES = """
select * exclude (outcome_known_on, has_outcome)
from vault.risk.risk_{risk}__cohort
inner join vault.risk.risk_{risk}__features using (person_id, index_date)
where index_date <= date '{day}'
order by person_id, index_date
"""


def features(warehouse: Warehouse) -> dict[str, list[tuple]]:
    return {
        risk: warehouse.query(FEATURES.format(risk=risk, day=DAY)) for risk in RISKS
    }


def spoil_what_came_later(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> int:
    """Deletes half of the records that were first delivered after the day, and changes
    dates, numbers and words of all that was delivered after it. Returns how many rows.
    """
    with monkeypatch.context() as patched, duckdb.connect() as connection:
        for name, value in warehouse.environment.items():
            patched.setenv(name, value)
        attach_vault(connection, read_only=False)
        tables = connection.execute(
            "select table_name from duckdb_columns() where database_name = 'vault' "
            "and schema_name = 'staging' and column_name = 'first_known_on' "
            "and table_name like 'stg_%' group by all order by all"
        ).fetchall()
        spoilt = 0
        for (name,) in tables:
            table = f"vault.staging.{name}"
            kinds = dict(
                row[:2] for row in connection.execute(f"describe {table}").fetchall()
            )
            # an episode is linked by the record of the person that it names
            if "social_care_people" not in name:
                connection.execute(
                    f"delete from {table} where first_known_on > date '{DAY}' "
                    "and hash(record_token) % 2 = 0"
                )
            changed = [
                f"{column} = {_other(column, kind, table)}"
                for column, kind in kinds.items()
                if not column.startswith((*LINKAGE, "first_", "last_", "is_"))
                and (column in PLACES or not column.endswith("_token"))
            ]
            found = connection.execute(
                f"update {table} set {', '.join(changed)} where known_on > date '{DAY}'"
            ).fetchone()
            spoilt += found[0] if found else 0
    return spoilt


def _other(column: str, kind: str, table: str) -> str:
    """An expression of the kind that is not what the column says."""
    if column.endswith("birth_month") and kind != "DATE":
        return "1"
    if kind in ("DATE", "TIMESTAMP"):
        return f"{column} - interval '500' day"
    if kind in ("VARCHAR", "UBIGINT"):
        return f"(select max({column}) from {table})"
    if kind == "BOOLEAN":
        return f"not {column}"
    return f"case when {column} < 50 then {column} + 1 else {column} - 1 end"


def test_nothing_that_came_later_moves_a_feature(
    district: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = Warehouse(tmp_path / "spoilt")
    for part in ("landing", "keys", "warehouse"):
        shutil.copytree(district.folder / part, spoilt.folder / part, symlinks=True)
    assert spoil_what_came_later(spoilt, monkeypatch) > 10_000
    behind = [f"lnk_people__identified+,+risk_{risk}__features" for risk in RISKS]
    built = spoilt.build("--resource-type", "model", "-s", *behind)
    assert built.returncode == 0, built.stdout
    before, after = features(district), features(spoilt)
    for risk in RISKS:
        assert len(before[risk]) > 500, risk
        # no values in what a failure shows
        moved = sum(
            one != other for one, other in zip(before[risk], after[risk], strict=True)
        )
        assert moved == 0, f"{risk}: {moved} of {len(before[risk])} rows moved"
    # what was spoilt does move what is known later
    count = "select bit_xor(hash(f)) from vault.risk.risk_unnecessary_ae__features as f"
    assert district.query(count) != spoilt.query(count)
