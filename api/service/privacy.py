"""Privacy: an applicant sees what its own firm got in a plan that was published, and nothing of anybody else."""

from __future__ import annotations

from api.problems import Kind, Rejection
from api.service.access import Caller, Scope
from api.store import Store

OWN_FIRM_ONLY = "This key may see the results of its own firm only: name that firm."
NOT_PUBLISHED = "No published plan has this id."


def refuse_others(caller: Caller, store: Store, plan: str, firm: str | None) -> None:
    """Refuse somebody who may not see what a firm (None: everybody) got in a plan.

    Raises:
        Rejection: with the same words whether or not the firm is in the plan.
    """
    if caller.may(Scope.READ):
        return
    if firm is None or not caller.sees(firm):
        raise Rejection(Kind.FORBIDDEN, OWN_FIRM_ONLY)
    if not store.decisions.search(plan=plan, state="published", limit=1).items:
        raise Rejection(Kind.NOT_FOUND, NOT_PUBLISHED)
