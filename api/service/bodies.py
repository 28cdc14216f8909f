"""Bodies: the bytes of a request into maps, lists, texts and exact figures, which never pass through binary floats."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.problems import Kind, Rejection
from inputs.documents import json_reading
from inputs.texts import decoded
from optimizer.errors import InputError, Problem

BODY = "body"
JSON = "application/json"
ENDING = re.compile(rb"(?<!\\)(\\\\)*\\u0000")
"""The character 0, written as JSON writes it; no database keeps a text with it."""
NO_JSON = "The body is not JSON as it is read here."


def media_type(request: Request) -> str:
    """What a request says its body is, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def exact_json(data: bytes) -> Any:
    """What JSON says, its figures exact.

    Raises:
        Rejection: malformed, if it is not JSON, has too many levels, or says a name twice.
    """
    try:
        reading = json_reading(decoded(data, BODY), BODY)
    except InputError as error:
        raise Rejection(Kind.MALFORMED, NO_JSON, error.problems) from error
    problems = reading.problems
    if ENDING.search(data):
        problems = (*problems, Problem((), "has the character 0 in a text", "leave it out", BODY))
    if problems:
        raise Rejection(Kind.MALFORMED, NO_JSON, problems)
    return reading.document


class ExactRequest(Request):
    """A request whose JSON is read with exact figures."""

    async def json(self) -> Any:
        """The body, read outside the event loop."""
        return await run_in_threadpool(exact_json, await self.body())


class ExactRoute(APIRoute):
    """A route whose body is JSON and nothing else, read with exact figures."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given requests that read exactly."""
        handle = super().get_route_handler()

        async def exactly(request: Request) -> Response:
            if self.body_field is not None and media_type(request) != JSON:
                raise Rejection(Kind.WRONG_FORM, f"Send {JSON}; this is {media_type(request) or 'of no type'}.")
            return await handle(ExactRequest(request.scope, request.receive))

        return exactly
