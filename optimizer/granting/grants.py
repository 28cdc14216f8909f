"""Granting: entitlements in, whole lots out, their periods and co-purchases, and why nobody gets more or earlier.

Where whole purchases or whole periods do not fit, the last lots on the list are withdrawn, more each time, and handed
out again as far as they fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.codes import coded
from optimizer.entitling import Entitled
from optimizer.entitling.bounds import Bound
from optimizer.entitling.pricing import Cut
from optimizer.errors import CheckError
from optimizer.granting.baskets import Bought
from optimizer.granting.earliness import Earliness, Late
from optimizer.granting.further import Stuck, hand_further, pull_forward
from optimizer.granting.purchasing import Overdrawn, purchase
from optimizer.granting.rounding import Handout, Shares, cut_in_lots, hand_out, in_lots, lot_limits, shares
from optimizer.granting.standing import Granted, Pool
from optimizer.granting.timing import Timetable
from optimizer.model.merging import Merged
from optimizer.progress import Progress
from optimizer.quantities import ONE, ZERO


@dataclass(frozen=True)
class Grants:
    """What is granted, in whole lots."""

    delivered: Integers
    """Units of shape (applications, periods)."""
    bought: Bought
    handout: Handout | None = None
    lot_cuts: tuple[Cut | None, ...] = ()
    """The priced inequality behind each one that whole lots met; None for a pool."""
    withdrawn: bool = False
    """Whether lots were withdrawn because whole purchases or periods did not fit."""
    stuck: tuple[Stuck, ...] = ()
    """Where lots were withdrawn: who is short of its entitlement, and the rows that one more lot would overdraw."""
    late: tuple[Late, ...] = ()
    """Who gets units after a period in which it could, and why not earlier."""

    @classmethod
    def nothing(cls, claims: Claims) -> Grants:
        """Nothing for anybody."""
        return cls(np.zeros((len(claims), len(claims.periods)), dtype=np.int64), {})


def grant(entitled: Entitled, seed: str, progress: Progress) -> Grants:
    """Grant whole lots, their periods and their co-purchases.

    Args:
        seed: the text that ties are drawn with.
    """
    return _Course(entitled, seed, progress).run()


class _Course:
    """One run from entitlements to purchases."""

    def __init__(self, entitled: Entitled, seed: str, progress: Progress) -> None:
        self._entitled, self._seed, self._progress = entitled, seed, progress
        self._claims, self._rows, self._merged = entitled.claims, entitled.rows, entitled.merged
        self._limits = lot_limits(entitled.merged)

    def run(self) -> Grants:
        fewer: list[Bound] = []
        least = 1
        while True:
            self._progress("whole lots", 0, None)
            handout, lot_cuts, wanted = self._lots(fewer)
            timetable = self._timetable()
            self._progress("timing", 0, None)
            delivered = timetable.schedule(handout.lots)
            if delivered is None:
                fewer.append(_one_less(self._merged, handout.lots * self._claims.lot))
                continue
            self._progress("co-purchases", 0, None)
            bought = purchase(self._claims, self._rows.purchases, delivered, self._seed, self._entitled.oracle.solver)
            if not isinstance(bought, Overdrawn):
                grants = Grants(delivered, bought, handout, tuple(lot_cuts), bool(fewer))
                return self._early(self._further(grants, wanted) if fewer else grants, timetable, wanted)
            fewer.append(self._less(bought, handout.lots * self._claims.lot, least))
            least *= 2

    def _timetable(self) -> Timetable:
        in_time = partial(self._entitled.oracle.in_time, limits=self._limits)
        return Timetable(self._claims, self._merged, self._seed, self._limits, list(self._entitled.seeds), in_time)

    def _further(self, grants: Grants, wanted: Shares) -> Grants:
        """The same with every lot that still fits, and what stands against all others."""
        handout = grants.handout
        if handout is None:
            return grants
        pools = [
            Pool(f"pool[{name}]", np.isin(self._merged.of, bound.types), bound.worth)
            for name, bound in self._entitled.filling.pools
        ]
        had = Granted(handout.lots, grants.delivered, grants.bought)
        now, stuck = hand_further(self._claims, self._rows, pools, self._seed, wanted, had)
        short = [at for way in stuck for at in way.applications]
        stops = [replace(stop, blocked=stop.blocked[np.isin(stop.blocked, short)]) for stop in handout.stops]
        left = replace(handout, lots=now.lots, stops=tuple(stop for stop in stops if len(stop.blocked)))
        return replace(grants, handout=left, delivered=now.delivered, bought=now.bought, stuck=tuple(stuck))

    def _early(self, grants: Grants, timetable: Timetable, wanted: Shares) -> Grants:
        """The same with the proofs that nothing can come earlier; without one, single lots are tried.

        What comes earlier may be bought otherwise and leave room for a lot that was withdrawn.
        """
        early = Earliness(self._claims, self._merged, timetable.limits, timetable.cuts, timetable.in_time)
        while True:
            found = early.proofs(grants.delivered)
            open_ = [(late.period, late.applications) for late in found if late.cut is None]
            if not open_ or grants.handout is None:
                return replace(grants, late=tuple(found))
            had = Granted(grants.handout.lots, grants.delivered, grants.bought)
            now = pull_forward(self._claims, self._rows, self._seed, open_, had)
            if now is None:
                return replace(grants, late=tuple(found))
            grants = replace(grants, delivered=now.delivered, bought=now.bought)
            if grants.withdrawn:
                grants = self._further(grants, wanted)

    def _lots(self, fewer: Sequence[Bound]) -> tuple[Handout, list[Cut | None], Shares]:
        filling, cuts, limits = self._entitled.filling, self._entitled.cuts, self._limits
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
            cut = self._entitled.oracle.at_all(units, limits)
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


def _one_less(merged: Merged, units: Integers) -> Bound:
    """At least one lot less in all: whole lots that cannot be delivered in time are too many."""
    total = sum(merged.totals(units))
    return in_lots(merged, Bound.of((ONE,) * len(merged.types), fmpq(total - 1)))
