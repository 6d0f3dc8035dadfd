"""Fits the readable model of unnecessary A&E attendance, as a scorecard."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_unnecessary_ae__cohort")
    features = dbt.ref("risk_unnecessary_ae__features")
    declared = dbt.ref("risk_register__features")
    return fitting.scorecards(read("unnecessary_ae", cohort, features, declared))
