"""Privacy: an applicant sees what its own firm got in a plan that was published, and nothing of anybody else."""

from __future__ import annotations

from api.problems import Kind, Rejection
from api.service.access import Caller, Scope
from api.service.wiring import Service
from optimizer.errors import unknown

OWN_FIRM_ONLY = "This key may see the results of its own firm only: name that firm."
NOT_PUBLISHED = "No published plan has this id."


def refuse_others(caller: Caller, service: Service, plan: str, firm: str | None) -> None:
    """Refuse somebody who may not see what a firm (None: everybody) got in a plan.

    Raises:
        Rejection: with the same words whether or not the firm is in the plan.
    """
    if caller.may(Scope.READ):
        return
    if firm is None or not caller.sees(firm):
        raise Rejection(Kind.FORBIDDEN, OWN_FIRM_ONLY)
    if not service.store.decisions.search(plan=plan, state="published", limit=1).items:
        raise Rejection(Kind.NOT_FOUND, NOT_PUBLISHED)


def refuse_application(caller: Caller, service: Service, plan: str, application: str) -> None:
    """Refuse somebody who may not see what an application got in a plan, and everybody if it is not there.

    Raises:
        MissingError: if there is no such plan.
        Rejection: to an applicant, with the same words whether it is not there or of another firm.
    """
    applications = service.shelf.planned(plan)[1].applications
    found = applications.get(application)
    refuse_others(caller, service, plan, None if found is None else found.firm)
    if found is None:
        seen, advice = unknown(application, applications, "the applications")
        raise Rejection(Kind.NOT_FOUND, f"{seen}; {advice}.")


def refuse_firm(caller: Caller, service: Service, plan: str, firm: str) -> None:
    """Refuse somebody who may not see what a firm got in a plan, and everybody if it is not there.

    Raises:
        MissingError: if there is no such plan.
        Rejection: to an applicant, with the same words whether or not the firm is there.
    """
    refuse_others(caller, service, plan, firm)
    firms = service.shelf.planned(plan)[1].firms
    if firm not in firms:
        seen, advice = unknown(firm, firms, "the firms")
        raise Rejection(Kind.NOT_FOUND, f"{seen}; {advice}.")
