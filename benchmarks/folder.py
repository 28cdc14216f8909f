"""The folder: the same applicants and limits as the files that a planner would hand in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, repeat
from pathlib import Path

import yaml

from benchmarks.applicants import (
    ACCEPTED,
    EXEMPTIONS,
    KINDS,
    PERIODS,
    SITES,
    USE_CASES,
    WINDOWS,
    Applicants,
)
from benchmarks.arrays import application_ids, firm_ids, group_ids
from benchmarks.document import document
from benchmarks.limits import Limits
from optimizer.claims import Integers

Cells = Iterable[str | int | None]


def write_folder(folder: Path, applicants: Applicants, limits: Limits) -> None:
    """Write scenario.yaml, firms.csv and applications.csv into an empty folder."""
    (folder / "scenario.yaml").write_text(yaml.safe_dump(document(limits), sort_keys=False))
    _write(folder / "firms.csv", _firms(applicants, limits))
    _write(folder / "applications.csv", _applications(applicants))


def _firms(applicants: Applicants, limits: Limits) -> dict[str, Cells]:
    return {
        "id": firm_ids(applicants),
        "kind": _named(applicants.kind, KINDS),
        "group": group_ids(applicants),
        "us_licensed_units": limits.licensed.tolist(),
    }


def _applications(applicants: Applicants) -> dict[str, Cells]:
    days = {day: date.fromordinal(day).isoformat() for day in set(applicants.day.tolist())}
    return {
        "id": application_ids(applicants),
        "firm": _named(applicants.firm, firm_ids(applicants)),
        "product": repeat("H200"),
        "use_case": _named(applicants.use_case, [name for name, _, _ in USE_CASES]),
        "units": applicants.units.tolist(),
        "from": _named(applicants.window, [PERIODS[first] for first, _ in WINDOWS]),
        "to": _named(applicants.window, [PERIODS[last] for _, last in WINDOWS]),
        "minimum_units": (units or None for units in applicants.minimum.tolist()),
        "accepts": _named(applicants.accepted, [";".join(products) for products in ACCEPTED]),
        "submitted": (days[day] for day in applicants.day.tolist()),
        "site": _named(applicants.site, SITES),
        "exemption": _named(applicants.exemption, EXEMPTIONS),
        "substitutability": _named(applicants.use_case, [grade for _, _, grade in USE_CASES]),
        "military_end_use": repeat("false"),
        "end_use_certificate": repeat("true"),
    }


def _named(codes: Integers, names: Sequence[str]) -> Cells:
    return (names[code] for code in codes.tolist())


def _write(path: Path, columns: dict[str, Cells]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(chain([columns], zip(*columns.values(), strict=False)))
