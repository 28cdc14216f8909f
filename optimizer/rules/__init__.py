"""The registry of rules. A new rule is one file here and one line below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from optimizer.claims import Claims
from optimizer.rows import Rows
from optimizer.rules.cap import Cap
from optimizer.rules.co_purchase import CoPurchase, purchase_rows
from optimizer.rules.domestic_supply import supply_rows

RULES = (Cap, CoPurchase)
AnyRule = Annotated[Cap | CoPurchase, Field(discriminator="kind")]

__all__ = ["RULES", "AnyRule", "Cap", "CoPurchase", "write_rows"]


def write_rows(rules: Mapping[str, AnyRule], claims: Claims) -> Rows:
    """Every row of a policy over the claims, rules in alphabetical order."""
    caps = {name: rule for name, rule in sorted(rules.items()) if isinstance(rule, Cap)}
    purchases = {name: rule for name, rule in sorted(rules.items()) if isinstance(rule, CoPurchase)}
    return Rows(
        caps=tuple(cap.rows(name, claims, caps) for name, cap in caps.items()),
        purchases=purchase_rows(purchases, claims),
        supply=supply_rows(claims),
    )
