"""Hidden figures stay hidden from who subtracts what is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import Warehouse
from essex_data.__main__ import main
from essex_data.disclosure.attacks import Audit, attack, attack_windows
from essex_data.disclosure.audit import audit
from essex_data.disclosure.figures import Among, Figures, Places, Row, places_of_areas
from essex_data.disclosure.protection import telling
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

# two wards of two small areas each, by which the district was cut before, and one ward
# and a half after
WARDS = {
    ("2002", "west"): "ab",
    ("2002", "east"): "cd",
    ("2024", "north"): "abc",
    ("2024", "south"): "d",
}
MEMBERS = [
    *(("ward", *ward, place) for ward, of in WARDS.items() for place in of),
    *(("small_area", "2011", place, place) for place in "abcd"),
]


def figures(shown: dict[str, int | None], counts: int = 100) -> list[Row]:
    vintages = {"west": "2002", "east": "2002", "north": "2024", "south": "2024"}
    return [
        (
            "ward" if area in vintages else "small_area",
            vintages.get(area, "2011"),
            area,
            count,
            None if count is None else counts,
        )
        for area, count in shown.items()
    ]


@pytest.fixture
def places() -> Places:
    return places_of_areas(MEMBERS)


def attack_one(places: Places, rows: list[Row], *kind: bool, rounding: float) -> Audit:
    return attack({"it": Figures(places, rows, *kind)}, rounding=rounding)


@pytest.mark.parametrize(
    ("shown", "rounding", "recovered"),
    [
        # exact counts: what is hidden is the rest
        ({"west": 12, "a": 9, "b": None}, 0.0, 1),
        ({"west": 12, "a": 9, "b": None}, 5.0, 0),
        # two are hidden: only their sum is known, but both must be near 7
        ({"west": 8, "a": None, "b": None}, 0.0, 0),
        ({"west": 15, "a": None, "b": None}, 0.0, 2),
        # the rest may be up to 5 only
        ({"west": 20, "a": 20, "b": None}, 5.0, 0),
        ({"west": 10, "a": 10, "b": None}, 2.0, 1),
        # nobody is shown, and is no secret
        ({"west": 0, "a": None, "b": None}, 0.0, 0),
        # the difference of two vintages
        ({"west": 30, "north": 36, "c": None, "d": None}, 0.0, 1),
        ({"west": 30, "north": 36, "c": None, "d": None}, 5.0, 0),
        # what is hidden is no small count: that it were would contradict what is shown
        ({"west": 60, "a": 20, "b": None}, 0.0, 1),
        ({"west": 60, "a": None, "b": None}, 0.0, 0),
    ],
)
def test_what_can_be_told(
    places: Places, shown: dict[str, int | None], rounding: float, recovered: int
) -> None:
    found = attack_one(places, figures(shown), rounding=rounding)
    assert len(found.recovered) == recovered, found.recovered
    assert found.hidden == sum(count is None for count in shown.values())


def test_figures_that_contradict_each_other_are_said_to(places: Places) -> None:
    rows = figures({"west": 10, "a": 50, "b": None})
    with pytest.raises(ValueError, match="What is shown of it contradicts itself"):
        attack_one(places, rows, rounding=5.0)


@pytest.mark.parametrize(
    ("west", "a", "told"),
    [
        # how many are counted
        ((12, 200), (8, 90), {"b": "4.0 to 4.0"}),
        # of how many people it is
        ((0, 73), (0, 70), {"b": "3.0 to 3.0"}),
        # that nearly everybody is counted: in no place are more counted than there are
        ((20, 21), (None, None), {"a": "0.0 to 1.0", "b": "0.0 to 1.0"}),
    ],
)
def test_of_a_proportion_more_is_told(
    places: Places,
    west: tuple[int, int],
    a: tuple[int | None, int | None],
    told: dict[str, str],
) -> None:
    rows = [
        ("ward", "2002", "west", *west),
        ("small_area", "2011", "a", *a),
        ("small_area", "2011", "b", None, None),
    ]
    found = attack_one(places, rows, True, rounding=0.0).recovered
    assert found == [
        f"it small_area 2011 {place}: {cell}" for place, cell in told.items()
    ]


@pytest.mark.parametrize(
    ("part", "recovered"),
    [
        # of the whole at least 10 are in a, which leaves 10 and more open
        ({"west": None, "a": 10, "b": None}, 0),
        # 18 of the part are in a: of the whole hardly anybody is left for b
        ({"west": None, "a": 18, "b": None}, 2),
        # 10 of the part are in b, and 10 in a, as many as the whole has
        ({"west": 20, "a": 10, "b": None}, 2),
        # a part with more than the whole contradicts it, and says nothing
        ({"west": 90, "a": 90, "b": None}, 0),
    ],
)
def test_what_a_part_tells_of_the_whole(
    places: Places, part: dict[str, int | None], recovered: int
) -> None:
    whole = {"it": Figures(places, figures({"west": 20, "a": None, "b": None}))}
    beside = {"part": Figures(places, figures(part))}
    assert attack(whole, rounding=1.0).recovered == []
    found = attack(whole, beside, [Among(("part",), "it")], rounding=1.0)
    assert len(found.recovered) == recovered, found.recovered
    assert (found.shown, found.hidden) == (1, 2)


@pytest.mark.parametrize(
    ("shown", "rounding", "recovered"),
    [
        # nobody in the windows before and after, so nobody in what they share with it
        ([0, None, 0], 0.0, 0),
        # at most as many as in the one after, and nobody before
        ([0, None, 3], 0.0, 1),
        ([0, None, 4], 1.0, 1),
        ([0, None, 5], 5.0, 0),
        ([12, None, 0, 12], 0.0, 0),
        ([10, None, 10], 5.0, 0),
    ],
)
def test_what_windows_that_overlap_tell(
    places: Places, shown: list[int | None], rounding: float, recovered: int
) -> None:
    days = ["2020-01", "2020-04", "2020-07", "2020-10", "2021-01", "2021-04"]
    by_period = {
        period: Figures(places, figures({"a": count}))
        for period, count in zip(zip(days, days[2:], strict=False), shown, strict=False)
    }
    found = attack_windows(by_period, rounding)
    assert len(found.recovered) == recovered, found.recovered
    assert found.hidden == 1


JUDGED = {
    # c may have 22.5 - 12.5 - 7.5; with b hidden, too, up to 7.5
    "one whole": ({"north": 20, "a": 15, "b": 10, "c": None}, ["b"]),
    "enough room": ({"north": 20, "a": 10, "b": 10, "c": None}, []),
    # c is what the north has more than the west, of which a and b are at least 30
    "both vintages": (
        {"west": 30, "north": 30, "a": 15, "b": 20, "c": None, "d": 40},
        ["a", "b"],
    ),
}


def judged(
    shown: dict[str, int | None],
    indicator: str = "it",
    part_of: str | None = None,
    start: str = "2020-01",
    end: str = "2020-12",
    sex: str = "Persons",
) -> pd.DataFrame:
    """As lnk_indicators__judged, of one period, which may be one of several windows."""
    kind = "calendar_year" if start == "2020-01" else "rolling_12_months"
    columns = ("area_type", "boundary_vintage", "area_code")
    rows = [
        {
            **dict(zip(columns, row[:3], strict=True)),
            "indicator_id": indicator,
            "period_start_on": pd.Period(start).start_time,
            "period_end_on": pd.Period(end).end_time.normalize(),
            "period_type": kind,
            "theme": "crime",
            "statistic": "rate",
            "sex": sex,
            "part_of": part_of,
            "shown_numerator": row[3],
            "shown_denominator": row[4],
        }
        for row in figures(shown)
    ]
    types = {"shown_numerator": "Int64", "shown_denominator": "Int64"}
    return pd.DataFrame(rows).astype(types)


AREAS = pd.DataFrame(
    MEMBERS, columns=["area_type", "boundary_vintage", "area_code", "place"]
)
# nothing was published before
RELEASES = pd.DataFrame(
    columns=[
        *("indicator_id", "period_start_on", "area_type", "boundary_vintage"),
        *("area_code", "numerator", "denominator", "release_number"),
    ]
)


def released(*published: dict[str, int | None]) -> pd.DataFrame:
    """As lnk_indicators__releases, of the one period of judged()."""
    rows = [
        ("it", pd.Timestamp("2020-01-01"), *row, number)
        for number, shown in enumerate(published, start=1)
        for row in figures(shown)
    ]
    return pd.DataFrame(rows, columns=RELEASES.columns)


@pytest.mark.parametrize(
    ("before", "now", "shown_instead"),
    [
        # the same again, and more of it
        ([{"west": 10, "a": None, "b": None}], {"west": 10, "a": None, "b": None}, {}),
        ([{"west": 10, "a": 10, "b": None}], {"west": 20, "a": 15, "b": None}, {}),
        # what was 10 and is hidden is 7 or 8: it stays 10
        (
            [{"west": 25, "a": 10, "b": 15}],
            {"west": 30, "a": None, "b": 25},
            {"a": 10},
        ),
        # b and c were at least 5 together, and nobody is in c: all stays as it was
        (
            [{"north": 20, "a": 10, "b": None, "c": None}],
            {"north": 20, "a": 15, "b": None, "c": 0},
            {"a": 10, "c": None},
        ),
        # what was published first is known as well as what was last
        (
            [{"west": 25, "a": 10, "b": 15}, {"west": 30, "a": None, "b": None}],
            {"west": 30, "a": None, "b": 25},
            {"b": None},
        ),
        # an area that is no more
        ([{"west": 10, "gone": 10}], {"west": 10, "a": None, "b": None}, {}),
    ],
)
def test_what_was_published_before_would_tell_stays(
    places: Places,
    before: list[dict[str, int | None]],
    now: dict[str, int | None],
    shown_instead: dict[str, int | None],
) -> None:
    found = telling(judged(now), AREAS, released(*before)).to_pylist()
    assert {row["area_code"]: row["shown_numerator"] for row in found} == shown_instead


@pytest.mark.parametrize("case", JUDGED)
def test_what_would_tell_is_hidden(places: Places, case: str) -> None:
    shown, expected = JUDGED[case]
    hidden = telling(judged(shown), AREAS, RELEASES)
    assert hidden["area_code"].to_pylist() == expected
    left = {**shown, **dict.fromkeys(expected)}
    assert attack_one(places, figures(left), rounding=5.0).recovered == []
    told = attack_one(places, figures(shown), rounding=5.0).recovered
    assert bool(told) == bool(expected)


@settings(deadline=None, max_examples=60)
@given(
    truth=st.tuples(*[st.integers(0, 30)] * 4),
    rounding=st.sampled_from([1, 2, 5]),
    left_out=st.sets(st.sampled_from("abcd")),
)
def test_an_independent_program_tells_the_same(
    truth: tuple[int, ...], rounding: int, left_out: set[str]
) -> None:
    """One program for each end of each figure, as scipy solves them."""
    of_place = dict(zip("abcd", truth, strict=True))
    areas = {name: of for (_, name), of in WARDS.items()} | {p: p for p in "abcd"}
    counts = {area: sum(map(of_place.__getitem__, of)) for area, of in areas.items()}
    shown = {
        area: None if 0 < n <= 7 or area in left_out else rounding * round(n / rounding)
        for area, n in counts.items()
    }
    rows = np.array([[place in areas[area] for place in "abcd"] for area in shown])
    rows = rows.astype(float)
    hidden = np.array([count is None for count in shown.values()])
    known = np.array([count for count in shown.values() if count is not None])
    off = np.where(known == 0, 0, rounding / 2)
    above = np.vstack([rows[~hidden], -rows[~hidden]])
    most = np.concatenate([known + off, off - known])
    small = np.vstack([above, rows[hidden]]), np.append(most, [7.5] * hidden.sum())
    if linprog(np.zeros(4), *small).status == 0:
        above, most = small
    expected = []
    for area, row in zip(shown, rows, strict=True):
        ends = [linprog(sign * row, above, most) for sign in (1, -1)]
        if shown[area] is None and all(end.status == 0 for end in ends):
            lower, upper = ends[0].fun, -ends[1].fun
            if 1e-6 < upper < lower + 5 - 1e-6:
                expected.append(area)
    places = places_of_areas(MEMBERS)
    found = attack_one(places, figures(shown), rounding=float(rounding)).recovered
    assert {cell.split(":")[0].split()[-1] for cell in found} == set(expected)


def test_what_a_part_would_tell_is_hidden() -> None:
    """What is hidden has 7.5 at most, and of the part a has 7.5 at least."""
    whole = judged({"west": 10, "a": None, "b": None})
    part = judged({"west": 10, "a": 10, "b": None}, "part", "it")
    (hidden,) = telling(pd.concat([whole, part]), AREAS, RELEASES).to_pylist()
    assert (hidden["indicator_id"], hidden["area_code"]) == ("part", "a")
    of_none = pd.concat([whole, part.assign(part_of=None)])
    assert telling(of_none, AREAS, RELEASES).num_rows == 0


@pytest.mark.parametrize(
    ("women", "men", "rounding", "told"),
    [
        # as many women as people, and so no or one man, or, rounded to 5, up to five
        ({"a": 20}, {"a": None}, 1.0, ["men a"]),
        ({"a": 20}, {"a": None}, 5.0, []),
        # who is not a woman is a man
        ({"a": 15}, {"a": None}, 1.0, ["men a"]),
        ({"a": None}, {"a": 15}, 1.0, ["women a"]),
        # elsewhere it tells nothing
        ({"b": 15}, {"a": None}, 1.0, []),
        # no more are in a than in the ward
        ({"west": 15, "a": None}, {"west": 5, "a": None}, 1.0, ["women a", "men a"]),
    ],
)
def test_what_one_sex_and_both_tell_of_the_other(
    places: Places,
    women: dict[str, int | None],
    men: dict[str, int | None],
    rounding: float,
    told: list[str],
) -> None:
    """20 people are counted in a, and each is a woman or a man."""
    both = {"both": Figures(places, figures({"a": 20}))}
    sexes = {
        "women": Figures(places, figures(women)),
        "men": Figures(places, figures(men)),
    }
    among = [Among(("women", "men"), "both", are_all=True)]
    found = attack(sexes, both, among, rounding=rounding).recovered
    assert [
        cell.replace(" small_area 2011", "").split(":")[0] for cell in found
    ] == told
    # parts of which others may be beside them do not tell of each other
    apart = [Among((sex,), "both") for sex in sexes]
    assert attack(sexes, both, apart, rounding=rounding).recovered == []


def test_of_a_sex_that_a_proportion_is_of_both_tell_too(places: Places) -> None:
    """100 children less 97 girls are 3 boys, whatever is counted of them."""
    both, girls, boys = (
        Figures(places, figures(shown, counts), is_proportion=True)
        for shown, counts in (({"a": 50}, 100), ({"a": 45}, 97), ({"a": None}, 0))
    )
    every = {"both": both, "girls": girls}
    among = [Among(("girls", "boys"), "both", are_all=True)]
    found = attack({"boys": boys}, every, among, rounding=1.0).recovered
    assert len(found) == 1, found


def test_what_one_sex_and_both_would_tell_of_the_other_is_hidden() -> None:
    """17.5 people at least less 12.5 women at most are 5 men at least, and what is
    hidden has 7.5 at most."""
    both, women = judged({"a": 20}), judged({"a": 10}, "women", "it", sex="Female")
    men = judged({"a": None}, "men", "it", sex="Male")
    every = pd.concat([both, women, men])
    (hidden,) = telling(every, AREAS, RELEASES).to_pylist()
    assert (hidden["indicator_id"], hidden["area_code"]) == ("women", "a")
    # with other women beside them the two are not all
    others = judged({"a": 0}, "widows", "it", sex="Female")
    for apart in (every.assign(sex="Persons"), pd.concat([every, others])):
        assert telling(apart, AREAS, RELEASES).num_rows == 0


def test_what_windows_that_overlap_would_tell_is_hidden() -> None:
    """What is counted in the third window happened in its first half, and so in the
    second."""
    starts = ["2020-04", "2020-07", "2020-10", "2021-01"]
    ends = ["2020-09", "2020-12", "2021-03", "2021-06"]
    series = [
        judged({"a": count}, start=start, end=end)
        for count, start, end in zip([0, None, 10, 0], starts, ends, strict=True)
    ]
    (hidden,) = telling(pd.concat(series), AREAS, RELEASES).to_pylist()
    assert hidden["period_start_on"] == date(2020, 10, 1)


def published(folder: Path, shown: dict[str, int | None]) -> Path:
    """A publication of one indicator in one period."""
    folder.mkdir()
    tables = {
        "fact_indicators": "select 'it' as indicator_id, 'p' as period_key, area_key,"
        " numerator, denominator, null::double as district_value"
        " from areas order by all",
        "dim_areas": "select area_key, area_type, boundary_vintage, area_code"
        " from areas",
        "dim_periods": "select 'p' as period_key, date '2020-01-01' as period_start,"
        " date '2020-12-31' as period_end",
        "indicator_catalogue": "select 'it' as indicator_id, 'rate' as statistic,"
        " 'calendar_year' as period_type, '' as part_of, 'crime' as theme,"
        " 'Persons' as sex,"
        " 1 as multiplier",
        "area_members": "from members",
    }
    with duckdb.connect(str(folder / "marts.duckdb")) as marts:
        marts.execute(
            "create temporary table areas (area_key varchar, area_type varchar,"
            " boundary_vintage varchar, area_code varchar, numerator int,"
            " denominator int)"
        )
        marts.execute(
            "create temporary table members (area_type varchar,"
            " boundary_vintage varchar, area_code varchar, lsoa_code varchar)"
        )
        areas = [[row[2], *row[:5]] for row in figures(shown)]
        marts.executemany("insert into areas values (?, ?, ?, ?, ?, ?)", areas)
        marts.executemany("insert into members values (?, ?, ?, ?)", MEMBERS)
        for table, sql in tables.items():
            marts.execute(f"create table {table} as {sql}")
    return folder


@pytest.mark.parametrize(
    ("before", "recovered"),
    [
        # the same again tells nothing
        ({"west": 10, "a": None, "b": None}, 0),
        # a had at least 7.5 already, and is taken for small now
        ({"west": 10, "a": 10, "b": None}, 1),
        # fewer than now: each may be new
        ({"west": 5, "a": None, "b": None}, 0),
        # more than now contradicts what is shown, and is forgotten
        ({"west": 90, "a": 90, "b": None}, 0),
    ],
)
def test_what_an_earlier_publication_tells(
    tmp_path: Path, before: dict[str, int | None], recovered: int
) -> None:
    now = published(tmp_path / "now", {"west": 10, "a": None, "b": None})
    earlier = published(tmp_path / "earlier", before)
    assert audit(now).recovered == []
    found = audit(now, earlier=earlier)
    assert len(found.recovered) == recovered, found.recovered
    asked = ["audit", "--folder", str(now), "--earlier", str(earlier)]
    assert main(asked) == int(recovered > 0)


def test_no_hidden_figure_of_a_publication_can_be_told(
    district: Warehouse, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ["audit", "--folder", str(district.current), "--periods", "1"]
    assert main([*asked, "--indicator", "victims_of_violence"]) == 0
    found = audit(district.current, "school_readiness_not_ready_observed", 3)
    assert found.shown > 0
    assert found.hidden > 100
    assert found.recovered == []


def test_without_rounding_hidden_figures_could_be_told(district: Warehouse) -> None:
    """The same publication with exact counts: hiding small ones alone does not do."""
    rows = district.query(
        "select area_type, boundary_vintage, area_code,"
        " case when not is_small then numerator end,"
        " case when not is_small then denominator end, null"
        " from vault.linked.lnk_indicators__shown"
        " where indicator_id = 'victims_of_violence' and area_type <> 'district'"
        " and period_start_on = '2024-04-01' order by all"
    )
    members = district.query("from vault.marts.area_members order by all")
    found = attack_one(places_of_areas(members), rows, rounding=0.0)
    assert len(found.recovered) > 0


def test_an_empty_folder_is_no_publication(
    tmp_path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        assert main(["audit", "--folder", str(tmp_path)]) == 1
    assert "holds no publication" in caplog.text
