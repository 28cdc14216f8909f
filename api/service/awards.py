"""Awards: a plan and its scenario in, entries by application or added up by anything else out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.figures import Figure, exact, quantity, share, whole
from api.formats import AWARD_COLUMNS, Cell, award_rows, csv_table
from api.paper.sheets import Sheet
from api.paper.workbook import workbook
from api.tables import Column, Table
from optimizer.plans import Award, Exact, Limitation, Plan
from optimizer.scenario import Scenario

Grouping = Literal["firm", "group", "kind", "product", "use_case", "round"]
NONE = ""
"""Stands for what an application or a firm does not say."""
SHARES = frozenset({"of_claim", "level"})
FIGURES = SHARES | {"asked", "claim", "entitlement", "units"}
"""Columns of awards that hold figures."""
GROUP_COLUMNS = ("group", "applications", "claim", "units")


class AwardEntry(BaseModel):
    """What one application got; figures are exact."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    application: str
    """Its id."""
    firm: str
    """Id of the firm that filed it."""
    claim: int
    """Units that count: whole lots of what was asked for."""
    entitlement: Exact
    """Units before whole lots."""
    units: int
    """Units granted."""
    periods: Mapping[str, int]
    """Units granted in each period that has any."""
    round: str | None
    """The round that last raised it."""
    level: Exact | None
    """How far that round was filled when it stopped."""
    limited_by: Sequence[Limitation]
    """The limits that stopped it, each with its part."""


class GroupEntry(BaseModel):
    """What several applications got together, in units."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    group: str
    """What they have in common; empty if they do not say."""
    applications: int
    """How many passed screening."""
    claim: int
    """Units that count."""
    units: int
    """Units granted."""
    periods: Mapping[str, int]
    """Units granted in each period that has any."""


KEYS: Mapping[str, Callable[[str, Award, Scenario], str | None]] = MappingProxyType(
    {
        "firm": lambda _name, award, _scenario: award.firm,
        "group": lambda _name, award, _scenario: award.group,
        "kind": lambda _name, award, scenario: scenario.firms[award.firm].kind,
        "product": lambda name, _award, scenario: scenario.applications[name].product,
        "use_case": lambda name, _award, scenario: scenario.applications[name].use_case,
        "round": lambda _name, award, _scenario: award.round,
    }
)
"""How each grouping tells applications apart."""


def entries(plan: Plan, firm: str | None = None) -> list[AwardEntry]:
    """The awards of a plan, or of one firm in it, by application."""
    return [
        AwardEntry(
            application=name,
            **{field: getattr(award, field) for field in AwardEntry.model_fields if field != "application"},
        )
        for name, award in sorted(plan.awards.items())
        if firm in (None, award.firm)
    ]


def groups(plan: Plan, scenario: Scenario, by: Grouping, firm: str | None = None) -> list[GroupEntry]:
    """The awards of a plan, or of one firm in it, added up."""
    members: dict[str, list[Award]] = defaultdict(list)
    for name, award in plan.awards.items():
        if firm in (None, award.firm):
            members[KEYS[by](name, award, scenario) or NONE].append(award)
    return [_group(key, members[key]) for key in sorted(members)]


def _group(key: str, awards: Sequence[Award]) -> GroupEntry:
    periods: Counter[str] = Counter()
    for award in awards:
        periods.update(award.periods)
    return GroupEntry(
        group=key,
        applications=len(awards),
        claim=sum(award.claim for award in awards),
        units=sum(award.units for award in awards),
        periods=dict(sorted(periods.items())),
    )


def award_table(plan: Plan, scenario: Scenario, firm: str | None) -> Iterator[Sequence[Cell]]:
    """The lines of a table of every application, also the refused, under its header."""
    yield (*AWARD_COLUMNS, *scenario.periods)
    place = AWARD_COLUMNS.index("firm")
    yield from (row for row in award_rows(plan, scenario) if firm in (None, row[place]))


def group_table(found: Iterable[GroupEntry], periods: Sequence[str]) -> Iterator[Sequence[Cell]]:
    """The lines of a table of groups, under its header."""
    yield (*GROUP_COLUMNS, *periods)
    for entry in found:
        yield (
            entry.group,
            entry.applications,
            entry.claim,
            entry.units,
            *(entry.periods.get(name, 0) for name in periods),
        )


def as_csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV, in which no cell is a formula."""
    return csv_table(lines)


def as_workbook(lines: Iterable[Sequence[Cell]]) -> bytes:
    """A table as the one sheet of a workbook, figures as figures; the same table gives the same bytes."""
    header, *rows = lines
    names = [str(name) for name in header]
    texts = {*AWARD_COLUMNS, "group"} - FIGURES
    columns = tuple(Column(name, "left" if name in texts else "right") for name in names)
    cells = tuple([_shown(name, cell) for name, cell in zip(names, row, strict=True)] for row in rows)
    return workbook([Sheet("awards", Table(columns, cells))], "Awards")


def _shown(name: str, cell: Cell) -> str | Figure:
    if isinstance(cell, int):
        return whole(cell)
    if not cell or name not in FIGURES:
        return cell or ""
    return share(exact(cell)) if name in SHARES else quantity(cell)
