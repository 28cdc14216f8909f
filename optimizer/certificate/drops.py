"""Drops: that each application that dropped out was, at that time, the one furthest below its minimum."""

from __future__ import annotations

from collections.abc import Collection

from optimizer.certificate.alike import Alike
from optimizer.certificate.division import divide
from optimizer.certificate.exact import Flaw, states
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.certificate.limits import Limits
from optimizer.certificate.witness import check_deliverable
from optimizer.plans import Deliverable, Drop, Evidence, Plan, Spread


def check_drops(facts: Facts, limits: Limits, plan: Plan) -> int:
    """Check who dropped out, one after the other, as far as there is evidence; how many that is.

    Raises:
        Flaw: where the evidence does not show it, or is missing before some that is there.
    """
    shown = [(drop, drop.evidence) for drop in plan.dropped if drop.evidence is not None]
    out: set[str] = set()
    for number, (drop, evidence) in enumerate(shown, start=1):
        if drop is not plan.dropped[number - 1]:
            raise Flaw(f"nothing shows that {plan.dropped[number - 1].application} dropped out before others did")
        try:
            _check_next(facts, _histories(facts, limits, plan, out, evidence), out, drop)
        except Flaw as flaw:
            raise Flaw(f"as {drop.application} dropped out, number {number}: {flaw}") from None
        out.add(drop.application)
    return len(shown)


def _histories(facts: Facts, limits: Limits, plan: Plan, out: Collection[str], evidence: Evidence) -> Alike[History]:
    """What everybody held while some had dropped out and others not yet, proved from both sides."""
    seen = limits.seen_by({row for halt in evidence.halts for row in halt.rows}, facts)
    histories = divide(facts, seen, evidence.halts, frozenset(out)).histories
    check_deliverable(facts, limits, histories, _amended(plan.deliverable, evidence.deliverable))
    return histories


def _check_next(facts: Facts, histories: Alike[History], out: Collection[str], drop: Drop) -> None:
    """Check that an application is the first of all that are below their minimum."""
    units = [history.units for history in histories.distinct]
    below = {
        claim.id: (claim, units[at])
        for claim, at in zip(facts.claims, histories.of, strict=True)
        if 0 < units[at] < claim.minimum and claim.id not in out
    }
    if drop.application not in below:
        raise Flaw("it was not below its minimum")
    if not states(drop.entitlement, below[drop.application][1]):
        raise Flaw(f"it was entitled to {below[drop.application][1]} units; the plan says {drop.entitlement}")
    least = min(held / claim.minimum for claim, held in below.values())
    tied = [claim for claim, held in below.values() if held == least * claim.minimum]
    first = max(tied, key=lambda claim: (claim.submitted, facts.drawn(claim.id)))
    if first.id != drop.application:
        raise Flaw(f"{first.id} was further below its minimum, or came later with as much of it")


def _amended(known: Deliverable | None, changes: Deliverable) -> Deliverable | None:
    """What a plan says of deliveries, but for whom and what is said otherwise."""
    if known is None:
        return None
    moved = {name for spread in changes.spreads for name in spread.applications}
    stay = [
        Spread.model_construct(shares=spread.shares, applications=[a for a in spread.applications if a not in moved])
        for spread in known.spreads
    ]
    bought = {(item.rule, tuple(item.accepts), item.firm): item for item in (*known.purchases, *changes.purchases)}
    return Deliverable.model_construct(spreads=[*stay, *changes.spreads], purchases=list(bought.values()))
