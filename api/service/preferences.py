"""Preferences: which of several forms an asker wants, and how long it would wait (RFC 7240)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Header, Request

from api.problems import Kind, Rejection

ANYTHING = "*/*"


def chosen(request: Request, offered: Iterable[str]) -> str:
    """The media type among those offered, in our order, that the asker likes best.

    Raises:
        Rejection: if it accepts none of them.
    """
    names = list(offered)
    accepted = _accepted(request.headers.get("accept") or ANYTHING)
    liked = {name: _liking(name, accepted) for name in names}
    best = max(names, key=lambda name: liked[name])
    if not liked[best]:
        raise Rejection(Kind.NOT_ACCEPTABLE, f"It can be had as {', '.join(names)}.")
    return best


def _accepted(header: str) -> list[tuple[str, float]]:
    """The media types of a header, each with its weight."""
    found = []
    for item in header.split(","):
        kind, *parameters = (part.strip() for part in item.split(";"))
        weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
        found.append((kind.lower(), _weight(weights[0]) if weights else 1.0))
    return found


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _liking(name: str, accepted: Iterable[tuple[str, float]]) -> float:
    """The weight that a media type has; what is said of it by name goes before what is said of all like it."""
    said = dict(accepted)
    return next((said[kind] for kind in (name, f"{name.partition('/')[0]}/*", ANYTHING) if kind in said), 0.0)


def waiting(
    prefer: Annotated[
        str | None,
        Header(description="`wait=SECONDS`: answer once it is done, or after so many.", examples=["wait=10"]),
    ] = None,
) -> float | None:
    """Seconds that the asker would wait for an answer; None if it does not say."""
    for item in (prefer or "").split(","):
        name, _, seconds = item.strip().partition("=")
        if name.lower() == "wait" and seconds.strip('" ').isdecimal():
            return float(seconds.strip('" ')[:6])
    return None


Waiting = Annotated[float | None, Depends(waiting)]
"""`Prefer: wait=SECONDS`: answer once it is done, or after so many seconds."""
