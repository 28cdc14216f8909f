"""Progress: how a run says how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, what is done of it, and how much there is of it, if known."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Report no progress."""
