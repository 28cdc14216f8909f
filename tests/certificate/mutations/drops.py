"""Mutations of what shows that those who dropped out had to, one after the other."""

from __future__ import annotations

from fractions import Fraction

from tests.certificate.mutations.parts import Document


def _shown(plan: Document) -> list[Document]:
    return [drop for drop in plan["dropped"] if drop["evidence"]]


def drops_exchanged(plan: Document) -> bool:
    """Two dropped out in the other order."""
    plan["dropped"] = plan["dropped"][1::-1] + plan["dropped"][2:]
    return len(_shown(plan)) > 1


def evidence_exchanged(plan: Document) -> bool:
    """The evidence of two who dropped out is each other's."""
    found = _shown(plan)[:2]
    if len(found) > 1:
        found[0]["evidence"], found[1]["evidence"] = found[1]["evidence"], found[0]["evidence"]
    return len(found) > 1


def first_evidence_missing(plan: Document) -> bool:
    """Nothing shows the first drop-out, and something those after it."""
    found = _shown(plan)
    for drop in found[:1]:
        drop["evidence"] = None
    return len(found) > 1


def drop_had_more(plan: Document) -> bool:
    """Who dropped out is said to have been entitled to a little less than it was."""
    for drop in _shown(plan)[:1]:
        drop["entitlement"] = str(Fraction(drop["entitlement"]) - Fraction(1, 10**9))
    return bool(_shown(plan))


def another_dropped(plan: Document) -> bool:
    """Another is said to have dropped out last, with what it was entitled to then, as the plan has it."""
    found = _shown(plan)[-1:]
    others = [name for name in plan["awards"] if name not in {drop["application"] for drop in plan["dropped"]}]
    for drop in found:
        drop["application"] = others[0]
    return bool(found)


def halt_left_out(plan: Document) -> bool:
    """A stop of the earlier division is missing."""
    for drop in _shown(plan)[:1]:
        drop["evidence"]["halts"].pop()
    return bool(_shown(plan))


def halt_earlier(plan: Document) -> bool:
    """A stop of the earlier division comes a little earlier than it did."""
    for drop in _shown(plan)[:1]:
        halt = drop["evidence"]["halts"][-1]
        halt["level"] = str(Fraction(halt["level"]) - Fraction(1, 10**9))
    return bool(_shown(plan))


def halt_of_nobody(plan: Document) -> bool:
    """A stop of the earlier division is there twice."""
    for drop in _shown(plan)[:1]:
        drop["evidence"]["halts"] += drop["evidence"]["halts"][-1:]
    return bool(_shown(plan))


def earlier_delivered_at_once(plan: Document) -> bool:
    """All of the earlier entitlements is said to come in the first period."""
    found = [spread for drop in _shown(plan) for spread in drop["evidence"]["deliverable"]["spreads"]]
    for spread in found:
        spread["shares"] = {min(spread["shares"]): "1"}
    return bool(found)


def earlier_purchases_left_out(plan: Document) -> bool:
    """Nothing is said to be bought for the earlier entitlements."""
    found = [item for drop in _shown(plan) for item in drop["evidence"]["deliverable"]["purchases"]]
    for item in found:
        item["units"], item["credited"] = {}, {}
    return bool(found)
