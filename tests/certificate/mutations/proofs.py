"""Mutations of bottlenecks and lot stops."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from tests.certificate.mutations.parts import Document, first


def _stops(plan: Document) -> list[Document]:
    return list(plan["bottlenecks"])


def sign_of_price(plan: Document) -> bool:
    """The price of a row is negative."""
    return _repriced(plan, lambda price: -price)


def price_of_nothing(plan: Document) -> bool:
    """The price of a row is 0."""
    return _repriced(plan, lambda _: Fraction(0))


def price_doubled(plan: Document) -> bool:
    """The price of a row is twice as high."""
    return _repriced(plan, lambda price: 2 * price)


def _repriced(plan: Document, changed: Callable[[Fraction], Fraction]) -> bool:
    for stop in _stops(plan)[-1:]:
        row = min(stop["rows"])
        stop["rows"][row] = str(changed(Fraction(stop["rows"][row])))
    return bool(_stops(plan))


def price_of_stopped(plan: Document) -> bool:
    """One unit of a stopped application has another price."""
    stop = first(stop for stop in _stops(plan) if stop["stopped"])
    for name in list(stop.get("stopped", {}))[:1]:
        stop["stopped"][name] = "7/11"
    return bool(stop)


def stopped_left_out(plan: Document) -> bool:
    """A bottleneck does not name one of those that it stops."""
    stop = first(stop for stop in _stops(plan) if stop["stopped"])
    if stop:
        stop["stopped"].pop(min(stop["stopped"]))
    return bool(stop)


def stopped_invented(plan: Document) -> bool:
    """A bottleneck names somebody that it does not stop."""
    for stop in _stops(plan)[-1:]:
        others = sorted(set(plan["awards"]) - set(stop["stopped"])) or ["nobody"]
        stop["stopped"][others[0]] = "1"
    return bool(_stops(plan))


def level_of_stop(plan: Document) -> bool:
    """A stop comes a little later."""
    for stop in _stops(plan)[-1:]:
        stop["level"] = str(Fraction(stop["level"]) + Fraction(1, 1000))
    return bool(_stops(plan))


def level_below_nothing(plan: Document) -> bool:
    """A stop comes before the start."""
    for stop in _stops(plan)[-1:]:
        stop["level"] = "-0.1"
    return bool(_stops(plan))


def stop_dropped(plan: Document) -> bool:
    """A bottleneck is left out."""
    if plan["bottlenecks"]:
        plan["bottlenecks"].pop()
        return True
    return False


def stop_twice(plan: Document) -> bool:
    """A bottleneck is given twice."""
    plan["bottlenecks"] += plan["bottlenecks"][-1:]
    return bool(plan["bottlenecks"])


def stops_reversed(plan: Document) -> bool:
    """The bottlenecks come in another order."""
    plan["bottlenecks"].reverse()
    return len(plan["bottlenecks"]) > 1


def stop_of_another_round(plan: Document) -> bool:
    """A bottleneck belongs to a round that there is not."""
    for stop in _stops(plan)[-1:]:
        stop["round"] = "another"
    return bool(_stops(plan))


def stop_of_another_rank(plan: Document) -> bool:
    """A bottleneck belongs to a score that nobody has."""
    for stop in _stops(plan)[-1:]:
        stop["rank"] = "77"
    return bool(_stops(plan))


def lot_stop_dropped(plan: Document) -> bool:
    """Nothing shows why a lot was not granted."""
    found = bool(plan["lot_stops"])
    plan["lot_stops"] = []
    return found


def lot_stop_of_nobody(plan: Document) -> bool:
    """A lot stop blocks nobody."""
    for stop in plan["lot_stops"]:
        stop["blocked"] = []
    return bool(plan["lot_stops"])


def lot_stop_repriced(plan: Document) -> bool:
    """A lot stop has a negative price."""
    for stop in plan["lot_stops"][:1]:
        stop["rows"] = {row: f"-{price}" for row, price in stop["rows"].items()}
    return bool(plan["lot_stops"])


def lot_stop_of_no_row(plan: Document) -> bool:
    """A lot stop is about a row that there is not."""
    for stop in plan["lot_stops"][:1]:
        stop["rows"] = {"no_such_rule": "1"}
    return bool(plan["lot_stops"])
