"""Dividing: claims and a policy in; entitlements, whole lots, deliveries and co-purchases out."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.claims import Claims
from optimizer.entitling import Entitled, entitle
from optimizer.entitling.oracle import Delivered
from optimizer.granting import Grants, grant
from optimizer.programme import HIGHS, Solver
from optimizer.progress import Progress, silent
from optimizer.scenario import Policy


@dataclass(frozen=True)
class Division:
    """The division of some claims, before it is written as a plan."""

    entitled: Entitled
    grants: Grants
    delivered: Delivered
    """What shows that the entitlements can be delivered in full."""


def divide(
    claims: Claims, policy: Policy, *, solver: Solver = HIGHS, evidence: bool = False, progress: Progress = silent
) -> Division:
    """Divide among claims: the array core, without files or models of single applications.

    Args:
        evidence: whether to keep what shows that those who dropped out had to.
    """
    entitled = entitle(claims, policy, solver=solver, evidence=evidence, progress=progress)
    delivered = entitled.oracle.delivered(entitled.filling.cohorts.totals)
    if entitled.filling.shortfall is not None:
        return Division(entitled, Grants.nothing(claims), delivered)
    return Division(entitled, grant(entitled, policy.tie_break_seed, progress), delivered)
