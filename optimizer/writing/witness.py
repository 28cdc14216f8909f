"""Witness: exact deliveries of types in, what shows that entitlements can be delivered out, as the plan states it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from flint import fmpq

from optimizer.entitling import Entitled
from optimizer.entitling.oracle import Delivered
from optimizer.model.merging import obligations
from optimizer.plans import Acquisition, Deliverable, Spread
from optimizer.quantities import ONE, ZERO, written


def deliverable(entitled: Entitled, found: Delivered) -> Deliverable:
    """How the entitlements can be delivered, as exact deliveries of types show."""
    purchases = (*_scarce(entitled, found), *_plenty(entitled))
    return Deliverable(spreads=list(_spreads(entitled, found)), purchases=sorted(purchases, key=_name))


def otherwise(entitled: Entitled, found: Delivered, beside: Delivered) -> Deliverable:
    """The same for entitlements of another time, as far as it differs from what is said `beside` it."""
    known = {_name(item): item for item in _scarce(entitled, beside)}
    now = {_name(item): item for item in _scarce(entitled, found)}
    none = {name: item.model_copy(update={"units": {}, "credited": {}}) for name, item in known.items()}
    changed = [item for name, item in sorted((none | now).items()) if item != known.get(name)]
    return Deliverable(spreads=list(_spreads(entitled, found, beside)), purchases=changed)


def _name(item: Acquisition) -> tuple[str, tuple[str, ...], str]:
    return item.rule, tuple(item.accepts), item.firm or ""


def _spreads(entitled: Entitled, found: Delivered, beside: Delivered | None = None) -> Iterator[Spread]:
    """The parts of the entitlements of each type in each period, but for those that need no word.

    Those are all in the last period of their window, or as they are beside.
    """
    claims = entitled.claims
    type_of = np.array(found.type_of, dtype=np.int64)[entitled.merged.of]
    last = {k: item.last for k, item in zip(found.type_of, entitled.merged.types, strict=True)}
    for k, units in enumerate(found.units):
        shares = _shares(units)
        known = _shares(beside.units[k]) if beside is not None else {}
        if shares and shares != (known or {last[k]: ONE}):
            yield Spread(
                shares={claims.periods[t]: written(part) for t, part in shares.items()},
                applications=[claims.ids[at] for at in np.flatnonzero(type_of == k).tolist()],
            )


def _shares(units: Mapping[int, fmpq]) -> dict[int, fmpq]:
    """The part of all units that comes in each period."""
    whole = sum(units.values(), ZERO)
    return {t: part / whole for t, part in sorted(units.items())}


def _scarce(entitled: Entitled, found: Delivered) -> Iterator[Acquisition]:
    """What is bought where supplies are short."""
    periods = entitled.claims.periods
    units: dict[int, dict[str, dict[str, str]]] = {}
    credited: dict[int, dict[str, str]] = {}
    for (k, product, t), amount in sorted(found.bought.items()):
        units.setdefault(k, {}).setdefault(product, {})[periods[t]] = written(amount)
    for (k, product), amount in sorted(found.credited.items()):
        credited.setdefault(k, {})[product] = written(amount)
    for k in units.keys() | credited.keys():
        yield _acquisition(entitled, k, units.get(k, {}), credited.get(k, {}))


def _plenty(entitled: Entitled) -> Iterator[Acquisition]:
    """What is bought where there is plenty: of one product, whole units for all that is claimed."""
    rows, plenty, periods = entitled.rows.purchases, entitled.merged.plenty, entitled.claims.periods
    due = obligations(entitled.claims, rows)
    for k, worth in enumerate(rows.worth):
        product = min((product for product, value in worth.items() if product in plenty and value > 0), default=None)
        if product is None:
            continue
        owed, before, units = ZERO, 0, {}
        for t, period in enumerate(periods):
            owed += due.get((k, t), ZERO)
            by_then = int((owed / worth[product]).ceil())
            if by_then > before:
                units[period] = str(by_then - before)
            before = by_then
        if units:
            yield _acquisition(entitled, k, {product: units}, {})


def _acquisition(entitled: Entitled, k: int, units: dict[str, dict[str, str]], credited: dict[str, str]) -> Acquisition:
    item = entitled.rows.purchases.classes[k]
    return Acquisition(rule=item.rule, accepts=sorted(item.accepts), firm=item.firm, units=units, credited=credited)
