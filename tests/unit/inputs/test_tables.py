"""Tables into firms and applications: each bad cell, row or column is told with its place in the file."""

from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs import grids, read_scenario
from inputs.cells import Column, Refused, figure, free_reader
from tests.unit.inputs.folders import APPLICATIONS, FIRMS, SUPPLY, folder
from tests.unit.inputs.refusals import sentences

HEADER = APPLICATIONS.splitlines()[0]


def applications() -> Iterator[tuple[str, list[str]]]:
    """Tables of applications that are refused, and what is told."""
    figure_of = "write a figure such as 1000"
    yield "id,firm,product,units\nA1,F4l,H200,8\n", ['row 2, firm: "F4l" is not in firms.csv; did you mean "F42"?']
    yield 'id,firm,product,units\nA1,F41,H200,"1,000"\n', ['row 2, units: "1,000" is not a number; write 1000']
    yield "id,firm,product,units\nA1,F41,H200,12O\n", [f'row 2, units: "12O" is not a number; {figure_of}']
    yield "id,firm,product,units\nA1,F41,H200,NaN\n", [f'row 2, units: "NaN" is not a number; {figure_of}']
    yield (
        "id,firm,product,units\nA1,F41,H200,8.5\n",
        ["row 2, units: 8.5 is not a whole number; write a whole number from 0 to 1,000,000,000"],
    )
    yield (
        "id,firm,product,units\nA1,F41,H200,\n",
        ["row 2, units: is missing; write a whole number from 0 to 1,000,000,000"],
    )
    yield (
        "id,firm,product,units,minimum_units\nA1,F41,H200,8,16\n",
        ["row 2, minimum_units: 16 is more than its 8 units; write at most 8"],
    )
    yield (
        "id,firm,product,units,accepts\nA1,F41,H200,8,Ascend-910C;Ascend-910D\n",
        ['row 2, accepts: "Ascend-910D" is not in domestic_supply.csv; did you mean "Ascend-910C"?'],
    )
    yield (
        "id,firm,product,units,submitted\nA1,F41,H200,8,3/8/2026\n",
        ['row 2, submitted: "3/8/2026" is not allowed; write a day as YYYY-MM-DD'],
    )
    yield (
        "id,firm,product,units\nA1,F41,H200,8\nA2,F41,H200,8\nA1,F42,H200,9\n",
        ['row 4, id: "A1" stands in row 2 already; give each row an id of its own'],
    )
    yield "id,firm,product,units\n,F41,H200,8\nA2,F41,H200,8\n", ["row 2, id: is empty; give the row an id"]
    yield (
        "id,frim,product,units\nA1,F41,H200,8\n",
        ['row 1: "frim" is not a known column; did you mean "firm"?'],
    )
    yield (
        "id,frim,product,units\nA1,F4l,H200,8\n",
        [
            'row 1: "frim" is not a known column; did you mean "firm"?',
            'row 2, frim: "F4l" is not in firms.csv; did you mean "F42"?',
        ],
    )
    yield "id,firm,product,Units\nA1,F41,H200,8\n", ['row 1: "Units" is not a known column; did you mean "units"?']
    yield (
        "id,firm,units\nA1,F41,8\nA2,F4l,8\n",
        [
            'row 1: has no column "product"; its columns are id, firm, units',
            'row 3, firm: "F4l" is not in firms.csv; did you mean "F42"?',
        ],
    )
    yield (
        "name,firm,product,units\nA1,F41,H200,8\n",
        ['row 1: has no column "id"; its columns are name, firm, product, units'],
    )
    yield (
        "id,firm,product,units,group,firm.kind\nA1,F41,H200,8,G1,x\n",
        [
            'row 1: "group" belongs to the firm; write it into the table of firms, or name it otherwise',
            'row 1: "firm.kind" belongs to the firm; write it into the table of firms, or name it otherwise',
        ],
    )


def shapes() -> Iterator[tuple[str, list[str]]]:
    """Files that are no tables, and what is told."""
    cells = "give it a cell for each column, and put a text with commas in quotes"
    yield (
        "id,firm,product,units\nA1,F4l,H200,8,x\nA2,F42,H200\nA3,F42,H200,8,,\n",
        [f"row 2: has 5 cells where the header has 4; {cells}", f"row 3: has 3 cells where the header has 4; {cells}"],
    )
    yield "id,firm,product,units,units\nA1,F41,H200,8,9\n", ['row 1: "units" stands twice; name each column once']
    yield "id,firm,product,,units\nA1,F41,H200,1,9\n", ["row 1: column 4 has no name; name it, or remove it"]
    yield (
        "id;firm;product;units\nA1;F41;H200;9\n",
        ["row 1: its cells are separated by semicolons; separate them by commas"],
    )
    yield "id\tfirm\tunits\nA1\tF41\t9\n", ["row 1: its cells are separated by tabs; separate them by commas"]
    yield "\nid,firm,product,units\n", ["row 1: has no column names; write them into its first row"]
    yield "", [": is empty; write it, or remove it"]
    yield (
        'id,firm,product,units\nA1,"F41,H200,8\n',
        ["line 2: is not CSV: unexpected end of data; mend the quotes there"],
    )


@pytest.mark.parametrize(("table", "told"), [*applications(), *shapes()])
def test_bad_table_of_applications(table: str, told: list[str], tmp_path: Path) -> None:
    found = sentences(read_scenario, folder(tmp_path, applications_csv=table))
    assert found == [f"applications.csv{'' if sentence.startswith(':') else ' '}{sentence}" for sentence in told]


def test_table_of_nothing_but_a_header(tmp_path: Path) -> None:
    found = sentences(read_scenario, folder(tmp_path, applications_csv=HEADER))
    assert found == ["applications.csv: is empty; write at least one entry"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "id,group,domestic_purchases.Ascend-910D\nF41,,3\nF42,,\n",
            [
                (
                    'firms.csv row 2, domestic_purchases.Ascend-910D: "Ascend-910D" is not in domestic_supply.csv; '
                    'did you mean "Ascend-910C"?'
                )
            ],
        ),
        (
            "id,domestic_purchase.Ascend-910C\nF41,3\nF42,-1\n",
            [
                (
                    'firms.csv row 1: "domestic_purchase.Ascend-910C" is not a known column; '
                    'did you mean "domestic_purchases.Ascend-910C"?'
                ),
                (
                    "firms.csv row 3, domestic_purchase.Ascend-910C: -1 is too small; "
                    "write a whole number from 0 to 1,000,000,000"
                ),
            ],
        ),
        (
            "id,group\nF41,G1\nF42,F41\n",
            [
                (
                    'firms.csv row 3, group: "F41" is a firm that belongs to another group, "G1"; '
                    "write the group that is meant"
                )
            ],
        ),
    ],
)
def test_bad_table_of_firms(table: str, told: list[str], tmp_path: Path) -> None:
    assert sentences(read_scenario, folder(tmp_path, firms_csv=table)) == told


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["true", "FALSE", " "], [True, False, None]),
        (["true", "yes"], ["true", "yes"]),
        (["1", " 2.50", "-3e2", ""], [1, Decimal("2.5"), -300, None]),
        (["1", "007"], ["1", "007"]),
        (["0", "0.5", "-0"], [0, Decimal("0.5"), 0]),
        (["1", "x"], ["1", "x"]),
        (["1_000", "\uff11\uff12"], ["1_000", "\uff11\uff12"]),
        (["2026-08-03"], ["2026-08-03"]),
        (["none", "null"], ["none", "null"]),
        (["", ""], [None, None]),
    ],
)
def test_free_column_has_the_type_of_all_its_cells(cells: list[str], values: list[Any]) -> None:
    column = Column(free_reader(cells))
    read = [column[cell] for cell in cells]
    assert (read, list(map(type, read))) == (values, list(map(type, values)))


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        (["1", "1,000"], {"1,000": ('"1,000" is not a number', "write 1000")}),
        (["1", "-12 345.5"], {"-12 345.5": ('"-12 345.5" is not a number', "write -12345.5")}),
        (["1", "NaN"], {"NaN": ('"NaN" is no value', "write a value, or leave the cell empty")}),
        (["true", "#N/A"], {"#N/A": ('"#N/A" is no value', "write a value, or leave the cell empty")}),
        (["x", "-inf"], {"-inf": ('"-inf" is no value', "write a value, or leave the cell empty")}),
        (["1", "1e99"], {"1e99": ('"1e99" has too many digits', "write a figure of at most 40 digits")}),
    ],
)
def test_cell_that_spoils_a_free_column(cells: list[str], refused: dict[str, tuple[str, str]]) -> None:
    column = Column(free_reader(cells))
    assert [column[cell] for cell in cells]
    assert column.refused() == {cell: Refused(*words) for cell, words in refused.items()}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_figure_of_a_cell_is_exact(value: Decimal) -> None:
    assert figure(str(value)) == value


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_single_tables_of_other_kinds(kind: str, tmp_path: Path) -> None:
    polars: Any = import_module("polars")
    of_csv = read_scenario(folder(tmp_path / "csv"))
    path = folder(tmp_path / kind, firms_csv=None, applications_csv=None, domestic_supply_csv=None)
    for name, text in (("firms", FIRMS), ("applications", APPLICATIONS), ("domestic_supply", SUPPLY)):
        frame = polars.read_csv(text.encode(), schema_overrides={"code": polars.String})
        if name == "applications":
            frame = frame.with_columns(
                polars.col("submitted").str.to_date(),
                polars.col("accepts").str.split(";").list.eval(polars.element().str.strip_chars()),
            )
        if kind == "parquet":
            frame.write_parquet(path / f"{name}.parquet")
        else:
            frame = frame.with_columns(polars.col(polars.List(polars.String)).list.join(";"))
            frame.write_excel(path / f"{name}.xlsx", worksheet=name)
    assert read_scenario(path) == of_csv


def test_parquet_that_is_none(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_csv=None, firms_parquet="PAR1 is not enough")
    (told,) = sentences(read_scenario, path)
    assert told.startswith("firms.parquet: is not a Parquet table: ")
    assert told.endswith("; write it again, or save it as .csv")


def test_parquet_without_the_package_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(grids, "import_module", absent)
    told = "firms.parquet: cannot be read: Parquet needs polars; install quotaplan[parquet], or save the table as .csv"
    path = folder(tmp_path, firms_csv=None, firms_parquet="x")
    assert sentences(read_scenario, path) == [told]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "product,period,supply,tpp\nAscend-910C,2026Q1,-5,12032\nAscend-910C,2026Q3,5,12032\n",
            [
                "row 2, supply: -5 is too small; write a whole number from 0 to 1,000,000,000",
                'row 3, supply: "2026Q3" is not in periods; did you mean "2026Q2"?',
            ],
        ),
        (
            "product,period,base,tpp\nAscend-910C,2026Q1,5,12032\nAscend-910C,2026Q2,5,12000\n",
            [
                (
                    "row 3, tpp: 12000 is not the 12032 that a row above says of Ascend-910C; "
                    "write the same in each row of a product"
                )
            ],
        ),
        (
            "product,period,base\nAscend-910C,2026Q1,5\n\nAscend-910C,2026Q1,5\n",
            ["row 4: Ascend-910C in 2026Q1 stands in row 2 already; write one row for each product and period"],
        ),
        ("product,period,base\n,2026Q1,5\n", ["row 2: has no product; name both"]),
        ('product,period,base\nAscend-910C,2026Q1,"4,000"\n', ['row 2, base: "4,000" is not a number; write 4000']),
        (
            "product,period,base\nAscend-910C,2026Q1\n",
            [
                (
                    "row 2: has 2 cells where the header has 3; "
                    "give it a cell for each column, and put a text with commas in quotes"
                )
            ],
        ),
        (
            "product,period,base,suply\nAscend-910C,2026Q1,5,5\n",
            ['row 1: "suply" is not in the columns of this table; did you mean "supply"?'],
        ),
        ("product,base\nAscend-910C,5\n", ['row 1: has no column "period"; its columns are product, base']),
        (
            "product,period,base,supply\nAscend-910C,2026Q1,5,5\n",
            ['row 1: "supply" and "base" mean the same; keep one of them'],
        ),
    ],
)
def test_bad_table_of_domestic_supply(table: str, told: list[str], tmp_path: Path) -> None:
    plain = "id,firm,product,units\nA1,F41,H200,8\n"
    path = folder(tmp_path, domestic_supply_csv=table, applications_csv=plain, firms_csv="id\nF41\n")
    assert sentences(read_scenario, path) == [f"domestic_supply.csv {sentence}" for sentence in told]


def test_a_table_that_would_fill_memory_is_refused_at_its_head(tmp_path: Path) -> None:
    wide = ",".join(f"c{number}" for number in range(16_385)) + "\n"
    assert sentences(read_scenario, folder(tmp_path / "wide", applications_csv=wide))[0] == (
        "applications.csv row 1: has 16,385 columns; write 16,384 at most"
    )
    ragged = ",".join(f"c{number}" for number in range(10_001)) + "\n" + 1_000_000 * "x\n"
    told = sentences(read_scenario, folder(tmp_path / "ragged", applications_csv=ragged))
    assert len(told) == 101
    assert told[0].startswith("applications.csv row 2: has 1 cells where the header has 10001;")


@pytest.mark.parametrize(
    ("columns", "text", "told"),
    [
        (100, "x", "firms.parquet: has 60,000,000 cells once it is unpacked; write 50,000,000 at most"),
        (1, 2_000 * "x", "firms.parquet: has 1,200,000,000 bytes of text once it is unpacked; write 1,073,741,824 at"),
    ],
)
def test_a_parquet_that_repeats_itself_is_not_written_out(columns: int, text: str, told: str, tmp_path: Path) -> None:
    polars: Any = import_module("polars")
    path = folder(tmp_path, firms_csv=None)
    one = polars.repeat(text, 600_000, eager=True)
    polars.DataFrame({f"c{number}": one for number in range(columns)}).write_parquet(path / "firms.parquet")
    assert (path / "firms.parquet").stat().st_size < 2**20
    (said,) = sentences(read_scenario, path)
    assert said.startswith(told)
