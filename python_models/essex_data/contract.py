"""The landing contract as the staging folders' ``sources.yml`` state it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from essex_data.settings import PROJECT_ROOT


@dataclass(frozen=True)
class Dataset:
    """One dataset of one partner.

    columns: every column that the contract covers, in lower case, in its order.
    key: those that make the business key.
    identifiers: those that say who or where somebody is (roles key, id and qi).
    delivery: ``append`` or ``snapshot``.
    most_rejected: the share of its rows above which a file is refused whole.
    """

    partner: str
    name: str
    delivery: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    most_rejected: float = 0.05


def read_contract(staging: Path | None = None) -> list[Dataset]:
    """Reads every ``sources.yml`` below the staging folder, in order of name.

    Raises ValueError when a dataset has no key or an unknown kind of delivery.
    """
    staging = staging or PROJECT_ROOT / "models" / "staging"
    datasets = []
    for path in sorted(staging.glob("*/sources.yml")):
        for source in yaml.load(path.read_bytes(), yaml.CSafeLoader)["sources"]:
            for table in source["tables"]:
                if "delivery" in table.get("config", {}).get("meta", {}):
                    datasets.append(_dataset(path, source["name"], table))
    return datasets


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
    return Dataset(
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
