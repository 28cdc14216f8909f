"""Submissions: a request with a scenario in, a Scenario out; files are read as the command line reads them.

Nothing of what a client calls its files becomes a path here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.problems import Kind, Rejection
from api.service.bodies import JSON, exact_json, media_type
from api.settings import Limits
from api.store import TooLargeError
from inputs import read_scenario
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario import Scenario

FORM = "multipart/form-data"
WORKBOOK = "workbook"
DOCUMENT = "scenario"
PARTS: Mapping[str, tuple[str, ...]] = {
    DOCUMENT: (".yaml", ".yml", ".json"),
    "firms": (".csv", ".xlsx", ".parquet"),
    "applications": (".csv", ".xlsx", ".parquet"),
    "domestic_supply": (".csv", ".xlsx", ".parquet"),
    WORKBOOK: (".xlsx",),
}
"""The files that a form may have, each with the kinds that it may be of."""
PLACE = "form"
EXAMPLE = {
    "format": 1,
    "title": "Three claims on one pool",
    "periods": ["2026"],
    "products": {"H200": {}},
    "firms": {"F1": {"name": "Firm one"}, "F2": {"name": "Firm two"}, "F3": {"name": "Firm three"}},
    "applications": {
        "A1": {"firm": "F1", "product": "H200", "units": 100},
        "A2": {"firm": "F2", "product": "H200", "units": 200},
        "A3": {"firm": "F3", "product": "H200", "units": 300},
    },
    "policy": {
        "rules": {"quota": {"kind": "cap", "limit": 200}},
        "rounds": {"general": {"order": 1, "divide": "talmud"}},
    },
}
"""The sample `three-claims`."""
SCENARIO_BODY = {
    "required": True,
    "content": {
        JSON: {"schema": {"$ref": "#/components/schemas/Scenario"}, "example": EXAMPLE},
        FORM: {
            "schema": {
                "type": "object",
                "description": "The tables of a folder beside its document, or one workbook.",
                "properties": {
                    part: {"type": "string", "format": "binary", "description": f"A file: {' or '.join(kinds)}."}
                    for part, kinds in PARTS.items()
                },
                "additionalProperties": False,
            }
        },
    },
}


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody sent as a scenario: a document, or files by the names that they are given here."""

    document: Any = None
    files: Mapping[str, bytes] | None = None

    def scenario(self, limits: Limits) -> Scenario:
        """The scenario, if it is one and not too large.

        Raises:
            InputError: with every problem that it has.
            Rejection: if it has more applications than this service takes.
        """
        if self.files is None:
            refuse_many(self.document, limits)
            if not isinstance(self.document, dict):
                raise InputError([Problem((), "is not a map", "send a whole scenario")])
            return Scenario.parse(self.document)
        scenario = _read(self.files)
        refuse_many({"applications": scenario.applications}, limits)
        if "\0" in scenario.title:
            raise InputError([Problem(("title",), "has the character 0", "leave it out")])
        return scenario


def refuse_many(document: Any, limits: Limits) -> None:
    """Refuse a scenario with more applications than this service takes, before time is spent on it."""
    applications = document.get("applications") if isinstance(document, Mapping) else None
    if isinstance(applications, Mapping) and len(applications) > limits.applications:
        raise TooLargeError(len(applications), limits.applications)


async def submission(request: Request) -> Submission:
    """What a request has as its body."""
    match media_type(request):
        case "application/json":
            return Submission(await run_in_threadpool(exact_json, await request.body()))
        case "multipart/form-data":
            return Submission(files=await _files(request))
        case other:
            raise Rejection(Kind.WRONG_FORM, f"Send {JSON} or {FORM}; this is {other or 'of no type'}.")


Submitted = Annotated[Submission, Depends(submission)]


async def _files(request: Request) -> dict[str, bytes]:
    form = await request.form(max_files=len(PARTS), max_fields=len(PARTS))
    files: dict[str, bytes] = {}
    problems = []
    for part, value in form.multi_items():
        if part not in PARTS:
            problems.append(Problem((part,), *unknown(part, PARTS, "the parts of this form"), PLACE))
        elif not isinstance(value, UploadFile):
            problems.append(Problem((part,), "is a field", "send it as a file", f"{PLACE}, {part}"))
        else:
            kind = Path(value.filename or "").suffix.lower()
            if kind not in PARTS[part]:
                seen = f'"{kind}" is no kind of file for it' if kind else "its file has no kind"
                problems.append(Problem((part,), seen, f"send {' or '.join(PARTS[part])}", f"{PLACE}, {part}"))
            files[part + kind] = await value.read()
    await form.close()
    problems += _odd_parts([name.partition(".")[0] for name in files])
    if problems:
        raise InputError(problems)
    return files


def _odd_parts(parts: list[str]) -> list[Problem]:
    """What is wrong with the choice of files."""
    twice = sorted({part for part in parts if parts.count(part) > 1})
    problems = [Problem((part,), "stands twice", "send each once", f"{PLACE}, {part}") for part in twice]
    if WORKBOOK in parts and len(parts) > 1:
        problems.append(Problem((WORKBOOK,), "holds a whole scenario", "send it alone", PLACE))
    if WORKBOOK not in parts and DOCUMENT not in parts:
        problems.append(Problem((DOCUMENT,), "is missing", "send a scenario document, or a workbook", PLACE))
    return problems


def _read(files: Mapping[str, bytes]) -> Scenario:
    """The scenario in some files, read from a folder that holds nothing else and is gone afterwards."""
    with TemporaryDirectory(prefix="quotaplan-") as temporary:
        folder = Path(temporary) / "upload"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        workbook = folder / f"{WORKBOOK}.xlsx"
        return read_scenario(workbook if workbook.is_file() else folder)
