"""Judges the school readiness models on the newest complete year."""

from essex_data.risk import school_readiness


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_school_readiness__cohort").df()
    features = dbt.ref("risk_school_readiness__features").df()
    scores = dbt.ref("risk_school_readiness__scores").df()
    return school_readiness.judge(cohort, features, scores)
