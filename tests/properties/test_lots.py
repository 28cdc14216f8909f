"""Whole lots and their periods, where they follow from the method by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given

from tests.properties.divided import planned
from tests.strategies import ONE_ROW, Document, Shape, documents

ONE_ROW_OF_LOTS = replace(ONE_ROW, lots=True)
ANY_TIME = Shape(purchases=False, one_quota=True, caps=("tranche", "licence", "ceiling", "measured", "of_claims"))


@given(documents(ONE_ROW_OF_LOTS))
def test_the_largest_remainder_gets_the_next_lot_then_the_earlier_then_the_lottery(document: Document) -> None:
    found = planned(document)
    seed, limit = document["policy"]["tie_break_seed"], document["policy"]["rules"]["quota"]["limit"]
    lots = {name: document["products"][item["product"]]["lot"] for name, item in document["applications"].items()}
    shares = {name: Fraction(award.entitlement) / lots[name] for name, award in found.awards.items()}
    granted = {name: int(share) * lots[name] for name, share in shares.items()}

    def standing(name: str) -> tuple[Fraction, str, str]:
        lottery = hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
        return -(shares[name] % 1), document["applications"][name]["submitted"], lottery

    for name in sorted((name for name, share in shares.items() if share % 1), key=standing):
        if sum(granted.values()) + lots[name] <= limit:
            granted[name] += lots[name]
    assert {name: award.units for name, award in found.awards.items()} == granted


@given(documents(ANY_TIME))
def test_without_limits_by_period_everything_comes_in_the_first_period_of_its_window(document: Document) -> None:
    found = planned(document)
    assume(found.outcome == "allocated")
    for name, award in found.awards.items():
        assert award.periods == ({document["applications"][name]["from"]: award.units} if award.units else {})
