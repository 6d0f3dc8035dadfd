"""Judges the models of unnecessary A&E attendance on the test dates."""

from essex_data.risk.judging import judge
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_unnecessary_ae__cohort")
    features = dbt.ref("risk_unnecessary_ae__features")
    rows = read("unnecessary_ae", cohort, features, dbt.ref("risk_register__features"))
    scores = dbt.ref("risk_unnecessary_ae__scores").filter("purpose = 'test'").df()
    challenges = dbt.ref("risk_unnecessary_ae__challenges").df()
    register = dbt.ref("risk_register__risks").filter("risk = 'unnecessary_ae'").df()
    return judge(rows, scores, challenges, register)
