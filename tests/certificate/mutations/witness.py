"""Mutations of what shows that the entitlements can be delivered."""

from __future__ import annotations

from fractions import Fraction

from tests.certificate.mutations.parts import Document

MANY = 10**9


def _spreads(plan: Document) -> list[Document]:
    return list(plan["deliverable"]["spreads"])


def _purchases(plan: Document) -> list[Document]:
    return list(plan["deliverable"]["purchases"])


def witness_left_out(plan: Document) -> bool:
    """Nothing shows that the entitlements can be delivered."""
    plan["deliverable"] = None
    return True


def shares_below_one(plan: Document) -> bool:
    """A part of some entitlements is not delivered."""
    for spread in _spreads(plan)[:1]:
        period = min(spread["shares"])
        spread["shares"][period] = str(Fraction(spread["shares"][period]) / 2)
    return bool(_spreads(plan))


def shares_above_one(plan: Document) -> bool:
    """More is delivered than the entitlements, and less than nothing in another period."""
    for spread in _spreads(plan)[:1]:
        spread["shares"] = {"P1": "2", "P2": "-1"}
    return bool(_spreads(plan))


def share_of_no_period(plan: Document) -> bool:
    """A part is delivered in a period that there is not."""
    for spread in _spreads(plan)[:1]:
        spread["shares"] = {"P9": "1"}
    return bool(_spreads(plan))


def spread_of_nobody(plan: Document) -> bool:
    """A spread names an application that there is not."""
    for spread in _spreads(plan)[:1]:
        spread["applications"].append("nobody")
    return bool(_spreads(plan))


def spread_twice(plan: Document) -> bool:
    """A spread is there twice."""
    plan["deliverable"]["spreads"] += _spreads(plan)[:1]
    return bool(_spreads(plan))


def purchases_left_out(plan: Document) -> bool:
    """Nothing covers what the entitlements oblige to."""
    found = bool(_purchases(plan))
    plan["deliverable"]["purchases"] = []
    return found


def purchase_beyond_supply(plan: Document) -> bool:
    """More is bought than there is."""
    for item in _purchases(plan)[:1]:
        item["units"] = {product: dict.fromkeys(units, str(MANY)) for product, units in item["units"].items()}
    return bool(_purchases(plan))


def purchase_of_less_than_nothing(plan: Document) -> bool:
    """Some is bought back."""
    for item in _purchases(plan)[:1]:
        item["units"] = {product: dict.fromkeys(units, "-1") for product, units in item["units"].items()}
    return bool(_purchases(plan))


def purchase_of_another_product(plan: Document) -> bool:
    """What is bought is no domestic product."""
    for item in _purchases(plan)[:1]:
        item["units"] = {"H": {"P1": "1"}}
    return bool(_purchases(plan))


def purchase_for_nobody(plan: Document) -> bool:
    """What is bought is for applications that there are not."""
    for item in _purchases(plan)[:1]:
        item["accepts"] = ["E"]
    return bool(_purchases(plan))


def credit_of_others(plan: Document) -> bool:
    """Past purchases count for firms that have none."""
    for item in (item for item in _purchases(plan) if item["firm"] is None):
        item["credited"] = {item["accepts"][0]: "1"}
        return True
    return False


def credit_beyond_the_past(plan: Document) -> bool:
    """More of the past counts than there was."""
    for item in (item for item in _purchases(plan) if item["credited"]):
        item["credited"] = dict.fromkeys(item["credited"], str(MANY))
        return True
    return False
