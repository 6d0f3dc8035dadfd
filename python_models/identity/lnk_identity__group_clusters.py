"""Joins groups along their links, without contradictions."""

from essex_data.matching import clusters


def model(dbt, session):
    dbt.config(materialized="table")
    links = dbt.ref("lnk_identity__judged_pairs").filter("is_likely").df()
    facts = dbt.ref("lnk_identity__group_facts").project(", ".join(clusters.FACTS)).df()
    weights = dbt.ref("lnk_identity__weights").df()
    return clusters.cluster(links, facts, weights)
