"""The pages show what is published, all of it, and nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse

from atlas.curves import BOTTOM, HEIGHT, LEFT, TOP, curve

VOID = {"meta", "line", "rect", "polyline", "br"}


class Page(HTMLParser):
    """Text and links of a page, whose elements must close in order."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(path.read_text("utf-8"))
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src", "action")
        ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def mart(warehouse: Warehouse, name: str, where: str) -> list[tuple]:
    path = warehouse.current / "parquet" / f"{name}.parquet"
    return duckdb.sql(f"select * from '{path}' where {where}").fetchall()


@pytest.fixture(scope="module")
def risks(district: Warehouse) -> list[str]:
    path = district.current / "parquet" / "risk_model_card.parquet"
    return [
        row[0] for row in duckdb.sql(f"select distinct risk from '{path}'").fetchall()
    ]


def test_every_risk_has_a_page_and_every_link_leads_to_one(
    district: Warehouse, risks: list[str]
) -> None:
    atlas = district.current / "atlas"
    pages = [atlas / "index.html", *(atlas / "risks").iterdir()]
    assert {path.stem for path in pages} == {"index", *risks}
    for path in pages:
        for link in Page(path).links:
            assert (path.parent / link).is_file(), link


def test_a_page_shows_the_whole_model_and_account(
    district: Warehouse, risks: list[str]
) -> None:
    for risk in risks:
        page = Page(district.current / "atlas" / "risks" / f"{risk}.html").text
        for row in mart(
            district, "risk_scorecards", f"risk = '{risk}' and bin_number is not null"
        ):
            if row[2] != "(intercept)":
                assert f"{row[9]:.4f}" in page
        answers = mart(district, "risk_accounts", f"risk = '{risk}'")
        assert len({row[3] for row in answers if row[1] == "TRIPOD+AI"}) == 52
        for row in answers:
            answer = re.sub(r"\s+", " ", row[7])
            assert answer in page or answer.replace("_", " ") in page


def test_figures_of_an_account_are_those_of_the_run(district: Warehouse) -> None:
    ((told,),) = duckdb.sql(
        f"select answer from '{district.current}/parquet/risk_accounts.parquet' "
        "where risk = 'falls' and card_item like 'run: data_version'"
    ).fetchall()
    ((registered,),) = duckdb.sql(
        f"select data_version from '{district.current}/parquet/risk_runs.parquet' "
        "where risk = 'falls'"
    ).fetchall()
    assert told == registered
    unanswered = mart(district, "risk_accounts", "answer = 'Nothing on record.'")
    assert unanswered == []


def a_bin(**values: object) -> dict[str, object]:
    row = dict.fromkeys(("lower_bound", "upper_bound", "category"))
    return row | {"is_missing": False, "points": 0.0} | values


def test_a_curve_steps_at_the_bounds_of_its_bins() -> None:
    drawn = curve(
        [
            a_bin(lower_bound=2.0, points=1.0),
            a_bin(upper_bound=1.0, points=-1.0),
            a_bin(lower_bound=1.0, upper_bound=2.0, points=0.0),
            a_bin(is_missing=True, points=1.0),
        ],
        -1.0,
        1.0,
    )
    points = [tuple(map(float, p.split(","))) for p in drawn.steps.split()]
    bottom, top = HEIGHT - BOTTOM, TOP
    assert [y for _, y in points] == [bottom] * 2 + [drawn.zero] * 2 + [top] * 2
    # one step begins where the other ends, and they go to the right
    assert points[1][0] == points[2][0] and points[3][0] == points[4][0]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert drawn.missing.startswith(f"{LEFT},{top} ")
    assert [label.text for label in drawn.below] == ["none", "1", "2"]


def test_categories_are_bars_from_no_effect() -> None:
    bins = [a_bin(category="F", points=-1.0), a_bin(category="M", points=1.0)]
    drawn = curve(bins, -1.0, 1.0)
    (_, below, _, down), (_, above, _, up) = drawn.bars
    assert (below, below + down) == (drawn.zero, HEIGHT - BOTTOM)
    assert (above, above + up) == (TOP, drawn.zero)
    assert [label.text for label in drawn.below] == ["F", "M"]


def test_a_feature_without_bounds_is_one_level() -> None:
    drawn = curve([a_bin(points=0.5)], 0.5, 0.5)
    assert len({step.split(",")[1] for step in drawn.steps.split()}) == 1
