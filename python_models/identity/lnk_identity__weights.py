"""Fits what agreement is worth, without truth."""

from essex_data.matching import weights


def model(dbt, session):
    dbt.config(materialized="table")
    sampled = dbt.ref("lnk_identity__sampled_patterns").order("all").df()
    patterns = dbt.ref("lnk_identity__patterns").order("all").df()
    chances = dbt.ref("lnk_identity__chances").df()
    return weights.fit(sampled, patterns, chances)
