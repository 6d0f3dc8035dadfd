"""The landing contract as the staging folders' ``sources.yml`` state it."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from essex_data.settings import PROJECT_ROOT

PROTOCOLS = PROJECT_ROOT / "seeds" / "protocols"


@dataclass(frozen=True)
class Dataset:
    """One dataset of one partner.

    columns: every column that the contract covers, in lower case, in its order.
    key: those that make the business key.
    identifiers: those that say who or where somebody is (roles key, id and qi).
    delivery: ``append`` or ``snapshot``.
    most_rejected: the share of its rows above which a file is refused whole.
    retention_years: how long what was delivered may be kept, by the strictest of its
    sharing protocols; None where none says.
    types: SQL types of columns that are not read as text.
    patterns: what the text of a column must look like (RE2), or it is not known; a
    key that does not is no key.
    tokenised: the dataset as a partner delivers it who pseudonymises at source, with
    the columns of tokenised_rows(); None where nobody can.
    """

    partner: str
    name: str
    delivery: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    most_rejected: float = 0.05
    retention_years: int | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    tokenised: Dataset | None = None


def read_contract(staging: Path | None = None) -> list[Dataset]:
    """Reads every ``sources.yml`` below the staging folder, in order of name.

    Raises ValueError when a dataset has no key or an unknown kind of delivery.
    """
    staging = staging or PROJECT_ROOT / "models" / "staging"
    retention = _retention_years()
    datasets = []
    for path in sorted(staging.glob("*/sources.yml")):
        for source in yaml.load(path.read_bytes(), yaml.CSafeLoader)["sources"]:
            for table in source["tables"]:
                if "delivery" in table.get("config", {}).get("meta", {}):
                    datasets.append(
                        replace(
                            _dataset(path, source["name"], table),
                            retention_years=retention.get(
                                (source["name"], table["name"])
                            ),
                        )
                    )
    return datasets


def _retention_years() -> dict[tuple[str, str], int]:
    """By partner and dataset, the years that the register of protocols allows."""
    protocols, columns = (
        list(csv.DictReader((PROTOCOLS / name).read_text("utf-8").splitlines()))
        for name in ("sharing_protocols.csv", "sharing_protocol_columns.csv")
    )
    found: dict[tuple[str, str], int] = {}
    datasets = {(row["protocol_id"], row["dataset"]) for row in columns}
    for row in protocols:
        # what is wrong with a register is told when the run begins
        if not row["retention_years"].isdigit():
            continue
        years = int(row["retention_years"])
        for protocol, dataset in datasets:
            if protocol == row["protocol_id"]:
                key = (row["partner"], dataset)
                found[key] = min(years, found.get(key, years))
    return found


def _dataset(path: Path, partner: str, table: dict) -> Dataset:
    columns = [(c["name"], c["config"]["meta"]) for c in table["columns"]]
    key = tuple(
        name
        for name, meta in columns
        if meta["role"] == "key" and "refers_to" not in meta
    )
    delivery = table["config"]["meta"]["delivery"]
    if not key:
        raise ValueError(f"{path}: {table['name']} has no column with `role: key`.")
    if delivery not in ("append", "snapshot"):
        raise ValueError(
            f"{path}: {table['name']} has `delivery: {delivery}`; "
            "it must be append or snapshot."
        )
    dataset = Dataset(
        partner=partner,
        name=table["name"],
        delivery=delivery,
        columns=tuple(name for name, _ in columns),
        key=key,
        identifiers=tuple(name for name, meta in columns if meta["role"] != "attr"),
        most_rejected=float(
            table["config"]["meta"].get("most_rejected", Dataset.most_rejected)
        ),
    )
    # labels are not records of people, and the hub's own
    if partner == "evaluation":
        return dataset
    described = [meta | {"name": name} for name, meta in columns]
    types = _tokenised_types(described)
    tokenised = replace(
        dataset,
        columns=tuple(types),
        key=("record_token",),
        identifiers=(),
        types=types,
        patterns=_tokenised_patterns(types, described),
    )
    return replace(dataset, tokenised=tokenised)


# What parse_attribute() makes of text.
_ATTRIBUTE_TYPES = {
    **dict.fromkeys(("date", "month"), "date"),
    "timestamp": "timestamp",
    "integer": "integer",
    "decimal": "decimal(12, 2)",
    "yes_no": "boolean",
}


def _tokenised_types(columns: list[dict]) -> dict[str, str]:
    """Name and SQL type of each column that tokenised_rows() makes, in its order."""
    people = {meta.get("person", "self") for meta in columns if "feeds" in meta}
    types = {"record_token": "varchar"}
    if "self" in people:
        types |= {
            **{"identity_token": "ubigint", "birth_year": "smallint"},
            **{"birth_month": "smallint", "sex": "varchar"},
            **{"address_token": "ubigint", "uprn_token": "ubigint"},
            "match_tokens": "ubigint[]",
        }
    if "mother" in people:
        types |= {
            **{"mother_identity_token": "ubigint", "mother_birth_year": "smallint"},
            **{"mother_birth_month": "smallint", "mother_match_tokens": "ubigint[]"},
        }
    if people:
        types |= {"lsoa_code": "varchar", "placed_by": "varchar"}
    for named, suffix in (("refers_to", "record_token"), ("groups", "token")):
        types |= {f"{m[named]}_{suffix}": "varchar" for m in columns if named in m}
    types |= {
        meta["name"]: _ATTRIBUTE_TYPES.get(meta["type"], "varchar")
        for meta in columns
        if "type" in meta
    }
    return types | {"value_faults": "varchar"}


_PATTERNS = {
    "sex": "[FM]",
    "lsoa_code": "[EW]01[0-9]{6}",
    "placed_by": "uprn|postcode",
    "value_faults": "[a-z0-9_]+:[a-z_]+( [a-z0-9_]+:[a-z_]+)*",
}
_ACADEMIC_YEAR = "(19|20)[0-9]{2}/[0-9]{2}"
_ETHNIC_GROUPS = ("white", "mixed", "asian", "black", "other")


def _tokenised_patterns(types: dict[str, str], columns: list[dict]) -> dict[str, str]:
    """What text a partner may deliver in tokenised form: where a token or a code
    belongs there is nothing else.
    """
    attributes = {meta["name"]: meta for meta in columns if "type" in meta}
    patterns = {}
    for name, kind in types.items():
        meta = attributes.get(name, {})
        if kind != "varchar":
            continue
        if meta.get("type") == "code":
            patterns[name] = "|".join(map(re.escape, map(str, meta["values"])))
        elif meta.get("type") == "ethnicity":
            patterns[name] = "|".join(_ETHNIC_GROUPS)
        elif meta.get("type") == "academic_year":
            patterns[name] = _ACADEMIC_YEAR
        elif not meta:
            patterns[name] = _PATTERNS.get(name, "[0-9a-f]{32}")
    return patterns
