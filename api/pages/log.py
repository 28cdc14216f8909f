"""The screen of the log: what was submitted, run, decided and by whom, each entry chained to the one before."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.figures import counted
from api.pages.address import query, short
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, refusal, show
from api.pages.markup import Text, bulleted, joined, link, panel, sentences, table_of, tag
from api.service.access import Scope
from api.store import LogEntry, Page
from api.store.auditing import LogVerification
from api.tables import Column
from optimizer.errors import InputError

LEAD = "Every submission, run, decision and change of keys, each entry chained to the one before by its hash."
COLUMNS = (
    Column("number", "right"),
    Column("time (UTC)"),
    Column("who"),
    Column("what"),
    Column("about"),
    Column("hash"),
)
NOUNS = ("scenario", "plan", "sweep", "decision", "key")
PLACE = "Log"


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/log", response_timeout=30)
    async def log(request: Request) -> None:
        action, cursor = request.query_params.get("action"), request.query_params.get("cursor")
        with frame(Heading("Log", LEAD, place=PLACE)):
            if not request.state.caller.may(Scope.LOG):
                show(sentences(["Your key may not read the log; an auditor's or an administrator's may."]))
                return
            show(_chooser(action))
            check = ui.html("Check the whole log", sanitize=False, tag="button").props("type=button")
            result = ui.element("div").props("role=status aria-live=polite")

            async def checked() -> None:
                result.clear()
                with result:
                    async with answered(lambda _: desk.audit()) as found:
                        if found is not None:
                            show(_verdict(found))

            check.on("click", checked, args=[])
            try:
                show(_entries(await desk.log(action, cursor), action))
            except InputError as error:
                show(refusal(error))


def _chooser(action: str | None) -> Markup:
    links = [link("all", "/log", aria_current=None if action else "true")]
    links += [
        link(noun, f"/log{query({'action': noun})}", aria_current="true" if noun == action else None) for noun in NOUNS
    ]
    return tag("p", Markup(" · ").join(links))


def _verdict(found: LogVerification) -> Markup:
    if not found.failures:
        return tag(
            "div", sentences([f"The log is whole: {counted(found.entries, 'entry', 'entries')}."]), class_="told"
        )
    return tag("div", tag("p", "The log is not whole.", class_="strong") + bulleted(found.failures), class_="refused")


def _entries(found: Page[LogEntry], action: str | None) -> Markup:
    rows = [_entry(item) for item in found.items]
    older = ""
    if found.next:
        older = link("Older entries", f"/log{query({'action': action or '', 'cursor': found.next})}")
    table = table_of(COLUMNS, rows, caption="Entries, the latest first") if rows else sentences(["No entry."])
    return panel("Entries, the latest first", joined([table, older]))


def _entry(item: LogEntry) -> tuple[Text, ...]:
    about = Markup(", ").join(_subject(noun, name) for noun, name in item.subjects.items())
    detail = "; ".join(f"{name}: {value}" for name, value in item.detail.items())
    told = about + (tag("div", detail, class_="note") if detail else "")
    time = item.time.partition(".")[0].replace("T", " ").removesuffix("Z")
    return f"{item.number:,}", time, item.actor, item.action, told, tag("code", short(item.hash))


def _subject(noun: str, name: str) -> Markup:
    if noun == "scenario":
        return tag("span", "scenario ") + link(short(name), f"/plans/{short(name)}")
    return tag("span", f"{noun} {short(name)}")
