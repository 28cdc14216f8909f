"""The report of a plan: what a planner asks first at the top, the longest list at the end.

A new section is one function from a `View` to a `Section`, and one name in `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from api.reports.awards import by_application, by_firm
from api.reports.headline import conflict, headline
from api.reports.left_out import dropped, refused
from api.reports.limits import binding, left, not_granted
from api.reports.policy import policy
from api.reports.provenance import provenance
from api.reports.purchases import purchases
from api.reports.schedule import schedule
from api.reports.section import Section
from api.reports.totals import totals
from api.reports.view import View
from api.tables import fold, printable, size
from optimizer.plans import Plan
from optimizer.scenario import Scenario

Write = Callable[[View], Section | None]

SECTIONS: tuple[Write, ...] = (
    headline,
    conflict,
    by_firm,
    totals,
    binding,
    not_granted,
    left,
    purchases,
    refused,
    dropped,
    schedule,
    by_application,
)
PRINTED: tuple[Write, ...] = (*SECTIONS, policy, provenance)
"""The sections of a report on paper: those of the table, and where it all comes from."""
WIDTH = 100
"""Characters of a line where nobody says otherwise."""

__all__ = ["PRINTED", "SECTIONS", "WIDTH", "Section", "report", "written"]


def report(plan: Plan, scenario: Scenario, sections: Sequence[Write] = SECTIONS) -> tuple[Section, ...]:
    """Every section that has something to say about this plan."""
    view = View.of(plan, scenario)
    return tuple(section for write in sections if (section := write(view)) is not None)


def written(sections: tuple[Section, ...], width: int = WIDTH) -> Iterator[tuple[str, bool]]:
    """The lines of a report, each with whether it is a title."""
    for number, section in enumerate(sections):
        if number:
            yield "", False
        titles = fold(printable(section.title), width)
        yield from ((title, True) for title in titles)
        yield "═" * max(map(size, titles)), True
        yield from ((line, False) for line in section.lines(width))
