from __future__ import annotations

import pytest

from optimizer import plan, verify
from optimizer.entitling import entitlements
from optimizer.scenario import Scenario
from tests.certificate.checkers import Checker
from tests.certificate.forgeries import planned
from tests.certificate.scenarios import scenario
from tests.strategies import ANY, random_document

DROPPING = scenario("dropping")


def test_ties_are_told_by_the_day_and_then_by_lot() -> None:
    found = plan(DROPPING)
    assert [drop.application for drop in found.dropped] == ["A1", "A2", "A3"]
    assert all(drop.evidence for drop in found.dropped)


def test_every_drop_out_of_a_random_scenario_is_shown() -> None:
    shown = 0
    for seed in range(8_000_000, 8_000_060):
        drawn = Scenario.parse(random_document(seed, ANY))
        found = plan(drawn)
        assert all(drop.evidence for drop in found.dropped)
        assert "NOT PROVED: that the last" not in " ".join(verify(found, drawn).steps)
        shown += len(found.dropped)
    assert shown


def test_a_plan_without_evidence_is_the_same_otherwise() -> None:
    shown, bare = plan(DROPPING), plan(DROPPING, drop_outs=False)
    assert shown != bare
    assert (
        shown.model_copy(update={"dropped": [d.model_copy(update={"evidence": None}) for d in shown.dropped]}) == bare
    )


def test_what_would_be_too_much_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch, check: Checker) -> None:
    monkeypatch.setattr(entitlements, "MOST_SHOWN", 7)
    found = plan(DROPPING)
    assert [drop.evidence is not None for drop in found.dropped] == [True, False, False]
    assert (
        "NOT PROVED: that the last 2 of those who dropped out had to, and in which order."
        in verify(found, DROPPING).steps
    )
    assert check(planned(DROPPING), DROPPING) is None


def test_a_guarantee_may_fail_once_somebody_dropped_out(check: Checker) -> None:
    """As long as A has 30 units of the 60, B has no more than 30, and 50 of the 80 are left for C."""
    scenario = Scenario.parse(
        {
            "format": 1,
            "periods": ["P1"],
            "products": {"H": {}},
            "firms": {"F1": {}, "F2": {}, "F3": {}},
            "applications": {
                "A": {"firm": "F1", "product": "H", "units": 60, "minimum_units": 50},
                "B": {"firm": "F2", "product": "H", "units": 60},
                "C": {"firm": "F3", "product": "H", "units": 40},
            },
            "policy": {
                "rules": {
                    "first": {"kind": "cap", "where": {"id": ["A", "B"]}, "limit": 60},
                    "other": {"kind": "cap", "where": {"id": ["B", "C"]}, "limit": 80},
                },
                "rounds": {
                    "open": {"order": 1, "where": {"id": ["A", "B"]}},
                    "promised": {"order": 2, "where": {"id": ["C"]}, "guarantee": True},
                },
            },
        }
    )
    document = planned(scenario)
    assert document["outcome"] == "infeasible"
    assert [drop["application"] for drop in document["dropped"]] == ["A"]
    assert check(document, scenario) is None
    document["dropped"][0]["entitlement"] = "29"
    assert check(document, scenario) is not None
