from __future__ import annotations

from collections.abc import Callable

import pytest

from optimizer.scenario import Scenario
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
