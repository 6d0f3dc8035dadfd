"""Compares wards where something was done with wards where it was not."""

from essex_data import evaluation


def model(dbt, session):
    dbt.config(materialized="table")
    return evaluation.effects(
        dbt.ref("lnk_evaluation__panel").df(), dbt.ref("lnk_evaluation__matches").df()
    )
