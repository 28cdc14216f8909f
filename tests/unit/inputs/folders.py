"""Scenario folders and workbooks that tests write."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

xlsxwriter: Any = import_module("xlsxwriter")

SCENARIO = """\
format: 1
title: Two firms
periods: [2026Q1, 2026Q2]
products:
  H200: {lot: 8}
policy:
  rules:
    quota: {kind: cap, limit: 600}
"""
FIRMS = """\
id,name,group,licensed,listed,domestic_purchases.Ascend-910C
F41,First,G1,500,false,
F42,Second,,300,true,20
"""
APPLICATIONS = """\
id,firm,product,units,from,to,minimum_units,accepts,submitted,power_kw,code
A1,F41,H200,800,2026Q1,2026Q2,,Ascend-910C; Siyuan-690,2026-08-03,7.50,007
A2,F42,H200,400,,,80,,,5,123
"""
SUPPLY = """\
product,period,low,base,high,tpp,vendor,basis
Ascend-910C,2026Q1,3000,4000,5000,12032,Huawei,press
Ascend-910C,2026Q2,,6000,,12032,Huawei,own estimate
Siyuan-690,2026Q1,0,0,10,,,
"""
POLICY_SHEET = [
    ("path", "value"),
    ("format", 1),
    ("title", "Two firms"),
    ("periods", "[2026Q1, 2026Q2]"),
    ("products.H200.lot", 8),
    ("policy.rules.quota.kind", "cap"),
    ("policy.rules.quota.limit", 600),
]
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def folder(path: Path, **files: str | bytes | None) -> Path:
    """A folder with a sound scenario, in which files are others (`firms_csv="..."`) or absent (None)."""
    path.mkdir(exist_ok=True)
    sound: dict[str, str | bytes | None] = {
        "scenario_yaml": SCENARIO,
        "firms_csv": FIRMS,
        "applications_csv": APPLICATIONS,
        "domestic_supply_csv": SUPPLY,
    }
    for name, content in (sound | files).items():
        if content is not None:
            stem, _, kind = name.rpartition("_")
            data = content.encode() if isinstance(content, str) else content
            (path / f"{stem}.{kind}").write_bytes(data)
    return path


def cells(text: str) -> list[list[Any]]:
    """The cells of a CSV text as a spreadsheet holds them: figures as figures, truths as truths."""
    return [[_cell(cell) for cell in line.split(",")] for line in text.splitlines()]


def _cell(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    if text.startswith("0") or not text.replace(".", "").isdecimal():
        return text or None
    return float(text)


def sheets(**changes: Sequence[Sequence[Any]] | None) -> dict[str, Sequence[Sequence[Any]]]:
    """The sheets of a sound workbook, in which some are others or absent (None)."""
    sound: dict[str, Sequence[Sequence[Any]] | None] = {
        "firms": cells(FIRMS),
        "applications": cells(APPLICATIONS),
        "domestic_supply": cells(SUPPLY),
        "policy": POLICY_SHEET,
    }
    return {name: lines for name, lines in (sound | changes).items() if lines is not None}


def workbook(path: Path, content: Sheets) -> Path:
    """A workbook with some sheets."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in content.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if hasattr(cell, "isoformat"):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path
