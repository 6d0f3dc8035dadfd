"""Fits what the weights' odds are worth among candidates, without truth."""

from essex_data.matching import weights


def model(dbt, session):
    dbt.config(materialized="table")
    patterns = dbt.ref("lnk_identity__patterns").order("all").df()
    fitted = dbt.ref("lnk_identity__weights").df()
    chances = dbt.ref("lnk_identity__chances").df()
    return weights.calibrate(patterns, fitted, chances)
