"""Fits the readable model of school readiness and writes it as a scorecard."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_school_readiness__cohort")
    features = dbt.ref("risk_school_readiness__features")
    declared = dbt.ref("risk_register__features")
    return fitting.scorecards(read("school_readiness", cohort, features, declared))
