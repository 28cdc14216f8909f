"""The screen of a sweep: figures varied or drawn by chance; a map or bands that fill as the points come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.figures import NONE, counted
from api.pages.address import SETTING, Address
from api.pages.bands import bands
from api.pages.desk import Desk
from api.pages.frame import frame, heading_of, refusal, show
from api.pages.markup import panel, sentences, table_of, tag
from api.pages.sweep_form import NOTHING_VARIED, SCREEN, sweep_form, unfinished
from api.sweeps import Point, Result, Sweep, sweep_of
from api.sweeps.outcome import Outcome
from api.tables import Column
from optimizer.errors import InputError, Problem
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import shown

MOST = 1_000
"""So many points are run on a screen; `quotaplan sweep` runs more."""
MEASURES = {
    "awarded": "units granted",
    "bought": "domestic units to buy",
    "served": "firms that get anything",
    "smallest": "least that a firm gets, of those that get anything",
}
EVERY = 20
"""Bands are drawn anew after so many draws."""


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/sweep", response_timeout=30)
    async def sweep(base: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, SCREEN, "Sweep")
        if heading is None:
            return
        varied = [text for text in request.query_params.getlist("vary") if text.strip("= ")]
        measure, samples = (request.query_params.get(name, "") for name in ("show", "samples"))
        with frame(heading):
            try:
                scenario = await desk.scenario(address)
            except InputError as error:
                show(refusal(error))
                return
            show(sweep_form(address, MEASURES, scenario, varied, measure, samples))
            if not varied:
                if "vary" in request.query_params:
                    show(refusal(InputError([NOTHING_VARIED])))
                return
            try:
                found = _sweep(scenario, varied, int(samples) if samples.isdecimal() else None)
            except InputError as error:
                show(refusal(error))
                return
            await Running(
                desk, scenario, found, measure if measure in {*MEASURES, *scenario.firms} else "awarded"
            ).run()


def _sweep(scenario: Scenario, varied: Sequence[str], samples: int | None) -> Sweep:
    """What is varied.

    Raises:
        InputError: with every axis that cannot be read, or if it is too much for a screen.
    """
    problems = unfinished(scenario, varied)
    if problems:
        raise InputError(problems)
    found = sweep_of(scenario, varied, samples=samples)
    if len(found.listed) > 2:  # noqa: PLR2004 - a screen has two directions
        problems.append(Problem((), f"varies {len(found.listed)} figures", "vary two at most", "what is varied"))
    if len(found.points()) > MOST:
        seen = f"there would be {len(found.points()):,} points"
        problems.append(Problem((), seen, f"{MOST} at most; quotaplan sweep runs more", "what is varied"))
    if problems:
        raise InputError(problems)
    return found


@dataclass
class Running:
    """A sweep on one screen, and what has come of it."""

    desk: Desk
    scenario: Scenario
    sweep: Sweep
    measure: str
    results: dict[int, Result] = field(default_factory=dict)
    stopped: bool = False

    async def run(self) -> None:
        """Run every point, the cells filling as they come."""
        points = self.sweep.points()
        with ui.element("div").classes("tools"):
            words = show(sentences([f"0 of {counted(len(points), 'point')}."])).props("role=status")
            stop = ui.html("Stop", sanitize=False, tag="button").props("type=button")
            stop.on("click", self._stop, args=[])
        place = show(self._table(points))
        await ui.context.client.connected()
        for point in points:
            if self.stopped:
                break
            self.results[point.number] = await self.desk.point(self.scenario, point)
            words.set_content(sentences([f"{len(self.results):,} of {counted(len(points), 'point')}."]))
            if not self.sweep.drawn:
                self._fill(point)
            elif len(self.results) % EVERY == 0:
                place.set_content(self._table(points))
        stop.delete()
        place.set_content(self._table(points))

    def _stop(self) -> None:
        self.stopped = True

    def _fill(self, point: Point) -> None:
        cell = self._words(self.results[point.number])
        ui.run_javascript(f"quotaplan.put({dumps({f'point {point.number}': [cell]})})")

    def _words(self, result: Result | None) -> str:
        if result is None:
            return "…"
        return NONE if result.status != "allocated" else f"{measured(result, self.measure):,}"

    def _table(self, points: Sequence[Point]) -> Markup:
        """Points in rows and columns, one figure down, a second one across; bands where something is drawn."""
        if self.sweep.drawn:
            return bands(Outcome(self.scenario.title, self.sweep, points, self.results))
        down, *across = self.sweep.listed
        columns = across[0].values if across else ("",)
        values = [measured(r, self.measure) for r in self.results.values() if r.status == "allocated"]
        low, high = (min(values), max(values)) if values else (0, 0)
        cells = [self._cell(point, low, high) for point in points]
        rows = [
            (_value(value), *cells[number * len(columns) : (number + 1) * len(columns)])
            for number, value in enumerate(down.values)
        ]
        words = MEASURES.get(self.measure, f"units granted to {self.measure}")
        head = (Column(down.path), *(Column(_value(value) or words, "right") for value in columns))
        over = f"{words}; down {down.path}" + (f", across {across[0].path}" if across else "")
        table = table_of(head, rows, caption=over)
        told = [
            f"{', '.join(f'{path} = {_value(value)}' for path, value in point.settings)}: {result.sentence}"
            for point in points
            if (result := self.results.get(point.number)) is not None and result.sentence
        ]
        return tag("div", panel(f"{over[0].upper()}{over[1:]}", table), class_="heat") + sentences(told[:10])

    def _cell(self, point: Point, low: int, high: int) -> Markup:
        result = self.results.get(point.number)
        words = self._words(result)
        share = 0.0
        if result is not None and result.status == "allocated" and high > low:
            share = (measured(result, self.measure) - low) / (high - low)
        limits = ", ".join(result.limits[:3]) if result is not None else ""
        return tag(
            "span", words, data_cell=f"point {point.number}", style=f"--share:{100 * share:.0f}%", title=limits or None
        )


def measured(result: Result, measure: str) -> int:
    """The figure of a point that a screen shows."""
    got = [units for units in result.firms.values() if units]
    figures: Mapping[str, int] = {
        "awarded": result.awarded,
        "bought": result.bought,
        "served": len(got),
        "smallest": min(got, default=0),
    }
    return figures.get(measure, result.firms.get(measure, 0))


def _value(value: Any) -> str:
    if value == "":
        return ""
    return f"{value:,}" if not isinstance(value, bool | str | list | dict) else shown(value)
