"""Maximum: the largest score-weighted total of a round, and the plans that reach it as a model of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flint import fmpq

from optimizer.entitling.oracle import Oracle
from optimizer.entitling.pricing import Cut, priced
from optimizer.model.merging import Merged
from optimizer.quantities import ONE, ZERO
from optimizer.rows import Row


@dataclass(frozen=True, slots=True)
class Best:
    """The optima of a round: the types under their claims and the pool, and a row that holds the total at its best."""

    merged: Merged
    total: fmpq
    """The largest score-weighted total."""
    proof: Cut
    """Prices that show why no plan has a larger total."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What a round that maximises is about, for each type."""

    scores: Sequence[fmpq]
    """Score of one unit; 0 for types that do not take part."""
    base: Sequence[fmpq]
    """Units that it has already."""
    most: Sequence[fmpq]
    """Units that it may reach."""


def best(merged: Merged, name: str, contest: Contest, oracle: Oracle) -> Best:
    """The optima of a round that maximises, on a model that has the round's pool as a row."""
    scores, base, last = contest.scores, contest.base, merged.periods - 1
    rows = [Row(f"claims[{k}]", name, None, 0, last, units, "units") for k, units in enumerate(contest.most)]
    tops = tuple(range(len(merged.rows), len(merged.rows) + len(rows)))
    bounded = _extended(merged, rows, [[(top, ONE)] for top in tops], tops)
    prices = oracle.about(bounded).best(scores, base) if merged.types else {}
    proof = priced(bounded, prices, at_least=scores)
    spare = sum(((price - score) * units for price, score, units in zip(proof.unit, scores, base, strict=True)), ZERO)
    total = proof.worth - spare
    floor = Row(f"best[{name}]", name, None, 0, last, -total, "score")
    held = [[(len(bounded.rows), -score)] if score else [] for score in scores]
    return Best(_extended(bounded, [floor], held, bounded.tops), total, proof)


def with_pool(merged: Merged, name: str, inside: Sequence[fmpq], units: fmpq) -> Merged:
    """The model with one more row: what the members of a round may have together."""
    row = Row(f"pool[{name}]", name, None, 0, merged.periods - 1, units, "units")
    return _extended(merged, [row], [[(len(merged.rows), ONE)] if member else [] for member in inside], merged.tops)


def _extended(
    merged: Merged, rows: list[Row], extra: Sequence[list[tuple[int, fmpq]]], tops: tuple[int, ...]
) -> Merged:
    types = tuple(
        replace(item, caps=(*item.caps, *more)) if more else item
        for item, more in zip(merged.types, extra, strict=True)
    )
    return replace(merged, types=types, rows=(*merged.rows, *rows), tops=tops)
