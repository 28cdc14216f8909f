"""What firms owe and what counts for it, every figure worked out on paper."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.purchases import Purchases, owed
from optimizer.scenario import Scenario

SCENARIO: dict[str, Any] = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"H": {"tpp": 10}, "K": {"tpp": 20}},
    "domestic": {"D": {"tpp": 5, "supply": {"P1": 4}}},
    "firms": {"F": {"domestic_purchases": {"D": 3}}},
    "applications": {
        "A": {"firm": "F", "product": "H", "units": 9},
        "B": {"firm": "F", "product": "K", "units": 9},
    },
    "policy": {"rules": {"match": {"kind": "co_purchase", "order": 1, "ratio": 1, "basis": "tpp"}}},
}


def _known(*, credit: bool = False) -> tuple[Facts, Limits]:
    rule = SCENARIO["policy"]["rules"]["match"] | {"credit": credit}
    facts = Facts.of(Scenario.parse(SCENARIO | {"policy": {"rules": {"match": rule}}}))
    return facts, Limits.of_facts(facts)


def test_what_is_owed_for_different_products_adds_up() -> None:
    _, limits = _known()
    h, k = limits.of
    assert owed(limits, {("F", h): [2, 0], ("F", k): [1, 3]}) == {"F": {(0, 0): 40, (0, 1): 60}}


@pytest.mark.parametrize(("credit", "due", "expected"), [(False, 1, False), (True, 15, True), (True, 16, False)])
def test_purchases_of_the_past_count_where_the_rule_says_so(*, credit: bool, due: int, expected: bool) -> None:
    assert Purchases(*_known(credit=credit), {}).meet("F", {(0, 1): Fraction(due)}) is expected


@pytest.mark.parametrize(("period", "expected"), [("P1", True), ("P2", False)])
def test_a_purchase_counts_from_its_period_on(period: str, *, expected: bool) -> None:
    bought = Purchases(*_known(), {"F": {"D": {period: 1}}})
    assert bought.meet("F", {(0, 0): Fraction(5)}) is expected
    assert bought.meet("F", {(0, 1): Fraction(5)})
    assert not bought.meet("F", {(0, 1): Fraction(6)})


@pytest.mark.parametrize("plan", [{"D": {"P1": 0}}, {"D": {"P1": -1}}, {"D": {"P3": 1}}, {"E": {"P1": 1}}])
def test_a_purchase_of_nothing_or_of_the_unknown_cannot_be(plan: dict[str, dict[str, int]]) -> None:
    with pytest.raises(Flaw, match="which cannot be"):
        Purchases(*_known(), {"F": plan})


@pytest.mark.parametrize("period", [0, 1])
def test_no_more_can_be_bought_than_is_supplied(period: int) -> None:
    """Nothing is supplied in P2, but what is left of P1 keeps."""
    nothing = Purchases(*_known(), {})
    assert nothing.could_meet("F", {(0, period): Fraction(20)})
    assert not nothing.could_meet("F", {(0, period): Fraction(21)})
