"""A motivated intruder learns no more of a named child than the published rate says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import PEOPLE, Warehouse
from essex_data.disclosure.protection import telling
from intruder import AREA, OBSERVED, Intruder, judged, published_cells

FIGURES = logging.getLogger("intruder")  # --log-cli-level=INFO shows them
DISTRICT = 187_000  # people of the whole district
# What is known to be weak, and may not become weaker (docs/privacy.md):
SUBTRACTED = 0.02  # of the children, whom subtraction names rightly beyond the baseline
LATE = 0.35  # of those who come late: one in five is told by the rounding, and luck
PLACES = """
    select 'ward' as area_type, boundary_vintage, ward_code as area_code,
        lsoa_code as place
    from vault.seeds.geography_small_areas
    union all
    select 'small_area', '2011', lsoa_code, lsoa_code
    from vault.seeds.geography_deprivation
"""


@pytest.fixture(scope="module")
def vault(district: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """The vault, for what a test plants and scores; the intruder has only the marts."""
    with district.connected() as connection:
        yield connection


@pytest.fixture(scope="module")
def areas(vault: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return vault.execute(PLACES).df()


@pytest.fixture(scope="module")
def named_children(district: Warehouse) -> pd.DataFrame:
    """The register's children whom the schools' plain extract shows in reception, with
    where they lived then; their outcome is the truth's."""
    landing, truth = district.landing, district.folder / "truth"
    return duckdb.execute(f"""
        with census as (
            select
                lower(forename) as forename, lower(surname) as surname,
                coalesce(
                    try_cast(date_of_birth as date),
                    try_strptime(date_of_birth, '%d/%m/%Y')::date
                ) as born,
                coalesce(
                    try_cast(census_date as date),
                    try_strptime(census_date, '%d/%m/%Y')::date
                ) as seen_on,
                replace(postcode, ' ', '') as postcode
            from read_csv(
                '{landing}/schools/school_census/*/*.csv.gz',
                all_varchar = true, union_by_name = true
            )
            where nc_year = 'R'
        ), placed as (
            select census.*, directory.lsoa11 as place,
                make_date((year(seen_on) - (month(seen_on) < 9)::int)::int, 9, 1)
                    as period
            from census
            inner join read_csv(
                '{landing}/reference/postcode_directory/*.csv', all_varchar = true
            ) as directory on census.postcode = replace(directory.pcds, ' ', '')
        )
        select distinct on (people.person_label)
            people.person_label, period::timestamp as period, place,
            birth_month, sex, risks.outcome as not_ready
        from (
            select person_label, lower(forename) as forename,
                lower(surname) as surname, date_of_birth::date as born, sex,
                date_trunc('month', date_of_birth::date) as birth_month
            from '{truth}/people.parquet'
        ) as people
        inner join placed using (forename, surname, born)
        inner join '{truth}/true_risks.parquet' as risks
            on people.person_label = risks.person_label
            and risks.risk = 'school_readiness' and risks.outcome is not null
        order by people.person_label, period, place
    """).df()


def made(
    vault: duckdb.DuckDBPyConnection, nodes: dict, observations: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts, and what is published of them, as by the last build."""
    vault.register("planted_observations", observations)
    found = {}
    for model, read in (
        ("counts", ["observations"]),
        ("judged", ["counts"]),
        ("telling", []),
        ("shown", ["judged", "telling"]),
        ("published", ["shown"]),
    ):
        node = nodes[f"model.essex_data.lnk_indicators__{model}"]
        if node["language"] == "python":
            areas = vault.execute("from vault.linked.lnk_indicators__areas").df()
            releases = vault.execute(
                "from vault.linked.lnk_indicators__releases limit 0"
            ).df()
            judged = vault.execute("from planted_judged").df()
            planted = telling(judged, areas, releases)
            vault.register(f"planted_{model}", planted)
            continue
        sql = node["compiled_code"]
        for name in read:
            relation = nodes[f"model.essex_data.lnk_indicators__{name}"]
            assert relation["relation_name"] in sql
            sql = sql.replace(relation["relation_name"], f"planted_{name}")
        vault.execute(f"create or replace temp table planted_{model} as {sql}")
        found[model] = (
            vault.execute(
                f"select * from planted_{model} where indicator_id = '{OBSERVED}'"
            )
            .df()
            .astype({"numerator": float, "denominator": float})
        )
    counts, published = found["counts"], found["published"]
    published = published.rename(columns={"period_start": "period"})
    counts = counts.rename(columns={"period_start_on": "period"})
    return (
        counts[counts.area_type != "district"].assign(district_value=np.nan),
        published[published.area_type != "district"],
    )


@pytest.fixture(scope="module")
def nodes(district: Warehouse) -> dict:
    return json.loads(district.built_manifest.read_text())["nodes"]


@pytest.fixture(scope="module")
def grown(vault: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """As many children as the whole district has, made of those of the warehouse.

    At 10,000 people nearly every cell is hidden, so that there is little to subtract.
    """
    # ids depend on the keys, which are new, and so would what is drawn
    kept = vault.execute(
        "select * replace (cast(number < numerator as double) as numerator, "
        "1.0 as denominator, cast(number < numerator as double) as person_count) "
        "from (select *, unnest(range(cast(denominator as bigint))) as number "
        "from vault.linked.lnk_indicators__observations "
        f"where indicator_id = '{OBSERVED}' and lsoa_code in "
        "(select lsoa_code from vault.seeds.geography_deprivation)) "
        "order by lsoa_code, period_start_on, numerator"
    ).df()
    rng = np.random.default_rng(2016)
    drawn = kept.sample(len(kept) * DISTRICT // PEOPLE, replace=True, random_state=rng)
    # any of the years, lest a year's few children in an area are copies of one
    years = kept[["period_start_on", "period_end_on"]].sample(
        len(drawn), replace=True, random_state=rng
    )
    drawn[years.columns] = years.to_numpy()
    drawn["child"] = range(len(drawn))
    return drawn.reset_index(drop=True)


def known(observations: pd.DataFrame) -> pd.DataFrame:
    """What the intruder knows of the children who are counted."""
    return pd.DataFrame(
        {
            "period": observations.period_start_on,
            "place": observations.lsoa_code,
            "not_ready": observations.numerator > 0,
        }
    )


@pytest.fixture(scope="module")
def of_grown(
    vault: duckdb.DuckDBPyConnection, nodes: dict, grown: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts of the grown district, and what is published of them."""
    return made(vault, nodes, grown)


def test_the_publications_tell_no_more_of_named_children(
    district: Warehouse, named_children: pd.DataFrame, areas: pd.DataFrame
) -> None:
    assert len(named_children) > 800
    intruder = Intruder(named_children, areas)
    publications = {path.resolve() for path in district.current.parent.iterdir()}
    for folder in sorted(publications):
        result = intruder.judge(published_cells(folder))
        FIGURES.info("publication: %s", result)
        assert not result.is_better, result


def test_a_mart_that_hides_nothing_would_tell(
    district: Warehouse,
    vault: duckdb.DuckDBPyConnection,
    named_children: pd.DataFrame,
    areas: pd.DataFrame,
) -> None:
    leaking = vault.execute(
        f"select {', '.join(AREA)}, period_start_on as period, numerator, "
        "cast(denominator as double) as denominator, null::double as district_value "
        f"from vault.linked.lnk_indicators__counts where indicator_id = '{OBSERVED}' "
        "and area_type <> 'district'"
    ).df()
    intruder = Intruder(named_children, areas)
    published = published_cells(district.current)
    only_wards = leaking[leaking.area_type == "ward"]
    for leaked in (only_wards, leaking):
        result = intruder.judge(published, leaked, error=0.1)
        FIGURES.info("all counts of %s: %s", set(leaked.area_type), result)
        assert result.is_better, result


def test_a_stolen_vault_tells_nearly_everything(
    vault: duckdb.DuckDBPyConnection, named_children: pd.DataFrame
) -> None:
    """Why a table about people is never published, though it holds no name."""
    stolen = vault.execute("""
        select
            make_date(birth_year, birth_month, 1)::timestamp as birth_month, sex,
            lsoa_code as place, has_outcome::double as told
        from vault.risk.risk_school_readiness__cohort
        qualify count(*) over (partition by birth_year, birth_month, sex, lsoa_code) = 1
    """).df()
    of_sex = named_children.assign(sex=named_children.sex.map({1: "M", 2: "F"}))
    found = of_sex.merge(stolen, how="left", on=["birth_month", "sex", "place"])
    rate = named_children.not_ready.mean()
    result = judged(
        found.not_ready.to_numpy(bool),
        found.told.fillna(rate).to_numpy(float),
        np.full(len(found), rate),
    )
    assert result.is_better, result
    told = found[found.told.notna()]
    right = (told.told == told.not_ready).mean()
    FIGURES.info("stolen: %s; %.1f %% found", result, 100 * len(told) / len(found))
    FIGURES.info("stolen: right for %.1f %% of those found", 100 * right)
    assert len(told) > 0.5 * len(found)
    assert right > 0.95


def test_hidden_cells_cannot_be_subtracted(
    grown: pd.DataFrame,
    of_grown: tuple[pd.DataFrame, pd.DataFrame],
    areas: pd.DataFrame,
) -> None:
    counts, published = of_grown
    shown = published.groupby("area_type").numerator.count()
    assert shown["small_area"] > 300 and shown["ward"] > 300
    intruder = Intruder(known(grown), areas)
    result = intruder.judge(published)
    FIGURES.info("grown: %s", result)
    assert result.guessed - result.baseline < SUBTRACTED * result.children, result
    period = published.period.max()
    certain, hidden = intruder.recovered(published, period)
    FIGURES.info("grown: %s of %s hidden cells recovered", certain, hidden)
    assert certain == 0 and hidden > 30

    # on what must not be, the same attacks succeed
    result = intruder.judge(published, counts, error=0.1)
    FIGURES.info("grown, all counts: %s", result)
    assert result.least_gain > SUBTRACTED, result
    exact = counts.merge(published[[*AREA, "period", "note"]], on=[*AREA, "period"])
    exact.loc[exact.note == "c", "numerator"] = np.nan
    certain, _ = intruder.recovered(exact, period, error=0)
    FIGURES.info("grown, not rounded: %s cells recovered", certain)
    assert certain > 0


def test_what_comes_late_is_told_no_oftener_than_rounding_lets(
    vault: duckdb.DuckDBPyConnection,
    nodes: dict,
    grown: pd.DataFrame,
    of_grown: tuple[pd.DataFrame, pd.DataFrame],
    areas: pd.DataFrame,
) -> None:
    """Two publications, between which one child came to each ward: its count rises by
    5 in one of five cases, and then the child was not ready for certain."""
    wards = areas[(areas.area_type == "ward") & (areas.boundary_vintage == "2024")]
    placed = grown.merge(wards, left_on="lsoa_code", right_on="place")
    late = placed.sample(frac=1, random_state=7).drop_duplicates(
        ["period_start_on", "area_code"]
    )
    before = made(vault, nodes, grown[~grown.child.isin(late.child)])

    def told(earlier: pd.DataFrame, later: pd.DataFrame) -> float:
        key = [*AREA, "period"]
        both = earlier.merge(later, on=key, suffixes=("_before", ""))
        rose = both[both.numerator > both.numerator_before]
        not_ready = late[late.numerator > 0]
        in_ward = not_ready.merge(
            rose,
            left_on=["area_type", "boundary_vintage", "area_code", "period_start_on"],
            right_on=key,
        )
        return in_ward.child.nunique() / len(not_ready)

    assert told(before[0], of_grown[0]) == 1
    share = told(before[1], of_grown[1])
    FIGURES.info("late: %.1f %% of those not ready told", 100 * share)
    assert share < LATE
