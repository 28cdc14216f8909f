"""Pictures: figures in, marks in their places out, in pixels of a picture 900 wide. A template makes SVG of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.sweeps.bands import Band

WIDTH = 900
LEFT, RIGHT, TOP, BOTTOM = 76, 760, 12, 300
"""The frame of a plot; labels of lines stand right of it."""
HEIGHT = BOTTOM + 46
LABEL = 14
"""Pixels between the labels of two lines, and between two rows of text."""
ROW = 20
NAMES = 150
"""Names of rows stand left of this."""
DOT = 2.5
"""Half the width of the end of a line."""
DARK = 0.55
"""From this shade on, text on a cell is light."""

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A box; `shade` is how strong its colour is."""

    left: float
    top: float
    width: float
    height: float
    style: str
    shade: float = 1
    words: str = ""
    """Shown to who points at it."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, or the area within them."""

    points: str
    style: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text; `style` says where it is held and how it looks."""

    left: float
    top: float
    text: str
    style: str = ""


Mark = Rect | Path | Text


@dataclass(frozen=True, slots=True)
class Picture:
    """Marks under a title, with a sentence for those who do not see them."""

    title: str
    sentence: str
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plot."""

    name: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line from one point to another; an end that is not closed is not reached."""

    start: Spot
    end: Spot
    closed_start: bool
    closed_end: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The scales of a plot."""

    low: float
    high: float
    top: float

    @classmethod
    def around(cls, spots: Sequence[Spot]) -> Frame:
        """Scales on which some points have room; heights begin at 0."""
        across = [x for x, _ in spots]
        return cls(min(across), max(across) if max(across) > min(across) else min(across) + 1, _round_up(spots))

    def place(self, spot: Spot) -> Spot:
        """Where a point is drawn."""
        x = LEFT + (spot[0] - self.low) / (self.high - self.low) * (RIGHT - LEFT)
        return round(x, 1), round(BOTTOM - spot[1] / self.top * (BOTTOM - TOP), 1)

    def marks(self, across: str) -> Iterator[Mark]:
        """Rules, figures on both scales, and the name of the one below."""
        for value in ticks(0, self.top):
            _, y = self.place((self.low, value))
            yield Path(f"{LEFT},{y} {RIGHT},{y}", "zero" if value == 0 else "rule")
            yield Text(LEFT - 8, y, f"{value:,.6g}" if value < 1000 else f"{value:,.0f}", "end note")  # noqa: PLR2004 - short figures have room for decimals
        for value in (tick for tick in ticks(self.low, self.high) if tick <= self.high):
            x, _ = self.place((value, 0))
            yield Text(x, BOTTOM + 14, f"{value:,.6g}" if abs(value) < 10**6 else f"{value:.4g}", "middle note")
        yield Text((LEFT + RIGHT) / 2, BOTTOM + 34, across, "middle note")


def _round_up(spots: Sequence[Spot]) -> float:
    most = max((y for _, y in spots), default=0)
    return ticks(0, most)[-1] if most > 0 else 1


def ticks(low: float, high: float) -> list[float]:
    """Four to eight round figures from one to another; from 0 on, the last is not below the other end."""
    rough = (high - low) / 5 or 1
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if low == 0:
        last = math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def plot(title: str, across: str, lines: Sequence[Line], sentence: str) -> Picture:
    """Lines over one figure, each with its name at its end."""
    frame = Frame.around([spot for line in lines for spot in line.spots])
    marks: list[Mark] = list(frame.marks(across))
    marks += [Path(_joined(map(frame.place, line.spots)), f"line line{at % 6}") for at, line in enumerate(lines)]
    marks += _labels([(frame.place(line.spots[-1])[1], line.name, f"text{at % 6}") for at, line in enumerate(lines)])
    return Picture(title, sentence, HEIGHT, tuple(marks))


def segments(title: str, across: str, found: Sequence[Segment], now: float, sentence: str) -> Picture:
    """Straight lines over one figure, each with its ends: filled where it is reached, empty where it is not."""
    frame = Frame.around([spot for item in found for spot in (item.start, item.end)] or [(now, 0)])
    marks: list[Mark] = list(frame.marks(across))
    if frame.low <= now <= frame.high:
        marks.append(Path(_joined([frame.place((now, 0)), frame.place((now, frame.top))]), "now"))
    marks += [Path(_joined([frame.place(item.start), frame.place(item.end)]), "line line0") for item in found]
    for item in found:
        for spot, closed in ((item.start, item.closed_start), (item.end, item.closed_end)):
            x, y = frame.place(spot)
            words = f"{spot[0]:,.10g}: {spot[1]:,.10g}"
            marks.append(Rect(x - DOT, y - DOT, 2 * DOT, 2 * DOT, "filled" if closed else "empty", 1, words))
    return Picture(title, sentence, HEIGHT, tuple(marks))


def fan(title: str, across: str, spreads: Sequence[tuple[float, Band]], sentence: str) -> Picture:
    """Bands over one figure: nine in ten draws, half of them, and the median."""
    frame = Frame.around([(x, band.spread[-1]) for x, band in spreads])
    marks: list[Mark] = []
    for low, high, style in ((0, 4, "outer"), (1, 3, "inner")):
        above = [frame.place((x, band.spread[high])) for x, band in spreads]
        below = [frame.place((x, band.spread[low])) for x, band in reversed(spreads)]
        marks.append(Path(_joined([*above, *below]), style))
    marks += frame.marks(across)
    marks.append(Path(_joined(frame.place((x, band.spread[2])) for x, band in spreads), "line line0"))
    last = spreads[-1][1].spread
    ends = {last[4]: "p95", last[0]: "p5"} | {last[2]: "median"}
    marks += _labels([(frame.place((frame.low, units))[1], name, "note") for units, name in ends.items()])
    return Picture(title, sentence, HEIGHT, tuple(marks))


def spreads(title: str, found: Sequence[Band], sentence: str) -> Picture:
    """One row for each band: a thin bar for nine in ten draws, a thick one for half of them, a line at the median."""
    most = max((band.spread[-1] for band in found), default=0) or 1
    scale = (RIGHT - NAMES) / most
    marks: list[Mark] = [Path(f"{NAMES},0 {NAMES},{ROW * len(found)}", "zero")]
    for at, band in enumerate(found):
        y = at * ROW
        p5, p25, median, p75, p95 = (round(NAMES + units * scale, 1) for units in band.spread)
        figures = " to ".join(f"{units:,}" for units in dict.fromkeys((band.spread[0], band.spread[-1])))
        marks += [
            Text(NAMES - 8, y + ROW / 2, band.name, "end"),
            Rect(p5, y + 8, max(p95 - p5, 1), 4, "filled", 0.35, f"{band.name}: {figures}"),
            Rect(p25, y + 5, max(p75 - p25, 1), 10, "filled", 0.6),
            Path(f"{median},{y + 3} {median},{y + 17}", "mark"),
            Text(WIDTH, y + ROW / 2, figures, "end note"),
        ]
    return Picture(title, sentence, ROW * len(found) + 4, tuple(marks))


def heat(title: str, axes: tuple[str, str], cells: Sequence[tuple[str, str, float | None]], sentence: str) -> Picture:
    """A box for each pair of values, the stronger the more it holds; without a figure it stays empty."""
    columns = list(dict.fromkeys(column for column, _, _ in cells))
    rows = list(dict.fromkeys(row for _, row, _ in cells))
    figures = [figure for _, _, figure in cells if figure is not None]
    low, high = min(figures, default=0), max(figures, default=1)
    wide, tall = (WIDTH - NAMES) / len(columns), max(18, min(34, 420 / len(rows)))
    bottom = TOP + tall * len(rows)
    marks: list[Mark] = []
    for column, row, figure in cells:
        x, y = NAMES + columns.index(column) * wide, TOP + (len(rows) - 1 - rows.index(row)) * tall
        if figure is None:
            marks.append(Rect(x, y, wide - 1, tall - 1, "whole", 1, f"{column}, {row}: no division"))
            continue
        shade = round(0.08 + 0.87 * (figure - low) / ((high - low) or 1), 3)
        marks.append(Rect(x, y, wide - 1, tall - 1, "filled", shade, f"{column}, {row}: {figure:,.0f}"))
        if wide >= 52:  # noqa: PLR2004 - pixels that a figure of seven digits needs
            marks.append(
                Text(x + wide / 2, y + tall / 2, f"{figure:,.0f}", f"middle {'light' if shade > DARK else ''}")
            )
    every = max(1, math.ceil(56 / wide))
    marks += [
        Text(NAMES + (at + 0.5) * wide, bottom + 12, name, "middle note")
        for at, name in enumerate(columns)
        if at % every == 0
    ]
    marks += [Text(NAMES - 8, bottom - (at + 0.5) * tall, name, "end note") for at, name in enumerate(rows)]
    marks += [Text((NAMES + WIDTH) / 2, bottom + 32, axes[0], "middle note"), Text(0, TOP - 6, axes[1], "note")]
    return Picture(title, sentence, round(bottom + 44), tuple(marks))


def _labels(ends: Sequence[tuple[float, str, str]]) -> Iterator[Mark]:
    """Labels beside the ends of lines, none upon another: height, text and style of each."""
    lowest = float("-inf")
    for y, name, style in sorted(ends):
        lowest = max(y, lowest + LABEL)
        yield Text(RIGHT + 8, lowest, name, style)


def _joined(spots: Iterable[Spot]) -> str:
    return " ".join(f"{x},{y}" for x, y in spots)
