"""What is released for a purpose cannot be joined to what is released for another."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
from pathlib import Path

from conftest import Warehouse
from essex_data.keys import read_key, release_key

QUERY = (
    "select person_id, partner, match_probability from lnk_people__records "
    "order by record_token limit 50"
)


def release(warehouse: Warehouse, out: Path, purpose: str = "") -> list[dict[str, str]]:
    asked = warehouse.run(
        *("python", "-m", "essex_data", "sql", "--query", QUERY, "--out", str(out)),
        *(("--purpose", purpose) if purpose else ()),
    )
    assert asked.returncode == 0, asked.stderr
    return list(csv.DictReader(out.read_text().splitlines()))


def test_ids_of_two_purposes_cannot_be_joined(
    district: Warehouse, tmp_path: Path
) -> None:
    purposes = ("early_years_commissioning", "linkage_evaluation")
    ours = release(district, tmp_path / "ours.csv")
    one, again, other = (
        release(district, tmp_path / f"{number}.csv", purpose)
        for number, purpose in enumerate((purposes[0], *purposes))
    )
    assert one == again
    ids = [{row["person_id"] for row in rows} for rows in (ours, one, other)]
    assert not (ids[0] & ids[1] or ids[0] & ids[2] or ids[1] & ids[2])
    # the same people, and everything else as it was
    assert len(ids[0]) == len(ids[1]) == len(ids[2])
    for plain, released in zip(ours, other, strict=True):
        assert plain | {"person_id": ""} == released | {"person_id": ""}
    # what a second implementation makes of it
    vault_key = read_key(district.folder / "keys" / "vault.key")
    key = hmac.digest(vault_key, b"release\x1flinkage_evaluation", "sha256")
    assert key == release_key(vault_key, "linkage_evaluation")
    expected = hmac.new(key, ours[0]["person_id"].encode(), hashlib.sha256).digest()
    assert other[0]["person_id"] == expected[:16].hex()
    log = (district.folder / "warehouse" / "audit.log").read_text().splitlines()
    assert json.loads(log[-1])["purpose"] == "linkage_evaluation"


def test_a_release_says_what_it_cannot_hold(district: Warehouse) -> None:
    for query, purpose, message in (
        ("select 1", "curiosity", "No purpose curiosity is registered"),
        (
            "select identity_token, record_token from lnk_identity__person_slots",
            "linkage_evaluation",
            'cannot hold "identity_token"',
        ),
        (
            "select [person_id] as people from lnk_people__people",
            "linkage_evaluation",
            'cannot hold "people"',
        ),
    ):
        asked = district.run(
            *("python", "-m", "essex_data", "sql", "--query", query),
            *("--purpose", purpose),
        )
        assert asked.returncode == 1
        assert message in asked.stderr
