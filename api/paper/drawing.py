"""Drawings: a chart goes in, where everything stands in its picture comes out, in pixels of a picture 900 wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.reports.chart import Bar, Chart

WIDTH = 900
LEFT = 190
"""Labels stand left of this."""
RIGHT = 640
"""Figures stand right of this; bars between the two."""
LINE = 20
NOTE = 16
"""Room for a note below a bar."""
LONGEST_LABEL = 28
"""Characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A bar in its place."""

    bar: Bar
    label: str
    top: int
    left: float
    length: float
    whole: float
    mark: float | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in its place."""

    chart: Chart
    height: int
    lines: tuple[Line, ...]


def drawn(chart: Chart) -> Drawing:
    """The drawing of a chart."""
    lines = tuple(_lines(chart))
    return Drawing(chart, sum(map(_height, chart.bars)) + 2, lines)


def _lines(chart: Chart) -> Iterator[Line]:
    scale, top = (RIGHT - LEFT) / chart.end, 1
    for bar in chart.bars:
        mark = None if bar.mark is None else round(LEFT + bar.mark * scale, 1)
        left, length, whole = (round(part * scale, 1) for part in (bar.start, bar.filled, bar.whole or 0))
        yield Line(bar, _cut(bar.label), top, LEFT + left, length, whole, mark)
        top += _height(bar)


def _height(bar: Bar) -> int:
    return LINE + (NOTE if bar.note else 0)


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
