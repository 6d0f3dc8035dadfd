"""Fits what the readable model of unnecessary A&E attendance is held against."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_unnecessary_ae__cohort")
    features = dbt.ref("risk_unnecessary_ae__features")
    declared = dbt.ref("risk_register__features")
    cards = dbt.ref("risk_unnecessary_ae__scorecards").df()
    rows = read("unnecessary_ae", cohort, features, declared)
    return fitting.challenges(rows, cards)
