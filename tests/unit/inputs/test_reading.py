"""A path, a sample's name or a mapping into a Scenario; what is no scenario is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from inputs import read_scenario, reading, sample_names
from tests.unit.inputs.folders import folder, sheets, workbook
from tests.unit.inputs.refusals import SMALL, changed, sentences

WHOLE = "{format: ..., periods: ..., products: ..., firms: ..., applications: ...}"
FACTS = Path(__file__).parents[3] / "inputs" / "samples" / "h200-2026"


def test_folder_is_read(tmp_path: Path) -> None:
    scenario = read_scenario(folder(tmp_path))
    assert scenario.document() == {
        "format": 1,
        "title": "Two firms",
        "periods": ["2026Q1", "2026Q2"],
        "products": {"H200": {"lot": 8}},
        "domestic": {
            "Ascend-910C": {
                "tpp": 12032,
                "supply": {"2026Q1": 4000, "2026Q2": 6000},
                "supply_low": {"2026Q1": 3000},
                "supply_high": {"2026Q1": 5000},
                "vendor": "Huawei",
                "basis": "press; own estimate",
            },
            "Siyuan-690": {"supply": {"2026Q1": 0}, "supply_low": {"2026Q1": 0}, "supply_high": {"2026Q1": 10}},
        },
        "firms": {
            "F41": {"name": "First", "group": "G1", "licensed": 500, "listed": False},
            "F42": {"name": "Second", "licensed": 300, "listed": True, "domestic_purchases": {"Ascend-910C": 20}},
        },
        "applications": {
            "A1": {
                "firm": "F41",
                "product": "H200",
                "units": 800,
                "accepts": ["Ascend-910C", "Siyuan-690"],
                "submitted": "2026-08-03",
                "power_kw": Decimal("7.5"),
                "code": "007",
            },
            "A2": {"firm": "F42", "product": "H200", "units": 400, "minimum_units": 80, "power_kw": 5, "code": "123"},
        },
        "policy": {"rules": {"quota": {"kind": "cap", "limit": 600}}},
    }


def test_every_way_of_writing_gives_one_scenario(tmp_path: Path) -> None:
    of_folder = read_scenario(folder(tmp_path / "folder"))
    canonical = of_folder.canonical_json()
    (tmp_path / "one.json").write_bytes(canonical)
    (tmp_path / "one.yaml").write_bytes(canonical)
    book = workbook(tmp_path / "book.xlsx", sheets())
    for source in (tmp_path / "one.json", str(tmp_path / "one.yaml"), book, of_folder.document()):
        assert read_scenario(source) == of_folder
    document = tmp_path / "folder" / "scenario.yaml"
    assert read_scenario(document) == of_folder


@pytest.mark.parametrize("name", ["three-claims", "h200-2026", "h200-hold", "h200-rationed"])
def test_sample_is_read_by_its_name_from_anywhere(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert name in sample_names()
    assert read_scenario(name) == read_scenario(reading.SAMPLES / name)


def test_path_goes_before_a_sample_of_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path / "three-claims")
    monkeypatch.chdir(tmp_path)
    assert read_scenario("three-claims").title == "Two firms"


def test_template_is_no_sample_but_is_sound() -> None:
    assert "template" not in sample_names()
    assert read_scenario(reading.SAMPLES / "template").title == "A scenario to start from"


def test_mapping_is_read_as_its_json() -> None:
    assert read_scenario(changed(applications__A1__power_kw=7.0)) == read_scenario(SMALL)


SAMPLES = "allowed: h200-2026, h200-hold, h200-rationed, three-claims"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("h200-2062", 'scenario: "h200-2062" {}; did you mean "h200-2026"?'),
        ("", f'scenario: "" {{}}; {SAMPLES}'),
        ("/no/such/file.yaml", f'scenario: "/no/such/file.yaml" {{}}; {SAMPLES}'),
        ("x\n" * 5000, f'scenario: "{"x " * 30}..." {{}}; {SAMPLES}'),
    ],
)
def test_no_such_path_or_sample(source: str, told: str) -> None:
    assert sentences(read_scenario, source) == [told.format("is neither a file, a folder nor a bundled sample")]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("s.yaml", b"", "s.yaml: is empty; write it, or remove it"),
        ("s.json", b" \n", "s.json: is empty; write it, or remove it"),
        ("s.xlsx", b"", "s.xlsx: is empty; write it, or remove it"),
        (
            "s.yaml",
            b"# nothing\n",
            f"s.yaml: is empty; write {WHOLE}",
        ),
        (
            "s.json",
            b"[]",
            f"s.json: a list is not allowed; write {WHOLE}",
        ),
        (
            "s.txt",
            b"x",
            "s.txt: is no kind of file that holds a scenario; give a .json, .yaml, .yml or .xlsx file, or a folder",
        ),
        ("s.xlsx", b"x", "s.xlsx: is not a whole .xlsx workbook, or is locked; save it as .xlsx without a password"),
    ],
)
def test_file_that_is_no_scenario(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert sentences(read_scenario, tmp_path / name) == [sentence]


def test_problems_of_all_files_stand_together_with_their_places(tmp_path: Path) -> None:
    scenario = (
        "format: 1\nperiods: [2026Q1, 2026Q2]\nproducts: {H200: {lott: 8}}\npolicy:\n  rules:\n    q: {kind: capp}\n"
    )
    applications = "id,firm,product,units\nA1,F4l,H200,800\n\nA2,F42,H200,-1\n"
    path = folder(tmp_path, scenario_yaml=scenario, applications_csv=applications)
    assert sentences(read_scenario, path) == [
        'scenario.yaml line 3, products.H200.lott: "lott" is not in the known fields; did you mean "lot"?',
        "applications.csv row 4, units: -1 is too small; write a whole number from 0 to 1,000,000,000",
        'scenario.yaml line 6, policy.rules.q.kind: "capp" is not in the kinds of rules; did you mean "cap"?',
        'applications.csv row 2, firm: "F4l" is not in firms.csv; did you mean "F42"?',
    ]


def test_facts_as_they_were_collected_are_read() -> None:
    scenario = read_scenario(FACTS)
    assert (len(scenario.firms), len(scenario.applications), len(scenario.domestic)) == (40, 120, 14)
    first = scenario.applications["A001"]
    assert first.accepts == ["Ascend-910C", "Ascend-950PR"]
    assert (first.__pydantic_extra__ or {})["military_end_use"] is False
    assert scenario.domestic["Ascend-910B"].supply["2026Q1"] == 36000
