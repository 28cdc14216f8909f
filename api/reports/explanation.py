"""The explanation of one answer: its sentences under its name, and for a firm each application under its own."""

from __future__ import annotations

from collections.abc import Iterator

from api.reports.section import Section
from optimizer.explanation import Explanation


def explained(explanation: Explanation, language: str) -> Iterator[Section]:
    """An explanation as sections, in a language."""
    told = explanation.alone().sentences(explanation.audience, language)
    yield Section(f"{explanation.name}, {explanation.kind}", tuple(told))
    for part in explanation.parts:
        yield from explained(part, language)
