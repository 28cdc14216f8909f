"""Workbooks: sheets into a scenario; what is no workbook, or would fill the memory, is refused unopened."""

import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from inputs import read_scenario
from inputs.dotted_paths import parts_of
from inputs.workbooks import cell_text
from tests.unit.inputs.folders import FIRMS, POLICY_SHEET, cells, folder, sheets, workbook
from tests.unit.inputs.refusals import sentences


def test_days_and_figures_of_a_spreadsheet(tmp_path: Path) -> None:
    header: list[Any] = ["id", "firm", "product", "units", "submitted", "necessity", "code", "urgent"]
    lines = [header, ["A1", "F41", "H200", 800.0, datetime(2026, 8, 3), 0.25, "007", True]]  # noqa: DTZ001 - a cell has no zone
    scenario = read_scenario(workbook(tmp_path / "b.xlsx", sheets(applications=lines)))
    assert scenario.document()["applications"]["A1"] == {
        "firm": "F41",
        "product": "H200",
        "units": 800,
        "submitted": "2026-08-03",
        "necessity": Decimal("0.25"),
        "code": "007",
        "urgent": True,
    }


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"),
        (0.1, "0.1"),
        (True, "true"),
        (date(2026, 8, 3), "2026-08-03"),
        (datetime(2026, 8, 3), "2026-08-03"),  # noqa: DTZ001 - a cell has no zone
        (timedelta(hours=30), "1 day, 6:00:00"),
        (3, "3"),
        ("x", "x"),
        (datetime(2026, 8, 3, 14, 30), "2026-08-03T14:30:00"),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_cell_as_text(cell: Any, text: str) -> None:
    assert cell_text(cell) == text


def policy(*lines: tuple[Any, Any]) -> list[tuple[Any, Any]]:
    """The sheet of a sound policy with further lines."""
    return [*POLICY_SHEET, *lines]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"applications": None, "Aplications": cells(FIRMS)},
            ['b.xlsx: has no sheet "applications"; its sheets are firms, domestic_supply, policy, Aplications'],
        ),
        ({"firms": None, "Firms": cells(FIRMS)}, ['b.xlsx: has no sheet "firms"; rename its sheet "Firms"']),
        (
            {"domestic_supply": None, "domestic supply": [["product"]]},
            ['b.xlsx: has no sheet "domestic_supply"; rename its sheet "domestic supply"'],
        ),
        (
            {"policy": [("key", "value")]},
            ["b.xlsx sheet policy row 1: its columns are key, value; name them path and value"],
        ),
        ({"policy": []}, ["b.xlsx sheet policy row 1: has no column names; write them into its first row"]),
        (
            {"policy": policy(("policy.rules.quota.limt", 3))},
            [
                (
                    'b.xlsx sheet policy row 8, policy.rules.quota.limt: "limt" is not in the known fields; '
                    'did you mean "limit"?'
                )
            ],
        ),
        (
            {"policy": policy(("policy.rules.quota.limit", 3))},
            ["b.xlsx sheet policy row 8: row 7 fills the same place; write each path once"],
        ),
        (
            {"policy": policy(("policy.rules.quota", 3))},
            ["b.xlsx sheet policy row 8: row 6 fills the same place; write each path once"],
        ),
        (
            {"policy": policy(("policy..x", 3))},
            [
                (
                    'b.xlsx sheet policy row 8: "policy..x" is not a path of parts with points between them; '
                    "write a path such as policy.rules.quota.limit"
                )
            ],
        ),
        (
            {"policy": policy(("title", "[1"))},
            ['b.xlsx sheet policy row 8: "[1" is not a value; put a text in quotes'],
        ),
        (
            {"policy": policy(("policy.rules.b.order", 1))},
            ["b.xlsx sheet policy row 8, policy.rules.b.kind: is missing; write cap or co_purchase"],
        ),
        (
            {"firms": [["id"], ["F41"], [None], ["F42"], ["F41"]]},
            ['b.xlsx sheet firms row 5, id: "F41" stands in row 2 already; give each row an id of its own'],
        ),
        (
            {"firms": [[None], ["id"], ["F41"]]},
            ["b.xlsx sheet firms row 1: has no column names; write them into its first row"],
        ),
    ],
)
def test_bad_workbook(changes: dict[str, Any], told: list[str], tmp_path: Path) -> None:
    assert sentences(read_scenario, workbook(tmp_path / "b.xlsx", sheets(**changes))) == told


def test_policy_sheet_reaches_every_place(tmp_path: Path) -> None:
    lines = policy(
        ("policy.rules.listed.kind", "cap"),
        ("policy.rules.listed.limit", 0),
        ("policy.rules.listed.where.firm.listed", True),
        ('policy.rounds."a.b".order', 1),
        ("policy.rounds.c", "{order: 2, where: {code: ['007']}}"),
    )
    read = read_scenario(workbook(tmp_path / "b.xlsx", sheets(policy=lines))).policy
    assert read.rules["listed"].where == {"firm.listed": True}
    assert read.rounds["a.b"].order == 1
    assert read.rounds["c"].where == {"code": ["007"]}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.b", ("a", "b")),
        ('a."b.c".d', ("a", "b.c", "d")),
        ("where.firm.kind.at_least", ("where", "firm.kind", "at_least")),
        ("firm.kind", ("firm", "kind")),
        (" a . b ", ("a", "b")),
    ],
)
def test_parts_of_a_path(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", '"a', '"a"b', 'a"b"'])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="is not a path of parts with points between them"):
        parts_of(text)


NO_WORKBOOK = "b.xlsx: is not a whole .xlsx workbook, or is locked; save it as .xlsx without a password"


def test_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(50 * 2**20))
    told = "b.xlsx: would unpack to 50 MB, more than a workbook of its size holds; save its sheets as .csv"
    assert sentences(read_scenario, tmp_path / "b.xlsx") == [told]


def test_workbook_that_is_too_large(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(210):
            parts.writestr(f"xl/{number}.xml", bytes(2**20))
    told = "b.xlsx: would unpack to 210 MB, more than a workbook of its size holds; save its sheets as .csv"
    assert sentences(read_scenario, tmp_path / "b.xlsx") == [told]


@pytest.mark.parametrize("row", ['<row><c r="XFD1048576"/></row>', '<row r="1048576">' + 20 * "<c/>" + "</row>"])
def test_cell_far_out_does_not_fill_memory_with_empty_ones(row: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{row}</sheetData>")
    (told,) = sentences(read_scenario, tmp_path / "b.xlsx")
    assert told.startswith("b.xlsx: has a cell in row 1,048,576 or column ")
    assert told.endswith("clear what is outside the table")


def test_workbook_that_lies_about_its_size(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", bytes(2**20))
    data = bytearray((tmp_path / "b.xlsx").read_bytes())
    size = (2**20).to_bytes(4, "little")
    while size in data:
        data[data.index(size) :][:4] = data[data.index(size) : data.index(size) + 4] = (100).to_bytes(4, "little")
    (tmp_path / "b.xlsx").write_bytes(data)
    assert sentences(read_scenario, tmp_path / "b.xlsx") == [NO_WORKBOOK]


def test_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as parts:
        parts.writestr("notes.txt", "hello")
    assert sentences(read_scenario, tmp_path / "b.xlsx") == [NO_WORKBOOK]


@pytest.mark.parametrize("end", [30, 1000, -40])
def test_workbook_that_is_cut_off(end: int, tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", sheets()).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(data[:end])
    assert sentences(read_scenario, tmp_path / "b.xlsx") == [NO_WORKBOOK]


def test_workbook_with_damage_inside(tmp_path: Path) -> None:
    data = bytearray(workbook(tmp_path / "a.xlsx", sheets()).read_bytes())
    data[60] ^= 0xFF
    (tmp_path / "b.xlsx").write_bytes(data)
    assert sentences(read_scenario, tmp_path / "b.xlsx") == [NO_WORKBOOK]


def test_workbook_beside_a_folder_is_the_same_scenario(tmp_path: Path) -> None:
    book = workbook(tmp_path / "b.xlsx", {"notes": [["anything"]], **sheets()})
    assert read_scenario(book) == read_scenario(folder(tmp_path / "folder"))
