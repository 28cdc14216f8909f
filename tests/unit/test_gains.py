"""What each round gave: exactly in the award, in whole lots in the totals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings

from optimizer import Scenario, plan
from tests.properties.divided import planned
from tests.strategies import Document, documents

TWO_ROUNDS: dict[str, Any] = {
    "format": 1,
    "periods": ["P1"],
    "products": {"H": {"lot": 4}},
    "firms": {"F": {}, "G": {}},
    "applications": {
        "A": {"firm": "F", "product": "H", "units": 40},
        "B": {"firm": "G", "product": "H", "units": 40},
    },
    "policy": {
        "rules": {"quota": {"kind": "cap", "limit": 30}},
        "rounds": {"first": {"order": 1, "pool": 11}, "rest": {"order": 2}},
    },
}
"""The first round gives each 5 1/2, the second 9 1/2: 15 together, which are 12 units in lots of 4, and a lot is left.

A draws it, and A's 16 count as 4 to the first round (the whole lots of 5 1/2), and the other 12 to the second.
"""


def test_each_round_says_what_it_gave() -> None:
    found = plan(Scenario.parse(TWO_ROUNDS))
    assert {name: award.given for name, award in found.awards.items()} == {
        "A": {"first": "5.5", "rest": "9.5"},
        "B": {"first": "5.5", "rest": "9.5"},
    }


def test_whole_lots_count_to_the_rounds_in_their_order() -> None:
    found = plan(Scenario.parse(TWO_ROUNDS))
    assert sorted(award.units for award in found.awards.values()) == [12, 16]
    assert found.totals.by_round == {"first": 8, "rest": 20}


def test_a_round_that_gave_nothing_more_has_no_units() -> None:
    rounds = {"first": {"order": 1}, "rest": {"order": 2}}
    found = plan(Scenario.parse(TWO_ROUNDS | {"policy": TWO_ROUNDS["policy"] | {"rounds": rounds}}))
    assert found.awards["A"].given == {"first": "15", "rest": "0"}
    assert found.totals.by_round == {"first": 28, "rest": 0}


@settings(max_examples=60)
@given(documents())
def test_gains_add_up_to_entitlements_and_rounds_to_awards(document: Document) -> None:
    found = planned(document)
    assume(found.outcome == "allocated")
    for award in found.awards.values():
        assert sum(map(Fraction, award.given.values())) == Fraction(award.entitlement)
        order = {name: item["order"] for name, item in document["policy"]["rounds"].items()}
        assert award.round == max(award.given, key=lambda name: order[name], default=None)
    assert sum(found.totals.by_round.values()) == found.totals.awarded
    assert min(found.totals.by_round.values(), default=0) >= 0
