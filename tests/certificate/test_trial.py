"""What single lots overdraw, every figure worked out on paper."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from optimizer.certificate.facts import Facts
from optimizer.certificate.grants import hold
from optimizer.certificate.limits import Limits
from optimizer.certificate.trial import Trial
from optimizer.plans import Award, Checks, Engine, Plan, Totals
from optimizer.scenario import Scenario

SCENARIO: dict[str, Any] = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"K": {"lot": 3}},
    "domestic": {"D": {"supply": {"P1": 9, "P2": 9}}},
    "firms": {"F": {}, "G": {}},
    "applications": {
        "A": {"firm": "F", "product": "K", "units": 30},
        "B": {"firm": "G", "product": "K", "units": 3},
    },
    "policy": {
        "rules": {
            "each": {"kind": "cap", "limit": {"P1": 9, "P2": 9}, "where": {"firm": "F"}},
            "so_far": {"kind": "cap", "limit": {"P1": 12, "P2": 6}, "carry_over": True},
            "match": {"kind": "co_purchase", "order": 1, "ratio": 1, "where": {"id": ["A"]}},
        },
    },
}
"""F gets 6 in P1 and 6 in P2, and G 3 in P1; F buys as many of D as it gets, in time."""

BOUGHT = {"F": {"D": {"P1": 6, "P2": 6}}}


def _over(t: int, instead: Any = None, *, bought: Any = None, **limits: Any) -> set[str]:
    """The rows that a lot of A overdraws, with some other figures of the scenario."""
    document = deepcopy(SCENARIO)
    for rule in ("each", "so_far"):
        document["policy"]["rules"][rule]["limit"] |= limits.get(rule, {})
    document["domestic"]["D"]["supply"] |= limits.get("supply", {})
    scenario = Scenario.parse(document)
    facts = Facts.of(scenario)
    rows = Limits.of_facts(facts)
    awards = {
        "A": Award(firm="F", group="F", claim=30, entitlement="12", units=12, periods={"P1": 6, "P2": 6}),
        "B": Award(firm="G", group="G", claim=3, entitlement="3", units=3, periods={"P1": 3}),
    }
    plan = Plan(
        scenario_digest=scenario.digest,
        engine=Engine(version="by hand", solver="none"),
        outcome="allocated",
        awards=awards,
        co_purchases=BOUGHT if bought is None else bought,
        checks=Checks(rows="proved", certificate="proved", lots="proved"),
        totals=Totals(claimed=33, awarded=15),
    )
    return set(Trial(facts, rows, hold(facts, rows, plan)).overdrawn(0, t, instead))


def test_a_lot_that_just_fits_overdraws_nothing() -> None:
    assert _over(0) == set()
    assert _over(1) == set()
    assert _over(0, instead=1) == set()


@pytest.mark.parametrize(
    ("rule", "limit", "over_in", "moved"),
    [
        ("each", {"P1": 8}, {0: {"each[P1]"}, 1: set()}, {"each[P1]"}),
        ("each", {"P2": 8}, {0: set(), 1: {"each[P2]"}}, set()),
        # up to P1: 9 used, and 12 with one lot more; up to P2: 15, and 18
        ("so_far", {"P1": 11, "P2": 7}, {0: {"so_far[P1]"}, 1: set()}, {"so_far[P1]"}),
        ("so_far", {"P2": 5}, {0: {"so_far[P2]"}, 1: {"so_far[P2]"}}, set()),
    ],
)
def test_a_cap_is_overdrawn_in_the_periods_that_it_counts(
    rule: str, limit: dict[str, int], over_in: dict[int, set[str]], moved: set[str]
) -> None:
    """A lot that is moved from P2 to P1 takes nothing more of a row that counts both."""
    assert {t: _over(t, **{rule: limit}) for t in (0, 1)} == over_in
    assert _over(0, instead=1, **{rule: limit}) == moved


def test_a_supply_is_overdrawn_if_the_firm_cannot_buy_what_it_would_owe() -> None:
    both, late = {"supply[D,P1]", "supply[D,P2]", "match[D]"}, {"supply[D,P2]", "match[D]"}
    assert _over(0, supply={"P1": 8}) == both
    assert _over(1, supply={"P1": 8}) == set()
    assert _over(0, instead=1, supply={"P1": 8}) == both
    assert _over(1, supply={"P2": 5}) == late
    assert _over(0, supply={"P2": 5}) == both
    assert _over(0, instead=1, supply={"P2": 5}) == set()
    assert _over(1, instead=0, supply={"P2": 5}) == set()


def test_purchases_may_be_chosen_anew() -> None:
    assert _over(0, supply={"P1": 12, "P2": 3}, bought={"F": {"D": {"P1": 12}}}) == set()
    assert _over(0, bought={"F": {"D": {"P1": 9, "P2": 3}}}) == set()
