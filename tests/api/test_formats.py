import csv
import json
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest

from api.formats import awards_csv, files, guarded, plan_json, table_text
from api.paper import sheets
from api.paper.html import plan_html
from api.paper.workbook import plan_xlsx
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.api import examples


@pytest.fixture
def facts() -> Scenario:
    return examples.scenario()


@pytest.fixture
def answer(facts: Scenario) -> Plan:
    return examples.plan(facts)


def lines_of(data: bytes) -> dict[str, dict[str, str]]:
    return {row["application"]: row for row in csv.DictReader(StringIO(data.decode()))}


def test_json_is_the_plan_and_nothing_else(answer: Plan) -> None:
    data = plan_json(answer)
    assert json.loads(data) == answer.model_dump(mode="json")
    assert data.endswith(b"}\n")
    assert plan_json(Plan.model_validate_json(data)) == data


def test_csv_has_every_application_of_the_scenario(facts: Scenario, answer: Plan) -> None:
    rows = lines_of(awards_csv(answer, facts))
    assert sorted(rows) == sorted(facts.applications)
    assert {name: row["status"] for name, row in rows.items()} == {
        "A001": "part of claim",
        "A002": "part of claim",
        "A003": "whole claim",
        "A004": "nothing",
        "A005": "refused",
        "A006": "dropped",
    }
    assert rows["A001"] == {
        "application": "A001",
        "firm": "F01",
        "name": "Hyperscaler A",
        "group": "G01",
        "product": "H200",
        "use_case": "pretraining",
        "status": "part of claim",
        "asked": "9600",
        "claim": "9600",
        "entitlement": "1475",
        "units": "1472",
        "of_claim": "0.153333",
        "round": "general",
        "level": "0.1536",
        "limited_by": "national_quota[2026Q2]; tranche[G01]",
        "because": "",
        "2026Q1": "736",
        "2026Q2": "736",
    }
    assert rows["A005"]["because"] == "Military use is prohibited"
    assert rows["A006"]["because"] == "below its minimum of 1000 units"


def test_csv_has_no_fraction_that_a_spreadsheet_would_take_for_a_date(facts: Scenario, answer: Plan) -> None:
    awards = {name: award.model_copy(update={"entitlement": "7/3"}) for name, award in answer.awards.items()}
    rows = lines_of(awards_csv(answer.model_copy(update={"awards": awards}), facts))
    assert rows["A001"]["entitlement"] == "2.333333"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_has_no_formula(formula: str) -> None:
    assert guarded(formula) == f"'{formula}"


def test_figures_and_plain_texts_are_left_as_they_are() -> None:
    assert [guarded(-1), guarded("F01"), guarded(None), guarded("")] == [-1, "F01", None, ""]


def test_csv_guards_what_a_scenario_brings() -> None:
    changed: dict[str, Any] = dict(examples.DOCUMENT["applications"])
    changed["A001"] = changed["A001"] | {"use_case": '=HYPERLINK("x")'}
    facts = examples.scenario(applications=changed)
    assert lines_of(awards_csv(examples.plan(facts), facts))["A001"]["use_case"] == '\'=HYPERLINK("x")'


def test_an_infeasible_plan_has_every_application_undecided_or_refused(facts: Scenario) -> None:
    rows = lines_of(awards_csv(examples.infeasible(facts), facts))
    assert {row["status"] for row in rows.values()} == {"not decided", "refused"}
    assert {row["units"] for row in rows.values()} == {""}


def test_the_folder_holds_all_formats_and_the_canonical_scenario(
    facts: Scenario, answer: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_EXPLAINED", 0)
    outputs = files(answer, facts)
    assert outputs == {
        "table.txt": table_text(answer, facts),
        "plan.json": plan_json(answer),
        "plan.xlsx": plan_xlsx(answer, facts),
        "awards.csv": awards_csv(answer, facts),
        "report.html": plan_html(answer, facts),
        "scenario.json": facts.canonical_json(),
    }
    assert facts.digest == "sha256:" + sha256(outputs["scenario.json"]).hexdigest()
