"""What the tables hold that no SQL of the project makes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb

from essex_data import deliveries
from essex_data.contract import Dataset, read_contract
from essex_data.lineage.rules import Node
from essex_data.lineage.values import (
    NOTHING,
    Form,
    Origin,
    Relation,
    Value,
    Way,
    either,
    together,
)

# What the plugin puts beside the columns of a delivered file (deliveries.view_sql).
BESIDE = (
    *("delivery_date", "delivered_in", "file_path", "file_sha256", "staged_with"),
    "row_number",
)
# What the published directories hold; the first column is what identifiers look like.
DIRECTORIES = {
    "postcode_directory": ("postcode", "lsoa_code", "ward_code", "ended_on"),
    "uprn_directory": ("uprn", "lsoa_code", "ward_code"),
}
_AT_SOURCE = {
    **{"birth_year": Way.YEAR, "birth_month": Way.MONTH, "sex": Way.SEX},
    **{"mother_birth_year": Way.YEAR, "mother_birth_month": Way.MONTH},
    **{"lsoa_code": Way.PLACE, "placed_by": Way.PLACE, "value_faults": Way.FAULT},
}
# Keys that are names of a partner and of a dataset.
NAMES = {("labelled_records", "partner"), ("labelled_records", "dataset")}


def of_source(source: Node) -> Relation:
    """What a source holds: delivered rows, a directory or what is known of files."""
    name = source["name"]
    if source["source_name"] == "landing":
        return _landing().get(name, Relation(()))
    if source["source_name"] == "reference_directories":
        first, *rest = DIRECTORIES[name]
        origin = Origin("reference", first, "directory")
        looks = Value({(origin, Way.RAW): (str(origin),)}, Form.TEXT, origin)
        return Relation(((first, looks), *((column, NOTHING) for column in rest)))
    columns = [
        (column.lower(), _delivered(source, column)) for column in source["columns"]
    ]
    columns += [(name, NOTHING) for name in BESIDE]
    return Relation(tuple(columns), is_personal=True)


def of_tokens(source: Node) -> Relation | None:
    """What a partner delivers of a dataset who pseudonymised it at source, taken to be
    what its columns are called; None where nobody can."""
    form = _tokenised().get((source["source_name"], source["name"]))
    if form is None:
        return None
    dataset = f"{form.partner}.{form.name}__tokens"
    columns = []
    for name in form.columns:
        way = (
            Way.TOKEN if name.endswith(("_token", "_tokens")) else _AT_SOURCE.get(name)
        )
        origin = Origin(dataset, name, "at source")
        flows = {(origin, way): (str(origin),)} if way else {}
        columns.append((name, Value(flows)))
    columns += [(name, NOTHING) for name in BESIDE]
    return Relation(tuple(columns), is_personal=True)


def texts_at_source(source: Node) -> set[str]:
    """The columns of such a delivery, but for attributes, that can hold any text."""
    form = _tokenised().get((source["source_name"], source["name"]))
    types = form.types.items() if form else ()
    columns = source["columns"].items()
    attributes = {n for n, c in columns if c["config"]["meta"].get("role") == "attr"}
    return {name for name, kind in types if kind == "varchar"} - attributes


def of_seed(node: Node, root: Path) -> Relation:
    """The columns of a seed, which hold nothing that was delivered."""
    path = root / node["original_file_path"]
    with path.open(encoding="utf-8", newline="") as file:
        return Relation(tuple((name, NOTHING) for name in next(csv.reader(file))))


def of_python(node: Node, inputs: Iterable[Relation]) -> Relation:
    """A Python model: a column of the name of one that it reads is that; any other id
    or token may be of any that it reads; the rest is computed."""
    read = list(inputs)
    every = together(value for table in read for _, value in table.columns)
    columns = []
    for name in map(str.lower, node["columns"]):
        values = [value for table in read for value in table.named(name)]
        if not values and name.endswith(("_id", "_token", "_tokens")):
            values = [every]
        columns.append((name, either(values).at(f"{node['name']}.{name}")))
    is_personal = any(value.has(Way.TOKEN, Way.ID) for _, value in columns)
    return Relation(tuple(columns), is_personal)


def _delivered(source: Node, column: str) -> Value:
    """A delivered column; one of which nothing is said counts as an identifier."""
    meta = source["columns"][column]["config"]["meta"]
    role = meta.get("role", "id")
    if role == "attr" or (source["name"], column) in NAMES:
        return Value({}, Form.TEXT)
    dataset = f"{source['source_name']}.{source['name']}"
    origin = Origin(dataset, column, role)
    return Value({(origin, Way.RAW): (str(origin),)}, Form.TEXT, origin)


@cache
def _tokenised() -> dict[tuple[str, str], Dataset]:
    return {(d.partner, d.name): d.tokenised for d in read_contract() if d.tokenised}


@cache
def _landing() -> dict[str, Relation]:
    with duckdb.connect() as connection:
        deliveries.make_tables(connection)
        found = connection.execute(
            "select table_name, list(column_name) from duckdb_columns() "
            "where schema_name = 'landing' group by table_name"
        ).fetchall()
    return {
        table: Relation(tuple((name, NOTHING) for name in names))
        for table, names in found
    }
