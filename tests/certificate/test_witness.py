"""Forgeries that fit together, where only what can be delivered shows that entitlements are too large."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from optimizer import Scenario, plan
from tests.certificate.by_hand import bound_plan, quota_plan, timed_plan
from tests.certificate.checkers import Checker

Document = dict[str, Any]


def _scenario(
    claims: Mapping[str, int], rules: Document, rounds: Document | None = None, **facts: Document
) -> Scenario:
    """Applications of one firm each for one product in one period; `facts` are more about some of them."""
    return Scenario.parse(
        {
            "format": 1,
            "periods": ["P1"],
            "products": {"H": {}},
            "firms": {name.upper(): {} for name in claims},
            "applications": {
                name: {"firm": name.upper(), "product": "H", "units": units, **facts.get(name, {})}
                for name, units in claims.items()
            },
            "policy": {"rules": rules} | ({} if rounds is None else {"rounds": rounds}),
        }
    )


def _planned(scenario: Scenario) -> Document:
    document: Document = json.loads(plan(scenario).model_dump_json())
    return document


def _quota(limit: int) -> Document:
    return {"quota": {"kind": "cap", "limit": limit}}


def _freely(scenario: Scenario, units: Mapping[str, int], *, lots: str) -> Document:
    """The plan of a scenario in which nobody is stopped, everybody is entitled to its claim, and gets what it may."""
    forged = _planned(scenario)
    forged["bottlenecks"], forged["checks"]["lots"] = [], lots
    for name, award in forged["awards"].items():
        whole = str(award["claim"])
        award |= {"entitlement": whole, "given": {award["round"]: whole}, "level": "1", "limited_by": []}
        award |= {"units": units[name], "periods": {"P1": units[name]} if units[name] else {}}
    short = [name for name, award in forged["awards"].items() if award["units"] < award["claim"]]
    forged["lot_stops"] = [{"rows": {"quota": "1"}, "blocked": short if lots == "searched" else list(units)}]
    forged["totals"] |= {"by_round": {award["round"]: sum(units.values()) for award in forged["awards"].values()}}
    return forged


def _refused_for_delivery(found: str | None, row: str = "quota") -> bool:
    return found is not None and row in found and "entitlements" in found


@pytest.mark.parametrize("lots", ["proved", "searched"])
@pytest.mark.parametrize("units", [{"a": 0, "b": 550}, {"a": 100, "b": 450}, {"a": 50, "b": 500}])
def test_awards_chosen_freely_within_the_rows_are_refused(units: dict[str, int], lots: str, check: Checker) -> None:
    scenario = _scenario({"a": 100, "b": 1000}, _quota(550))
    assert _refused_for_delivery(check(_freely(scenario, units, lots=lots), scenario))


def test_three_claims_on_too_little_cannot_all_be_met(check: Checker) -> None:
    scenario = _scenario({"a": 100, "b": 200, "c": 300}, _quota(200), {"all": {"order": 1, "divide": "talmud"}})
    assert _refused_for_delivery(check(_freely(scenario, {"a": 0, "b": 50, "c": 150}, lots="proved"), scenario))


def test_a_claim_of_a_thousand_million_units_is_refused_at_once(check: Checker) -> None:
    scenario = _scenario({"a": 10**9, "b": 10**9}, _quota(10))
    assert _refused_for_delivery(check(_freely(scenario, {"a": 0, "b": 10}, lots="proved"), scenario))


def test_a_guarantee_that_cannot_be_met_is_not_shown_as_met(check: Checker) -> None:
    rounds = {"promised": {"order": 1, "where": {"id": ["a"]}, "guarantee": True}, "rest": {"order": 2}}
    scenario = _scenario({"a": 100, "b": 100}, _quota(60), rounds)
    enough = _scenario({"a": 100, "b": 100}, _quota(200), rounds)
    assert plan(scenario).outcome == "infeasible"
    forged = _freely(enough, {"a": 0, "b": 60}, lots="searched") | {"scenario_digest": scenario.digest}
    forged["rows"][0] |= {"used": 60, "limit": 60, "binding": True}
    assert _refused_for_delivery(check(forged, scenario))


def test_a_guarantee_that_can_be_met_is_not_shown_as_broken(check: Checker) -> None:
    """Were nobody stopped before, nothing would be left for the promise: 100 of `a`, whose own limit is 40."""
    rules = _quota(100) | {"own": {"kind": "cap", "where": {"id": ["a"]}, "limit": 40}}
    rounds = {
        "first": {"order": 1, "where": {"id": ["a"]}},
        "promised": {"order": 2, "where": {"id": ["b"]}, "guarantee": True},
    }
    scenario = _scenario({"a": 100, "b": 60}, rules, rounds)
    forged = _planned(scenario)
    assert forged["outcome"] == "allocated"
    forged |= {"awards": {}, "co_purchases": {}, "rows": [], "unallocated": {}, "lot_stops": []}
    forged |= {"outcome": "infeasible", "totals": {"claimed": 160, "awarded": 0}, "timing": []}
    forged["checks"] = {"rows": "none", "certificate": "proved", "lots": "none", "timing": "none"}
    forged["bottlenecks"] = [{"round": "promised", "level": "1", "stopped": {"b": "1"}, "rows": {"quota": "1"}}]
    forged["conflict"] = {"round": "promised", "short_by": "60", "rows": ["quota"], "sentence": "60 units are missing."}
    assert _refused_for_delivery(check(forged, scenario), "own")


def test_a_total_that_no_delivery_reaches_is_not_the_best(check: Checker) -> None:
    rounds = {"best": {"order": 1, "divide": {"maximize": "score"}}}
    scenario = _scenario({"a": 100, "b": 100}, _quota(100), rounds, a={"score": 1}, b={"score": 2})
    forged = _freely(scenario, {"a": 100, "b": 0}, lots="searched")
    forged["bottlenecks"] = [{"round": "best", "rank": None, "level": "0", "stopped": {}, "rows": {}}]
    assert _refused_for_delivery(check(forged, scenario))


def test_a_round_gives_no_more_than_its_pool(check: Checker) -> None:
    scenario = _scenario({"a": 100, "b": 100}, _quota(200), {"some": {"order": 1, "pool": 100}})
    forged = _freely(scenario, {"a": 100, "b": 100}, lots="proved") | {"lot_stops": []}
    found = check(forged, scenario)
    assert found is not None
    assert "pool" in found


def test_what_comes_outside_its_window_is_no_delivery(check: Checker) -> None:
    document, scenario = bound_plan()
    document["deliverable"]["spreads"] = [{"shares": {"P1": "0.5", "P2": "0.5"}, "applications": ["A"]}]
    found = check(document, scenario)
    assert found is not None
    assert "A outside" in found


def test_a_row_of_one_period_is_overdrawn_by_what_comes_in_it(check: Checker) -> None:
    document, scenario = timed_plan()
    document["deliverable"]["spreads"] = [{"shares": {"P1": "1"}, "applications": ["B"]}]
    assert _refused_for_delivery(check(document, scenario), "second[P1]")


def test_half_in_each_of_two_periods_is_a_delivery(check: Checker) -> None:
    document, scenario = timed_plan()
    document["deliverable"]["spreads"] = [
        {"shares": {"P1": "1/2", "P2": "1/2"}, "applications": ["A"]},
        {"shares": {"P1": "0.4", "P3": "0.6"}, "applications": ["B"]},
    ]
    assert check(document, scenario) is None


@pytest.mark.parametrize(
    ("which", "change"),
    [
        (0, {"units": {"D": {"P1": "9.9"}}}),
        (0, {"credited": {"D": "4.9"}}),
        (0, {"credited": {"D": "5.1"}}),
        (0, {"units": {"D": {"P1": "10.1"}}}),
        (0, {"units": {"D": {"P2": "10"}}}),
        (0, {"firm": None}),
        (1, {"units": {"D": {"P2": "20.1"}}}),
        (1, {"units": {"D": {"P2": "19.9"}}}),
        (1, {"units": {"D": {"P3": "20"}}}),
        (1, {"units": {"C": {"P2": "20"}}}),
        (1, {"firm": "F"}),
    ],
)
def test_purchases_for_the_entitlements_are_enough_in_time_and_there(
    which: int, change: Document, check: Checker
) -> None:
    document, scenario = bound_plan()
    document["deliverable"]["purchases"][which] |= change
    assert check(document, scenario)


def test_a_plan_of_old_is_told_what_it_lacks(check: Checker) -> None:
    document, scenario = quota_plan()
    del document["deliverable"]
    found = check(document, scenario)
    assert found is not None
    assert "can be delivered" in found
