"""Scenarios: submitted whole, as tables or as a patch of another; kept once each under their digest."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.service.bodies import JSON, ExactRoute
from api.service.conditions import immutable, refuse_stale, tag_of
from api.service.patches import PATCH_BODY, Patched
from api.service.submissions import SCENARIO_BODY, Submitted
from api.service.wiring import PLAIN, Asked, Creator, Here, Message, Paging, PlainText, Reader, ScenarioId
from api.store import Page, ScenarioInfo
from optimizer.scenario import Scenario

router = APIRouter(prefix="/scenarios", tags=["scenarios"], route_class=ExactRoute)

Word = Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=2000, pattern=PLAIN)]
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Scenario"}}}}
}


class Validated(BaseModel):
    """A scenario that has no problems; nothing was kept."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    """Its digest, under which it would be kept."""
    title: str
    """What its author calls it."""
    applications: int
    """How many there are."""
    firms: int
    """How many apply."""
    periods: int
    """How many periods it plans."""


class Labels(Asked):
    """What is said about a scenario from the start."""

    tag: Annotated[list[Word], Field(max_length=50)] = []
    """Words to find it by."""
    note: Text = ""
    """What others should know of it."""


class Submitting(Labels):
    """How a scenario is submitted."""

    validate_only: bool = False
    """Say what is wrong with it, and keep nothing."""


class Finding(Paging):
    """Which scenarios."""

    text: PlainText = ""
    """In the title or the note, or what the id begins with."""
    tag: Word | None = None
    """A word to find it by."""


class Notes(Message):
    """What is said about a scenario, beside what it says itself."""

    tags: Annotated[list[Word], Field(max_length=50)]
    """Words to find it by."""
    note: Text
    """What others should know of it."""


IS_NEW: dict[int | str, dict[str, Any]] = {
    200: {"description": "It was there already, or nothing was to be kept.", "model": ScenarioInfo | Validated},
    201: {"description": "It is new."},
}


@router.post(
    "",
    operation_id="submit_scenario",
    summary="Submit a scenario",
    status_code=201,
    responses=IS_NEW,
    openapi_extra={"requestBody": SCENARIO_BODY},
)
def submit(
    sent: Submitted, asked: Annotated[Submitting, Query()], caller: Creator, service: Here, response: Response
) -> ScenarioInfo | Validated:
    """Keep a scenario: a JSON document, or a form with its document and tables, or with a workbook.

    All problems are told at once, each with its place in the file that it is in. The same scenario again is answered
    with the one that is there.
    """
    scenario = sent.scenario(service.settings.limits)
    if asked.validate_only:
        response.status_code = 200
        return _validated(scenario)
    stored = service.store.scenarios.add(scenario, caller.name, tags=asked.tag, note=asked.note)
    return _answered(response, stored.scenario, created=stored.created)


@router.get("", operation_id="list_scenarios", summary="Find scenarios")
def find(asked: Annotated[Finding, Query()], _: Reader, service: Here) -> Page[ScenarioInfo]:
    """Scenarios, newest first."""
    return service.store.scenarios.search(asked.text, tag=asked.tag, limit=asked.limit, cursor=asked.cursor)


@router.get(
    "/{scenario}", operation_id="get_scenario", summary="A scenario, whole", response_class=Response, responses=DOCUMENT
)
def get(request: Request, scenario: ScenarioId, _: Reader, service: Here) -> Response:
    """The scenario in its canonical form, the SHA-256 of whose bytes is its id. It never changes."""
    return immutable(request, service.store.scenarios.canonical(scenario), JSON)


@router.get("/{scenario}/notes", operation_id="get_notes", summary="What is known of a scenario")
def get_notes(scenario: ScenarioId, _: Reader, service: Here, response: Response) -> ScenarioInfo:
    """Who added it when, from what it was derived, and its tags and note; with an entity tag for `If-Match`."""
    info = service.store.scenarios.info(scenario)
    response.headers["ETag"] = _tag(info)
    return info


@router.put("/{scenario}/notes", operation_id="put_notes", summary="Replace the tags and the note of a scenario")
def put_notes(
    request: Request, response: Response, scenario: ScenarioId, notes: Notes, caller: Creator, service: Here
) -> ScenarioInfo:
    """With `If-Match`, only if nobody changed them since."""
    refuse_stale(request, _tag(service.store.scenarios.info(scenario)))
    info = service.store.scenarios.annotate(scenario, caller.name, tags=notes.tags, note=notes.note)
    response.headers["ETag"] = _tag(info)
    return info


@router.post(
    "/{scenario}/derive",
    operation_id="derive_scenario",
    summary="Derive a scenario from another",
    status_code=201,
    responses=IS_NEW,
    openapi_extra={"requestBody": PATCH_BODY},
)
def derive(
    scenario: ScenarioId,
    patch: Patched,
    asked: Annotated[Labels, Query()],
    caller: Creator,
    service: Here,
    response: Response,
) -> ScenarioInfo:
    """Keep what a merge patch or a JSON Patch makes of a scenario. An empty patch makes the scenario itself."""
    most = service.settings.limits.applications
    stored = service.store.scenarios.derive(scenario, patch, caller.name, tags=asked.tag, note=asked.note, most=most)
    return _answered(response, stored.scenario, created=stored.created)


def _validated(scenario: Scenario) -> Validated:
    return Validated(
        id=scenario.digest,
        title=scenario.title,
        applications=len(scenario.applications),
        firms=len(scenario.firms),
        periods=len(scenario.periods),
    )


def _answered(response: Response, info: ScenarioInfo, *, created: bool) -> ScenarioInfo:
    response.headers["Location"] = f"/api/v1/scenarios/{info.id}"
    response.status_code = 201 if created else 200
    return info


def _tag(info: ScenarioInfo) -> str:
    return tag_of(info.model_dump_json().encode())
