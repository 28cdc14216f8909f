"""What the properties ask of the engine: a document in, exact figures out."""

from __future__ import annotations

from fractions import Fraction

from optimizer import plan
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.strategies import Document

Shares = dict[str, Fraction]


def planned(document: Document) -> Plan:
    """The plan of a document."""
    return plan(Scenario.parse(document))


def entitlements(document: Document) -> Shares:
    """Application to its exact entitlement; empty if the outcome is infeasible."""
    return {name: Fraction(award.entitlement) for name, award in planned(document).awards.items()}


def with_units(document: Document, application: str, units: int) -> Document:
    """The same document, one application asking for another number of units."""
    applications = document["applications"]
    changed = applications[application] | {"units": units}
    return document | {"applications": applications | {application: changed}}


def with_quota(document: Document, limit: int) -> Document:
    """The same document with another national quota."""
    policy = document["policy"]
    rules = policy["rules"] | {"quota": {"kind": "cap", "limit": limit}}
    return document | {"policy": policy | {"rules": rules}}
