"""Letters to the firms of the bundled sample, and of the example that is made by hand."""

import re
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import optimizer
from api.paper.letters import file_name, letters
from api.program import app
from api.reports.letter import addressees, letter
from api.reports.view import View
from inputs import read_scenario
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.api import examples
from tests.api.pages import OUTSIDE, Page

SAMPLE = "h200-2026"


@cache
def sample() -> tuple[Scenario, dict[str, Page]]:
    """The scenario, and the letter to each of its firms."""
    facts = read_scenario(SAMPLE)
    return facts, {
        name.removesuffix(".html"): Page(data.decode()) for name, data in letters(optimizer.plan(facts), facts)
    }


def told(facts: Scenario, answer: Plan, firm: str) -> dict[str, str]:
    """What a letter says, by section."""
    view = View.of(answer, facts)
    to = next(item for item in addressees(view) if item.firm == firm)
    sections = letter(to, view, lambda name: [f"Reasons for {name}."])
    return {section.title: " ".join(" ".join(section.lines(100)).split()) for section in sections}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_firm_that_applied_has_a_letter() -> None:
    facts, found = sample()
    assert sorted(found) == sorted({application.firm for application in facts.applications.values()})
    assert [firm for firm, page in found.items() if OUTSIDE.search(page.source) or len(page.all("h1")) != 1] == []


def test_a_letter_names_nobody_else() -> None:
    facts, found = sample()
    names = {firm.name: firm_id for firm_id, firm in facts.firms.items() if firm.name}
    for firm, page in found.items():
        assert set(re.findall(r"\bF\d\d\b", page.text)) == {firm}
        assert {facts.applications[name].firm for name in re.findall(r"\bA\d{3}\b", page.text)} == {firm}
        assert [name for name, other in names.items() if other != firm and re.search(rf"\b{name}\b", page.text)] == []


def test_a_letter_tells_the_decision_its_terms_and_its_reasons() -> None:
    text = sample()[1]["F04"].text
    assert "To Internet company A (F04)" in text
    assert "4 applications asked for 120,000 units. 18,696 units are granted, to 2 applications." in text
    assert "A023 H200 autonomous_driving 24,000 24,000 10,632 granted in part" in text
    assert "2026Q3 A023 H200 6,752" in text
    assert "2026Q3 Kunlun-P800 3,376" in text
    assert "certified End use certificate is yes, and security procedures is yes." in text
    assert "A024 32,000 certified An end-use certificate and security procedures are conditions of export" in text
    assert "Why A022 is granted 0 of 48,000 units" in text
    assert "below its minimum of 12,000 units" in text
    assert sample()[0].digest in text


def test_decisions_in_words() -> None:
    facts = examples.scenario()
    answer = examples.plan(facts)
    assert (
        "A003 H200 research 256 256 256 granted in full A004 H200 4 0 0 nothing granted"
        in told(facts, answer, "F02")["Decision"]
    )
    hyperscaler = told(facts, answer, "F01")
    assert "A006 H200 1,000 1,000 0 below its minimum" in hyperscaler["Decision"]
    assert hyperscaler["Decision"].endswith("all 12,600 12,600 2,944")
    assert hyperscaler["Why A001 is granted 1,472 of 9,600 units"] == "Reasons for A001."
    assert "2026Q2 Ascend-910C 600 2026Q2 Cambricon-590 150" in hyperscaler["Conditions"]


def test_a_firm_that_is_granted_nothing_has_no_terms() -> None:
    facts = examples.scenario()
    found = told(facts, examples.plan(facts), "F03")
    assert list(found) == ["Decision", "Refused", "How to check this decision"]
    assert "asked for 800 units. Nothing is granted." in found["Decision"]


def test_nothing_to_buy_and_nothing_to_meet_is_not_told() -> None:
    facts = examples.scenario(policy=examples.DOCUMENT["policy"] | {"eligibility": {}})
    found = told(facts, examples.plan(facts, refused={}), "F02")
    assert "Conditions" not in found


def test_a_requirement_that_names_applications_is_told_without_them() -> None:
    named = {"listed": {"require": {"id": ["A001", "A003"]}, "because": "Only what was approved by name"}}
    facts = examples.scenario(policy=examples.DOCUMENT["policy"] | {"eligibility": named})
    conditions = told(facts, examples.plan(facts), "F02")["Conditions"]
    assert "listed Only what was approved by name" in conditions
    assert "A001" not in conditions


@pytest.mark.parametrize("firm", ["../F01", "F/1", "CON", "..", "a b", "公司", "x" * 100, "F_1", "."])
def test_a_file_is_a_file_of_the_folder_whatever_the_id(firm: str) -> None:
    name = file_name(firm)
    assert re.fullmatch(r"[\w-]+(\.[0-9a-f]{12})?\.html", name, re.ASCII)
    assert len(name) < 100


def test_no_two_firms_share_a_file() -> None:
    assert len({file_name(firm) for firm in ["F/1", "F_1", "F 1", "F.1", "F:1", "x" * 60, "x" * 61]}) == 7


def test_letters_go_into_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    result = run("plan", "three-claims", "--letters", folder)
    assert (result.exit_code, result.stderr) == (0, f"3 letters written to {folder}\n")
    assert sorted(item.name for item in folder.iterdir()) == ["F1.html", "F2.html", "F3.html"]
    again = run("plan", "three-claims", "--letters", folder)
    assert again.exit_code == 2
    assert "is not empty; name a new or an empty folder" in again.stderr
    both = run("plan", "three-claims", "--letters", tmp_path / "new", "--out", tmp_path / "new")
    assert "--letters: is the folder of --out; name another folder" in both.stderr


def test_nothing_decided_is_no_letter(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    result = run("plan", "h200-hold", "--set", "policy.rounds.targeted.each=30000", "--letters", folder)
    assert result.exit_code == 3
    assert "No letters are written: a guarantee cannot be met, so nothing is decided.\n" in result.stderr
    assert not folder.exists()
