"""Mutations of what shows that nothing could come earlier."""

from __future__ import annotations

from collections.abc import Callable

from tests.certificate.mutations.parts import Document, first


def _priced(plan: Document) -> Document:
    return first(entry for entry in plan["timing"] if entry["rows"])


def _tried(plan: Document) -> Document:
    return first(entry for entry in plan["timing"] if not entry["rows"])


def timing_dropped(plan: Document) -> bool:
    """Nothing shows why units come late."""
    found = bool(plan["timing"])
    plan["timing"] = []
    return found


def timing_of_one_left_out(plan: Document) -> bool:
    """One that is served late is not named."""
    entry = first(iter(plan["timing"]))
    if entry:
        entry["blocked"].pop()
    return bool(entry)


def timing_of_one_twice(plan: Document) -> bool:
    """One that is served late is named twice."""
    entry = first(iter(plan["timing"]))
    if entry:
        entry["blocked"] += entry["blocked"][:1]
    return bool(entry)


def timing_of_one_who_is_not_late(plan: Document) -> bool:
    """Somebody is named that gets nothing later."""
    entry = first(iter(plan["timing"]))
    others = sorted(set(plan["awards"]) - set(entry["blocked"])) if entry else []
    if others:
        entry["blocked"].append(others[0])
    return bool(others)


def timing_of_another_period(plan: Document) -> bool:
    """The proof is about the end of all periods."""
    return _changed(_priced(plan), "period", lambda _: "P2")


def timing_of_no_period(plan: Document) -> bool:
    """The proof is about a period that there is not."""
    return _changed(_priced(plan), "period", lambda _: "P9")


def timing_of_no_row(plan: Document) -> bool:
    """The proof is about a row that there is not."""
    return _changed(_priced(plan), "rows", lambda _: {"no_such_rule": "1"})


def timing_of_another_row(plan: Document) -> bool:
    """The proof is about a row that says nothing about this period."""
    return _changed(_priced(plan), "rows", lambda _: {"quota[P2]": "1"})


def timing_with_a_negative_price(plan: Document) -> bool:
    """A price is negative."""
    return _changed(_priced(plan), "rows", lambda rows: {row: f"-{price}" for row, price in rows.items()})


def timing_without_prices(plan: Document) -> bool:
    """Prices are left out, but what was proved is still said to be."""
    entry = _priced(plan)
    return _changed(entry, "rows", lambda _: {}) and _changed(entry, "because", lambda _: "Tried.")


def timing_that_says_nothing(plan: Document) -> bool:
    """Where there are no prices, no words either."""
    return _changed(_tried(plan), "because", lambda _: "")


def timing_said_to_be_proved(plan: Document) -> bool:
    """What was only tried is said to be proved."""
    return _changed(plan["checks"] if _tried(plan) else {}, "timing", lambda _: "proved")


def timing_said_to_be_searched(plan: Document) -> bool:
    """What is proved is said to be searched."""
    return _changed({} if _tried(plan) else plan["checks"], "timing", lambda _: "searched")


def timing_not_claimed(plan: Document) -> bool:
    """The plan says nothing about its timing."""
    return plan["outcome"] == "allocated" and _changed(plan["checks"], "timing", lambda _: "none")


def delivered_later(plan: Document) -> bool:
    """Everything that comes in the first period to one that is served in both comes in the second."""
    award = first(award for award in plan["awards"].values() if len(award["periods"]) > 1)
    if award:
        units = award["periods"].pop("P1")
        award["periods"]["P2"] += units
        plan["totals"]["by_period"]["P1"] -= units
        plan["totals"]["by_period"]["P2"] += units
    return bool(award)


def _changed(part: Document, key: str, change: Callable[..., object]) -> bool:
    if part:
        part[key] = change(part[key])
    return bool(part)
