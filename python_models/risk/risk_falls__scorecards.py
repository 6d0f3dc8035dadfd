"""Fits the readable model of falls of older people and writes it as a scorecard."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_falls__cohort")
    features = dbt.ref("risk_falls__features")
    declared = dbt.ref("risk_register__features")
    return fitting.scorecards(read("falls", cohort, features, declared))
