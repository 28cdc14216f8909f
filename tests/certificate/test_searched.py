from __future__ import annotations

import json
from functools import cache
from typing import Any

from optimizer import plan
from tests.certificate.checkers import Checker
from tests.certificate.scenarios import scenario


@cache
def _text() -> str:
    return plan(scenario("searched")).model_dump_json(by_alias=True)


def _searched() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text())
    return found


def _without_a_lot(document: dict[str, Any]) -> None:
    """One unit less for A1, in every table."""
    document["awards"]["A1"] |= {"units": 14, "periods": {"P2": 14}}
    document["totals"] |= {"awarded": 246, "by_round": {"general": 246}, "by_period": {"P1": 95, "P2": 151}}
    document["unallocated"]["H"] += 1


def test_the_plan_is_searched_and_names_who_is_short(check: Checker) -> None:
    found = _searched()
    assert found["checks"]["lots"] == "searched"
    assert [stop["blocked"] for stop in found["lot_stops"]] == [["A2"]]
    assert check(found, scenario("searched")) is None


def test_nobody_can_be_kept_short_of_a_lot_that_fits(check: Checker) -> None:
    found = _searched()
    _without_a_lot(found)
    found["lot_stops"][0]["blocked"] = ["A1", "A2"]
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A1" in failure
    assert "one lot more" in failure


def test_nobody_can_be_short_without_being_named(check: Checker) -> None:
    found = _searched()
    found["lot_stops"] = []
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A2" in failure


def test_a_row_that_is_not_overdrawn_stands_against_nobody(check: Checker) -> None:
    found = _searched()
    found["lot_stops"][0]["rows"] = {"supply[D,P1]": "1"}
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A2" in failure


def test_nobody_who_has_its_entitlement_is_said_to_be_short(check: Checker) -> None:
    found = _searched()
    found["lot_stops"][0]["blocked"] = ["A1", "A2"]
    failure = check(found, scenario("searched"))
    assert failure is not None
    assert "A1" in failure


def test_a_plan_that_could_be_proved_does_not_hold_as_searched(check: Checker) -> None:
    other = json.loads(plan(scenario("crowded")).model_dump_json(by_alias=True))
    other["checks"]["lots"] = "searched"
    assert check(other, scenario("crowded")) is not None
