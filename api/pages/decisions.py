"""Decisions on a screen: a plan becomes the plan by two people; who may take the next step finds a button for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import Request
from markupsafe import Markup
from nicegui import events, ui

from api.pages.address import short
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, refusal, show
from api.pages.markup import joined, link, sentences, tag
from api.pages.sheets import Sheet
from api.service.access import Caller, Scope
from api.store import Decision
from optimizer.errors import QuotaplanError

LEAD = "A plan becomes the plan when one person proposes it and another approves it; publishing freezes its bundle."
PLACE = "Decisions"
STEPS: dict[str, tuple[str, Scope, tuple[str, ...]]] = {
    "approve": ("Approve", Scope.APPROVE, ("proposed",)),
    "publish": ("Publish", Scope.PROPOSE, ("approved",)),
    "withdraw": ("Withdraw", Scope.APPROVE, ("proposed", "approved", "published")),
}
"""What can be done to a decision: the word for it, who may, and in which states."""


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/decisions", response_timeout=30)
    async def decisions(request: Request) -> None:
        with frame(Heading("Decisions", LEAD, place=PLACE)):
            found = await desk.decisions()
            if not found:
                words = ["Nothing is proposed yet. Open the plan of a scenario and propose it there."]
                show(sentences(words))
            for decision in found:
                await Deciding(desk, request.state.caller, decision).build()


@dataclass
class Deciding:
    """One decision on a screen, with the buttons of the steps that this person may take."""

    desk: Desk
    caller: Caller
    decision: Decision

    async def build(self) -> None:
        """Show it."""
        self.address = await self.desk.scenario_of(self.decision)
        self.title = (await self.desk.base(self.address.base)).title or self.address.base
        self.place = ui.element("section").classes("panel")
        self._show()

    def _show(self, error: QuotaplanError | None = None) -> None:
        self.place.clear()
        name = self.decision.id
        with self.place:
            head = tag("h2", joined([link(self.title, self.address.to()), f": {self.decision.state}"]))
            show(head + _steps(self.decision))
            if self.decision.bundle is not None:
                show(sentences([link("Download its bundle", f"/api/v1/decisions/{name}/bundle")]))
            able = [
                (action, words)
                for action, (words, scope, states) in STEPS.items()
                if self.caller.may(scope) and self.decision.state in states
            ]
            if able:
                with ui.element("div").classes("tools"):
                    reason_field(f"reason-{name}", f"Reason, decision {short(name)}")
                    for action, words in able:
                        button = ui.html(words, sanitize=False, tag="button").props("type=button")
                        button.on("click", partial(self._step, action), js_handler=reading(f"reason-{name}"))
            if error is not None:
                show(refusal(error)).props("role=alert")

    async def _step(self, action: str, event: events.GenericEventArguments) -> None:
        try:
            self.decision = await self.desk.step(self.decision, action, str(event.args), self.caller)
        except QuotaplanError as error:
            self._show(error)
            return
        self._show()


async def proposal(desk: Desk, caller: Caller, sheet: Sheet) -> None:
    """The decisions about a plan, and the way to propose it, under its figures."""
    found = await desk.decisions(sheet.scenario.digest)
    if sheet.plan.outcome == "infeasible":
        return
    with ui.element("section").classes("panel").props("id=decision"):
        show(tag("h2", "Decision"))
        for decision in found:
            await Deciding(desk, caller, decision).build()
        standing = any(decision.state != "withdrawn" for decision in found)
        if standing:
            return
        if not caller.may(Scope.PROPOSE):
            show(sentences(["It is not proposed. A planner's key may propose it."]))
            return
        with ui.element("div").classes("tools"):
            reason_field("reason", "Reason")
            button = ui.html("Propose this plan", sanitize=False, tag="button").props("type=button")
        result = ui.element("div").props("role=status aria-live=polite")

        async def propose(event: events.GenericEventArguments) -> None:
            result.clear()
            with result:
                words = show(sentences(["Keeping the scenario and its plan."]))
                try:
                    decision = await desk.propose(sheet.scenario, str(event.args), caller)
                except QuotaplanError as error:
                    words.set_content(refusal(error))
                    return
                words.set_content(Markup(""))
                button.delete()
                await Deciding(desk, caller, decision).build()

        button.on("click", propose, js_handler=reading("reason"))


def reason_field(name: str, words: str) -> None:
    """A field for a reason."""
    show(tag("label", f"{words} ", for_=name) + tag("input", "", id=name, type="text", size="40", maxlength="2000"))


def reading(name: str) -> str:
    """Script that sends what stands in a field."""
    return f"() => emit(document.getElementById('{name}').value)"


def _steps(decision: Decision) -> Markup:
    """Who did what, when and why."""
    return tag(
        "ul",
        joined(
            tag("li", f"{step.time:%Y-%m-%d %H:%M} UTC, {step.actor}: {step.action}{_because(step.reason)}.")
            for step in decision.steps
        ),
    )


def _because(reason: str) -> str:
    return f", because {reason.rstrip('.')}" if reason else ""
