"""Proofs of timing, from a plan that was worked out on paper."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer import Plan, Scenario, verify
from tests.certificate.by_hand import Document, timed_plan
from tests.certificate.checkers import Checker


def _failure(check: Checker, **changes: Any) -> str:
    """What is said of the plan with another entry for A, or for B in P1 or P2."""
    plan, scenario = timed_plan()
    for place, change in changes.items():
        plan["timing"][("A", "B_P1", "B_P2").index(place)] |= change
    return check(plan, scenario) or ""


@pytest.mark.parametrize(
    "rows",
    [
        {"first[P1]": "1"},
        {"first[P1]": "1", "second[P1]": "1"},
        {"first[P1]": "2", "second[P1]": "1", "second[P2]": "0.01"},
    ],
)
def test_prices_that_leave_no_lot_are_a_proof(rows: dict[str, str], check: Checker) -> None:
    assert not _failure(check, A={"rows": rows})


@pytest.mark.parametrize(
    "rows",
    [
        # at these, the 32 units that P2 is worth to G leave 64; a lot of B in P1 costs 24
        {"second[P1]": "3", "second[P2]": "2"},
        # the same with just as much left as a lot costs: 1/4 of 32 is 8
        {"second[P1]": "1", "second[P2]": "0.25"},
        # nothing that B takes in P1
        {"first[P1]": "1"},
        # as dear in P3 as in P1
        {"second[P1]": "1", "second[P2]": "1", "second[P3]": "1"},
    ],
)
def test_prices_that_leave_a_lot_are_none(rows: dict[str, str], check: Checker) -> None:
    assert "B could have a lot more by P1" in _failure(check, B_P1={"rows": rows})


def test_a_little_less_than_a_lot_is_no_lot(check: Checker) -> None:
    assert not _failure(check, B_P1={"rows": {"second[P1]": "1", "second[P2]": "0.24"}})


def test_a_period_before_that_costs_nothing_makes_all_later_ones_free(check: Checker) -> None:
    assert "B could have a lot more by P2" in _failure(check, B_P2={"rows": {"second[P2]": "1"}})


def test_who_can_be_served_later_only_is_not_late(check: Checker) -> None:
    assert "C gets nothing after P1" in _failure(check, B_P1={"blocked": ["B", "C"]})
    assert "A gets nothing after P2" in _failure(check, B_P2={"blocked": ["B", "A"]})


@pytest.mark.parametrize("place", ["A", "B_P1", "B_P2"])
def test_nobody_knows_a_stranger(place: str, check: Checker) -> None:
    assert "nobody gets nothing after" in _failure(check, **{place: {"blocked": ["nobody"]}})


def _only_tried() -> tuple[Document, Scenario]:
    """The plan without any prices in its timing."""
    plan, scenario = timed_plan()
    plan["timing"] = [entry | {"rows": {}, "because": "Tried."} for entry in plan["timing"]]
    plan["checks"]["timing"] = "searched"
    return plan, scenario


def test_without_prices_every_single_lot_is_tried(check: Checker) -> None:
    assert check(*_only_tried()) is None
    for award, later in (("A", "P2"), ("B", "P3")):
        other, scenario = _only_tried()
        periods = other["awards"][award]["periods"]
        periods["P1"] -= 8
        periods[later] += 8
        rows = {row["row"]: row for row in other["rows"]}
        rule = "first" if award == "A" else "second"
        for period, units in (("P1", -8), (later, 8)):
            rows[f"{rule}[{period}]"]["used"] += units
            other["totals"]["by_period"][period] += units
        assert "could come in P1" in (check(other, scenario) or "")


def test_the_steps_tell_what_was_shown_and_what_was_tried() -> None:
    plan, scenario = timed_plan()
    plan["timing"][0] |= {"rows": {}, "because": "Tried."}
    plan["checks"]["timing"] = "searched"
    steps = verify(Plan.model_validate(plan), scenario).steps
    assert "Deliveries that could not come earlier: 2." in steps
    assert "NOT PROVED, but tried lot by lot: late deliveries that could not come earlier: 1." in steps
