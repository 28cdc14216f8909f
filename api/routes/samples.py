"""Samples: the scenarios that come with the program."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from api.problems import Kind, Rejection
from api.service.bodies import JSON, ExactRoute
from api.service.wiring import Reader
from inputs import read_scenario, sample_names

router = APIRouter(prefix="/samples", tags=["scenarios"], route_class=ExactRoute)


class Sample(BaseModel):
    """A bundled scenario."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    name: str
    """By which it is fetched."""
    title: str
    """Its title."""
    digest: str
    """Its identity once it is submitted."""
    applications: int
    """How many applications it has."""
    units: int
    """Units that they ask for."""


class Samples(BaseModel):
    """All bundled scenarios."""

    items: list[Sample]


@router.get("", operation_id="list_samples", summary="The bundled samples")
def list_samples(_: Reader) -> Samples:
    """Every scenario that comes with the program, by name."""
    return Samples(items=[_sample(name) for name in sample_names()])


@router.get(
    "/{name}",
    operation_id="get_sample",
    summary="A bundled sample, whole",
    response_class=Response,
    responses={200: {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Scenario"}}}}},
)
def get_sample(
    name: Annotated[str, Path(description="Name of a sample.", examples=["three-claims"])], _: Reader
) -> Response:
    """A sample as one JSON document, in its canonical form."""
    if name not in sample_names():
        raise Rejection(Kind.NOT_FOUND, f"No sample has this name; there are {', '.join(sample_names())}.")
    return Response(read_scenario(name).canonical_json(), media_type=JSON)


def _sample(name: str) -> Sample:
    scenario = read_scenario(name)
    units = sum(application.units for application in scenario.applications.values())
    return Sample(
        name=name, title=scenario.title, digest=scenario.digest, applications=len(scenario.applications), units=units
    )
