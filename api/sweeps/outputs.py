"""Outputs of a sweep: its points and results in, the formats that a command prints or writes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.figures import counted
from api.sweeps.bands import bands_grid
from api.sweeps.outcome import Outcome
from api.sweeps.page import sweep_html
from api.sweeps.tables import Grid, csv_of, parquet_of, points_grid, workbook_of
from api.tables import Column, Table
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import canonical_json, exact_form

POINTS_FILE = "points.jsonl"
MOST_TOLD = 10
"""So many points without a division are explained."""
MOST_ROWS = 60
"""So many points are shown; the rest stand in the files."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a sweep, and the file that it fills."""

    file: str
    write: Callable[[Outcome], bytes]


def json_of(outcome: Outcome) -> bytes:
    """Every result in the order of the points."""
    done = [{"point": point.number} | result.model_dump() for point, result in outcome.done()]
    return canonical_json(exact_form({"points": done})[0]) + b"\n"


def lines(outcome: Outcome, width: int) -> Iterator[tuple[str, bool]]:
    """The sweep as text, each line with whether it is a title."""
    title = f"{outcome.title}: {counted(len(outcome.points), 'point')}"
    yield title, True
    yield "═" * len(title), True
    headings, rows = outcome.table()
    columns = (*(Column(heading, "right") for heading in headings[:-1]), Column(headings[-1]))
    for line in Table(columns, tuple(rows[:MOST_ROWS])).lines(width):
        yield line, False
    told = list(outcome.told())
    for sentence in told[:MOST_TOLD]:
        yield sentence, False
    if len(told) > MOST_TOLD:
        yield f"and {counted(len(told) - MOST_TOLD, 'point')} more without a division", False
    if len(rows) > MOST_ROWS:
        yield f"and {counted(len(rows) - MOST_ROWS, 'row')} more: --format csv prints all, --out DIR keeps them", False


def _text(outcome: Outcome) -> bytes:
    return "".join(f"{line}\n" for line, _ in lines(outcome, 100)).encode()


def _grid(outcome: Outcome) -> Grid:
    return points_grid(outcome.points, outcome.results)


def _workbook(outcome: Outcome) -> bytes:
    """Every point; and the bands, if something is drawn."""
    found = outcome.bands()
    return workbook_of(({"bands": bands_grid(found)} if found else {}) | {"points": _grid(outcome)}, outcome.title)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "table": Format("table.txt", _text),
        "json": Format("sweep.json", json_of),
        "csv": Format("points.csv", lambda outcome: csv_of(_grid(outcome))),
        "parquet": Format("points.parquet", lambda outcome: parquet_of(_grid(outcome))),
        "xlsx": Format("points.xlsx", _workbook),
        "html": Format("sweep.html", sweep_html),
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
    bands = outcome.bands()
    return found | ({"bands.csv": csv_of(bands_grid(bands))} if bands else {})


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        InputError: if there is none, with the nearest.
    """
    if name not in FORMATS:
        raise InputError([Problem((), *unknown(name, FORMATS, "the formats"), "--format")])
    return FORMATS[name]
