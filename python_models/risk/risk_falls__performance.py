"""Judges the models of falls of older people on the test dates."""

from essex_data.risk.judging import judge
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_falls__cohort")
    features = dbt.ref("risk_falls__features")
    rows = read("falls", cohort, features, dbt.ref("risk_register__features"))
    scores = dbt.ref("risk_falls__scores").filter("purpose = 'test'").df()
    challenges = dbt.ref("risk_falls__challenges").df()
    register = dbt.ref("risk_register__risks").filter("risk = 'falls'").df()
    return judge(rows, scores, challenges, register)
