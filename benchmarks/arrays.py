"""Arrays: applicants as the claims that the core divides, made directly, without one object for each application."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from benchmarks.applicants import (
    ACCEPTED,
    EXEMPTIONS,
    KINDS,
    LOT,
    PERIODS,
    SITES,
    USE_CASES,
    WINDOWS,
    Applicants,
)
from benchmarks.document import DOMESTIC_TPP, PRICE_USD, TPP, document
from benchmarks.limits import Limits
from optimizer.claims import Claims, Column, DomesticProduct, Integers, Product
from optimizer.scenario import Policy
from optimizer.scenario.canonical import exact_form


def policy_of(limits: Limits) -> Policy:
    """The policy as the core reads it."""
    exact, _ = exact_form(document(limits)["policy"])
    return Policy.model_validate(exact)


def claims_of(applicants: Applicants, limits: Limits) -> Claims:
    """Every application as a claim; all of them pass the screening."""
    size = len(applicants)
    window = np.array(WINDOWS, dtype=np.int64)[applicants.window]
    firms = firm_ids(applicants)
    licensed = dict(zip(firms, limits.licensed.tolist(), strict=True))
    return Claims(
        ids=application_ids(applicants),
        units=applicants.units,
        lot=np.full(size, LOT, dtype=np.int64),
        first=window[:, 0],
        last=window[:, 1],
        minimum=applicants.minimum,
        submitted=applicants.day,
        accepts=applicants.accepted,
        acceptable=ACCEPTED,
        periods=PERIODS,
        products={"H200": Product(LOT, PRICE_USD, TPP)},
        domestic={name: DomesticProduct(DOMESTIC_TPP[name], units) for name, units in limits.supply.items()},
        attributes=_columns(applicants, firms),
        firm_numbers=lambda _per, label, _attribute: licensed[label],
        past_purchases={},
    )


def application_ids(applicants: Applicants) -> tuple[str, ...]:
    """Ids in the order of the applications, which is alphabetical."""
    return tuple(f"A{number:07d}" for number in range(len(applicants)))


def firm_ids(applicants: Applicants) -> tuple[str, ...]:
    """Ids in the order of the firms."""
    return tuple(f"F{number:04d}" for number in range(len(applicants.kind)))


def group_ids(applicants: Applicants) -> tuple[str | None, ...]:
    """The group of each firm; None for a firm that is its own."""
    return tuple(f"G{number:04d}" if number >= 0 else None for number in applicants.group.tolist())


def _columns(applicants: Applicants, firms: tuple[str, ...]) -> dict[str, Column]:
    """The attributes that the policy asks for."""
    substitutability = tuple(Decimal(grade) for _, _, grade in USE_CASES)
    owners, owner = np.unique(applicants.owner, return_inverse=True)
    label = dict(zip(applicants.owner.tolist(), _owner_labels(applicants, firms), strict=True))
    product: Integers = np.zeros(len(applicants), dtype=np.int64)
    return {
        "firm": Column(applicants.firm, firms),
        "group": Column(owner[applicants.firm], tuple(label[number] for number in owners.tolist())),
        "firm.kind": Column(applicants.kind[applicants.firm], KINDS),
        "product": Column(product, ("H200",)),
        "exemption": Column(applicants.exemption, EXEMPTIONS),
        "substitutability": Column(applicants.use_case, substitutability),
        "site": Column(applicants.site, SITES),
    }


def _owner_labels(applicants: Applicants, firms: tuple[str, ...]) -> list[str]:
    return [group or firm for group, firm in zip(group_ids(applicants), firms, strict=True)]
