"""The explanation of one answer, or what would change it, as sections of a report and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.reports.section import Section
from optimizer.counterfactual import Counterfactual
from optimizer.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answers, for people and for programs."""

    sections: tuple[Section, ...]
    document: Mapping[str, Any]


def explained(explanation: Explanation, language: str) -> Iterator[Section]:
    """An explanation as sections, in a language: its own, and one for each application of a firm."""
    told = explanation.alone().sentences(explanation.audience, language)
    yield Section(explanation.title(language), tuple(told))
    for part in explanation.parts:
        yield from explained(part, language)


def explained_in(explanation: Explanation, language: str) -> Told:
    """An explanation in a language; a firm's applications have sections of their own."""
    return Told(tuple(explained(explanation, language)), explanation.document(explanation.audience, language))


def wanted_in(found: Counterfactual, language: str) -> Told:
    """What would give somebody the units that it wants, in a language."""
    return Told((Section(found.title(language), tuple(found.sentences(language))),), found.document(language))
