from __future__ import annotations

from collections.abc import Callable

import pytest

from optimizer import Plan, Scenario, verify
from tests.certificate.by_hand import Document, bound_plan, quota_plan, timed_plan
from tests.certificate.checkers import Checker

Made = Callable[[], tuple[Document, Scenario]]


@pytest.mark.parametrize("made", [quota_plan, bound_plan, timed_plan])
def test_a_plan_worked_out_on_paper_holds(made: Made, check: Checker) -> None:
    assert check(*made()) is None


def test_a_level_that_is_too_low_is_no_stop(check: Checker) -> None:
    plan, scenario = quota_plan()
    plan["bottlenecks"][0]["level"] = "0.4"
    failure = check(plan, scenario)
    assert failure is not None
    assert "64" in failure


def test_prices_may_be_scaled_together(check: Checker) -> None:
    plan, scenario = quota_plan()
    plan["bottlenecks"][0] |= {"stopped": {"A": "3/7", "B": "3/7"}, "rows": {"quota": "3/7"}}
    assert check(plan, scenario) is None


def test_the_last_lot_goes_to_the_larger_remainder(check: Checker) -> None:
    plan, scenario = quota_plan()
    for name, units in (("A", 48), ("B", 16)):
        plan["awards"][name] |= {"units": units, "periods": {"P1": units}}
    plan["lot_stops"][0]["blocked"] = ["B"]
    failure = check(plan, scenario)
    assert failure is not None
    assert "B is next in the list of lots" in failure


def test_a_lot_is_not_kept_back_without_proof(check: Checker) -> None:
    plan, scenario = quota_plan()
    plan["lot_stops"] = []
    failure = check(plan, scenario)
    assert failure is not None
    assert "A is next in the list of lots" in failure


def test_a_purchase_after_the_import_is_too_late(check: Checker) -> None:
    plan, scenario = bound_plan()
    plan["co_purchases"]["F"]["D"] = {"P2": 10}
    failure = check(plan, scenario)
    assert failure is not None
    assert "F does not buy" in failure


def test_a_price_of_a_row_that_does_not_exist_proves_nothing(check: Checker) -> None:
    plan, scenario = quota_plan()
    plan["bottlenecks"][0]["rows"] = {"no_such_rule": "1"}
    failure = check(plan, scenario)
    assert failure is not None
    assert "no_such_rule is not a row" in failure


@pytest.mark.parametrize("text", ["", "1/0", "1e3", "0x10", "\u0661", " 1", "1.", "--1"])
def test_a_price_that_is_no_figure_proves_nothing(text: str, check: Checker) -> None:
    plan, scenario = quota_plan()
    plan["bottlenecks"][0]["rows"]["quota"] = text
    failure = check(plan, scenario)
    assert failure is not None
    assert "is not a figure" in failure


def test_every_step_says_what_it_checked() -> None:
    plan, scenario = quota_plan()
    assert verify(Plan.model_validate(plan), scenario).steps == (
        "The plan is for this scenario.",
        "Refused for requirements that they fail, and nobody else: 0.",
        "Claims in whole lots: 2; below their minimum and out: 0.",
        "Bottlenecks that prove their stops: 1.",
        "Entitlements can all be delivered; rows of caps that they keep, and whole claims might break: 1.",
        "Entitlements, levels and reasons: 2.",
        "Rows that hold, co-purchases in time: 1.",
        "Deliveries that could not come earlier: 0.",
        "Lots by the list; lots on it for which there was no room: 1.",
        "Tables and totals add up.",
    )


@pytest.mark.parametrize(("units", "words"), [(32, "1 lot fewer"), (24, "2 lots fewer")])
def test_the_list_says_how_many_lots_are_missing(units: int, words: str) -> None:
    plan, scenario = quota_plan()
    plan["awards"]["A"] |= {"units": units, "periods": {"P1": units}}
    (failure,) = verify(Plan.model_validate(plan), scenario).failures
    assert f"A gets {words} than the list has for it" in failure
