"""Fits what the readable model of escalating domestic abuse is held against."""

from essex_data.risk import fitting
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_domestic_abuse_escalation__cohort")
    features = dbt.ref("risk_domestic_abuse_escalation__features")
    declared = dbt.ref("risk_register__features")
    cards = dbt.ref("risk_domestic_abuse_escalation__scorecards").df()
    rows = read("domestic_abuse_escalation", cohort, features, declared)
    return fitting.challenges(rows, cards)
