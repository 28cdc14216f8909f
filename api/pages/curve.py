"""The screen of a curve: what an application gets as an exact function of one limit, drawn and in figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.figures import amount, exact
from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, heading_of, refusal, show
from api.pages.knobs import Knob, knobs
from api.pages.markup import NOTHING, joined, section, tag
from api.reports.curve import curved
from inputs.dotted_paths import parts_of
from optimizer.curve import Curve, curve
from optimizer.errors import InputError, Problem
from optimizer.quantities import exact_number
from optimizer.scenario import Scenario

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 900, 300, 90, 36, 12
TICKS = 5


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/curves/{name}", response_timeout=30)
    async def curves(base: str, name: str, request: Request) -> None:
        query = request.query_params
        address = Address(base, tuple(query.getlist(SETTING)))
        heading = await heading_of(desk, address, ("curves",))
        if heading is None:
            return
        with frame(Heading(f"What {name} gets by one figure", heading.title, address, ("curves",))):
            try:
                scenario = await desk.scenario(address)
                low, high = _figure(query.get("from", "")), _figure(query.get("to", ""))
            except InputError as error:
                show(refusal(error))
                return
            path = query.get("of", "")
            show(_form(address, scenario, name, path, (query.get("from", ""), query.get("to", ""))))
            if not path:
                return
            parts = parts_of(path)
            work = desk.away
            async with answered(
                lambda tell: work(lambda: curve(scenario, parts, name, low, high, progress=tell))
            ) as found:
                if found is not None:
                    show(drawn(found) + section(curved(found)))


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(exact_number(text)) if text.strip() else None
    except ValueError as error:
        raise InputError([Problem((), str(error), "write a figure such as 500000", "range")]) from error


def _form(address: Address, scenario: Scenario, name: str, path: str, ends: tuple[str, str]) -> Markup:
    """Which figure, and between which ends; the form is its own address."""
    options = joined(
        tag("option", f"{knob.group}, {knob.label}", value=knob.path, selected=knob.path == path)
        for knob in knobs(scenario)
        if isinstance(knob, Knob)
    )
    chosen = tag("label", "Figure", for_="of") + tag("select", options, id="of", name="of")
    fields = [tag("div", chosen, class_="field")]
    for key, words, value in zip(("from", "to"), ("From (half of it)", "To (half as much again)"), ends, strict=True):
        field = tag("input", "", id=key, name=key, value=value, type="text", inputmode="decimal", size="12")
        fields.append(tag("div", tag("label", words, for_=key) + field, class_="field"))
    fields += [tag("input", "", type="hidden", name=SETTING, value=item) for item in address.settings]
    button = tag("button", "Draw", type="submit", class_="main")
    action, _, _ = address.to("curves", name).partition("?")
    return tag("form", joined(fields) + button, class_="tools", method="get", action=action)


def drawn(found: Curve) -> Markup:
    """The curve as a picture: a line for each straight piece, a dot for each plan, a line at the figure as it is."""
    dots = [(float(exact(item.at)), float(exact(item.entitlement))) for item in found.points if item.entitlement]
    lines = list(_lines(found))
    corners = [corner for line in lines for corner in line] + dots
    if not corners:
        return NOTHING
    low, high = min(x for x, _ in corners), max(x for x, _ in corners)
    top = max(y for _, y in corners) or 1
    scale = _Scale(low, high if high > low else low + 1, top)
    now = float(exact(found.now))
    parts = [*_axes(scale)]
    parts += [scale.line(*pair, "curve") for line in lines for pair in pairwise(line)]
    parts += [scale.dot(*dot) for dot in dots]
    if low <= now <= high:
        parts.append(scale.line((now, 0), (now, top), "mark"))
    words = f"What {found.watched} gets by {found.path}. The table below has every corner in figures."
    svg = tag(
        "svg", joined(parts), viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=words, class_="chart"
    )  # fmt: skip
    legend = tag(
        "figcaption", f"Units before whole lots. The dashed line is {found.path} as it is, {amount(found.now)}."
    )
    return tag("figure", legend + svg)


def _lines(found: Curve) -> Iterator[list[tuple[float, float]]]:
    for piece in found.pieces:
        if piece.at_start is not None and piece.at_end is not None:
            ends = ((piece.start, piece.at_start), (piece.end, piece.at_end))
            yield [(float(exact(at)), float(exact(units))) for at, units in ends]


class _Scale:
    """From figures to pixels."""

    def __init__(self, low: float, high: float, top: float) -> None:
        self.low, self.high, self.top = low, high, top

    def place(self, at: float, units: float) -> tuple[float, float]:
        across = LEFT + (at - self.low) / (self.high - self.low) * (WIDTH - LEFT - 20)
        return round(across, 1), round(HEIGHT - BOTTOM - units / self.top * (HEIGHT - BOTTOM - TOP), 1)

    def line(self, begin: tuple[float, float], end: tuple[float, float], kind: str) -> Markup:
        (x1, y1), (x2, y2) = self.place(*begin), self.place(*end)
        return tag("line", "", x1=f"{x1}", y1=f"{y1}", x2=f"{x2}", y2=f"{y2}", class_=kind)

    def dot(self, at: float, units: float) -> Markup:
        x, y = self.place(at, units)
        return tag("circle", "", cx=f"{x}", cy=f"{y}", r="3", class_="here")


def _axes(scale: _Scale) -> Iterator[Markup]:
    """Figures along both edges."""
    for tick in range(TICKS + 1):
        at = scale.low + (scale.high - scale.low) * tick / TICKS
        x, _ = scale.place(at, 0)
        yield tag(
            "text", f"{at:,.4g}" if abs(at) < 1 else f"{at:,.0f}", x=f"{x}", y=f"{HEIGHT - 16}", text_anchor="middle"
        )
        units = scale.top * tick / TICKS
        _, y = scale.place(scale.low, units)
        yield tag("text", f"{units:,.0f}", x=f"{LEFT - 8}", y=f"{y}", class_="end")
        yield tag("line", "", x1=f"{LEFT}", x2=f"{WIDTH - 20}", y1=f"{y}", y2=f"{y}", class_="grid-line")
