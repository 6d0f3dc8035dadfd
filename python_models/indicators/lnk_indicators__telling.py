"""Attacks what is about to be published, and says what more must be hidden, or kept."""

from essex_data.disclosure import protection


def model(dbt, session):
    dbt.config(materialized="table")
    return protection.telling(
        dbt.ref("lnk_indicators__judged").project(*protection.JUDGED).df(),
        dbt.ref("lnk_indicators__areas").df(),
        dbt.ref("lnk_indicators__releases").df(),
    )
