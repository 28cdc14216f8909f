"""The core: divides claims, proves the division, and knows no file, no web, no clock and no chance.

Data flows one way through its rooms:

    scenario/     facts and policy: one frozen schema, one canonical form, its digest
    screening     a scenario to claims, and to who is refused
    rules/        a policy to rows; one rule a file
    divisions/    what is due at each level; one division rule a file
    model/        claims, rows and rounds, merged into types of like applications
    entitling/    rounds filled exactly: entitlements and their proofs
    granting/     whole lots, their periods, their co-purchases
    dividing      the last two in turn
    writing/      a division as a plan, in the words of the policy
    certificate/  a plan checked without any of the above
    planning      all of this in turn: a scenario to a plan that passed its checks

    repairs/ explanation/ counterfactual/ comparison/ curve/ incentives/ alternatives exporting    questions about plans
    programme/ linear/    the linear programmes in PuLP and HiGHS, and their last basis in exact rationals
"""

from optimizer.certificate import Verification, verify
from optimizer.planning import plan
from optimizer.plans import Plan
from optimizer.scenario import Scenario

__all__ = ["Plan", "Scenario", "Verification", "plan", "verify"]
