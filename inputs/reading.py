"""Reading: a file, a folder, a workbook, a bundled sample or a mapping into a Scenario, or every problem it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inputs.folders import DOCUMENTS, document_reading, folder_reading, with_tables
from inputs.places import Reading, placed
from inputs.workbook_scenarios import workbook_reading
from optimizer.collection import collection_put_off
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import shown

SAMPLES = Path(__file__).parent / "samples"
TEMPLATE = "template"
"""The folder that new scenarios are started from; it is no sample of a plan."""


def sample_names() -> list[str]:
    """The bundled samples, each a name that `read_scenario` takes."""
    folders = (path for path in SAMPLES.iterdir() if any((path / name).is_file() for name in DOCUMENTS))
    return sorted(path.name for path in folders if path.name != TEMPLATE)


def read_scenario(source: str | Path | Mapping[str, Any]) -> Scenario:
    """The scenario at a path, of a bundled sample's name, or in a mapping, which is read as its JSON would be.

    A path that exists goes before a sample of the same name.

    Raises:
        InputError: with every problem of the input, each with its place in the files.
    """
    if isinstance(source, Mapping):
        return Scenario.parse(source)
    with collection_put_off():
        reading = _reading(source)
        try:
            return Scenario.validated(reading.document, list(reading.problems), reading.called)
        except InputError as error:
            raise InputError(placed(error.problems, reading)) from None


def _reading(source: str | Path) -> Reading:
    path = Path(source)
    if not str(source) or not _exists(path):
        if str(source) not in sample_names():
            _, advice = unknown(source, sample_names(), "the bundled samples")
            seen = f"{shown(str(source))} is neither a file, a folder nor a bundled sample"
            raise InputError([Problem((), seen, advice, "scenario")])
        path = SAMPLES / str(source)
    if path.is_dir():
        return folder_reading(path)
    if path.suffix == ".xlsx":
        return workbook_reading(path)
    if path.suffix in {".json", ".yaml", ".yml"}:
        reading = document_reading(path)
        return with_tables(reading, path.parent) if path.name in DOCUMENTS or _names_tables(reading) else reading
    advice = "give a .json, .yaml, .yml or .xlsx file, or a folder"
    raise InputError([Problem((), "is no kind of file that holds a scenario", advice, path.name)])


def _exists(path: Path) -> bool:
    """Whether there is something at a path; at one that no file can have, there is not."""
    try:
        return path.exists()
    except OSError:
        return False


def _names_tables(reading: Reading) -> bool:
    return isinstance(reading.document, dict) and "tables" in reading.document
