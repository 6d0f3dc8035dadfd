"""The documentation tells the truth about today."""

from __future__ import annotations

import json

from conftest import ROOT, Warehouse
from essex_data.documentation import protocols_page, tables_page


def test_the_page_of_tables_is_current(district: Warehouse) -> None:
    manifest = json.loads((district.folder / "target" / "manifest.json").read_text())
    written = (ROOT / "docs" / "tables.md").read_text("utf-8")
    assert tables_page(manifest) == written, "Run `make docs` and commit the page."


def test_the_page_of_protocols_is_current(district: Warehouse) -> None:
    manifest = json.loads((district.folder / "target" / "manifest.json").read_text())
    written = (ROOT / "docs" / "protocols.md").read_text("utf-8")
    assert protocols_page(manifest) == written, "Run `make docs` and commit the page."


def test_every_table_and_column_is_described(district: Warehouse) -> None:
    manifest = json.loads((district.folder / "target" / "manifest.json").read_text())
    nodes = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    ]
    assert len(nodes) > 50
    undescribed = [
        node["name"]
        for node in nodes
        if not node["description"].startswith("One row per")
        or not all(column["description"] for column in node["columns"].values())
    ]
    assert undescribed == []


def test_described_columns_are_the_columns(district: Warehouse) -> None:
    manifest = json.loads((district.folder / "target" / "manifest.json").read_text())
    stored: dict[str, set[str]] = {}
    for table, column in district.query(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'vault'"
    ):
        stored.setdefault(table, set()).add(column)
    different = {
        node["name"]: sorted(stored[node["name"]] ^ set(node["columns"]))
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        # their columns are the contract's, as tokenised_rows() says
        and not node["name"].startswith("base_")
        and stored[node["name"]] != set(node["columns"])
    }
    assert different == {}
