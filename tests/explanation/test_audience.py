"""An applicant is told nothing about single other firms, nor about fewer than three together."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inputs import read_scenario
from optimizer import Scenario, plan
from optimizer.explanation import Audience, Explainer
from tests.strategies import Document, documents


def names_of_others(scenario: Scenario, firm: str) -> set[str]:
    """Other firms, their applications, and owners that are not its own."""
    own = scenario.firms[firm].group or firm
    applications = {name for name, item in scenario.applications.items() if item.firm != firm}
    groups = {item.group or name for name, item in scenario.firms.items()} - {own}
    return applications | groups | (scenario.firms.keys() - {firm, own})


def counts(document: Any) -> list[tuple[str, int]]:
    """Every number of other firms that a document tells, each with the code of its reason."""
    found = [(part["code"], part["firms"]) for part in document["reasons"] if part.get("firms") is not None]
    return found + [item for part in document["parts"] for item in counts(part)]


def hold(explainer: Explainer, firm: str) -> None:
    document = explainer.explain(firm, "firm").document("applicant")
    for name in names_of_others(explainer.scenario, firm):
        assert not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", str(document)), name
    assert all(count >= 3 for _, count in counts(document))


def test_no_other_firm_is_named() -> None:
    scenario = read_scenario("h200-2026")
    explainer = Explainer(plan(scenario), scenario)
    for firm in list(scenario.firms)[:15]:
        hold(explainer, firm)


@settings(max_examples=30)
@given(documents(), st.integers(0, 5))
def test_no_other_firm_is_named_in_any_scenario(document: Document, which: int) -> None:
    assume(which < len(document["firms"]))
    scenario = Scenario.parse(document)
    hold(Explainer(plan(scenario), scenario), sorted(scenario.firms)[which])


def test_what_two_others_use_is_not_told() -> None:
    scenario = read_scenario("three-claims")
    explanation = Explainer(plan(scenario), scenario).explain("A1")
    limited = next(part for part in explanation.document("applicant")["reasons"] if part["code"] == "limited_by_cap")
    assert limited["used"] is None
    assert limited["limit"] == "200"


def test_a_level_that_tells_the_largest_claim_is_not_told() -> None:
    scenario = read_scenario("three-claims")
    explanation = Explainer(plan(scenario), scenario).explain("A1")
    levels: dict[Audience, str | None] = {"planner": "5/6", "applicant": None}
    for audience, level in levels.items():
        stopped = next(part for part in explanation.document(audience)["reasons"] if part["code"] == "stopped")
        assert stopped["level"] == level


def test_what_is_withheld_once_stays_withheld() -> None:
    scenario = read_scenario("three-claims")
    shown = Explainer(plan(scenario), scenario).explain("A1").shown_to("applicant")
    assert shown.shown_to("planner") is shown
    assert shown.sentences("planner") == shown.sentences("applicant")


def test_how_a_limit_of_one_firm_stands_is_told_to_no_applicant() -> None:
    scenario = read_scenario("h200-rationed")
    told = Explainer(plan(scenario), scenario).explain("firm_ceiling", "rule")
    assert re.search(r"Raising firm_ceiling\[F\d+\]", " ".join(told.sentences("planner")))
    assert not re.search(r"F\d+", " ".join(told.sentences("applicant")))
