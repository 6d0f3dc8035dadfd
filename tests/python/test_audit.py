"""Queries against the vault leave a line that tells of no value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from essex_data import audit


@pytest.mark.parametrize(
    ("query", "shape"),
    [
        ("select 1", "select ?"),
        ("select *\n from t1 where a = 'O''Brien'", "select * from t1 where a = ??"),
        ("select 9990000018, 1.5e3, x2 from p", "select ?, ?, x2 from p"),
        ("select $$Mole$$, $q$Ratty$q$", "select ?, ?"),
        ("select a -- Ann Mole\n from t", "select a from t"),
        ("select a /* Ann\nMole */ from t", "select a from t"),
        ("select '-- no comment' from t", "select ? from t"),
        ("select -1", "select -?"),
        ("select a -- Ann's\n from t where b = 'Ratty'", "select a from t where b = ?"),
        ("select a from t where b = 'Rat", "select a from t where b = ?"),
        (r"select e'Ann\'s Mole' from t", "select ? from t"),
        ('select "it\'s", \'Mole\', "a""b" from t', 'select "?", ?, "a""b" from t'),
        (
            'select a as "Ann Mole", b as "person_id"',
            'select a as "?", b as "person_id"',
        ),
    ],
)
def test_a_line_holds_the_query_without_its_values(query: str, shape: str) -> None:
    assert json.loads(audit.audit_line(query, None))["query"] == shape


def test_lines_are_added_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    log = tmp_path / "audit.log"
    for number in range(2):
        audit.append(log, audit.audit_line(f"select a{number}", tmp_path / "a.csv"))
    first, second = map(json.loads, log.read_text().splitlines())
    assert (first["query"], second["query"]) == ("select a0", "select a1")
    assert first["out"] == str(tmp_path / "a.csv")
    assert first["asked_by"] and first["asked_at"].endswith("+00:00")
    assert log.stat().st_mode & 0o777 == 0o600
