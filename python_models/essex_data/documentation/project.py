"""What the pages read: the register of protocols, dbt's manifest, and where delivered
columns end up."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from essex_data.contract import read_contract
from essex_data.lineage import Findings
from essex_data.lineage.values import Way
from essex_data.settings import PROJECT_ROOT

REGISTER = PROJECT_ROOT / "seeds" / "protocols"
Node = dict[str, Any]
Row = dict[str, str]


def one_line(text: str) -> str:
    """Text for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def names(values: Iterable[str]) -> str:
    """Names as code, one after the other."""
    return ", ".join(f"`{value}`" for value in values)


def in_words(name: str) -> str:
    """A partner's name as it is written: essex_police is Essex Police."""
    words = name.replace("_", " ").title()
    return words.replace(" And ", " and ").replace("Nhs", "NHS")


def read_register(register: Path = REGISTER) -> dict[str, list[Row]]:
    """The rows of each seed of the register, by its name."""
    found = {}
    for path in register.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


@dataclass(frozen=True)
class Project:
    """A compiled project.

    manifest: dbt's, with compiled code. findings: of the privacy check of it.
    register: the rows of each seed of the register of protocols.
    """

    manifest: dict[str, Any]
    findings: Findings
    register: dict[str, list[Row]] = field(default_factory=read_register)
    _walked: dict[Any, tuple[set[str], set[str]]] = field(default_factory=dict)

    @cached_property
    def datasets(self) -> list[Node]:
        """The sources that partners deliver by contract, by partner and name."""
        sources = self.manifest["sources"].values()
        found = [s for s in sources if "delivery" in s["config"].get("meta", {})]
        return sorted(found, key=lambda source: (source["source_name"], source["name"]))

    @cached_property
    def models(self) -> dict[str, Node]:
        """The models by dbt's key, in the order of their names."""
        nodes = self.manifest["nodes"].items()
        found = [(k, node) for k, node in nodes if node["resource_type"] == "model"]
        return dict(sorted(found, key=lambda item: str(item[1]["name"])))

    @cached_property
    def hashes(self) -> dict[str, list[str]]:
        """By table: its columns that are, or come of, a keyed hash of what somebody
        delivered. A row that has one is about somebody, or about a record."""
        found: dict[str, list[str]] = {}
        for (table, column), value in sorted(self.findings.stored.items()):
            if value.has(Way.TOKEN, Way.ID):
                found.setdefault(table, []).append(column)
        return found

    def purposes_of(self, model: str) -> list[str]:
        """The purposes that a model serves: it, or all that begin as it does."""
        return [
            row["purpose_id"]
            for row in self.register["purpose_uses"]
            if row["used_by"] in (model, model.split("__")[0])
        ]

    def made_of(
        self, keys: Iterable[str], purposes: Iterable[str]
    ) -> tuple[set[str], set[str]]:
        """All that nodes are made of, themselves included, as far as no foundation of
        all purposes answers for it; and those foundations.

        purposes: those for which the nodes are read. Walks upstream as
        macros/protocols/used_datasets.sql does, which judges each run.
        """
        asked = frozenset(keys), frozenset(purposes)
        if asked not in self._walked:
            self._walked[asked] = self._walk(*asked)
        return self._walked[asked]

    def _walk(
        self, keys: frozenset[str], own: frozenset[str]
    ) -> tuple[set[str], set[str]]:
        reached, foundations = set(keys), set[str]()
        unread = list(keys)
        while unread:
            for read in self.reads(unread.pop()):
                name = self.models.get(read, {}).get("name", "")
                others = set(self.purposes_of(name))
                if others and others <= self.foundations - own:
                    foundations.add(read)
                elif read not in reached:
                    reached.add(read)
                    unread.append(read)
        return reached, foundations

    @cached_property
    def foundations(self) -> set[str]:
        """The purposes that all others build on."""
        rows = self.register["purposes"]
        return {row["purpose_id"] for row in rows if row["is_foundation"] == "yes"}

    def datasets_in(self, keys: set[str]) -> list[Node]:
        """The datasets among these nodes."""
        return [source for source in self.datasets if source["unique_id"] in keys]

    def staged_in(self, key: str) -> list[Node]:
        """The datasets of which a table of the staging folder is made."""
        return self.datasets_in(self.made_of([key], ())[0])

    def reads(self, key: str) -> list[str]:
        """What a node reads directly."""
        node = self.manifest["nodes"].get(key, {})
        return list(node.get("depends_on", {}).get("nodes", []))

    def staged_first(self, dataset: Node) -> Node | None:
        """The table that stores a dataset first."""
        found = [
            node
            for key, node in self.models.items()
            if node["schema"] == "staging" and dataset["unique_id"] in self.reads(key)
        ]
        # the records themselves before what is counted of them
        return min(
            found,
            key=lambda node: (not node["name"].startswith("base_"), node["name"]),
            default=None,
        )

    def columns_in(self, node: Node) -> list[str]:
        """The columns of a table; a base table's are those that the contract makes."""
        return list(node["columns"]) or self._tokenised.get(node["name"], [])

    @cached_property
    def _tokenised(self) -> dict[str, list[str]]:
        return {
            f"base_{dataset.partner}__{dataset.name}": list(dataset.tokenised.columns)
            for dataset in read_contract()
            if dataset.tokenised
        }

    def protocols_of(self, dataset: Node) -> list[Row]:
        """The protocols under which a dataset is shared."""
        covering = {
            row["protocol_id"]
            for row in self.register["sharing_protocol_columns"]
            if row["dataset"] == dataset["name"]
        }
        return [
            row
            for row in self.register["sharing_protocols"]
            if row["partner"] == dataset["source_name"]
            and row["protocol_id"] in covering
        ]

    def kinds_of(self, dataset: Node) -> dict[str, str]:
        """By column of a dataset: the kind of data that its protocol says it is."""
        protocols = {row["protocol_id"] for row in self.protocols_of(dataset)}
        return {
            row["column_name"]: row["data_kind"]
            for row in self.register["sharing_protocol_columns"]
            if row["protocol_id"] in protocols and row["dataset"] == dataset["name"]
        }

    def purposes_under(self, protocols: Iterable[Row]) -> list[str]:
        """The purposes that protocols allow, in the order of the register."""
        ids = {row["protocol_id"] for row in protocols}
        allowed = {
            row["purpose_id"]
            for row in self.register["sharing_protocol_purposes"]
            if row["protocol_id"] in ids
        }
        rows = self.register["purposes"]
        return [row["purpose_id"] for row in rows if row["purpose_id"] in allowed]

    def marts_for(self, purposes: Iterable[str]) -> list[str]:
        """The published tables that serve one of the purposes."""
        wanted = set(purposes)
        return [
            node["name"]
            for node in self.models.values()
            if node["schema"] == "marts"
            and wanted.intersection(self.purposes_of(node["name"]))
        ]

    def columns_of(self, source: Node) -> Iterator[tuple[str, dict[str, Any]]]:
        """Name of each delivered column, and what sources.yml says of it."""
        for name, column in source["columns"].items():
            yield name, column["config"]["meta"]
