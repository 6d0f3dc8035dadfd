"""Judges the models of school exclusion on the test dates."""

from essex_data.risk.judging import judge
from essex_data.risk.rows import read


def model(dbt, session):
    dbt.config(materialized="table")
    cohort = dbt.ref("risk_school_exclusion__cohort")
    features = dbt.ref("risk_school_exclusion__features")
    rows = read(
        "school_exclusion",
        cohort,
        features,
        dbt.ref("risk_register__features"),
        profiles=dbt.ref("lnk_timeline__eyfs_profile"),
    )
    scores = dbt.ref("risk_school_exclusion__scores").filter("purpose = 'test'").df()
    challenges = dbt.ref("risk_school_exclusion__challenges").df()
    register = dbt.ref("risk_register__risks").filter("risk = 'school_exclusion'").df()
    return judge(rows, scores, challenges, register)
