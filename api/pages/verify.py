"""The screen of verification: a plan and its scenario dropped in, every step of the check out, without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from fastapi import Request
from markupsafe import Markup
from nicegui import events, ui

from api.formats import PLAN_FILE, SCENARIO_FILE
from api.pages.address import SETTING, Address
from api.pages.asking import asked
from api.pages.desk import Desk
from api.pages.dropping import dropzone
from api.pages.frame import Heading, frame, refusal, show
from api.pages.markup import joined, panel, sentences, tag
from api.plan_files import plan_of
from inputs.documents import json_reading
from inputs.texts import decoded
from optimizer.certificate.verification import OPEN, Verification
from optimizer.errors import InputError, Problem
from optimizer.plans import Plan
from optimizer.scenario import Scenario

LARGEST = 512 * 2**20
"""Bytes that a bundle may hold once it is unpacked."""
LEAD = (
    "Everything is derived again from the scenario, in exact fractions; no solver is asked, and nothing that the plan "
    "says about itself is taken for granted."
)


FILES = (
    "Give a bundle (.zip), or plan.json together with scenario.json as quotaplan plan --out writes them. If the "
    "scenario is kept here already, plan.json alone is enough."
)


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/verify", response_timeout=30)
    async def verify(request: Request) -> None:
        base = request.query_params.get("plan", "")
        with frame(Heading("Verify a plan", LEAD, place="Verify")):
            show(sentences([FILES]))

            async def received(event: events.MultiUploadEventArguments) -> None:
                files = {file.name: await file.read() for file in event.files}
                result.clear()
                with result:
                    await _checked(desk, files)

            dropzone("Plan to be verified: choose its files, or drop them here ", received)
            result = ui.element("div").props("role=status aria-live=polite")
            if base:
                with result:
                    address = Address(base, tuple(request.query_params.getlist(SETTING)))
                    async with asked(desk, address) as sheet:
                        if sheet is not None:
                            await _judged(desk, sheet.plan, sheet.scenario, sheet.scenario.title or base)


async def _checked(desk: Desk, files: Mapping[str, bytes]) -> None:
    try:
        plan, scenario = await desk.away(lambda: read_bundle(files, desk))
    except InputError as error:
        show(refusal(error))
        return
    await _judged(desk, plan, scenario, scenario.title or plan.scenario_digest)


async def _judged(desk: Desk, plan: Plan, scenario: Scenario, name: str) -> None:
    try:
        found = await desk.verification(plan, scenario)
    except InputError as error:
        show(refusal(error))
        return
    show(verdict(found, name))


def read_bundle(files: Mapping[str, bytes], desk: Desk) -> tuple[Plan, Scenario]:
    """The plan in some files, and the scenario that it is of: from the same files, or kept here.

    Raises:
        InputError: if there is no plan, or no scenario for it.
    """
    parts = _unpacked(files)
    plan_name = next((name for name in parts if name.endswith(PLAN_FILE)), None)
    scenario_name = next((name for name in parts if name.endswith(SCENARIO_FILE)), None)
    if plan_name is None:
        seen = f"hold no {PLAN_FILE}: {', '.join(sorted(parts)) or 'nothing'}"
        raise InputError([Problem((), seen, f"give {PLAN_FILE} and {SCENARIO_FILE}, or a bundle", "the files")])
    plan = plan_of(_document(parts[plan_name], plan_name), plan_name)
    if scenario_name is not None:
        return plan, Scenario.parse(_document(parts[scenario_name], scenario_name))
    kept = desk.of_digest(plan.scenario_digest)
    if kept is None:
        seen, advice = f"the scenario of {plan_name} is not kept here", f"give its {SCENARIO_FILE} as well"
        raise InputError([Problem((), seen, advice, "the files")])
    return plan, kept


def verdict(found: Verification, name: str) -> Markup:
    """Each step in order, and what fails."""
    words = f"{name}: the plan holds." if found.ok else f"{name}: the plan does not hold."
    steps = [
        tag("li", tag("span", "" if step.startswith(OPEN) else "holds: ", class_="unseen") + tag("span", step))
        for step in found.steps
    ]
    steps += [
        tag("li", tag("span", "fails: ", class_="unseen") + tag("span", flaw), class_="fails")
        for flaw in found.failures
    ]
    kind = "told" if found.ok else "refused"
    return tag("div", tag("p", words, class_="strong"), class_=kind) + panel(
        "Steps of the check", tag("ol", joined(steps), class_="steps")
    )


def _unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by name, those in archives as well.

    Raises:
        InputError: if an archive cannot be read, or is too large.
    """
    parts: dict[str, bytes] = {}
    for name, data in files.items():
        if not name.endswith(".zip"):
            parts[name] = data
            continue
        try:
            with ZipFile(BytesIO(data)) as archive:
                if sum(item.file_size for item in archive.infolist()) > LARGEST:
                    raise InputError([Problem((), "is too large", f"{LARGEST / 2**20:,.0f} MB at most", name)])
                parts |= {item.filename: archive.read(item) for item in archive.infolist() if not item.is_dir()}
        except BadZipFile as error:
            raise InputError([Problem((), "is no archive that can be read", "give a bundle (.zip)", name)]) from error
    return parts


def _document(data: bytes, name: str) -> dict[str, object]:
    reading = json_reading(decoded(data, name), name)
    if reading.problems or not isinstance(reading.document, dict):
        raise InputError(reading.problems or [Problem((), "is not a map", "give the file as it was written", name)])
    return reading.document
