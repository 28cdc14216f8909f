"""Folders: which files make a scenario, and from where tables may be shared."""

from pathlib import Path

import pytest

from inputs import read_scenario
from tests.unit.inputs.folders import FIRMS, SCENARIO, cells, folder, workbook
from tests.unit.inputs.refusals import sentences

SHARED = f"tables: ../facts\n{SCENARIO}"


def policy(path: Path, document: str = SHARED) -> Path:
    """A folder with a document only."""
    return folder(path, scenario_yaml=document, firms_csv=None, applications_csv=None, domestic_supply_csv=None)


def test_several_policies_share_one_set_of_tables(tmp_path: Path) -> None:
    facts = read_scenario(folder(tmp_path / "facts"))
    assert read_scenario(policy(tmp_path / "hold")) == facts
    assert read_scenario(tmp_path / "hold" / "scenario.yaml") == facts
    (tmp_path / "hold" / "other.yaml").write_text(SHARED)
    assert read_scenario(tmp_path / "hold" / "other.yaml") == facts
    assert read_scenario(policy(tmp_path / "below", f"tables: facts\n{SCENARIO}").parent / "facts") == facts


def test_tables_may_stand_below_the_document(tmp_path: Path) -> None:
    path = policy(tmp_path / "scenario", f"tables: facts\n{SCENARIO}")
    folder(path / "facts", scenario_yaml=None)
    assert read_scenario(path) == read_scenario(folder(tmp_path / "plain"))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("/etc", '"/etc" is not beside the folder of the scenario; write ../other-folder'),
        ("../../etc", '"../../etc" is not beside the folder of the scenario; write ../other-folder'),
        ("..\\facts", '"..\\facts" is not beside the folder of the scenario; write ../other-folder'),
        ("../link", '"../link" is not beside the folder of the scenario; write ../other-folder'),
        ("../fact", 'there is no folder "../fact"; did you mean "../facts"?'),
        ("3", "is not the name of a folder; write ../other-folder"),
        ("", "is not the name of a folder; write ../other-folder"),
    ],
)
def test_tables_stay_in_the_house(named: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    folder(tmp_path / "facts")
    folder(tmp_path / "house" / "facts")
    (tmp_path / "house" / "link").symlink_to(tmp_path / "facts")
    path = policy(tmp_path / "house" / "hold", f"tables: {named}\n{SCENARIO}")
    assert sentences(read_scenario, path) == [f"scenario.yaml line 1, tables: {told}"]


def test_table_beside_a_document_that_names_another_folder(tmp_path: Path) -> None:
    folder(tmp_path / "facts")
    path = policy(tmp_path / "hold")
    (path / "firms.csv").write_text(FIRMS)
    told = 'firms.csv: stands beside a document with "tables: ../facts"; remove it, or leave out tables'
    assert sentences(read_scenario, path) == [told]


def test_folder_without_a_document(tmp_path: Path) -> None:
    told = f"folder {tmp_path}: holds no scenario; put a scenario.yaml or scenario.json into it, or name another"
    assert sentences(read_scenario, tmp_path) == [told]


def test_folder_with_two_documents(tmp_path: Path) -> None:
    path = folder(tmp_path, scenario_json="{}")
    told = f"folder {path}: holds scenario.yaml and scenario.json; keep one of them"
    assert sentences(read_scenario, path) == [told]


def test_table_in_two_files(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_parquet="x")
    assert sentences(read_scenario, path) == [f"folder {path}: holds firms.csv and firms.parquet; keep one of them"]


def test_table_with_a_slip_in_its_name(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_csv=None, firm_csv=FIRMS)
    assert sentences(read_scenario, path) == ['firm.csv: is not the name of a table; did you mean "firms"?']


def test_no_table_and_no_map(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_csv=None)
    told = "scenario.yaml: has no firms; put firms.csv beside it, or write them into it"
    assert sentences(read_scenario, path) == [told]


def test_no_table_and_a_map_with_a_slip_in_its_name(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_csv=None, scenario_yaml=f"{SCENARIO}firm:\n  F1: {{}}\n")
    told = 'scenario.yaml line 9, firm: "firm" is not in the known fields; did you mean "firms"?'
    assert sentences(read_scenario, path) == [told]


def test_firms_in_both_places(tmp_path: Path) -> None:
    path = folder(tmp_path, scenario_yaml=f"{SCENARIO}firms:\n  F1: {{}}\n")
    assert sentences(read_scenario, path) == [
        "scenario.yaml line 9, firms: firms.csv has them as well; keep one of both"
    ]


def test_domestic_products_are_filled_from_both_places(tmp_path: Path) -> None:
    domestic = "domestic:\n  Ascend-910C: {price_usd: 26000, tpp: 12032}\n  Kunlun-P800: {tpp: 2760}\n"
    read = read_scenario(folder(tmp_path, scenario_yaml=SCENARIO + domestic)).domestic
    assert list(read) == ["Ascend-910C", "Siyuan-690", "Kunlun-P800"]
    assert (read["Ascend-910C"].price_usd, read["Ascend-910C"].supply["2026Q1"]) == (26000, 4000)


def test_domestic_products_that_disagree(tmp_path: Path) -> None:
    domestic = "domestic:\n  Ascend-910C: {tpp: 12000, price_usd: -1}\n"
    assert sentences(read_scenario, folder(tmp_path, scenario_yaml=SCENARIO + domestic)) == [
        "scenario.yaml line 10, domestic.Ascend-910C.tpp: domestic_supply.csv says otherwise; write it in one place",
        "scenario.yaml line 10, domestic.Ascend-910C.price_usd: -1 is too small; write a number of at least 0",
    ]


@pytest.mark.parametrize(
    ("domestic", "told"),
    [
        ("domestic: [x]\n", "scenario.yaml line 9, domestic: a list is not allowed; write a map of maps"),
        (
            "domestic: {Ascend-910C: x}\n",
            (
                'scenario.yaml line 9, domestic.Ascend-910C: "x" is not allowed; write {tpp: ..., price_usd: ..., '
                "supply: ..., supply_low: ..., supply_high: ..., vendor: ..., basis: ...}"
            ),
        ),
    ],
)
def test_domestic_products_that_are_none(domestic: str, told: str, tmp_path: Path) -> None:
    plain = {"applications_csv": "id,firm,product,units\nA1,F41,H200,8\n", "firms_csv": "id\nF41\n"}
    path = folder(tmp_path, scenario_yaml=SCENARIO + domestic, **plain)
    assert sentences(read_scenario, path) == [told]


def test_tables_that_are_none_are_told_together(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_csv="name\nx\n", domestic_supply_csv="x\n1\n", applications_csv="id\nA1\n")
    found = sentences(read_scenario, path)
    assert [sentence.split(":")[0] for sentence in found] == [
        "firms.csv row 1",
        *["domestic_supply.csv row 1"] * 3,
        *["applications.csv row 1"] * 3,
    ]


def test_every_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path, firms_csv="", applications_csv="x;y\n")
    assert sentences(read_scenario, path) == [
        "firms.csv: is empty; write it, or remove it",
        "applications.csv row 1: its cells are separated by semicolons; separate them by commas",
    ]
    assert sentences(read_scenario, folder(tmp_path, scenario_yaml="a: \x07", firms_csv="")) == [
        "scenario.yaml: is not YAML: control characters are not allowed; mend it",
    ]


def test_document_that_is_no_map(tmp_path: Path) -> None:
    told = "scenario.yaml: a list is not allowed; write {format: ..., periods: ..., products: ..., firms: ..., "
    assert sentences(read_scenario, folder(tmp_path, scenario_yaml="[]")) == [f"{told}applications: ...}}"]


def test_workbook_of_one_table(tmp_path: Path) -> None:
    path = folder(tmp_path / "folder", firms_csv=None)
    workbook(path / "firms.xlsx", {"Sheet1": cells(FIRMS)})
    assert read_scenario(path) == read_scenario(folder(tmp_path / "plain"))
    workbook(path / "firms.xlsx", {"notes": [["x"]], "firms": cells(FIRMS)})
    assert read_scenario(path) == read_scenario(tmp_path / "plain")
    workbook(path / "firms.xlsx", {"notes": [["x"]], "Firms": cells(FIRMS)})
    assert sentences(read_scenario, path) == ['firms.xlsx: has no sheet "firms"; its sheets are notes, Firms']
