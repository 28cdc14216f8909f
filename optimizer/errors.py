"""What can go wrong, and what each failure means.

    QuotaplanError
    ├── InputError        the input is refused, whole, with every problem it has
    ├── SolverError       no solver gave an answer that could be checked; its attempts are told
    └── CheckError        a plan failed its own checks and was not shown

An infeasible guarantee is not here: it is an outcome of a plan, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST = 60
"""Characters of a text that a sentence shows."""


class QuotaplanError(Exception):
    """Anything that this program raises on purpose."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input, in the words that its author needs to mend it."""

    path: tuple[str | int, ...]
    """Where in the scenario, e.g. ("applications", "A001", "firm"). Empty: the document as a whole."""
    seen: str
    """What stands there, as a clause: '"F4l" is not in firms'."""
    advice: str = ""
    """What is allowed, or what to do, as a clause: 'did you mean "F41"?'."""
    place: str = ""
    """Where in the files, e.g. "applications.csv row 14, firm"; written by whoever read the file."""

    def __str__(self) -> str:
        where = self.place or ".".join(quoted(str(part))[1:-1] for part in self.path) or "scenario"
        return f"{where}: {self.seen}" + (f"; {self.advice}" if self.advice else "")


class InputError(QuotaplanError):
    """The input is refused. Nothing was divided and nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = "1 problem in the input" if count == 1 else f"{count} problems in the input"
        super().__init__("\n".join([heading, *(f"  {problem}" for problem in self.problems)]))


class SolverError(QuotaplanError):
    """No solver gave an answer that passed its checks."""


class CheckError(QuotaplanError):
    """A finished plan failed one of its own checks, so it is not shown."""


def quoted(text: str) -> str:
    """A text as a sentence shows it: on one line, and cut where it is long."""
    line = "".join(character if character.isprintable() else " " for character in text[:LONGEST])
    return f'"{line}"' if len(text) <= LONGEST else f'"{line}..."'


def unknown(name: object, known: Iterable[str], what: str) -> tuple[str, str]:
    """The two clauses of a problem with a name that is not known: what was seen, and the nearest valid name."""
    names = sorted(known)
    near = get_close_matches(str(name), names, n=1)
    if near:
        advice = f'did you mean "{near[0]}"?'
    elif len(names) <= 12:  # noqa: PLR2004 - as many names as fit in one sentence
        advice = f"allowed: {', '.join(names)}" if names else "there are none"
    else:
        advice = f"allowed: one of {len(names)} names"
    return f"{quoted(str(name))} is not in {what}", advice
