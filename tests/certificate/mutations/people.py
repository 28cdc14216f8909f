"""Mutations of who is refused or drops out, and of what firms buy."""

from __future__ import annotations

from tests.certificate.mutations.parts import Document, first


def refusal_reworded(plan: Document) -> bool:
    """A refusal gives another reason."""
    for refusals in plan["refused"].values():
        refusals[0]["because"] += "!"
    return bool(plan["refused"])


def refusal_by_another(plan: Document) -> bool:
    """A refusal names another requirement."""
    for refusals in plan["refused"].values():
        refusals[0]["requirement"] = "another"
    return bool(plan["refused"])


def refusal_forgotten(plan: Document) -> bool:
    """Somebody who fails a requirement is not refused."""
    found = bool(plan["refused"])
    plan["refused"] = {}
    return found


def refusal_invented(plan: Document) -> bool:
    """Somebody who meets every requirement is refused."""
    for refusals in list(plan["refused"].values())[:1]:
        plan["refused"][min(plan["awards"])] = refusals
    return bool(plan["refused"])


def drop_invented(plan: Document) -> bool:
    """Somebody is said to have dropped out who has no minimum."""
    if plan["awards"]:
        plan["dropped"].append({"application": min(plan["awards"]), "entitlement": "1", "minimum_units": 2})
    return bool(plan["awards"])


def drop_forgotten(plan: Document) -> bool:
    """Who dropped out is not said to have."""
    found = bool(plan["dropped"])
    plan["dropped"] = []
    return found


def drop_twice(plan: Document) -> bool:
    """Who dropped out is listed twice."""
    plan["dropped"] *= 2
    return bool(plan["dropped"])


def drop_above_minimum(plan: Document) -> bool:
    """Who dropped out had its minimum."""
    for drop in plan["dropped"]:
        drop["entitlement"] = str(drop["minimum_units"])
    return bool(plan["dropped"])


def drop_of_another_minimum(plan: Document) -> bool:
    """Who dropped out had another minimum."""
    for drop in plan["dropped"]:
        drop["minimum_units"] += 1
    return bool(plan["dropped"])


def _purchase(plan: Document) -> tuple[Document, str]:
    products = first(iter(plan["co_purchases"].values()))
    periods = first(iter(products.values()))
    return periods, min(periods, default="")


def purchase_less(plan: Document) -> bool:
    """A firm buys one unit less."""
    periods, period = _purchase(plan)
    if period:
        periods[period] -= 1
    return bool(period)


def purchase_more(plan: Document) -> bool:
    """A firm buys more than there is."""
    periods, period = _purchase(plan)
    if period:
        periods[period] += 1000
    return bool(period)


def purchase_negative(plan: Document) -> bool:
    """A firm sells."""
    periods, period = _purchase(plan)
    if period:
        periods[period] = -periods[period]
    return bool(period)


def purchase_of_nothing_known(plan: Document) -> bool:
    """A firm buys what nobody makes."""
    for products in list(plan["co_purchases"].values())[:1]:
        products["Z"] = {"P1": 1}
    return bool(plan["co_purchases"])


def purchase_at_no_time(plan: Document) -> bool:
    """A firm buys in a period that is none."""
    for products in list(plan["co_purchases"].values())[:1]:
        for periods in products.values():
            periods["P9"] = 1
    return bool(plan["co_purchases"])


def purchase_without_cause(plan: Document) -> bool:
    """A firm buys that owes nothing."""
    plan["co_purchases"]["F4"] = {"D": {"P2": 1}}
    return True


def purchases_forgotten(plan: Document) -> bool:
    """Nobody buys."""
    found = bool(plan["co_purchases"])
    plan["co_purchases"] = {}
    return found
