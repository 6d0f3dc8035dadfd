"""Fits what the readable model of falls of older people is held against."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_falls__cohort")
    features = dbt.ref("risk_falls__features")
    declared = dbt.ref("risk_register__features")
    cards = dbt.ref("risk_falls__scorecards").df()
    rows = read("falls", cohort, features, declared)
    return fitting.challenges(rows, cards)
