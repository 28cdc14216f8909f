import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

import optimizer
from api.paper import sheets
from api.paper.workbook import plan_xlsx
from inputs import read_scenario
from optimizer.explanation import Explainer
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.api import examples


@pytest.fixture(autouse=True)
def _unexplained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan made by hand has no reasons that could be worked out again."""
    monkeypatch.setattr(sheets, "MOST_EXPLAINED", 0)


FACTS = examples.scenario()
ANSWER = examples.plan(FACTS)


def sheets_of(answer: Plan = ANSWER, facts: Scenario = FACTS) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(plan_xlsx(answer, facts)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts_of(answer: Plan = ANSWER, facts: Scenario = FACTS) -> dict[str, str]:
    """The XML of each part of the file."""
    with ZipFile(BytesIO(plan_xlsx(answer, facts))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_the_sheets() -> None:
    assert list(sheets_of()) == [
        "summary",
        "firms",
        "awards",
        "schedule",
        "co-purchases",
        "limits",
        "refused",
        "dropped out",
        "explanations",
        "policy",
        "provenance",
    ]


def test_figures_are_figures_and_texts_are_texts() -> None:
    awards = sheets_of()["awards"]
    assert awards[0] == [
        *("application", "firm", "name", "group", "product", "use case", "status", "asked, units", "claim, units"),
        *("share before whole lots, units", "granted, units", "of claim", "round", "level", "limited by"),
    ]
    assert awards[1] == [
        *("A001", "F01", "Hyperscaler A", "G01", "H200", "pretraining", "part of claim", 9600.0, 9600.0, 1475.0),
        *(1472.0, pytest.approx(1472 / 9600), "general", 0.1536, "national_quota[2026Q2]; tranche[G01]"),
    ]
    assert awards[5][:8] == ["A005", "F03", "Barred C", "F03", "H200", "inference", "refused", 800.0]


def test_lists_have_every_row_and_add_up() -> None:
    found = sheets_of()
    assert found["schedule"][1:] == [
        ["A001", "F01", "H200", 736.0, 736.0, 1472.0],
        ["A002", "F01", "H200", 1472.0, 0.0, 1472.0],
        ["A003", "F02", "H200", 256.0, 0.0, 256.0],
        ["all", "", "", 2464.0, 736.0, 3200.0],
    ]
    assert found["co-purchases"][1:] == [
        ["F01", "Hyperscaler A", "Ascend-910C", 300.0, 600.0, 900.0],
        ["F01", "Hyperscaler A", "Cambricon-590", 0.0, 150.0, 150.0],
        ["all", "", "", 300.0, 750.0, 1050.0],
    ]
    assert found["limits"][1:3] == [
        ["national_quota[2026Q2]", "national_quota", 3200.0, 3200.0, 0.0, 1.0, "units", "yes"],
        ["tranche[G01]", "tranche", 2944.0, 2950.0, 6.0, pytest.approx(2944 / 2950), "units", "yes"],
    ]
    assert found["refused"][1:] == [["A005", "F03", "Barred C", 800.0, "no_military_use", "Military use is prohibited"]]
    assert found["dropped out"][1:] == [[1.0, "A006", "F01", pytest.approx(2950 / 3), 1000.0]]


def test_the_summary_and_the_provenance() -> None:
    found = sheets_of()
    assert found["summary"][0][0] == "Two firms, one university"
    assert ["Claimed", 12856.0, "by 5 applications of 2 firms; 1 application refused"] in [
        row[:3] for row in found["summary"]
    ]
    assert ["Scenario", FACTS.digest] in found["provenance"]
    assert "Military is no." in [row[1] for row in found["policy"]]


def test_figures_have_the_form_that_the_report_has_them_in() -> None:
    styles = parts_of()["xl/styles.xml"]
    assert set(re.findall(r'formatCode="([^"]+)"', styles)) == {
        *("#,##0", "#,##0.00", "0.0 %", "&quot;&lt; 0.1 %&quot;"),
        *("#,##0 &quot;units&quot;", "&quot;USD&quot; #,##0"),
    }


def test_headings_stay_in_sight_on_the_screen_and_on_paper_and_can_be_filtered() -> None:
    parts = parts_of()
    pages = [text for name, text in sorted(parts.items()) if name.startswith("xl/worksheets/sheet")]
    lists = [page for page in pages if "<autoFilter" in page]
    assert len(lists) == 8
    assert all('<pane xSplit="1" ySplit="1"' in page and 'orientation="landscape"' in page for page in lists)
    assert all('fitToHeight="0"' in page and "page &amp;P of &amp;N" in page for page in pages)
    assert parts["xl/workbook.xml"].count("_xlnm.Print_Titles") == 8
    assert '<autoFilter ref="A1:O7"/>' in "".join(pages)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert plan_xlsx(ANSWER, FACTS) == plan_xlsx(examples.plan(FACTS), examples.scenario())


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://a.example", "12", "=HYPERLINK(1)"]
)
def test_nothing_is_run_as_a_formula(formula: str) -> None:
    applications: dict[str, Any] = examples.DOCUMENT["applications"]
    changed = applications | {"A001": applications["A001"] | {"use_case": formula}}
    facts = examples.scenario(title=formula, applications=changed)
    found = sheets_of(examples.plan(facts), facts)
    assert found["awards"][1][5] == formula
    assert found["summary"][0][0] == formula
    parts = parts_of(examples.plan(facts), facts)
    assert [name for name, text in parts.items() if "<f>" in text or "<hyperlink" in text] == []


def test_long_and_odd_texts_are_kept_within_what_the_file_format_allows() -> None:
    title = "Quota & more \x07" + "x" * 300
    firms = examples.DOCUMENT["firms"] | {"F01": {"name": "y" * 40_000, "group": "G01"}}
    facts = examples.scenario(title=title, firms=firms)
    found = sheets_of(examples.plan(facts), facts)
    assert found["awards"][1][2] == "y" * 32_767
    assert found["summary"][0][0].startswith("Quota & more  xxx")
    assert "&amp;LQuota &amp;&amp; more" in parts_of(examples.plan(facts), facts)["xl/worksheets/sheet1.xml"]


def test_a_list_that_is_too_long_goes_on_on_the_next_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    found = sheets_of()
    assert [row[0] for row in found["schedule"]] == ["application", "A001", "A002"]
    assert [row[0] for row in found["schedule 2"]] == ["application", "A003", "all"]


def test_an_infeasible_plan_has_its_reason_and_no_empty_lists() -> None:
    found = sheets_of(examples.infeasible(FACTS))
    assert list(found) == ["summary", "awards", "refused", "explanations", "policy", "provenance"]
    assert "The universities claim 256 units, and the limits leave 200 for them." in [
        row[0] for row in found["summary"]
    ]
    assert {row[6] for row in found["awards"][1:]} == {"refused", "not decided"}


def test_every_reason_has_a_row_where_the_applications_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = read_scenario("three-claims")
    answer = optimizer.plan(facts)
    assert "no more than 0; here are 3" in sheets_of(answer, facts)["explanations"][1][0]
    monkeypatch.setattr(sheets, "MOST_EXPLAINED", 3)
    found = sheets_of(answer, facts)["explanations"]
    assert found[0] == ["application", "firm", "reason"]
    told = Explainer(answer, facts, margins=False).explain("A2", "application").sentences()
    assert [row for row in found if row[0] == "A2"] == [["A2", "F2", sentence] for sentence in told]
    assert {row[0] for row in found[1:]} == {"A1", "A2", "A3"}
