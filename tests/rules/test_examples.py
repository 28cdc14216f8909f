"""Each rule and each division rule does what its examples say."""

from fractions import Fraction
from typing import get_args

import pytest

from optimizer import plan
from optimizer.divisions import DIVISIONS
from optimizer.rules import RULES
from tests.rules.examples import Example, examples

KINDS = [kind for rule in RULES for kind in get_args(rule.model_fields["kind"].annotation)]
EVERYTHING = [*KINDS, *DIVISIONS, "ranked", "maximize"]


@pytest.mark.parametrize("rule", EVERYTHING)
def test_there_is_an_example_that_limits_somebody_and_one_that_limits_nobody(rule: str) -> None:
    assert {example.binds for example in examples(rule)} == {True, False}


@pytest.mark.parametrize(
    "example", [pytest.param(one, id=f"{rule}: {one.name}") for rule in EVERYTHING for one in examples(rule)]
)
def test_example(example: Example) -> None:
    found = plan(example.scenario)
    assert {name: Fraction(award.entitlement) for name, award in found.awards.items()} == example.entitlements
    limited = any(award.limited_by for award in found.awards.values())
    assert limited == example.binds
    assert example.units is None or {name: award.units for name, award in found.awards.items()} == example.units
    assert example.binding is None or sorted(row.row for row in found.rows if row.binding) == sorted(example.binding)
    bought = {
        firm: {product: sum(periods.values()) for product, periods in products.items()}
        for firm, products in found.co_purchases.items()
    }
    assert example.co_purchases is None or bought == example.co_purchases
