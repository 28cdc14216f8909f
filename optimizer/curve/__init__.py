"""Curves: a scenario, one figure of it and a name in; what the name gets as an exact function of the figure out.

As long as the same rows stop the same applications, entitlements are straight lines in a limit. The curve finds those
lines, and where each ends, by exact runs; it is no grid. Awards follow the entitlements by less than a lot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import partial
from itertools import pairwise

from flint import fmpq

from optimizer.curve.covering import Cover, touching
from optimizer.curve.family import Family, afresh
from optimizer.curve.figures import Path, Range, admissible, moves_limits, range_of, watched
from optimizer.curve.runs import Run, read
from optimizer.curve.shape import Break, Curve, CurvePoint, Piece
from optimizer.curve.tracing import Known, Stretch, Tracer
from optimizer.curve.words import sentence
from optimizer.errors import CheckError
from optimizer.planning import plan
from optimizer.progress import Progress, silent
from optimizer.quantities import ZERO, exact_number, figure, rational, written
from optimizer.repairs.changes import with_figure
from optimizer.scenario import Scenario
from optimizer.screening import screen

__all__ = ["Break", "Curve", "CurvePoint", "Piece", "curve"]

MOST_RUNS = 5_000
GRID = 24
"""Points of a figure that is no limit."""
FINE = 20
"""Two lines all but touch if what lies between them is a part of the range of at most one in 2 to the power of this."""

PROVED = (
    "All of it is proved: every part of a line was proved by inequalities of its own, which stop the same applications "
    "all along that part, and what it gives can be delivered at both of its ends, hence everywhere between them. "
    "Nothing else changes for {name} here."
)
FOUND = (
    "Lines that are not proved were found: each runs through exact points near its ends and between them, and through "
    "one whole plan that passed its checks, if it is long enough to hold a figure that may stand in a scenario. That "
    "nothing else lies between those points is not proved."
)
POINTS = (
    "This figure is no limit, so that what it gives need not be straight anywhere: each point is a whole plan that "
    "passed its checks, and nothing is said of what lies between them."
)


def curve(  # noqa: PLR0913 - a figure, a name and a range
    scenario: Scenario,
    path: Path,
    name: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    *,
    progress: Progress = silent,
    most_runs: int = MOST_RUNS,
) -> Curve:
    """What an application, a firm, an owner or all (`total`) get, as a function of one figure of a scenario.

    Args:
        path: where the figure stands, e.g. ("policy", "rules", "national_quota", "limit").
        name: whose entitlement is followed.
        low: where to begin; half of what the figure is now, if not given.
        high: where to end; half as much again, if not given.
        most_runs: stretches that are not known by then are left unresolved, and say so.

    Raises:
        InputError: if there is no such figure or name, or the range is none.
        CheckError: if a plan fails its checks, or lies beside its line.
    """
    within = range_of(scenario, path, low, high)
    watched(screen(scenario).claims, name)
    return _Following(scenario, within, name, progress, most_runs).curve()


class _Following:
    """One curve on its way."""

    def __init__(self, scenario: Scenario, within: Range, name: str, progress: Progress, most_runs: int) -> None:
        self._scenario, self._within, self._name = scenario, within, name
        self._progress, self._most_runs = progress, most_runs
        self._known = Known(self._run)
        self._ends_at: dict[fmpq, fmpq | None] = {}
        """What is known at the ends of lines that hold there."""
        self._family = (
            Family(scenario, within.path, within.low, within.high) if moves_limits(scenario, within.path) else None
        )

    def _run(self, at: fmpq) -> Run:
        self._progress("curve", len(self._known.runs), None)
        family = self._family
        course = afresh(self._scenario, self._within.path, at) if family is None else family.course(at)
        return read(course, watched(course.claims, self._name))

    def curve(self) -> Curve:
        if self._within.kind == "points":
            return self._written([], [], list(self._grid()), POINTS)
        stretches = self._stretches()
        for item in stretches:
            ends = zip((item.low, item.high), item.closed, strict=True)
            self._ends_at |= {at: item.line.at(at) for at, closed in ends if closed and item.line is not None}
        pieces = [self._piece(item) for item in stretches]
        lines = [item for item in stretches if item.line is not None]
        breaks = [item for pair in pairwise(lines) for item in self._breaks(*pair)]
        claim = PROVED.format(name=self._name) if all(piece.proved for piece in pieces) else FOUND
        return self._written(pieces, breaks, list(self._ends()), claim)

    def _stretches(self) -> list[Stretch]:
        """The range from its low to its high end: what can be proved, and between that what is found."""
        within = self._within
        found: list[Stretch] = []
        crooked = [(within.low, within.high)]
        if self._family is not None and all(step.divide != "maximize" for step in self._family.steps):
            chosen = watched(self._family.claims, self._name)
            cover = Cover(self._family, chosen, self._known.keep, self._progress)
            found, crooked = cover.stretches(within.low, within.high, self._most_runs)
        for gap in touching(crooked):
            found += Tracer(self._known, partial(admissible, within), gap, self._most_runs).stretches()
        return self._known.joined(sorted(found, key=lambda item: item.low))

    def _written(self, pieces: list[Piece], breaks: list[Break], points: list[CurvePoint], claim: str) -> Curve:
        within = self._within
        return Curve(
            scenario_digest=self._scenario.digest,
            path=".".join(within.path),
            watched=self._name,
            now=written(rational(within.now)),
            kind=within.kind,
            pieces=pieces,
            breaks=breaks,
            points=points,
            runs=len(self._known.runs) + len(points) + sum(piece.checked is not None for piece in pieces),
            claim=claim,
        )

    def _grid(self) -> Iterator[CurvePoint]:
        """Plans at equal distances, whole lots where the figure is units of an application."""
        low, high, step = self._within.low, self._within.high, fmpq(self._within.step)
        wide = (high - low) / GRID
        if self._within.whole:
            wide = max(step, fmpq(int((wide / step).ceil())) * step)
            low, high = fmpq(int((low / step).ceil())) * step, fmpq(int((high / step).floor())) * step
        places = {low + index * wide for index in range(GRID + 1)} | {high, rational(self._within.now)}
        inside = sorted(x for x in places if self._within.low <= x <= high)
        for number, at in enumerate(inside):
            self._progress("curve", number, len(inside))
            yield self._planned(admissible(self._within, at, wide))

    def _ends(self) -> Iterator[CurvePoint]:
        """Plans at the ends of the range, and at the figure as it is."""
        within = self._within
        now = rational(within.now)
        for at in sorted({within.low, within.high, now}):
            if within.low <= at <= within.high and admissible(within, at, fmpq(1, 10**12)) == at:
                yield self._planned(at)

    def _planned(self, at: fmpq) -> CurvePoint:
        """A whole plan at a value that may stand in a scenario."""
        changed = with_figure(self._scenario, self._within.path, exact_number(written(at)))
        facts = Scenario.parse(changed.document())
        found = plan(facts, drop_outs=False)
        if found.conflict is not None:
            return CurvePoint(at=written(at), entitlement=None)
        awards = [
            award
            for application, award in found.awards.items()
            if self._name in {application, award.firm, award.group, "total"}
        ]
        if self._name in found.awards:
            awards = [found.awards[self._name]]
        entitlement = sum((figure(award.entitlement) for award in awards), ZERO)
        return CurvePoint(at=written(at), entitlement=written(entitlement), units=sum(award.units for award in awards))

    def _piece(self, stretch: Stretch) -> Piece:
        low, high, line = stretch.low, stretch.high, stretch.line
        known = {"start": written(low), "end": written(high), "kind": stretch.kind, "proved": stretch.proved}
        if line is None or not line.feasible:
            return Piece.model_validate(known)
        start, end = line.at(low), line.at(high)
        assert start is not None  # noqa: S101 - a feasible line has values
        assert end is not None  # noqa: S101
        return Piece(
            start=written(low),
            end=written(high),
            kind="straight",
            proved=stretch.proved,
            at_start=written(start),
            at_end=written(end),
            slope=written(line.slope),
            closed_start=self._value(low) == start,
            closed_end=self._value(high) == end,
            limits=self._limits(stretch),
            checked=None if stretch.proved else self._checked(stretch),
        )

    def _limits(self, stretch: Stretch) -> list[str]:
        """The rows that stop the award on a stretch: those of all its parts, in each of which a division was made."""
        self._beside(stretch, (stretch.low + stretch.high) / 2)
        inside = (run for at, run in self._known.runs.items() if stretch.low < at < stretch.high)
        return sorted({row for run in inside for row in run.limits})

    def _value(self, at: fmpq) -> fmpq | None:
        """The function at an end of a line."""
        return self._ends_at[at] if at in self._ends_at else self._known.at(at).value

    def _beside(self, stretch: Stretch, at: fmpq) -> Run:
        """The division inside a stretch that is nearest to a value, of those that have been made."""
        inside = [x for x in self._known.runs if stretch.low < x < stretch.high]
        return self._known.at(min(inside, key=lambda x: (abs(x - at), x), default=(stretch.low + stretch.high) / 2))

    def _middle(self, stretch: Stretch) -> fmpq:
        """A value about the middle of a stretch, one that may stand in a scenario if there is any."""
        wide = stretch.high - stretch.low
        at = admissible(self._within, stretch.low + wide / 2, wide / 100)
        return at if stretch.low < at < stretch.high else stretch.low + wide / 2

    def _checked(self, stretch: Stretch) -> CurvePoint | None:
        """A whole plan on a line, at a value between its ends that may stand in a scenario, if there is one."""
        at = self._middle(stretch)
        if stretch.line is None or admissible(self._within, at, (stretch.high - stretch.low) / 100) != at:
            return None
        point = self._planned(at)
        on_line = stretch.line.at(at)
        if point.entitlement is None or on_line is None or figure(point.entitlement) != on_line:
            raise CheckError(f"A plan at {point.at} gives {point.entitlement}, where the curve says {on_line}.")
        return point

    def _breaks(self, before: Stretch, after: Stretch) -> Iterator[Break]:
        """What changes from one line to the next, where they touch or all but touch."""
        gap = after.low - before.high
        if before.line is None or after.line is None or gap * 2**FINE > self._within.high - self._within.low:
            return
        left, right = self._beside(before, before.high), self._beside(after, after.low)
        here = self._value(after.low)
        ends, begins = _less(left.limits, right.limits), _less(right.limits, left.limits)
        item = Break(
            at=written(after.low),
            since=written(before.high) if gap else None,
            kind="bend" if not gap and before.line.at(after.low) == after.line.at(after.low) else "jump",
            entitlement=None if here is None else written(here),
            ends=ends,
            begins=begins,
            leaves=_less(right.dropped, left.dropped),
            returns=_less(left.dropped, right.dropped),
            sentence="",
        )
        if not ends and not begins:
            out = left.dropped | right.dropped
            item = item.model_copy(
                update={
                    "elsewhere": sorted(left.stops ^ right.stops),
                    "satisfied": _less(right.whole, left.whole | out),
                    "cut": _less(left.whole, right.whole | out),
                    "started": _less(left.nothing, right.nothing | out),
                    "emptied": _less(right.nothing, left.nothing | out),
                }
            )
        yield item.model_copy(update={"sentence": sentence(item, self._name)})


def _less(names: Collection[str], others: Collection[str]) -> list[str]:
    return sorted(set(names) - set(others))
