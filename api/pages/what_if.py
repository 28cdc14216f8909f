"""The what-if panel: knobs on the left, on the right what becomes of the plan. Only changes are sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from json import dumps
from time import monotonic
from typing import Any

from fastapi import Request
from markupsafe import Markup
from nicegui import events, ui

from api.pages.address import SETTING, Address, query
from api.pages.asking import Waiting, asked
from api.pages.board import Board, Cell, placed
from api.pages.desk import Desk
from api.pages.difference import FIELDS, FIGURES, difference, rules_of
from api.pages.exporting import export_buttons
from api.pages.frame import frame, heading_of, refusal, show
from api.pages.grid import awards_grid, search_field
from api.pages.knob_fields import knob_field, knob_fields
from api.pages.knobs import knobs, volume
from api.pages.markup import joined, panel, table_of, tag, tiles
from api.pages.saving import save_button
from api.pages.sheets import Sheet
from api.reports.view import View
from api.service.access import Caller
from api.tables import Column
from inputs.patching import set_values
from optimizer.errors import InputError, Problem, QuotaplanError, unknown
from optimizer.scenario import Scenario

SCREEN = ("what-if",)
LONG = 1.0
"""Seconds after which a run that nobody waits for any more is stopped rather than awaited."""
LEAD = "Move a slider, or write a figure, and see what becomes of the plan. Nothing is kept until you save it."
LIMITS = (
    Column("limits of"),
    Column("fullest, before", "right"),
    Column("fullest, now", "right"),
    Column("binding, before", "right"),
    Column("binding, now", "right"),
)
ONLY_CHANGES = {"change": {"filterType": "number", "type": "notEqual", "filter": 0}}


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/what-if", response_timeout=30)
    async def what_if(base: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, SCREEN, "What if")
        if heading is None:
            return
        with frame(replace(heading, lead=LEAD)):
            async with asked(desk, Address(base)) as sheet:
                if sheet is not None:
                    panel_ = Panel(desk, request.state.caller, sheet, address)
                    panel_.build(request.query_params.get("applicant", ""))
                    await panel_.settle(address.settings)


@dataclass
class Panel:
    """The panel in one tab: what it started from, what it shows, and what was asked of it last."""

    desk: Desk
    caller: Caller
    before: Sheet
    address: Address
    board: Board = field(default_factory=Board)
    wanted: tuple[str, ...] | None = None
    busy: bool = False
    waiting: Waiting = field(default_factory=Waiting)
    since: float = 0.0

    def build(self, applicant: str) -> None:
        """The whole panel, as it is before anything is moved."""
        self.view = View.of(self.before.plan, self.before.scenario)
        found = difference(self.view, self.view)
        self.board.changed_cells(found.cells)
        self.board.changed_rows(found.rows)
        self._summary()
        with ui.element("div").classes("split"):
            with ui.element("div").classes("knobs no-print"):
                self._knobs(applicant)
            with ui.element("div").classes("answer"):
                self.problems = show(Markup("")).props("role=alert")
                self.result = ui.element("div")
                with self.result:
                    self._answer(rules_of(self.view))
        ui.on("knobs", self._moved)

    async def settle(self, settings: tuple[str, ...]) -> None:
        """Show what becomes of the plan with these settings, unless others were asked for in the meantime."""
        self.wanted = settings
        if self.busy:
            if monotonic() - self.since > LONG:
                self.waiting.stop()
            return
        self.busy = True
        try:
            while self.wanted is not None:
                now, self.wanted = self.wanted, None
                await self._show(now)
        finally:
            self.busy = False

    async def _show(self, settings: tuple[str, ...]) -> None:
        self.waiting, self.since = Waiting(), monotonic()
        self.address = self.address.changed(settings)
        try:
            sheet = await self.desk.sheet(self.address, self.waiting)
        except QuotaplanError as error:
            if self.wanted is None:
                self.problems.set_content(refusal(error))
                self._run("quotaplan.settled()")
            return
        self.problems.set_content(self._conflict(sheet))
        found = await self.desk.away(lambda: difference(self.view, View.of(sheet.plan, sheet.scenario)))
        sentence = found.cells["sentence"].text
        changed = dumps(self.board.changed_cells(found.cells)), dumps(self.board.changed_rows(found.rows))
        self._run(
            f"quotaplan.put({changed[0]}, {dumps(sentence)});"
            f"quotaplan.merge(getElement({self.grid.id}).api, {changed[1]});"
            f"quotaplan.remember({{{SETTING}: {dumps(list(settings))}}}); quotaplan.settled()"
        )

    def _run(self, script: str) -> None:
        with self.result:
            ui.run_javascript(script)

    def _conflict(self, sheet: Sheet) -> Markup:
        found = sheet.plan.conflict
        return Markup("") if found is None else tag("div", tag("p", found.sentence), class_="refused")

    async def _moved(self, event: events.GenericEventArguments) -> None:
        """A knob was moved. What stands in the address and is no knob of this panel stays."""
        moved: dict[str, Any] = event.args
        kept = [item for item in self.address.settings if item.partition("=")[0] not in self.paths]
        await self.settle((*kept, *(f"{path}={value}" for path, value in moved.items())))

    def _knobs(self, applicant: str) -> None:
        scenario, moved = (
            self.before.scenario,
            dict(item.split("=", 1) for item in self.address.settings if "=" in item),
        )
        found = knobs(scenario)
        volumes = [name for name in scenario.applications if volume(scenario, name).path in moved]
        if applicant in scenario.applications and applicant not in volumes:
            volumes.append(applicant)
        self.paths = {item.path for item in found}
        show(
            tag(
                "div",
                tag("button", "As in the scenario", type="button", data_reset=True)
                + tag("button", "Copy address", type="button", data_share="Copy address"),
                class_="tools",
            )
        )
        with ui.element("div").classes("tools"):
            save_button(self.desk, self.caller, self._changed)
        show(tag("h2", "Volume of an application"))
        with ui.element("div").classes("tools"):
            show(tag("label", "Application ", for_="applicant"))
            asked_for = ui.element("input").props("id=applicant type=text autocomplete=off size=10")
            asked_for.on("change", self._add_volume, js_handler="(event) => emit(event.target.value)")
        self.volumes = ui.element("div")
        for name in volumes:
            self._put_volume(name, moved)
        show(tag("h2", "Policy and supply"))
        show(knob_fields(found, moved))

    def _add_volume(self, event: events.GenericEventArguments) -> None:
        name, known = str(event.args).strip(), self.before.scenario.applications
        if name in known:
            self.problems.set_content("")
            if volume(self.before.scenario, name).path not in self.paths:
                self._put_volume(name, {})
        elif name:
            seen = unknown(name, known, "the applications of this scenario")
            self.problems.set_content(refusal(InputError([Problem((), *seen, "application")])))

    def _put_volume(self, name: str, moved: dict[str, str]) -> None:
        knob = volume(self.before.scenario, name)
        self.paths.add(knob.path)
        with self.volumes:
            show(tag("h3", knob.group) + knob_field(knob, moved.get(knob.path, knob.text)))

    async def _changed(self, title: str) -> Scenario:
        """The scenario as the knobs stand, under a title of its own."""
        scenario = await self.desk.scenario(self.address)
        return await self.desk.away(lambda: set_values(scenario, [f"title={dumps(title)}"]))

    def _summary(self) -> None:
        """What stays in sight wherever the hand is: who gains and who loses, and the headline figures."""
        board = self.board.cells
        figures = [
            (item.words, placed(f"{item.words} now", board[f"{item.words} now"]),
             placed(f"{item.words} change", board[f"{item.words} change"]))
            for item in FIGURES
        ]  # fmt: skip
        sentence = tag("p", placed("sentence", Cell("Nothing is moved yet.")), class_="strong")
        show(sentence + tiles(figures)).classes("summary answer")

    def _answer(self, rules: list[str]) -> None:
        with ui.element("section").classes("panel"):
            show(tag("h2", "Awards, before and now, in units"))
            with ui.element("div").classes("tools"):
                show(search_field())
                only = ui.html("Only those that change", sanitize=False, tag="button").props("type=button")
                place = ui.element("div").classes("tools")
            path = self.before.address.to("applicants", "")
            self.grid = awards_grid(
                FIELDS, list(self.board.rows.values()), opens=path, query=query({}), label="Awards, before and now",
                short=True,
            )  # fmt: skip
            only.on("click", self._only_changes, args=[])
            with place:
                export_buttons(self.grid, lambda: self.board.rows, FIELDS, self.before.scenario.title)
        show(panel("Use of the limits, before and now", self._limits(rules)))

    def _only_changes(self) -> None:
        self._run(f"quotaplan.toggle(getElement({self.grid.id}).api, {dumps(ONLY_CHANGES)})")

    def _limits(self, rules: list[str]) -> Markup:
        board = self.board.cells
        keys = [[f"{rule} {part}" for part in ("before", "now", "binding before", "binding now")] for rule in rules]
        lines = [(rule, *(placed(key, board[key]) for key in named)) for rule, named in zip(rules, keys, strict=True)]
        return joined([table_of(LIMITS, lines, caption="Use of the limits, before and now")])
