"""The formats of a plan. A new one is one line of `FORMATS`, and one function from a plan and its scenario to bytes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType

from pydantic_core import to_json

from api.figures import Figure
from api.paper.html import plan_html
from api.paper.workbook import plan_xlsx
from api.reports import report, written
from api.reports.listing import awards
from api.reports.view import View
from api.tables import FORMULA
from optimizer.errors import InputError, Problem, unknown
from optimizer.plans import Plan
from optimizer.scenario import Scenario

TABLE = "table"
SCENARIO_FILE = "scenario.json"
PLAN_FILE = "plan.json"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

AWARD_COLUMNS = (
    "application",
    "firm",
    "name",
    "group",
    "product",
    "use_case",
    "status",
    "asked",
    "claim",
    "entitlement",
    "units",
    "of_claim",
    "round",
    "level",
    "limited_by",
    "because",
)
"""The columns of `awards`, as other programs know them."""

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a plan, and the file that it fills in a folder of outputs."""

    file: str
    media: str
    """Its media type."""
    write: Callable[[Plan, Scenario], bytes]
    shown: bool = True
    """Whether a person can read it on a terminal."""


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        InputError: if there is none, with the nearest.
    """
    if name not in FORMATS:
        raise InputError([Problem((), *unknown(name, FORMATS, "the formats"), "--format")])
    return FORMATS[name]


def plan_json(plan: Plan, _: Scenario | None = None) -> bytes:
    """The plan itself, in UTF-8."""
    return to_json(plan, indent=2) + b"\n"


def table_text(plan: Plan, scenario: Scenario) -> bytes:
    """The report, in lines of 100 characters."""
    return "".join(f"{line}\n" for line, _ in written(report(plan, scenario))).encode()


def awards_csv(plan: Plan, scenario: Scenario) -> bytes:
    """Every application of the scenario, also the refused, one a line; units of each period in a column of its own."""
    return csv_table([(*AWARD_COLUMNS, *scenario.periods), *award_rows(plan, scenario)])


def csv_table(lines: Iterable[Sequence[Cell]]) -> bytes:
    """Lines of cells as CSV in UTF-8, in which no cell is a formula."""
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows(map(guarded, line) for line in lines)
    return file.getvalue().encode()


def files(plan: Plan, scenario: Scenario) -> dict[str, bytes]:
    """Everything that belongs into a folder of outputs: each format, and the scenario in its one canonical form."""
    outputs = {item.file: item.write(plan, scenario) for item in FORMATS.values()}
    return outputs | {SCENARIO_FILE: scenario.canonical_json()}


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def award_rows(plan: Plan, scenario: Scenario) -> Iterator[tuple[Cell, ...]]:
    """A line of `AWARD_COLUMNS` and units in each period for every application, also the refused."""
    nothing = [None] * len(scenario.periods)
    for name, *cells in awards(View.of(plan, scenario)).rows:
        award = plan.awards.get(str(name))
        periods = [award.periods.get(period, 0) for period in scenario.periods] if award else nothing
        yield (str(name), *map(_plain, cells), *periods)


def _plain(cell: str | Figure) -> Cell:
    """A cell without thousands apart; exact figures to six decimals, since a fraction would be taken for a date."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell.value, int):
        return cell.value
    return f"{float(cell.value):.6f}".rstrip("0").rstrip(".")


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        TABLE: Format("table.txt", "text/plain; charset=utf-8", table_text),
        "json": Format(PLAN_FILE, "application/json", plan_json),
        "csv": Format("awards.csv", "text/csv; charset=utf-8", awards_csv),
        "xlsx": Format("plan.xlsx", XLSX, plan_xlsx, shown=False),
        "html": Format("report.html", "text/html; charset=utf-8", plan_html, shown=False),
    }
)
