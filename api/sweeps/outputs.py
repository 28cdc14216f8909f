"""Outputs of a sweep: its points and results in, the formats that a command prints or writes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from api.figures import NONE, counted, percent
from api.sweeps.answers import Result
from api.sweeps.axes import Sweep
from api.sweeps.points import Point
from api.sweeps.tables import csv_of, parquet_of, paths, points_grid, workbook_of
from api.tables import Column, Table
from optimizer.canonical import canonical_json, exact_form, shown
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario import Scenario

POINTS_FILE = "points.jsonl"
MOST_TOLD = 10
"""So many points without a division are explained."""
MOST_ROWS = 60
"""So many points are shown; the rest stand in the files."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sweep with what came of it."""

    title: str
    sweep: Sweep
    points: Sequence[Point]
    results: Mapping[int, Result]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a sweep, and the file that it fills."""

    file: str
    write: Callable[[Outcome], bytes]


def json_of(outcome: Outcome) -> bytes:
    """Every result in the order of the points."""
    done = [
        {"point": point.number} | outcome.results[point.number].model_dump()
        for point in outcome.points
        if point.number in outcome.results
    ]
    return canonical_json(exact_form({"points": done})[0]) + b"\n"


def lines(outcome: Outcome, width: int) -> Iterator[tuple[str, bool]]:
    """The sweep as text, each line with whether it is a title."""
    done = [(point, outcome.results[point.number]) for point in outcome.points if point.number in outcome.results]
    title = f"{outcome.title}: {counted(len(outcome.points), 'point')}"
    yield title, True
    yield "═" * len(title), True
    columns = [
        *(Column(path.removeprefix("policy.").removeprefix("rules."), "right") for path in paths(outcome.points)),
        *(Column(heading, "right") for heading in ("granted", "of claim", "domestic")),
        Column("limits, the costliest first"),
    ]
    rows = [(*map(_value, point.values.values()), *_figures(result)) for point, result in done]
    for line in Table(tuple(columns), tuple(rows[:MOST_ROWS])).lines(width):
        yield line, False
    told = [f"point {point.number}, {result.status}: {result.sentence}" for point, result in done if result.sentence]
    for sentence in told[:MOST_TOLD]:
        yield sentence, False
    if len(told) > MOST_TOLD:
        yield f"and {counted(len(told) - MOST_TOLD, 'point')} more without a division", False
    if len(rows) > MOST_ROWS:
        yield (
            f"and {counted(len(rows) - MOST_ROWS, 'point')} more: --format csv prints all, --out DIR keeps them",
            False,
        )


def _value(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | Decimal) and not isinstance(value, bool) else shown(value)


def _figures(result: Result) -> tuple[str, str, str, str]:
    if result.status != "allocated":
        return NONE, NONE, NONE, result.status
    named = ", ".join(result.limits[:3])
    more = len(result.limits) - 3
    limits = named + (f" and {more} more" if more > 0 else "")
    return f"{result.awarded:,}", percent(result.awarded, result.claimed), f"{result.bought:,}", limits or "none"


def _text(outcome: Outcome) -> bytes:
    return "".join(f"{line}\n" for line, _ in lines(outcome, 100)).encode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "table": Format("table.txt", _text),
        "json": Format("sweep.json", json_of),
        "csv": Format("points.csv", lambda outcome: csv_of(points_grid(outcome.points, outcome.results))),
        "parquet": Format("points.parquet", lambda outcome: parquet_of(points_grid(outcome.points, outcome.results))),
        "xlsx": Format(
            "points.xlsx", lambda outcome: workbook_of({"points": points_grid(outcome.points, outcome.results)})
        ),
    }
)


def files(outcome: Outcome, scenario: Scenario) -> dict[str, bytes]:
    """Everything that stands in the folder of a sweep beside its points, as far as this installation can write it."""
    found = {"scenario.json": scenario.canonical_json()}
    for form in FORMATS.values():
        try:
            found[form.file] = form.write(outcome)
        except InputError:
            continue
    return found


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        InputError: if there is none, with the nearest.
    """
    if name not in FORMATS:
        raise InputError([Problem((), *unknown(name, FORMATS, "the formats"), "--format")])
    return FORMATS[name]
