"""Co-purchase: an import obliges its firm to buy domestic accelerators, no later than the period of import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers, Mask
from optimizer.codes import distinct
from optimizer.quantities import Ratio, rational
from optimizer.rows import PurchaseClass, PurchaseRows
from optimizer.rule import Rule
from optimizer.rules.cap import measured
from optimizer.selector import in_words, select


class CoPurchase(Rule):
    """Each unit (or each TPP) imported obliges the firm to buy a ratio of units (or TPP) of accepted domestic products.

    Inequality: sum over a in k, s <= t of ratio m[a] x[a,s] <= sum over d, s <= t of v[d] y[k,d,s], for each class k
    and period t, with m and v in the basis (1 for units).
    """

    kind: Literal["co_purchase"]
    order: int
    """The first co-purchase rule in this order that selects an application obliges it; no other does."""
    ratio: Ratio
    """Domestic units (or TPP) for each imported unit (or TPP)."""
    basis: Literal["units", "tpp"] = "units"
    """What is counted on both sides."""
    credit: bool = False
    """Whether purchases made before the first period count."""

    def statement(self) -> str:
        """The rule in one sentence, whatever the applications are."""
        among = f", where {in_words(self.where)}" if self.where else ""
        past = "; purchases made before the first period count" if self.credit else ""
        return f"Each {self._duty()}{among}{past}."

    def explain(self, name: str) -> str:
        """What the rule obliges to, in one sentence."""
        return f"Under {name}, each {self._duty()}."

    def _duty(self) -> str:
        unit = "unit" if self.basis == "units" else "TPP"
        bought = "units" if unit == "unit" and self.ratio != 1 else unit
        return f"{unit} imported obliges its firm to buy {self.ratio:,} {bought} of domestic accelerators"


def purchase_rows(rules: Mapping[str, CoPurchase], claims: Claims) -> PurchaseRows:
    """What the co-purchase rules of a policy write together, the first match obliging an application."""
    size = len(claims)
    classed, coefficient = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64)
    coefficients: list[fmpq] = []
    classes: list[PurchaseClass] = []
    free = np.ones(size, dtype=bool)
    for name, rule in sorted(rules.items(), key=lambda item: item[1].order):
        mask = free & select(rule.where, claims)
        free &= ~mask
        measure, amounts = measured("units" if rule.basis == "units" else "tpp", claims)
        coefficient[mask] = measure[mask] + len(coefficients)
        coefficients += [rational(rule.ratio) * amount for amount in amounts]
        keys, codes = _classes_of(rule, claims, mask)
        classed[mask] = codes + len(classes)
        classes += [PurchaseClass(name, rule.basis, accepts, firm) for accepts, firm in keys]
    credit = sorted(
        {
            (firm, product, units)
            for firm in {item.firm for item in classes if item.firm is not None}
            for product, units in claims.past_purchases[firm].items()
            if any(item.firm == firm and product in item.accepts for item in classes)
        }
    )
    worth = tuple({product: _worth(product, item.basis, claims) for product in item.accepts} for item in classes)
    return PurchaseRows(classed, coefficient, tuple(coefficients), tuple(classes), worth, tuple(credit))


def _worth(product: str, basis: str, claims: Claims) -> fmpq:
    tpp = claims.domestic[product].tpp
    return fmpq(1) if basis == "units" or tpp is None else rational(tpp)


def _classes_of(
    rule: CoPurchase, claims: Claims, mask: Mask
) -> tuple[list[tuple[tuple[str, ...], str | None]], Integers]:
    """The distinct (accepted products, firm with credit) among the applications of a mask, and each one's index."""
    firms = claims.attributes["firm"]
    pairs = distinct(claims.accepts[mask] * len(firms.values) + firms.codes[mask])
    index: dict[tuple[tuple[str, ...], str | None], int] = {}
    mapped = []
    for pair in pairs.values.tolist():
        accepts, firm = claims.acceptable[pair // len(firms.values)], str(firms.values[pair % len(firms.values)])
        credited = rule.credit and any(claims.past_purchases.get(firm, {}).get(product) for product in accepts)
        mapped.append(index.setdefault((accepts, firm if credited else None), len(index)))
    return list(index), np.array(mapped, dtype=np.int64)[pairs.of]
