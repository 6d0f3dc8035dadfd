"""A feature of a scorecard as a drawing: where its steps, bars and labels lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 360.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 10.0, 10.0, 28.0
MISSING_WIDTH = 34.0
Row = dict[str, Any]


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Curve:
    """steps: points of a line that goes by right angles, as SVG has them; bars: x, y,
    width and height of each category; missing: the same line for what is not known;
    zero: height of no effect; labels below and left of the drawing.
    """

    steps: str
    bars: list[tuple[float, float, float, float]]
    missing: str
    zero: float
    below: list[Label]
    left: list[Label]


def curve(bins: list[Row], lowest: float, highest: float) -> Curve:
    """The drawing of one feature.

    bins: rows of risk_scorecards of the feature; lowest, highest: the fewest and the
    most points of any feature of the risk, so that curves can be held side by side.
    """

    def height(points: float) -> float:
        share = (points - lowest) / ((highest - lowest) or 1.0)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    left = [Label(LEFT - 4, height(p) + 4, f"{p:.1f}") for p in (lowest, highest)]
    unknown = [row for row in bins if row["is_missing"]]
    known = [row for row in bins if not row["is_missing"]]
    start = LEFT + (MISSING_WIDTH if unknown else 0.0)
    missing, below = "", []
    if unknown:
        level = height(unknown[0]["points"])
        missing = f"{LEFT},{level} {start - 8},{level}"
        middle = (LEFT + start - 8) / 2
        below.append(Label(middle, HEIGHT - 10, "none"))
    if any(row["category"] is not None for row in known):
        width = (WIDTH - RIGHT - start) / len(known)
        bars = []
        for place, row in enumerate(known):
            x = start + place * width
            y = height(row["points"])
            top, bottom = min(y, height(0.0)), max(y, height(0.0))
            bars.append((x + 3, top, width - 6, max(bottom - top, 1.0)))
            middle = x + width / 2
            below.append(Label(middle, HEIGHT - 10, str(row["category"])[:12]))
        return Curve("", bars, missing, height(0.0), below, left)
    known.sort(key=lambda row: (row["lower_bound"] is not None, row["lower_bound"]))
    edges = [row["upper_bound"] for row in known if row["upper_bound"] is not None]
    first, last = (edges[0], edges[-1]) if edges else (0.0, 1.0)
    room = (last - first) * 0.1 or 1.0
    first, last = first - room, last + room

    def across(value: float) -> float:
        share = (value - first) / (last - first)
        return round(start + share * (WIDTH - RIGHT - start), 1)

    steps = []
    for row in known:
        lower = first if row["lower_bound"] is None else row["lower_bound"]
        upper = last if row["upper_bound"] is None else row["upper_bound"]
        y = height(row["points"])
        steps += [f"{across(lower)},{y}", f"{across(upper)},{y}"]
    for value in dict.fromkeys((edges[0], edges[-1]) if edges else ()):
        below.append(Label(across(value), HEIGHT - 10, f"{value:.4g}"))
    return Curve(" ".join(steps), [], missing, height(0.0), below, left)
