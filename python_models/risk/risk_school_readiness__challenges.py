"""Fits what the readable model of school readiness is held against."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_school_readiness__cohort")
    features = dbt.ref("risk_school_readiness__features")
    declared = dbt.ref("risk_register__features")
    cards = dbt.ref("risk_school_readiness__scorecards").df()
    rows = read("school_readiness", cohort, features, declared)
    return fitting.challenges(rows, cards)
