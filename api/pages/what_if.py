"""The what-if panel: knobs on the left, on the right what becomes of the plan, at once, and a moment later proved."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from json import dumps

from fastapi import Request
from markupsafe import Markup
from nicegui import background_tasks, events, ui

from api.outlines import of_plan
from api.pages.address import SETTING, Address
from api.pages.asking import Waiting, asked
from api.pages.desk import Desk
from api.pages.frame import frame, heading_of, refusal, show
from api.pages.knob_fields import knob_field, knob_fields
from api.pages.knobs import knobs, volume
from api.pages.markup import tag
from api.pages.saving import save_button
from api.pages.sheets import Sheet
from api.pages.what_if_answer import Answer, Shown
from api.reports.headline import national_quota
from api.reports.view import View
from api.service.access import Caller
from inputs.patching import set_values
from inputs.places import dotted
from optimizer.errors import InputError, Problem, QuotaplanError, unknown
from optimizer.scenario import Scenario

SCREEN = ("what-if",)
REST = 0.2
"""Seconds that a hand rests before what it has set is proved."""
LEAD = "Move a slider, or write a figure, and see what becomes of the plan. Nothing is kept until you save it."


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
                    panel = Panel(desk, request.state.caller, sheet, address)
                    panel.build(request.query_params.get("applicant", ""))
                    background_tasks.create(desk.previews.warm(sheet.scenario))
                    if address.settings:
                        await panel.settle(Wanted(address.settings))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see."""

    settings: tuple[str, ...]
    view: tuple[str, ...] = ()
    """The applications whose rows are in view."""


@dataclass
class Panel:
    """The panel in one tab: what it started from, and what was asked of it last."""

    desk: Desk
    caller: Caller
    before: Sheet
    address: Address
    wanted: Wanted | None = None
    busy: bool = False
    turn: int = 0
    """How often something was asked for."""
    waiting: Waiting = field(default_factory=Waiting)

    def build(self, applicant: str) -> None:
        """The whole panel, as it is before anything is moved."""
        outline = of_plan(View.of(self.before.plan, self.before.scenario))
        self.answer = Answer(self.before.scenario, self.before.address, outline)
        self.answer.summary()
        with ui.element("div").classes("split"):
            with ui.element("div").classes("knobs no-print"):
                self._knobs(applicant)
            with ui.element("div").classes("answer"):
                self.answer.build()
        ui.on("knobs", self._moved)
        ui.on("firms", self.answer.show_all_firms)

    async def settle(self, wanted: Wanted) -> None:
        """Show what becomes of the plan: its figures at once, and once more when they are proved.

        Whatever is asked for in the meantime comes instead: only the last figures are worked out.
        """
        self.wanted, self.turn = wanted, self.turn + 1
        self.waiting.stop()
        self.answer.proved.clear()
        if self.busy:
            return
        self.busy = True
        try:
            while self.wanted is not None:
                wanted, turn, self.wanted = self.wanted, self.turn, None
                refused = await self._preview(wanted)
        finally:
            self.busy = False
        if not refused:
            await self._prove(turn)

    async def _preview(self, wanted: Wanted) -> bool:
        """The figures before they are proved, and the rows in view. Says whether they were refused."""
        self.address = self.address.changed(wanted.settings)
        try:
            outline = await self.desk.previews.of(self.before.scenario, wanted.settings)
        except InputError as error:
            if self.wanted is None:
                self.answer.refuse(error)
            return True
        if outline is not None:
            self.answer.preview(Shown(self.answer.beside(outline), wanted.settings), wanted.view)
        return False

    async def _prove(self, turn: int) -> None:
        """The figures as they are proved, with all rows, unless the hand has moved on."""
        await asyncio.sleep(REST)
        if turn != self.turn or self.answer.place.is_deleted:
            return
        self.waiting = Waiting()
        try:
            sheet = await self.desk.sheet(self.address, self.waiting)
            outline = await self.desk.away(lambda: of_plan(View.of(sheet.plan, sheet.scenario)))
        except QuotaplanError as error:
            if turn == self.turn:
                self.answer.refuse(error)
            return
        if turn == self.turn:
            self.answer.prove(Shown(self.answer.beside(outline), self.address.settings), _conflict(sheet))

    async def _moved(self, event: events.GenericEventArguments) -> None:
        """A knob was moved. What stands in the address and is no knob of this panel stays."""
        moved: dict[str, str] = event.args["moved"]
        kept = [item for item in self.address.settings if item.partition("=")[0] not in self.paths]
        settings = (*kept, *(f"{path}={value}" for path, value in moved.items()))
        await self.settle(Wanted(settings, tuple(event.args["view"])))

    def _knobs(self, applicant: str) -> None:
        scenario, moved = (
            self.before.scenario,
            dict(item.split("=", 1) for item in self.address.settings if "=" in item),
        )
        found, quota = knobs(scenario), self._quota()
        volumes = [name for name in scenario.applications if volume(scenario, name).path in moved]
        if applicant in scenario.applications and applicant not in volumes:
            volumes.append(applicant)
        self.paths = {item.path for item in found}
        show(
            tag(
                "div",
                tag("button", "Reset all", type="button", data_reset=True)
                + tag("button", "Copy address", type="button", data_share="Copy address"),
                class_="tools",
            )
        )
        show(knob_fields([item for item in found if item.path.startswith(quota)], moved))
        show(tag("h2", "Volume of an application"))
        with ui.element("div").classes("tools"):
            show(tag("label", "Application ", for_="applicant"))
            asked_for = ui.element("input").props("id=applicant type=text autocomplete=off size=10")
            asked_for.on("change", self._add_volume, js_handler="(event) => emit(event.target.value)")
        self.volumes = ui.element("div")
        for name in volumes:
            self._put_volume(name, moved)
        save_button(self.desk, self.caller, self._changed)
        show(tag("h2", "Policy and supply"))
        show(knob_fields([item for item in found if not item.path.startswith(quota)], moved))

    def _quota(self) -> str:
        """What the paths of the quota's knobs begin with; no path begins with the answer if there is no quota."""
        found = national_quota(View.of(self.before.plan, self.before.scenario))
        return f"{dotted(('policy', 'rules', found[0] if found else ''))}."

    def _add_volume(self, event: events.GenericEventArguments) -> None:
        name, known = str(event.args).strip(), self.before.scenario.applications
        if name in known:
            self.answer.problems.set_content("")
            if volume(self.before.scenario, name).path not in self.paths:
                self._put_volume(name, {})
        elif name:
            seen = unknown(name, known, "the applications of this scenario")
            self.answer.problems.set_content(refusal(InputError([Problem((), *seen, "application")])))

    def _put_volume(self, name: str, moved: dict[str, str]) -> None:
        knob = volume(self.before.scenario, name)
        self.paths.add(knob.path)
        with self.volumes:
            show(tag("h3", knob.group) + knob_field(knob, moved.get(knob.path, knob.text)))

    async def _changed(self, title: str) -> Scenario:
        """The scenario as the knobs stand, under a title of its own."""
        scenario = await self.desk.scenario(self.address)
        return await self.desk.away(lambda: set_values(scenario, [f"title={dumps(title)}"]))


def _conflict(sheet: Sheet) -> Markup:
    found = sheet.plan.conflict
    return Markup("") if found is None else tag("div", tag("p", found.sentence), class_="refused")
