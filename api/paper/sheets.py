"""Sheets: a plan and its scenario go in, what stands on each sheet of a workbook comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.reports import listing
from api.reports.awards import by_firm
from api.reports.headline import conflict, headline
from api.reports.left_out import dropped
from api.reports.limits import not_granted
from api.reports.policy import policy
from api.reports.provenance import provenance
from api.reports.section import Section
from api.reports.totals import totals
from api.reports.view import View
from api.tables import Column, Table

MOST_ROWS = 1_000_000
"""Rows of one sheet; a longer list goes on on the next."""

MOST_EXPLAINED = 2_000
"""Applications that are explained here: each takes about a millisecond and ten rows."""

UNEXPLAINED = (
    "A workbook explains each application where there are no more than {most:,}; here are {count:,}. The sheets on "
    "awards, refused and dropped out say what limited each. All reasons for one: quotaplan explain SCENARIO ID."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a list that can be filtered and sorted, or sections as on paper."""

    name: str
    content: Table | tuple[Section, ...]


def sheets(view: View) -> Iterator[Sheet]:
    """Every sheet that has something on it: first what everybody asks for, last where it comes from."""
    summary = (write(view) for write in (headline, conflict, totals, not_granted))
    yield Sheet("summary", tuple(section for section in summary if section))
    yield from _tables("firms", by_firm(view))
    yield from _long("awards", _without_reasons(listing.awards(view)))
    yield from _long("schedule", listing.schedule(view))
    yield from _long("co-purchases", listing.purchases(view))
    yield from _long("limits", listing.limits(view))
    yield from _long("refused", listing.refused(view))
    yield from _tables("dropped out", dropped(view))
    yield from _explanations(view)
    yield Sheet("policy", (policy(view),))
    yield Sheet("provenance", (provenance(view),))


def _explanations(view: View) -> Iterator[Sheet]:
    """The reasons for each award, or where to find them."""
    count = len(view.scenario.applications)
    if count <= MOST_EXPLAINED:
        yield from _long("explanations", listing.reasons(view))
    else:
        sentence = UNEXPLAINED.format(most=MOST_EXPLAINED, count=count)
        yield Sheet("explanations", Table((Column("explanations"),), ((sentence,),)))


def _tables(name: str, section: Section | None) -> Iterator[Sheet]:
    """The table of a section, without what is said around it."""
    for part in section.body if section else ():
        if isinstance(part, Table):
            yield from _long(name, part)


def _without_reasons(awards: Table) -> Table:
    """The list of awards without its last column: why somebody was left out has sheets of its own."""
    return Table(awards.columns[:-1], tuple(row[:-1] for row in awards.rows))


def _long(name: str, table: Table) -> Iterator[Sheet]:
    """A list on as many sheets as it takes."""
    for number, start in enumerate(range(0, len(table.rows), MOST_ROWS), 1):
        rows = table.rows[start : start + MOST_ROWS]
        last = start + MOST_ROWS >= len(table.rows)
        yield Sheet(
            name if number == 1 else f"{name} {number}", Table(table.columns, rows, table.total if last else None)
        )
