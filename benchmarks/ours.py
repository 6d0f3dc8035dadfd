"""The warehouse's own linkage: runs it, and reads what it found."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from essex_data.keys import KEY_NAMES

from benchmarks.processes import ROOT, Cost, measure

BIN = Path(sys.executable).parent
# From delivered text to person_id, and nothing else.
PEOPLE = ["build", "--select", "+lnk_people__identified"]
PEOPLE += ["--resource-type", "model", "--resource-type", "seed"]
LABELS = [
    *("run", "--select", "base_evaluation__labelled_records"),
    *("stg_evaluation__labelled_records", "lnk_identity__links"),
]


@dataclass(frozen=True)
class Warehouse:
    """A landing root and what is built from it, in a folder of its own."""

    landing: Path
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "LANDING_ROOT": str(self.landing),
            "WAREHOUSE_ROOT": str(self.folder / "warehouse"),
            "KEY_DIR": str(self.folder / "keys"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "PYTHONPATH": str(ROOT / "python_models"),
        }

    def dbt(self, command: list[str]) -> Cost:
        """Runs a dbt command, always under the same keys: samples hang on them."""
        keys = self.folder / "keys"
        keys.mkdir(parents=True, exist_ok=True)
        for name in KEY_NAMES:
            (keys / name).write_bytes(hashlib.sha256(name.encode()).digest())
            (keys / name).chmod(0o600)
        return measure(
            [str(BIN / "dbt"), "--no-use-colors", *command],
            ROOT,
            self.environment,
            self.folder / "dbt.log",
        )

    def query(self, sql: str) -> pd.DataFrame:
        """Rows of a query against the vault, asked as those who hold the key ask."""
        out = self.folder / "query.csv"
        measure(
            [sys.executable, "-m", "essex_data", "sql", "--query", sql]
            + ["--out", str(out)],
            ROOT,
            self.environment,
            self.folder / "sql.log",
        )
        return pd.read_csv(out)


@dataclass(frozen=True)
class Linkage:
    """What the warehouse found, for labelled records only.

    people, nodes, labels: per record the person it was given, the group of certainly
    equal identities it stands in, and its label, each a whole number from 0;
    sources: per record its dataset.
    edges: pairs of groups (``one``, ``other``) with ``weight``, accepted or not.
    """

    people: np.ndarray
    nodes: np.ndarray
    labels: np.ndarray
    sources: np.ndarray
    edges: pd.DataFrame


def read_linkage(warehouse: Warehouse) -> Linkage:
    """Reads people and links. The only place that knows the linked tables."""
    records = warehouse.query(
        "select people.person_id, people.group_token, people.dataset, "
        "labels.person_label_token "
        "from lnk_people__identified as people "
        "inner join stg_evaluation__labelled_records as labels "
        "using (partner, dataset, record_token, role)"
    )
    links = warehouse.query(
        "select one_group, other_group, match_probability from lnk_identity__links"
    )
    groups, names = pd.factorize(records["group_token"])
    place = pd.Series(np.arange(len(names)), index=names)
    likely = links["match_probability"].clip(1e-9, 1 - 1e-9)
    edges = pd.DataFrame(
        {
            "one": links["one_group"].map(place),
            "other": links["other_group"].map(place),
            "weight": np.log2(likely / (1 - likely)),
        }
    ).dropna()
    return Linkage(
        people=pd.factorize(records["person_id"])[0],
        nodes=groups,
        labels=pd.factorize(records["person_label_token"])[0],
        sources=records["dataset"].to_numpy(),
        edges=edges.astype({"one": int, "other": int}),
    )
