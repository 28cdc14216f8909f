"""Verification: what the checker found."""

from __future__ import annotations

from dataclasses import dataclass

OPEN = "NOT PROVED"
"""How a step begins that says what was not shown."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of a check: accepted, or the first thing that fails."""

    ok: bool
    failures: tuple[str, ...]
    """Sentences; empty for a plan that holds."""
    steps: tuple[str, ...]
    """What was checked and holds, in order, each with its count; and what was not shown, which begins `NOT PROVED`."""
