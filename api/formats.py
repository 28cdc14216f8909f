"""The formats of a plan. A new one is one line of `FORMATS`, and one function from a plan and its scenario to bytes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType

from api.figures import exact
from api.paper.html import plan_html
from api.reports import report, written
from optimizer.errors import InputError, Problem, unknown
from optimizer.plans import Award, Plan
from optimizer.scenario import Scenario

TABLE = "table"
SCENARIO_FILE = "scenario.json"
PLAN_FILE = "plan.json"

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts with one of these would be run by a spreadsheet."""

AWARD_COLUMNS = (
    "application",
    "firm",
    "group",
    "product",
    "use_case",
    "status",
    "claim",
    "entitlement",
    "units",
    "round",
    "level",
    "limited_by",
    "because",
)

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
    return plan.model_dump_json(indent=2).encode() + b"\n"


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
    dropped = {drop.application: f"below its minimum of {drop.minimum_units} units" for drop in plan.dropped}
    for name, application in sorted(scenario.applications.items()):
        firm = scenario.firms[application.firm]
        known = (name, application.firm, firm.group or application.firm, application.product, application.use_case)
        award = plan.awards.get(name)
        if award is None:
            reasons = "; ".join(refusal.because for refusal in plan.refused.get(name, []))
            status = "refused" if reasons else "not decided"
            yield *known, status, None, None, None, None, None, None, reasons, *(None for _ in scenario.periods)
            continue
        limits = "; ".join(item.row for item in award.limited_by)
        yield (
            *known,
            "dropped" if name in dropped else _status(award),
            award.claim,
            _decimal(award.entitlement),
            award.units,
            award.round,
            _decimal(award.level),
            limits,
            dropped.get(name),
            *(award.periods.get(period, 0) for period in scenario.periods),
        )


def _status(award: Award) -> str:
    if not award.units:
        return "nothing"
    return "whole claim" if award.units == award.claim else "part of claim"


def _decimal(figure: str | None) -> str | None:
    """An exact figure to six decimals, since a spreadsheet would take a fraction for a date."""
    return None if figure is None else f"{float(exact(figure)):.6f}".rstrip("0").rstrip(".")


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        TABLE: Format("table.txt", "text/plain; charset=utf-8", table_text),
        "json": Format(PLAN_FILE, "application/json", plan_json),
        "csv": Format("awards.csv", "text/csv; charset=utf-8", awards_csv),
        "html": Format("report.html", "text/html; charset=utf-8", plan_html, shown=False),
    }
)
