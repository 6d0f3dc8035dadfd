"""Fits the school readiness models and scores the test year and coming cohorts."""

from essex_data.risk import school_readiness


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_school_readiness__cohort").df()
    features = dbt.ref("risk_school_readiness__features").df()
    return school_readiness.score(cohort, features)
