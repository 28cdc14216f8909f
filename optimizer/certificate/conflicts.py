"""Conflicts: that a guaranteed round cannot be met, and by how much."""

from __future__ import annotations

from optimizer.certificate.division import shortfall
from optimizer.certificate.exact import Flaw, exact
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.screening import dropped
from optimizer.certificate.witness import check_deliverable
from optimizer.plans import Plan


def check_conflict(facts: Facts, limits: Limits, plan: Plan) -> None:
    """Check a plan that says that nothing can be allocated.

    Raises:
        Flaw: if it allocates something, or its conflict is not what its bottlenecks show.
    """
    if plan.conflict is None:
        raise Flaw("the plan says that it is infeasible, and not which round cannot be met")
    if plan.awards or plan.co_purchases or plan.totals.awarded or plan.lot_stops or plan.timing:
        raise Flaw("the plan is infeasible, yet it awards something")
    if {plan.checks.rows, plan.checks.lots, plan.checks.timing} != {"none"}:
        raise Flaw("the plan awards nothing, yet it says that rows, lots or timing were checked")
    claimed = sum(claim.units for claim in facts.claims)
    if plan.totals.claimed != claimed:
        raise Flaw(f"{claimed} units are claimed; the plan says {plan.totals.claimed}")
    name, short, histories = shortfall(facts, limits, plan.bottlenecks, dropped(facts, plan))
    check_deliverable(facts, limits, histories, plan.deliverable)
    rows = sorted(plan.bottlenecks[-1].rows)
    stated = (plan.conflict.round, exact(plan.conflict.short_by), sorted(plan.conflict.rows))
    if stated != (name, short, rows):
        raise Flaw(
            f"round {name} is {short} units short because of {', '.join(rows)}; the plan says that "
            f"{plan.conflict.round} is {plan.conflict.short_by} short because of {', '.join(plan.conflict.rows)}"
        )
