"""Places: from where something stands in a scenario to where its author wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optimizer.errors import Problem, quoted

Parts = tuple[str | int, ...]
Place = Callable[[Parts], str]
"""From a path in the scenario to the words for its place in a file; no words where the path says it best."""


@dataclass(frozen=True)
class Reading:
    """What was read: a document in exact form, what is wrong with it so far, and where each part of it stands."""

    document: Any
    problems: tuple[Problem, ...] = ()
    place: Place = lambda _: ""
    called: Mapping[str, str] = field(default_factory=dict)
    """What a part of the scenario is called there: firms, say, "firms.csv"."""
    told: Callable[[Parts], bool] = lambda _: False
    """Whether a problem at a path is only a consequence of `problems`."""


def placed(problems: Iterable[Problem], reading: Reading) -> list[Problem]:
    """Problems with their places, without those that follow from what is wrong with the reading itself."""
    own = {problem.path for problem in reading.problems}
    return [
        problem if problem.place else replace(problem, place=reading.place(problem.path))
        for problem in problems
        if problem.path in own or not reading.told(problem.path)
    ]


def dotted(path: Parts) -> str:
    """A path as people write it."""
    return ".".join(quoted(str(part))[1:-1] for part in path)
