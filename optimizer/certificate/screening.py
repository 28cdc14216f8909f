"""Screening: that those refused fail what they are refused for, and that everybody else is in the awards."""

from __future__ import annotations

from optimizer.certificate.alike import Alike
from optimizer.certificate.exact import Flaw, exact
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.plans import Plan


def check_refusals(facts: Facts, plan: Plan) -> None:
    """Check that exactly those who fail a requirement are refused, each for all that it fails.

    Raises:
        Flaw: at the first application for which that is not so.
    """
    for name in sorted(plan.refused.keys() | facts.failed.keys()):
        failed = facts.failed.get(name, [])
        stated = [refusal.requirement for refusal in plan.refused.get(name, [])]
        if stated != failed:
            fails = " and ".join(failed) or "no requirement"
            raise Flaw(f"{name} fails {fails}; the plan refuses it for {' and '.join(stated) or 'nothing'}")
        for refusal in plan.refused[name]:
            because = facts.policy["eligibility"][refusal.requirement]["because"]
            if refusal.because != because:
                raise Flaw(f'{name} is refused because "{refusal.because}", but {refusal.requirement} says "{because}"')


def check_claims(facts: Facts, plan: Plan) -> None:
    """Check that the awards are about the claims of everybody who is not refused.

    Raises:
        Flaw: at the first application for which that is not so.
    """
    claims = {claim.id: claim for claim in facts.claims}
    for name in sorted(plan.awards.keys() ^ claims.keys()):
        raise Flaw(f"{name} {'has no award' if name in claims else 'has an award, but no claim'}")
    for name, claim in claims.items():
        award = plan.awards[name]
        stated, true = (award.firm, award.group, award.claim), (claim.firm, claim.group, claim.units)
        if stated != true:
            raise Flaw(
                f"{name} is {true[0]} of {true[1]} with a claim of {true[2]}; "
                f"the plan says {stated[0]} of {stated[1]} with {stated[2]}"
            )


def dropped(facts: Facts, plan: Plan) -> frozenset[str]:
    """Who dropped out below a minimum; checked against the minimum, not yet against the division of that time.

    Raises:
        Flaw: if somebody cannot have dropped out.
    """
    minimum = {claim.id: claim.minimum for claim in facts.claims}
    out: set[str] = set()
    for drop in plan.dropped:
        name = drop.application
        if name not in minimum or name in out:
            raise Flaw(f"{name} is said to have dropped out {'twice' if name in out else 'without a claim'}")
        if drop.minimum_units != minimum[name]:
            raise Flaw(f"{name} needs at least {minimum[name]} units; the plan says {drop.minimum_units}")
        if not 0 < exact(drop.entitlement) < minimum[name]:
            raise Flaw(
                f"{name} is said to have dropped out at {drop.entitlement} units, its minimum being {minimum[name]}"
            )
        out.add(name)
    return frozenset(out)


def check_minimums(facts: Facts, histories: Alike[History]) -> None:
    """Check that nobody who is still in is entitled to less than its minimum.

    Raises:
        Flaw: at the first who is.
    """
    units = {at: history.units for at, history in enumerate(histories.distinct) if history.units > 0}
    for claim, at in zip(facts.claims, histories.of, strict=True):
        if claim.minimum and units.get(at, claim.minimum) < claim.minimum:
            raise Flaw(
                f"{claim.id} is entitled to {units[at]} units, below its minimum of {claim.minimum}, "
                "and has not dropped out"
            )
