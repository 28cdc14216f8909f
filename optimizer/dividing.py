"""Dividing: claims and a policy in, whole lots, deliveries and co-purchases out. Reads like the method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.codes import coded
from optimizer.descent import Bound
from optimizer.earliness import Earliness, Late
from optimizer.errors import CheckError
from optimizer.filled import Filling
from optimizer.filling import Filler
from optimizer.further import Stuck, hand_further, pull_forward
from optimizer.merging import Merged, merge
from optimizer.oracle import Effort, Oracle
from optimizer.pricing import Cut, seeds
from optimizer.programme import HIGHS, Solver
from optimizer.purchasing import Bought, Overdrawn, purchase
from optimizer.quantities import ONE, ZERO
from optimizer.rounding import Handout, Limits, Shares, cut_in_lots, hand_out, in_lots, lot_limits, lot_number, shares
from optimizer.rows import Rows
from optimizer.rules import write_rows
from optimizer.scenario import Policy
from optimizer.standing import Granted, Pool
from optimizer.steps import Step, steps
from optimizer.timing import Timetable

Progress = Callable[[str, int, int | None], None]


def silent(stage: str, done: int, total: int | None) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An application that dropped out below its minimum."""

    application: int
    entitlement: fmpq


@dataclass(frozen=True)
class Division:
    """The division of some claims, before it is written as a plan."""

    claims: Claims
    rows: Rows
    merged: Merged
    filling: Filling
    dropped: tuple[Dropped, ...]
    handout: Handout | None
    lot_cuts: tuple[Cut | None, ...]
    """The priced inequality behind each one that whole lots met; None for a pool."""
    delivered: Integers
    """Units of shape (applications, periods)."""
    bought: Bought
    withdrawn: tuple[tuple[str, ...], ...]
    """For each time that lots were withdrawn because whole purchases or periods did not fit, the rows in the way."""
    effort: Effort
    stuck: tuple[Stuck, ...] = ()
    """Where lots were withdrawn: who is short of its entitlement, and the rows that one more lot would overdraw."""
    late: tuple[Late, ...] = ()
    """Who gets units after a period in which it could, and why not earlier."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """Entitlements of some claims, once nobody is below a minimum any more."""

    claims: Claims
    merged: Merged
    filling: Filling
    dropped: tuple[Dropped, ...]


def divide(claims: Claims, policy: Policy, *, solver: Solver = HIGHS, progress: Progress = silent) -> Division:
    """Divide among claims: the array core, without files or models of single applications."""
    rounds = steps(policy.rounds, claims)
    rows = write_rows(policy.rules, claims)
    return _Course(claims, rows, merge(claims, rows, rounds), policy.tie_break_seed, solver, progress).run(rounds)


def entitle(
    claims: Claims,
    policy: Policy,
    *,
    rows: Rows | None = None,
    rounds: Sequence[Step] | None = None,
    solver: Solver = HIGHS,
) -> Entitled:
    """The first half of a division: entitlements, before whole lots, periods and purchases.

    Args:
        rows: other rows than those that the policy writes.
        rounds: other rounds than those of the policy.
    """
    rounds = steps(policy.rounds, claims) if rounds is None else rounds
    rows = write_rows(policy.rules, claims) if rows is None else rows
    merged = merge(claims, rows, rounds)
    filling, _, dropped = _Course(claims, rows, merged, policy.tie_break_seed, solver, silent).entitled(rounds)
    return Entitled(claims, merged, filling, dropped)


class _Course:
    """One run from rows to purchases."""

    def __init__(
        self, claims: Claims, rows: Rows, merged: Merged, seed: str, solver: Solver, progress: Progress
    ) -> None:
        self._claims, self._rows, self._merged, self._seed = claims, rows, merged, seed
        self._progress = progress
        self._oracle = Oracle(merged, solver)
        self._cuts = seeds(merged)

    def entitled(self, rounds: Sequence[Step]) -> tuple[Filling, Sequence[Cut], tuple[Dropped, ...]]:
        """Entitlements once nobody is below a minimum, the inequalities they met, and who dropped out on the way."""
        present = np.ones(len(self._claims), dtype=bool)
        filler = Filler(
            self._merged,
            rounds,
            [cut for cut in self._cuts if any(cut.unit)],
            self._oracle,
            self._progress,
        )
        dropped: list[Dropped] = []
        while True:
            filling = filler.fill(present)
            out = None if filling.shortfall else self._below_minimum(filling)
            if out is None:
                break
            dropped.append(out)
            present[out.application] = False
        return filling, filler.cuts, tuple(dropped)

    def run(self, rounds: Sequence[Step]) -> Division:
        filling, cuts, dropped = self.entitled(rounds)
        nothing = np.zeros((len(self._claims), len(self._claims.periods)), dtype=np.int64)
        if filling.shortfall is not None:
            return Division(
                self._claims,
                self._rows,
                self._merged,
                filling,
                (),
                None,
                (),
                nothing,
                {},
                withdrawn=(),
                effort=self._oracle.effort,
            )
        return self._grant(filling, cuts, dropped)

    def _grant(self, filling: Filling, cuts: Sequence[Cut], dropped: tuple[Dropped, ...]) -> Division:
        """Whole lots, their periods and their co-purchases; fewer lots where whole purchases overdraw a supply."""
        limits = lot_limits(self._merged)
        fewer: list[Bound] = []
        rows: list[tuple[str, ...]] = []
        least = 1
        while True:
            self._progress("whole lots", 0, None)
            handout, lot_cuts, wanted = self._lots(filling, cuts, limits, fewer)
            timetable = Timetable(
                self._claims,
                self._merged,
                self._seed,
                limits,
                list(self._cuts),
                partial(self._oracle.in_time, limits=limits),
            )
            self._progress("timing", 0, None)
            delivered = timetable.schedule(handout.lots)
            if delivered is None:
                fewer.append(_one_less(self._merged, handout.lots * self._claims.lot))
                rows.append(tuple(sorted(row.name for row in self._merged.rows if row.first > 0)))
                continue
            self._progress("co-purchases", 0, None)
            bought = purchase(self._claims, self._rows.purchases, delivered)
            if not isinstance(bought, Overdrawn):
                division = Division(
                    self._claims,
                    self._rows,
                    self._merged,
                    filling,
                    dropped,
                    handout,
                    tuple(lot_cuts),
                    delivered,
                    bought,
                    withdrawn=tuple(rows),
                    effort=self._oracle.effort,
                )
                if rows:
                    division = self._further(division, wanted)
                return self._early(division, timetable)
            fewer.append(self._less(bought, handout.lots * self._claims.lot, least))
            scarce = {
                self._merged.rows[row].name
                for (name, _), row in self._merged.supply.items()
                if ("", name) in bought.short
            }
            rows.append(tuple(sorted(scarce)))
            least *= 2

    def _further(self, division: Division, wanted: Shares) -> Division:
        """The same division with every lot that still fits it, and what stands against all others."""
        handout = division.handout
        if handout is None:
            return division
        pools = [
            Pool(f"pool[{name}]", np.isin(self._merged.of, bound.types), bound.worth)
            for name, bound in division.filling.pools
        ]
        had = Granted(handout.lots, division.delivered, division.bought)
        now, stuck = hand_further(self._claims, self._rows, pools, self._seed, wanted, had)
        short = [at for way in stuck for at in way.applications]
        stops = [replace(stop, blocked=stop.blocked[np.isin(stop.blocked, short)]) for stop in handout.stops]
        left = replace(handout, lots=now.lots, stops=tuple(stop for stop in stops if len(stop.blocked)))
        return replace(division, handout=left, delivered=now.delivered, bought=now.bought, stuck=tuple(stuck))

    def _early(self, division: Division, timetable: Timetable) -> Division:
        """The same division with the proofs that nothing can come earlier; without one, single lots are tried."""
        early = Earliness(self._claims, self._merged, timetable.limits, timetable.cuts, timetable.in_time)
        while True:
            found = early.proofs(division.delivered)
            open_ = [(late.period, late.applications) for late in found if late.cut is None]
            if not open_ or division.handout is None:
                return replace(division, late=tuple(found))
            had = Granted(division.handout.lots, division.delivered, division.bought)
            now = pull_forward(self._claims, self._rows, self._seed, open_, had)
            if now is None:
                return replace(division, late=tuple(found))
            division = replace(division, delivered=now.delivered, bought=now.bought)

    def _lots(
        self, filling: Filling, cuts: Sequence[Cut], limits: Limits, fewer: Sequence[Bound]
    ) -> tuple[Handout, list[Cut | None], Shares]:
        cohorts, lot = filling.cohorts, self._claims.lot
        cells = coded([cohorts.alike, lot, *cohorts.reaches], len(lot))
        example = cells.example
        certain = cohorts.whole()[example]
        about = cohorts.about()[example] / lot[example]
        wanted = shares(about, certain, lambda at: cohorts.exact(example[at]) / int(lot[example[at]]), cells.of)
        known: list[Cut | None] = [*(None for _ in filling.pools), *cuts, *(None for _ in fewer)]
        bounds = [in_lots(self._merged, pool) for _, pool in filling.pools]
        bounds += [cut_in_lots(self._merged, cut, limits) for cut in cuts]
        bounds += fewer

        def fits(units: list[int]) -> Bound | None:
            cut = self._oracle.at_all(units, limits)
            if cut is None:
                return None
            known.append(cut)
            return cut_in_lots(self._merged, cut, limits)

        return hand_out(self._claims, self._merged, self._seed, wanted, bounds, fits), known, wanted

    def _less(self, overdrawn: Overdrawn, units: Integers, least: int) -> Bound:
        """Fewer units, by at least some, for those whose co-purchases overdraw a supply; the last on the list lose."""
        short = {product for _, product in overdrawn.short}
        owing = [
            item.classed >= 0 and bool(short.intersection(self._merged.worth[item.classed]))
            for item in self._merged.types
        ]
        had = sum(total for total, owes in zip(self._merged.totals(units), owing, strict=True) if owes)
        if had == 0:
            raise CheckError("Whole co-purchases overdraw a supply that no award can be lowered for.")
        prices = tuple(ONE if owes else ZERO for owes in owing)
        return in_lots(self._merged, Bound.of(prices, fmpq(max(0, had - least))))

    def _below_minimum(self, filling: Filling) -> Dropped | None:
        """The application that drops out next: the smallest part of its minimum, later submission, later draw."""
        claims = self._claims
        about = filling.cohorts.about()
        low = np.flatnonzero((claims.minimum > 0) & (about < claims.minimum * (1 + 1e-6)) & (about > 0))
        if not len(low):
            return None
        ratio = about[low] / claims.minimum[low]
        near = low[ratio <= ratio.min() * (1 + 1e-6)]
        exact, codes = filling.cohorts.cells(near)
        found = [
            (exact[code] / int(claims.minimum[at]), -int(claims.submitted[at]), at, exact[code])
            for at, code in zip(near.tolist(), codes.tolist(), strict=True)
            if ZERO < exact[code] < int(claims.minimum[at])
        ]
        if not found:
            return None
        least = min((part, late) for part, late, _, _ in found)
        tied = [
            (lot_number(self._seed, claims.ids[at]), at, value)
            for part, late, at, value in found
            if (part, late) == least
        ]
        _, at, value = max(tied)
        return Dropped(at, value)


def _one_less(merged: Merged, units: Integers) -> Bound:
    """At least one lot less in all: whole lots that cannot be delivered in time are too many."""
    total = sum(merged.totals(units))
    return in_lots(merged, Bound.of((ONE,) * len(merged.types), fmpq(total - 1)))
