"""Patches: a request with a change in, a merge patch or a JSON Patch out, its figures exact."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import Depends, Request
from pydantic import WithJsonSchema
from starlette.concurrency import run_in_threadpool

from api.problems import Kind, Rejection
from api.service.bodies import JSON, exact_json, media_type
from inputs.patching import Patch
from optimizer.errors import InputError, Problem

MERGE, OPERATIONS = "application/merge-patch+json", "application/json-patch+json"
MERGE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A merge patch (RFC 7396): maps are merged, null removes, anything else replaces.",
    "examples": [{"policy": {"rules": {"quota": {"limit": 230}}}}],
}
OPERATIONS_SCHEMA: dict[str, Any] = {
    "type": "array",
    "description": "A JSON Patch (RFC 6902).",
    "items": {
        "type": "object",
        "properties": {
            "op": {"enum": ["add", "remove", "replace", "move", "copy", "test"]},
            "path": {"type": "string"},
            "from": {"type": "string"},
            "value": {},
        },
        "required": ["op", "path"],
    },
    "examples": [[{"op": "replace", "path": "/policy/rules/quota/limit", "value": 230}]],
}
PATCH_BODY = {
    "required": True,
    "content": {MERGE: {"schema": MERGE_SCHEMA}, OPERATIONS: {"schema": OPERATIONS_SCHEMA}},
}
AnyPatch = Annotated[Any, WithJsonSchema({"anyOf": [MERGE_SCHEMA, OPERATIONS_SCHEMA]})]
"""A patch inside a JSON body."""


async def patched(request: Request) -> Patch:
    """The change that a request asks for."""
    kinds: dict[str, type] = {MERGE: dict, JSON: dict, OPERATIONS: list}
    found = media_type(request)
    if found not in kinds:
        raise Rejection(Kind.WRONG_FORM, f"Send {MERGE} or {OPERATIONS}; this is {found or 'of no type'}.")
    return patch_of(await run_in_threadpool(exact_json, await request.body()), kinds[found])


def patch_of(document: Any, kind: type | tuple[type, ...] = (dict, list)) -> Patch:
    """What a body says, if it is a patch.

    Raises:
        InputError: if it is none of its kind.
    """
    if not isinstance(document, kind):
        advice = "send a map of changes as a merge patch, or a list of operations as a JSON Patch"
        raise InputError([Problem((), "is no patch of this kind", advice, "body")])
    return cast("Patch", document)


Patched = Annotated[Any, Depends(patched)]
