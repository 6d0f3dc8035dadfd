"""Judges the models of escalating domestic abuse on the test dates."""

from essex_data.risk.judging import judge
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_domestic_abuse_escalation__cohort")
    features = dbt.ref("risk_domestic_abuse_escalation__features")
    rows = read(
        "domestic_abuse_escalation",
        cohort,
        features,
        dbt.ref("risk_register__features"),
    )
    scores = (
        dbt.ref("risk_domestic_abuse_escalation__scores")
        .filter("purpose = 'test'")
        .df()
    )
    challenges = dbt.ref("risk_domestic_abuse_escalation__challenges").df()
    register = (
        dbt.ref("risk_register__risks")
        .filter("risk = 'domestic_abuse_escalation'")
        .df()
    )
    return judge(rows, scores, challenges, register)
