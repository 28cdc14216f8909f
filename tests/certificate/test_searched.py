from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from optimizer import plan
from optimizer.scenario import Scenario
from tests.certificate.checkers import Checker
from tests.certificate.forgeries import changed_hands, planned, two
from tests.certificate.scenarios import scenario


@cache
def _text() -> str:
    return plan(scenario("searched")).model_dump_json(by_alias=True)


def _searched() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text())
    return found


def _without_a_lot(document: dict[str, Any]) -> None:
    """One unit less for A1, in every table, with what its firm need not buy then."""
    award, purchases = document["awards"]["A1"], document["co_purchases"]["F1"]["D"]
    award |= {"units": award["units"] - 1, "periods": award["periods"] | {"P2": award["periods"]["P2"] - 1}}
    for total in (document["totals"]["by_round"], document["totals"]["by_period"], document["totals"]):
        for key in total.keys() & {"general", "P2", "awarded"}:
            total[key] -= 1
    document["unallocated"]["H"] += 1
    purchases["P2"] -= 5
    (row,) = (row for row in document["rows"] if row["row"] == "supply[D,P2]")
    row["used"] -= 5


def test_the_plan_is_searched_and_names_who_is_short(check: Checker) -> None:
    found = _searched()
    assert found["checks"]["lots"] == "searched"
    assert [stop["blocked"] for stop in found["lot_stops"]] == [["A1", "A2"]]
    assert check(found, scenario("searched")) is None


def test_nobody_can_be_kept_short_of_a_lot_that_fits(check: Checker) -> None:
    found = _searched()
    _without_a_lot(found)
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A1" in failure
    assert "one lot more" in failure


def test_nobody_can_be_short_without_being_named(check: Checker) -> None:
    found = _searched()
    found["lot_stops"][0]["blocked"] = ["A1"]
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A2" in failure


def test_a_row_that_is_not_overdrawn_stands_against_nobody(check: Checker) -> None:
    found = _searched()
    found["lot_stops"][0]["rows"] = {"supply[D,P1]": "1"}
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A1" in failure


def test_nobody_who_has_its_entitlement_is_said_to_be_short(check: Checker) -> None:
    found = _searched()
    found["lot_stops"][0]["blocked"] = ["A1", "A2", "A3"]
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A3" in failure


def test_a_plan_that_could_be_proved_does_not_hold_as_searched(check: Checker) -> None:
    scenario_ = two(8, {"quota": {"kind": "cap", "limit": 24}}, ("P1", "P2"))
    document = planned(scenario_)
    loser = min("AB", key=lambda name: document["awards"][name]["units"])
    document["lot_stops"] = [{"rows": {"quota": "1"}, "blocked": [loser]}]
    assert check(document, scenario_) is None
    document["checks"]["lots"] = "searched"
    assert "prove them by the list" in (check(document, scenario_) or "")


def test_in_one_period_with_nothing_to_buy_no_lot_is_searched(check: Checker) -> None:
    scenario_ = two(8, {"quota": {"kind": "cap", "limit": 24}})
    document = planned(scenario_)
    changed_hands(document, ("quota",))
    assert "all" in (check(document, scenario_) or "all is well")


LOTTERIES: dict[str, tuple[Scenario, tuple[str, ...]]] = {
    "alike": (two(8, {"quota": {"kind": "cap", "limit": 24}}, ("P1", "P2")), ("quota",)),
    "under limits of their own": (
        two(
            8,
            {"quota": {"kind": "cap", "limit": 24}, "own": {"kind": "cap", "per": "firm", "limit": 20}},
            ("P1", "P2"),
        ),
        ("quota",),
    ),
    "in a pool": (
        two(8, {}, ("P1", "P2"), policy={"rules": {}, "rounds": {"own": {"order": 1, "pool": 24}}}),
        ("pool[own]",),
    ),
    "beside somebody who has to buy": (
        two(
            8,
            {
                "quota": {"kind": "cap", "limit": 24, "where": {"exempt": True}},
                "match": {"kind": "co_purchase", "order": 1, "ratio": 1, "where": {"exempt": False}},
            },
            domestic={"D": {"supply": {"P1": 5}}},
            applications={"C": {"firm": "F3", "product": "H", "units": 8, "exempt": False}},
        ),
        ("quota",),
    ),
    "having to buy": (
        two(
            8,
            {"match": {"kind": "co_purchase", "order": 1, "ratio": 1}},
            domestic={"D": {"supply": {"P1": 24}}},
        ),
        ("supply[D,P1]",),
    ),
}


@pytest.mark.parametrize("name", LOTTERIES)
def test_nobody_is_passed_over_for_somebody_later_on_the_list(name: str, check: Checker) -> None:
    scenario_, rows = LOTTERIES[name]
    document = planned(scenario_)
    assert check(document, scenario_) is None
    changed_hands(document, rows)
    if name == "beside somebody who has to buy":
        document["lot_stops"] += [{"rows": {"supply[D,P1]": "1"}, "blocked": ["C"]}]
    if name == "having to buy":
        purchases = document["co_purchases"]
        purchases["F1"], purchases["F2"] = purchases["F2"], purchases["F1"]
    assert "later on the list, has" in (check(document, scenario_) or "")
