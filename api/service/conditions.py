"""Conditions: answers that the asker may have already, and changes to what the asker saw (RFC 9110, 13)."""

from __future__ import annotations

import hashlib

from fastapi import Request
from fastapi.responses import Response

from api.problems import Kind, Rejection

FOREVER = "private, max-age=31536000, immutable"
ANY = "*"


def tag_of(data: bytes) -> str:
    """The strong entity tag of an answer."""
    return f'"{hashlib.sha256(data).hexdigest()}"'


def immutable(request: Request, data: bytes, media_type: str, *, file: str | None = None) -> Response:
    """An answer that never changes, or 304 if the asker has it."""
    tag = tag_of(data)
    headers = {"ETag": tag, "Cache-Control": FOREVER, "Vary": "Accept, Authorization, Cookie"}
    if matches((request.headers.get("if-none-match") or "").replace('W/"', '"'), tag):
        return Response(status_code=304, headers=headers)
    if file is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return Response(data, headers=headers, media_type=media_type)


def refuse_stale(request: Request, tag: str) -> None:
    """Refuse a change to something that is no longer what the asker saw.

    Raises:
        Rejection: if the request names another entity tag than the present one.
    """
    seen = request.headers.get("if-match")
    if seen is not None and not matches(seen, tag):
        raise Rejection(Kind.CHANGED, "Somebody changed it since. Read it again, then decide.")


def matches(listed: str | None, tag: str) -> bool:
    """Whether a header lists an entity tag, or any."""
    if listed is None:
        return False
    names = [name.strip() for name in listed.split(",")]
    return ANY in names or tag in names
