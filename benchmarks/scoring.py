"""How well records were put together, against labels: pairs in one cluster."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Score:
    """Pairs of records in one cluster against pairs with one label.

    clusters_exact: share of the labels whose records are one cluster and nothing else.
    threshold: the match weight (log2 of the odds) from which pairs were joined.
    """

    precision: float
    recall: float
    f1: float
    clusters_exact: float
    threshold: float | None = None

    def as_dict(self) -> dict[str, float | None]:
        return asdict(self)


def score(labels: np.ndarray, clusters: np.ndarray) -> Score:
    """Scores a clustering. Both arrays hold one whole number per record."""
    cells = pd.DataFrame({"label": labels, "cluster": clusters})
    joint = cells.value_counts()
    by_label = cells["label"].value_counts()
    by_cluster = cells["cluster"].value_counts()
    true, made, both = _pairs(by_label), _pairs(by_cluster), _pairs(joint)
    is_exact = (
        joint.to_numpy() == by_label.loc[joint.index.get_level_values(0)].to_numpy()
    ) & (joint.to_numpy() == by_cluster.loc[joint.index.get_level_values(1)].to_numpy())
    return Score(
        precision=both / made if made else 1.0,
        recall=both / true if true else 1.0,
        f1=2 * both / (made + true) if made + true else 1.0,
        clusters_exact=float(is_exact.sum() / len(by_label)),
    )


def _pairs(sizes: pd.Series) -> int:
    counts = sizes.to_numpy().astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def clusters_of(node_count: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The component of each of `node_count` nodes under the edges (one, other)."""
    graph = coo_matrix(
        (np.ones(len(one), dtype=np.int8), (one, other)), (node_count, node_count)
    )
    return connected_components(graph, directed=False)[1]


def best(
    nodes: np.ndarray, labels: np.ndarray, edges: pd.DataFrame, steps: int = 40
) -> Score:
    """The score at the match weight that gives the highest F1.

    nodes: each record's node, 0 …; labels: each record's label, a whole number;
    edges: ``one``, ``other`` (nodes) and ``weight``. Weights are tried at
    quantiles, at equal steps and at usual probabilities.
    """
    if edges.empty:
        return score(labels, nodes)
    weights = edges["weight"].to_numpy()
    tried = np.unique(
        np.concatenate(
            [
                np.quantile(weights, np.linspace(0, 1, steps)),
                np.linspace(weights.min(), weights.max(), steps),
                np.log2([1, 3, 9, 19, 99, 999]),
            ]
        )
    )
    return max(
        (at_weight(nodes, labels, edges, weight) for weight in tried),
        key=lambda found: found.f1,
    )


def at_weight(
    nodes: np.ndarray, labels: np.ndarray, edges: pd.DataFrame, weight: float
) -> Score:
    """The score of the clusters that edges of at least `weight` make."""
    kept = edges[edges["weight"] >= weight]
    found = clusters_of(
        int(nodes.max()) + 1, kept["one"].to_numpy(), kept["other"].to_numpy()
    )
    return replace(score(labels, found[nodes]), threshold=float(weight))


def one_to_one(
    edges: pd.DataFrame, sources: pd.DataFrame, has_duplicates: bool = True
) -> pd.DataFrame:
    """The edges that are each side's best into the other's source, ties dropped.

    edges: ``one``, ``other``, ``weight``; sources: ``node``, ``source``, one row per
    source that holds the node; has_duplicates: whether a source may hold a person any
    number of times, so that edges within one source stay; else no two nodes of one
    source are joined.
    """
    connection = duckdb.connect()
    connection.register("sources", sources)
    connection.register("edges", edges)
    if not has_duplicates:
        between = connection.execute(
            """
            select one, other, weight from edges
            where not exists (
                select 1
                from sources as mine
                inner join sources as theirs using (source)
                where mine.node = edges.one and theirs.node = edges.other
            )
            """
        ).df()
        connection.register("edges", between)
    return connection.execute(
        """
        with directed as (
            select one, other, weight from edges
            union all
            select other, one, weight from edges
        ),

        ranked as (
            select
                directed.one,
                directed.other,
                directed.weight,
                mine.source as one_source,
                theirs.source as other_source,
                mine.source = theirs.source as is_within,
                rank() over (
                    partition by directed.one, mine.source, theirs.source
                    order by weight desc
                ) = 1
                and count(*) over (
                    partition by directed.one, mine.source, theirs.source, weight
                ) = 1 as is_best
            from directed
            inner join sources as mine on directed.one = mine.node
            inner join sources as theirs on directed.other = theirs.node
        )

        select distinct forth.one, forth.other, forth.weight
        from ranked as forth
        inner join ranked as back
            on forth.one = back.other and forth.other = back.one
            and forth.one_source = back.other_source
            and forth.other_source = back.one_source
        where
            forth.one < forth.other
            and (forth.is_within or (forth.is_best and back.is_best))
        """
    ).df()
