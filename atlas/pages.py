"""Reads the published marts and writes the pages."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from atlas.curves import HEIGHT, LEFT, RIGHT, WIDTH, curve

Row = dict[str, Any]
# What a reader is shown of each model, in this order.
MEASURES = ("auc", "average_precision", "brier", "calibration_slope")
GROUP_MEASURES = ("auc", "false_negative_rate_gap", "false_positive_rate_gap")


def draw(folder: Path) -> None:
    """Writes ``atlas/index.html`` and a page of each risk below ``atlas/risks/``.

    folder: a publication; its Parquet files are all that is read.
    """
    pages = Environment(
        loader=PackageLoader("atlas"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    marts = {
        name: _rows(folder, f"risk_{name}")
        for name in (
            *("model_card", "model_performance", "scorecards", "runs"),
            *("drift", "accounts"),
        )
    }
    risks = [
        _risk(risk, {name: _of(risk, rows) for name, rows in marts.items()})
        for risk in dict.fromkeys(row["risk"] for row in marts["model_card"])
    ]
    target = folder / "atlas"
    (target / "risks").mkdir(parents=True, exist_ok=True)
    _write(target / "index.html", pages.get_template("index.html").render(risks=risks))
    for risk in risks:
        page = pages.get_template("risk.html").render(
            **risk, width=WIDTH, height=HEIGHT, left=LEFT, right=WIDTH - RIGHT
        )
        _write(target / "risks" / f"{risk['risk']}.html", page)


def _rows(folder: Path, mart: str) -> list[Row]:
    with duckdb.connect() as connection:
        found = connection.execute(
            "select * from read_parquet($path, file_row_number = true) "
            "order by file_row_number",
            {"path": str(folder / "parquet" / f"{mart}.parquet")},
        )
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _of(risk: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["risk"] == risk]


def _risk(risk: str, marts: dict[str, list[Row]]) -> Row:
    """All that the page of one risk shows."""
    card = {row["item"]: row["value"] for row in marts["model_card"]}
    judged = [row for row in marts["model_performance"] if row["value"] is not None]
    newest = max((row["index_date"] for row in judged), default=None)
    tested = [row for row in judged if row["index_date"] == newest]
    models = {
        model: {row["measure"]: row for row in rows}
        for model, rows in _by(
            [row for row in tested if row["group_name"] == "all"], "model"
        )
    }
    groups = {
        (name, value): {row["measure"]: row for row in rows}
        for (name, value), rows in _by(
            [row for row in tested if row["group_name"] not in ("all", "feature")],
            *("group_name", "group_value"),
        )
    }
    bins = [row for row in marts["scorecards"] if row["feature"] != "(intercept)"]
    points = [row["points"] for row in bins] or [0.0]
    features = [
        {
            "feature": feature,
            "words": rows[0]["words"],
            "bins": rows,
            "span": max(r["points"] for r in rows) - min(r["points"] for r in rows),
            "curve": curve(rows, min(points), max(points)),
        }
        for feature, rows in _by(bins, "feature")
    ]
    features.sort(key=lambda feature: (-feature["span"], feature["feature"]))
    limits = [
        (int(item.removeprefix("limit ")), value)
        for item, value in card.items()
        if item.startswith("limit ")
    ]
    return {
        "risk": risk,
        "card": card,
        "limits": [value for _, value in sorted(limits)],
        "newest": newest,
        "measures": MEASURES,
        "group_measures": GROUP_MEASURES,
        "models": models,
        "groups": groups,
        "features": features,
        "intercept": next(
            (r["points"] for r in marts["scorecards"] if r["feature"] == "(intercept)"),
            None,
        ),
        "runs": sorted(marts["runs"], key=lambda row: -row["run_number"]),
        "drift": [row for row in marts["drift"] if row["value"] is not None],
        "accounts": [
            (standard, _by(rows, "section", "item_number", "item"))
            for standard, rows in _by(marts["accounts"], "standard")
        ],
    }


def _by(rows: list[Row], *keys: str) -> list[tuple[Any, list[Row]]]:
    """Rows by the values of the keys (one: the value itself), in their order."""

    def key(row: Row) -> Any:
        values = tuple(row[name] for name in keys)
        return values[0] if len(values) == 1 else values

    places = {value: place for place, value in enumerate(dict.fromkeys(map(key, rows)))}
    ordered = sorted(rows, key=lambda row: places[key(row)])
    return [(value, list(found)) for value, found in groupby(ordered, key)]


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
