"""The Python Record Linkage Toolkit on a FEBRL set, as a process of its own:

``python -m benchmarks.peers.record_linkage <landing> <out> <febrl4|febrl3>``

Blocks, comparisons and threshold follow its own examples for FEBRL; pairs are judged
by its unsupervised classifier (ECM, after Fellegi and Sunter), the fields seen as
agreeing or not.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage

from benchmarks.plain import link_type_of, read_slots

BLOCKS = ("forename", "surname", "date_of_birth", "postcode")
LOWEST_THRESHOLD = 0.05  # kept to find the best threshold afterwards
SIMILAR = 0.85  # Jaro-Winkler from which two texts agree, as in its examples


def main(landing: Path, out: Path, name: str) -> None:
    """Writes slots.parquet and edges.parquet."""
    connection = read_slots(landing)
    people = connection.execute("select * from identities").df().set_index("unique_id")
    sources = connection.execute(
        "select source, unique_id from slots order by source"
    ).df()
    tables = [people]
    if link_type_of(name) == "link_only":
        tables = [
            people.loc[sorted(set(of_source["unique_id"]))]
            for _, of_source in sources.groupby("source")
        ]
    indexer = recordlinkage.Index()
    for block in BLOCKS:
        indexer.block(block)
    pairs = indexer.index(*tables)
    compare = recordlinkage.Compare()
    for name in ("forename", "surname", "address_line"):
        compare.string(name, name, method="jarowinkler", threshold=SIMILAR, label=name)
    for name in ("date_of_birth", "postcode"):
        compare.exact(name, name, label=name)
    if people["nino"].notna().any():
        compare.exact("nino", "nino", label="nino")
    vectors = compare.compute(pairs, *tables)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(vectors)
    likely = classifier.prob(vectors).clip(1e-12, 1 - 1e-12)
    edges = pd.DataFrame(
        {
            "one": pairs.get_level_values(0),
            "other": pairs.get_level_values(1),
            "match_probability": likely.to_numpy(),
            "match_weight": np.log2(likely / (1 - likely)).to_numpy(),
        }
    )
    edges[edges["match_probability"] >= LOWEST_THRESHOLD].to_parquet(
        out / "edges.parquet"
    )
    connection.execute(f"copy slots to '{out}/slots.parquet'")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
