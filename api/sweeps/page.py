"""The page of a sweep: an outcome in, one self-contained page with its pictures and tables out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from api.figures import counted
from api.paper.html import figure_html, page
from api.sweeps.bands import TOTAL, Band
from api.sweeps.outcome import Outcome
from api.sweeps.pictures import Line, Picture, fan, heat, plot, spreads
from api.sweeps.tables import shown_cell
from api.tables import Column, Table
from optimizer.scenario.canonical import shown

MOST_LINES = 6
MOST_BANDS = 30
MOST_ROWS = 400


def sweep_html(outcome: Outcome) -> bytes:
    """The page."""
    drawn = list(pictures(outcome))
    return page(
        "pictures.html", title=outcome.title, said=_said(outcome), pictures=drawn, table=_table(outcome), name="Points"
    )


def picture_html(picture: Picture, name: str) -> Markup:
    """One picture as a figure, for a page whose style sheet says how lines look; its ids begin with the name."""
    return figure_html("picture", picture, name)


def _said(outcome: Outcome) -> list[str]:
    counts = outcome.counts()
    told = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
    sentences = [f"{counted(len(outcome.points), 'point')}: {told}."]
    if outcome.sweep.drawn:
        paths = ", ".join(axis.path for axis in outcome.sweep.drawn)
        sentences.append(f"Drawn {counted(outcome.sweep.samples, 'time')} with seed {outcome.sweep.seed}: {paths}.")
    if outcome.sweep.drawn and not outcome.sweep.listed:
        for band in outcome.bands()[:1]:
            low, _, median, _, high = band.spread
            sentences.append(f"In all: {median:,} units in the median, {low:,} to {high:,} in nine of ten draws.")
    return sentences


def pictures(outcome: Outcome) -> Iterator[Picture]:
    """What can be drawn of a sweep: lines over one figure, a map over two, bands of what is drawn."""
    listed, divided = outcome.sweep.listed, outcome.divided()
    if not divided:
        return
    figures = all(_is_figure(axis.values) for axis in listed)
    found = outcome.bands()
    if found and len(listed) == 1 and figures:
        totals = [(float(band.at[0][1]), band) for band in found if band.name == TOTAL]
        yield fan("Units granted in all", listed[0].path, totals, "Nine in ten draws, half of them, and the median.")
    elif len(listed) == 1 and figures:
        yield from _lines(outcome)
    elif len(listed) == 2 and not outcome.sweep.zipped and not found:  # noqa: PLR2004 - a map has two sides
        yield _by_choice(outcome) or _map(outcome)
    if found and len(listed) <= 1:
        yield from _spreads(found)


def _lines(outcome: Outcome) -> Iterator[Picture]:
    path = outcome.sweep.listed[0].path
    divided = sorted(outcome.divided(), key=lambda pair: pair[0].values[path])
    across = [float(point.values[path]) for point, _ in divided]
    results = [result for _, result in divided]
    totals = [_line("granted", across, [result.awarded for result in results])]
    if any(result.bought for result in results):
        totals.append(_line("domestic, bought", across, [result.bought for result in results]))
    first, last = results[0].awarded, results[-1].awarded
    yield plot("Units in all", path, totals, f"From {first:,} to {last:,} units granted.")
    names = {firm for result in results for firm in result.firms}
    own = {firm: [result.firms.get(firm, 0) for result in results] for firm in names}
    moved = sorted(own, key=lambda firm: (min(own[firm]) - max(own[firm]), firm))[:MOST_LINES]
    lines = [_line(firm, across, own[firm]) for firm in sorted(moved)]
    yield plot("Units of the firms that move most", path, lines, "Each line is one firm.")


def _by_choice(outcome: Outcome) -> Picture | None:
    """A line for each of a few choices over a figure; None if both axes are figures, or neither is."""
    figures = [axis.path for axis in outcome.sweep.listed if _is_figure(axis.values)]
    choices = [axis for axis in outcome.sweep.listed if not _is_figure(axis.values)]
    if len(figures) != 1 or len(choices[0].values) > MOST_LINES:
        return None
    lines = []
    for choice in choices[0].values:
        own = [pair for pair in outcome.divided() if pair[0].values[choices[0].path] == choice]
        own.sort(key=lambda pair: pair[0].values[figures[0]])
        across = [float(point.values[figures[0]]) for point, _ in own]
        lines += [_line(_short(choice), across, [result.awarded for _, result in own])] if own else []
    return plot("Units granted in all", figures[0], lines, f"Each line is one value of {choices[0].path}.")


def _is_figure(values: Sequence[object]) -> bool:
    return all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in values)


def _line(name: str, across: Sequence[float], units: Sequence[int]) -> Line:
    return Line(name, tuple(zip(across, map(float, units), strict=True)))


def _map(outcome: Outcome) -> Picture:
    first, second = outcome.sweep.listed
    cells = [
        (
            _short(point.values[first.path]),
            _short(point.values[second.path]),
            float(result.awarded) if result.status == "allocated" else None,
        )
        for point in outcome.points
        if (result := outcome.results.get(point.number)) is not None
    ]
    sentence = f"Each box is one point; across: {first.path}, upwards: {second.path}."
    return heat("Units granted in all", (first.path, second.path), cells, sentence)


def _spreads(found: Sequence[Band]) -> Iterator[Picture]:
    """The bands of the firms at the last point of the grid."""
    last = found[-1].at
    own = [band for band in found if band.at == last and band.name != TOTAL and band.spread[-1]]
    widest = sorted(own, key=lambda band: (-band.spread[2], band.name))[:MOST_BANDS]
    where = "".join(f", {path} = {_short(value)}" for path, value in last)
    if widest:
        sentence = "A thin bar for nine in ten draws, a thick one for half of them, a line at the median."
        yield spreads(f"Units of each firm{where}", widest, sentence)


def _short(value: object) -> str:
    cell = shown_cell(value)
    return f"{cell:,}" if isinstance(cell, int | Decimal) else shown(cell)


def _table(outcome: Outcome) -> Table:
    headings, rows = outcome.table()
    sides = [Column(heading, "right") for heading in headings[:-1]]
    return Table((*sides, Column(headings[-1])), tuple(rows[:MOST_ROWS]))
