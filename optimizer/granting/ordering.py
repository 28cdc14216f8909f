"""Ordering: what is owed out of which supplies in, an order of domestic products, classes and firms out.

Purchases must be chosen among many that would do, and no choice may follow a name. So everything is put in order by
what it is: a product by its supply and by the classes that accept it, a class by its products and by the firms that
owe in it, a firm by what it owes and may credit; each again by the places of those, until nothing more is told apart
(colour refinement). Only where that tells nothing apart, a draw decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flint import fmpq

from optimizer.claims import Claims
from optimizer.lottery import lot_number
from optimizer.rows import PurchaseRows

Node = tuple[str, Any]
"""A kind, and the name or number of one of that kind."""

PRODUCT, CLASS, FIRM = "product", "class", "firm"


@dataclass(frozen=True, slots=True)
class Due:
    """What one firm owes in one class."""

    classed: int
    firm: str
    amounts: tuple[fmpq, ...]
    """Obligation that falls due in each period, in the basis of the class."""

    def whole(self) -> tuple[int, ...]:
        """The same in whole units: what is due by the end of each period, rounded up."""
        owed, before, units = fmpq(0), 0, []
        for amount in self.amounts:
            owed += amount
            units.append(int(owed.ceil()) - before)
            before += units[-1]
        return tuple(units)


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything stands that purchases are chosen among."""

    products: tuple[str, ...]
    """The domestic products, in order."""
    classes: Mapping[int, int]
    """Class to its place."""
    firms: Mapping[str, int]
    """Firm to its place."""

    def sorted(self, dues: Iterable[Due]) -> list[Due]:
        """What is owed class by class, the firm that owes most first."""

        def place(due: Due) -> tuple[int, list[fmpq], int]:
            return self.classes[due.classed], [-amount for amount in due.amounts], self.firms[due.firm]

        return sorted(dues, key=place)

    def credit(self, rows: PurchaseRows) -> dict[tuple[str, str], fmpq]:
        """(firm, domestic product) to units bought before the first period that count, in order."""
        product = {name: at for at, name in enumerate(self.products)}
        own = sorted(rows.credit, key=lambda item: (self.firms[item[0]], product[item[1]]))
        return {(firm, name): fmpq(units) for firm, name, units in own}

    def past(self, rows: PurchaseRows) -> dict[str, dict[str, int]]:
        """The same by firm."""
        found: dict[str, dict[str, int]] = {}
        for (firm, name), units in self.credit(rows).items():
            found.setdefault(firm, {})[name] = int(units)
        return found


def places(claims: Claims, rows: PurchaseRows, dues: Sequence[Due], seed: str) -> Places:
    """The place of each domestic product, class and firm, by what is owed.

    Args:
        seed: the text that ties are drawn with.
    """
    rules = {rule: at for at, rule in enumerate(dict.fromkeys(item.rule for item in rows.classes))}
    looks: dict[Node, Any] = {(PRODUCT, name): tuple(item.supply) for name, item in claims.domestic.items()}
    looks |= {(CLASS, k): (rules[item.rule], item.firm is not None) for k, item in enumerate(rows.classes)}
    looks |= {(FIRM, firm): () for firm in {due.firm for due in dues} | {firm for firm, _, _ in rows.credit}}
    bonds: list[tuple[Node, Node, Any]] = [
        ((CLASS, due.classed), (FIRM, due.firm), _spelt(due.amounts)) for due in dues
    ]
    bonds += [((CLASS, k), (FIRM, item.firm), ()) for k, item in enumerate(rows.classes) if item.firm is not None]
    bonds += [
        ((CLASS, k), (PRODUCT, name), _spelt((worth,)))
        for k, own in enumerate(rows.worth)
        for name, worth in own.items()
    ]
    bonds += [((FIRM, firm), (PRODUCT, product), (units, 1)) for firm, product, units in rows.credit]
    ranks = _ranked(looks, bonds, lambda node: lot_number(seed, _name(node, rows)))
    order = {kind: [name for own, name in ranks if own == kind] for kind in (PRODUCT, CLASS, FIRM)}
    classes, firms = ({name: at for at, name in enumerate(order[kind])} for kind in (CLASS, FIRM))
    return Places(tuple(order[PRODUCT]), classes, firms)


def _spelt(amounts: Iterable[fmpq]) -> tuple[int, ...]:
    """Exact figures as whole numbers, which are quick to look up."""
    return tuple(int(part) for amount in amounts for part in (amount.p, amount.q))


def _name(node: Node, rows: PurchaseRows) -> str:
    kind, name = node
    return rows.classes[name].label if kind == CLASS else str(name)


def _ranked(
    looks: Mapping[Node, Any], bonds: Sequence[tuple[Node, Node, Any]], draw: Callable[[Node], bytes]
) -> list[Node]:
    """The nodes in order. Where nothing tells some apart, a draw does: product by product, then for all others."""
    labels = _numbered({(right[0], label): (right[0], label) for _, right, label in bonds})
    bound: dict[Node, list[tuple[int, Node]]] = {node: [] for node in looks}
    for left, right, label in bonds:
        at = labels[right[0], label]
        bound[left].append((at, right))
        bound[right].append((at, left))
    ranks = _numbered({node: (node[0], look) for node, look in looks.items()})
    while True:
        ranks = _refined(ranks, bound)
        count = Counter(ranks.values())
        drawn = {node: draw(node) if count[rank] > 1 else b"" for node, rank in ranks.items()}
        tied = [node for node, own in drawn.items() if own and node[0] == PRODUCT]
        if not tied:
            return sorted(ranks, key=lambda node: (ranks[node], drawn[node]))
        first = min(tied, key=lambda node: (ranks[node], drawn[node]))
        ranks = _numbered({node: (rank, node != first) for node, rank in ranks.items()})


def _refined(ranks: dict[Node, int], bound: Mapping[Node, Sequence[tuple[int, Node]]]) -> dict[Node, int]:
    """Ranks that tell nodes apart by the ranks of those they are bound to, as far as that goes."""
    span, before = len(ranks), 0
    while before < len(set(ranks.values())) < span:
        before = len(set(ranks.values()))
        around = {node: sorted([label * span + ranks[other] for label, other in own]) for node, own in bound.items()}
        ranks = _numbered({node: (rank, around[node]) for node, rank in ranks.items()})
    return ranks


def _numbered(keys: Mapping[Any, Any]) -> dict[Any, int]:
    """Keys as numbers that follow their order."""
    ranks: dict[Node, int] = {}
    for at, (_, alike) in enumerate(groupby(sorted(keys, key=keys.__getitem__), key=keys.__getitem__)):
        ranks.update(dict.fromkeys(alike, at))
    return ranks
