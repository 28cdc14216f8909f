"""Lots: the list by which entitlements became whole lots, gone through again with the proof of every refusal."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from optimizer.certificate.alike import Alike, alike
from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, places
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.tallies import Kind, Tallies, Tally
from optimizer.plans import LotStop, Plan


def check_lots(facts: Facts, limits: Limits, division: Division, plan: Plan) -> int:
    """Check that whole lots were handed out by the list, and that a lot not handed out could not be; how many were not.

    Raises:
        Flaw: at the first lot for which that is not so.
    """
    seen = limits.seen_by({row for stop in plan.lot_stops for row in stop.rows}, facts)
    owing, pools = [footprint.classed >= 0 for footprint in seen.footprints], division.in_pools
    firms = (claim.firm if owing[at] else "" for claim, at in zip(facts.claims, seen.of, strict=True))
    parts = alike(zip(seen.of, (claim.lot for claim in facts.claims), pools.of, firms, strict=True))
    distinct = [Kind(footprint, lot, pools.distinct[pool], firm) for footprint, lot, pool, firm in parts.distinct]
    tallies, blocking = _tallies(plan.lot_stops, Tallies(facts, seen, division, distinct, _accepted(facts, limits)))
    kinds = Alike(parts.of, distinct)
    handout = _Handout(facts, division, kinds, [plan.awards[claim.id].units // claim.lot for claim in facts.claims])
    return handout.replay(tallies, blocking)


def _accepted(facts: Facts, limits: Limits) -> dict[str, set[str]]:
    """Firm to the domestic products that its claims accept and that count for what they owe."""
    accepted: dict[str, set[str]] = defaultdict(set)
    firms = facts.said.of("firm")
    for firm, index in set(zip(firms.of, limits.of, strict=True)):
        if (classed := limits.footprints[index].classed) >= 0:
            accepted[str(firms.distinct[firm])].update(product for product, _ in limits.classes[classed].worth)
    return accepted


def _tallies(stops: Sequence[LotStop], made: Tallies) -> tuple[list[Tally], dict[str, list[Tally]]]:
    """The distinct inequalities, and for each application those that are said to have blocked it."""
    known: dict[tuple[tuple[str, str], ...], list[Tally]] = {}
    blocking: dict[str, list[Tally]] = defaultdict(list)
    for number, stop in enumerate(stops):
        key = tuple(sorted(stop.rows.items()))
        if key not in known:
            try:
                known[key] = made.of(stop.rows)
            except Flaw as flaw:
                raise Flaw(f"lot stop {number + 1} of the plan: {flaw}") from None
        for name in stop.blocked:
            blocking[name] += known[key]
    return [tally for tallies in known.values() for tally in tallies], blocking


class _Handout:
    """The whole lots of each claim: those of its entitlement, and what it was granted."""

    def __init__(self, facts: Facts, division: Division, kinds: Alike[Kind], granted: list[int]) -> None:
        self._claims, self._kinds, self._granted = facts.claims, kinds, granted
        self._shares = alike(zip(division.histories.of, (claim.lot for claim in facts.claims), strict=True))
        self._whole: list[int] = []
        """For each distinct share of lots, its whole part."""
        rests = []
        for history, lot in self._shares.distinct:
            units = division.histories.distinct[history].units
            whole, rest = divmod(units.numerator, units.denominator * lot)
            self._whole.append(whole)
            rests.append((rest, units.denominator * lot))
        self._ranks = places(rests)
        self._drawn = facts.drawn

    def replay(self, tallies: Sequence[Tally], blocking: Mapping[str, Sequence[Tally]]) -> int:
        """Go through the list; how many lots on it were not granted."""
        depth = self._start(tallies)
        sure = [max(whole - depth, 0) for whole in self._whole]
        left = [granted - sure[share] for granted, share in zip(self._granted, self._shares.of, strict=True)]
        reached: dict[Kind, list[Tally]] = {kind: [] for kind in self._kinds.distinct}
        for tally in tallies:
            for kind in tally.kinds:
                reached[kind].append(tally)
        refused = 0
        for index in self._listed(depth):
            kind = self._kinds.distinct[self._kinds.of[index]]
            if left[index] > 0:
                left[index] -= 1
                for tally in reached[kind]:
                    tally.charge(kind)
            elif all(tally.fits(kind) for tally in blocking.get(self._claims[index].id, ())):
                name = self._claims[index].id
                raise Flaw(f"{name} is next in the list of lots, and nothing shows that no lot is left for it")
            else:
                refused += 1
        for claim, more in zip(self._claims, left, strict=True):
            if more:
                amount = f"{abs(more)} {'lot' if abs(more) == 1 else 'lots'}"
                raise Flaw(f"{claim.id} gets {amount} {'more' if more > 0 else 'fewer'} than the list has for it")
        return refused

    def _start(self, tallies: Sequence[Tally]) -> int:
        """How many whole lots of each entitlement are in doubt: as few as leave room for the others."""
        alike_in_both = Counter(zip(self._kinds.of, self._shares.of, strict=True))

        def fits(depth: int) -> bool:
            lots: dict[Kind, int] = defaultdict(int)
            for (kind, share), count in alike_in_both.items():
                lots[self._kinds.distinct[kind]] += max(self._whole[share] - depth, 0) * count
            rooms = [tally.start(lots) for tally in tallies]
            return all(rooms)

        most, depth = max(self._whole, default=0), 0
        while depth < most and not fits(depth):
            depth = 2 * depth + 1
        depth = bisect_left(range(min(depth, most)), x=True, lo=depth // 2, key=fits)
        fits(depth)
        return depth

    def _listed(self, depth: int) -> Iterable[int]:
        """The list: first the whole lots in doubt, a layer at a time, then one further lot for each remainder."""

        def place(index: int) -> tuple[int, str, bytes]:
            claim, rank = self._claims[index], self._ranks[self._shares.of[index]]
            return -rank, claim.submitted, self._drawn(claim.id)

        whole, rank = ([values[share] for share in self._shares.of] for values in (self._whole, self._ranks))
        order = sorted((at for at, most in enumerate(whole) if rank[at] or (most and depth)), key=place)
        for layer in reversed(range(depth)):
            yield from (index for index in order if whole[index] > layer)
        yield from (index for index in order if rank[index])
