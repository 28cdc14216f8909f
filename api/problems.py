"""Problems: anything that goes wrong in, one `application/problem+json` (RFC 9457) out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.store import BusyError, ConflictError, MissingError, TooLargeError
from optimizer.errors import CheckError, InputError, Problem, SolverError

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:quotaplan:problem:"


class Kind(Enum):
    """Every kind of problem that the service answers with: its status and its title."""

    MALFORMED = (400, "The request cannot be read")
    UNKNOWN_CALLER = (401, "Nobody knows this key")
    FORBIDDEN = (403, "This key may not do that")
    NOT_FOUND = (404, "There is nothing here")
    WRONG_METHOD = (405, "This cannot be done here")
    NOT_ACCEPTABLE = (406, "There is no such form of it")
    TOO_SLOW = (408, "The request did not arrive in time")
    CONFLICT = (409, "It is in another state")
    CHANGED = (412, "It is no longer what you saw")
    TOO_LARGE = (413, "It is too large")
    WRONG_FORM = (415, "It is in a form that is not read here")
    MISDIRECTED = (421, "This server has another name")
    REFUSED = (422, "The input is refused")
    TOO_MANY = (429, "Too many requests")
    OUR_FAULT = (500, "The program failed, which is its own fault")
    UNPROVED = (500, "The plan failed its own checks and is not shown")
    BUSY = (503, "There is no room for more work now")
    TOO_LONG = (504, "It took too long and was stopped")

    @property
    def status(self) -> int:
        """The status code."""
        return self.value[0]

    @property
    def title(self) -> str:
        """What every problem of this kind is called."""
        return self.value[1]

    @property
    def uri(self) -> str:
        """The name of this kind for programs."""
        return TYPES + self.name.lower().replace("_", "-")


class ProblemEntry(BaseModel):
    """One thing that is wrong with the request."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    pointer: str
    """Where in the body, as a JSON Pointer; empty for the body as a whole."""
    message: str
    """A sentence: where, what was seen, what is allowed."""
    seen: str
    """What stands there."""
    allowed: str
    """What is allowed there, or what to do."""


class ProblemDetail(BaseModel):
    """What every answer with a status of 400 or above says."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    type: str = Field(examples=[Kind.REFUSED.uri])
    """The kind of problem, for programs."""
    title: str
    """The kind of problem, for people."""
    status: int = Field(ge=400, le=599)
    """The status code of the answer."""
    detail: str
    """What happened this time, and what to do."""
    request_id: str | None = None
    """By which the log of the service finds this request."""
    problems: list[ProblemEntry] = []
    """Everything that is wrong with the body, all at once."""


class Rejection(HTTPException):
    """A request that is not carried out, with its kind and a sentence."""

    def __init__(
        self, kind: Kind, detail: str, problems: Sequence[Problem] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind.status, detail, headers)
        self.kind = kind
        self.problems = tuple(problems)


def rejection(error: Exception) -> Rejection:  # noqa: PLR0911 - one line for each kind of error
    """What is answered when something was raised."""
    match error:
        case Rejection():
            return error
        case MissingError():
            return Rejection(Kind.NOT_FOUND, _said(error))
        case ConflictError():
            return Rejection(Kind.CONFLICT, _said(error))
        case TooLargeError():
            return Rejection(Kind.TOO_LARGE, _said(error))
        case BusyError(retry_after=seconds):
            return Rejection(Kind.BUSY, _said(error), headers={"Retry-After": str(seconds)})
        case InputError():
            return Rejection(Kind.REFUSED, str(error).partition("\n")[0] + ".", error.problems)
        case RequestValidationError():
            problems = [_validation_problem(item) for item in error.errors()]
            return Rejection(Kind.REFUSED, "The request does not have the form that is described.", problems)
        case CheckError() | SolverError():
            return Rejection(Kind.UNPROVED, f"No plan: {error}")
        case HTTPException(status_code=status, detail=detail, headers=headers):
            return Rejection(_kind_of(status), _sentence(status, detail), headers=headers)
        case _:
            return Rejection(Kind.OUR_FAULT, "The request was sound. Tell the operator its request_id.")


def problem_response(request: Request, error: Exception) -> Response:
    """The one way in which anything that was raised is answered."""
    found = rejection(error)
    detail = ProblemDetail(
        type=found.kind.uri,
        title=found.kind.title,
        status=found.kind.status,
        detail=found.detail,
        request_id=getattr(request.state, "request_id", None),
        problems=[entry(problem) for problem in found.problems],
    )
    body = detail.model_dump_json(exclude_none=True).encode()
    return Response(body, found.kind.status, dict(found.headers or {}), MEDIA_TYPE)


def entry(problem: Problem) -> ProblemEntry:
    """A problem of an input as the service shows it."""
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in problem.path)
    return ProblemEntry(
        pointer="".join(f"/{step}" for step in steps), message=str(problem), seen=problem.seen, allowed=problem.advice
    )


def _said(error: InputError) -> str:
    """The sentences of an error whose places are not in the body."""
    return " ".join(f"{problem.path[0]}: {problem.seen}; {problem.advice}." for problem in error.problems)


def _kind_of(status: int) -> Kind:
    """The kind for a status that the framework chose."""
    fallback = Kind.MALFORMED if status < HTTPStatus.INTERNAL_SERVER_ERROR else Kind.OUR_FAULT
    return next((kind for kind in Kind if kind.status == status), fallback)


SENTENCES = {
    404: "No resource has this address; /api/v1/openapi.json lists them all.",
    405: "The header Allow says what can be done here.",
    413: "Send less in one request.",
}


def _sentence(status: int, detail: str) -> str:
    return SENTENCES.get(status, detail if detail.endswith(".") else f"{detail}.")


def _validation_problem(item: Mapping[str, Any]) -> Problem:
    """What the framework says of a parameter or a body, as a problem."""
    source, *path = item["loc"]
    place = "" if source == "body" else f"{source} {'.'.join(map(str, path))}"
    message = str(item["msg"])
    return Problem(tuple(path) if source == "body" else (), message[0].lower() + message[1:], "see the API", place)
