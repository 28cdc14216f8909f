"""What is left of a limit that stopped nobody is explained, in the plan's report and by the rule."""

from __future__ import annotations

from api.reports import report
from optimizer import Scenario, plan
from optimizer.explanation import Code, Explainer
from tests.strategies import Document

FACTS: Document = {
    "format": 1,
    "periods": ["P1"],
    "products": {"H": {"lot": 1}},
    "firms": {f"F{number}": {} for number in range(1, 5)},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 100},
        "A2": {"firm": "F2", "product": "H", "units": 100, "minimum_units": 80},
        "A3": {"firm": "F3", "product": "H", "units": 100, "minimum_units": 60},
        "A4": {"firm": "F4", "product": "H", "units": 20, "minimum_units": 20},
    },
    "policy": {
        "rules": {"quota": {"kind": "cap", "limit": 100}, "tranche": {"kind": "cap", "limit": 70, "per": "firm"}},
        "rounds": {"general": {"order": 1, "divide": "proportional"}},
    },
}
WHY = (
    "30 units of quota are left. Whoever is still in has all that it may reach (0 applications) or was stopped by "
    "another limit (1 application, by tranche[F1]). 3 applications dropped out below their minimum, 1 of them with a "
    "minimum of no more than that. "
)


def test_who_was_stopped_by_another_limit_and_who_dropped_out_is_told() -> None:
    scenario = Scenario.parse(FACTS)
    explanation = Explainer(plan(scenario), scenario).explain("quota")
    (left,) = [reason for reason in explanation.reasons if reason.code is Code.ROW_LEFT]
    assert (left.left, left.full, left.stopped, left.rows) == ("30", 0, 1, ["tranche[F1]"])
    assert (left.dropped, left.fit, left.outside) == (3, 1, 0)
    assert any(sentence.startswith(WHY) for sentence in explanation.sentences())


def test_an_applicant_is_told_why_and_nothing_about_few() -> None:
    scenario = Scenario.parse(FACTS)
    told = Explainer(plan(scenario), scenario).explain("quota").sentences("applicant")
    assert told[-1].startswith("30 units of quota are left. Whoever is still in has all that it may reach or was")
    assert "F1" not in " ".join(told)


def test_the_report_of_the_plan_tells_it() -> None:
    scenario = Scenario.parse(FACTS)
    sections = {section.title: section.body for section in report(plan(scenario), scenario)}
    (sentence,) = sections["What is left, and why"]
    assert str(sentence).startswith(WHY)


def test_a_quota_that_is_used_up_leaves_nothing_to_explain() -> None:
    scenario = Scenario.parse(FACTS | {"policy": {"rules": {"quota": {"kind": "cap", "limit": 100}}}})
    found = plan(scenario)
    assert "What is left, and why" not in {section.title for section in report(found, scenario)}
    assert all(reason.code is not Code.ROW_LEFT for reason in Explainer(found, scenario).explain("quota").reasons)
