"""Tracing: a function that is exact at every point in, the straight lines that it is made of out.

Two points of a stretch, close together near each of its ends, give the exact lines there. If both are one line, it is
tried at points between; if they meet, they are tried on both sides of where they meet; if what is about to give way
(a minimum, a guarantee) would give way between them, they are tried on both sides of that point. What does not hold is
split, until the stretches are too short to be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from flint import fmpq

from optimizer.curve.runs import Run
from optimizer.quantities import ZERO

PROBE = fmpq(1, 64)
"""Distance of the points near an end, as a part of the stretch."""
NEAR_ENOUGH = 8
"""Points count as near an end of a stretch that is so many times as long as they are away from it."""
BESIDE = fmpq(1, 4096)
"""Distance from a point where a line is thought to end at which it is tried, as a part of the line: what is shorter and
hides there is overlooked."""
BETWEEN, BEFORE, AFTER = (fmpq(7, 16), fmpq(13, 16)), (fmpq(7, 16), 1 - BESIDE), (BESIDE, fmpq(7, 16))
"""Where a line is tried that is known from both ends, from the low end only, and from the high end only."""
UNTOLD = 16
"""A stretch that has been split all but so many times may have one line even if not the same drop out all along it."""
AUDITED = (fmpq(1, 5), fmpq(2, 3), fmpq(6, 7))
"""Where a line is tried once more beside its middle when all are known, as parts of it."""
MOST_HALVINGS = 24
"""A stretch is not split further than to a part of the range of one in 2 to the power of this."""
NEAREST, FINER = fmpq(1, 1000), 2**13
"""Nothing is looked for between points closer than this, or than so small a part of a range where that is less."""
LONGEST = 2**128
"""A stretch is not split at a value with a larger denominator, which would only grow, but at a short one near it."""
STRAIGHTLESS = 4
"""So many times a stretch on which the same rows stop everybody is split before it counts as curved."""


@dataclass(frozen=True, slots=True)
class Line:
    """value = slope * at + height; no value at all where a guarantee cannot be met."""

    slope: fmpq
    height: fmpq
    feasible: bool = True

    def at(self, x: fmpq) -> fmpq | None:
        """The value on the line."""
        return self.slope * x + self.height if self.feasible else None


NOTHING = Line(ZERO, ZERO, feasible=False)

Kind = Literal["straight", "infeasible", "curved", "unresolved"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the range, and the line on it; without one where none was found."""

    low: fmpq
    high: fmpq
    line: Line | None
    kind: Kind
    proved: bool = False
    """Whether it is known to be so at every point, and not only at those that were tried."""
    closed: tuple[bool, bool] = (False, False)
    """Whether the line is known to hold at the very ends as well; what is not known may still be so."""


class Known:
    """A function at the points at which it has been worked out."""

    def __init__(self, run: Callable[[fmpq], Run]) -> None:
        self._run = run
        self.runs: dict[fmpq, Run] = {}

    def at(self, x: fmpq) -> Run:
        """The function at a point."""
        if x not in self.runs:
            self.runs[x] = self._run(x)
        return self.runs[x]

    def keep(self, run: Run) -> None:
        """Know the function at one more point."""
        self.runs[run.at] = run

    def joined(self, stretches: Iterable[Stretch]) -> list[Stretch]:
        """Stretches in their order, those that are one line put together."""
        found: list[Stretch] = []
        for item in stretches:
            if found and self._goes_on(found[-1], item):
                proved, closed = found[-1].proved and item.proved, (found[-1].closed[0], item.closed[1])
                found[-1] = replace(found[-1], high=item.high, proved=proved, closed=closed)
            else:
                found.append(item)
        return found

    def _goes_on(self, before: Stretch, after: Stretch) -> bool:
        """Whether one stretch is the same as the one before it, and so is the point between them."""
        if before.kind != after.kind or before.line != after.line or before.high != after.low:
            return False
        if before.line is None or before.closed[1] or after.closed[0]:
            return True
        return self.at(after.low).value == before.line.at(after.low)


@dataclass(frozen=True, slots=True)
class End:
    """Two points near one end of a stretch, and the line through them; None if only one of them has a value."""

    near: fmpq
    far: fmpq
    line: Line | None


Ends = tuple[End | None, End | None]
"""What is known of the lines at the low and the high end of a stretch."""


class Tracer:
    """Finds the lines of one function over one range, at the fewest points that it can."""

    def __init__(
        self, known: Known, nearest: Callable[[fmpq, fmpq], fmpq], ends: tuple[fmpq, fmpq], most_runs: int
    ) -> None:
        self._points, self._nearest, self._most_runs = known, nearest, most_runs
        self.at = known.at
        self._low, self._high = ends
        wide = self._high - self._low
        self._finest = max(wide / 2**MOST_HALVINGS, min(NEAREST, wide / FINER))

    @property
    def runs(self) -> int:
        """Points at which the function was worked out."""
        return len(self._points.runs)

    def stretches(self) -> list[Stretch]:
        """The range from its low to its high end, each line as long as it holds."""
        found = self._points.joined(self._traced(self._low, self._high, (None, None), STRAIGHTLESS))
        while True:
            doubts = ((item, self._doubt(item)) for item in found)
            doubtful = {item: at for item, at in doubts if at is not None}
            if not doubtful or self.runs >= self._most_runs:
                return [replace(item, line=None, kind="unresolved") if item in doubtful else item for item in found]
            found = self._points.joined(chain.from_iterable(self._again(item, doubtful.get(item)) for item in found))

    def middle(self, stretch: Stretch) -> fmpq:
        """A point about the middle of a stretch, one that may stand in a scenario if there is any."""
        wide = stretch.high - stretch.low
        at = self._nearest(stretch.low + wide / 2, wide / 100)
        return at if stretch.low < at < stretch.high else stretch.low + wide / 2

    def _doubt(self, stretch: Stretch) -> fmpq | None:
        """A point of a stretch that is not on its line, if one is found."""
        if stretch.line is None:
            return None
        wide = stretch.high - stretch.low
        tried = (self.middle(stretch), *(stretch.low + part * wide for part in AUDITED))
        return next((x for x in tried if self.at(x).value != stretch.line.at(x)), None)

    def _again(self, stretch: Stretch, middle: fmpq | None) -> Iterator[Stretch]:
        """A stretch as it is, or from anew on both sides of a point at which its line does not hold."""
        if middle is None:
            yield stretch
            return
        yield from self._traced(stretch.low, middle, (None, None), STRAIGHTLESS)
        yield from self._traced(middle, stretch.high, (None, None), STRAIGHTLESS)

    def _traced(self, low: fmpq, high: fmpq, known: Ends, patience: int) -> Iterator[Stretch]:
        """The stretches between two points, given what is known of the lines at both of them."""
        first, last = self._ends(low, high, known)
        left, right = first.line, last.line
        if left == right and self._holds(left, low, high, BETWEEN):
            yield _straight(low, high, left)
            return
        guesses = [*_meeting(left, right, low, high), *self._giving_way(first, last, low, high)]
        for between in guesses:
            if self._holds(left, low, between, BEFORE) and self._holds(right, between, high, AFTER):
                yield _straight(low, between, left)
                yield _straight(between, high, right)
                return
        wide = high - low
        alike = len({self.at(x).shape for x in (first.near, (low + high) / 2, last.near)}) == 1
        patience = patience - 1 if alike else STRAIGHTLESS
        if wide <= self._finest or self.runs >= self._most_runs:
            yield Stretch(low, high, None, "unresolved")
        elif not patience:
            yield Stretch(low, high, None, "curved")
        else:
            inside = (x for x in guesses if low + wide / 8 < x < high - wide / 8)
            middle = next(inside, (low + high) / 2)
            if middle.q > LONGEST:
                middle = short(middle, wide / 1000)
            yield from self._traced(low, middle, (first, None), patience)
            yield from self._traced(middle, high, (None, last), patience)

    def _ends(self, low: fmpq, high: fmpq, known: Ends) -> tuple[End, End]:
        """The lines at both ends: those that are known from points near enough, the others from new points."""
        wide, step = high - low, (high - low) * PROBE
        left, right = known
        if left is None or left.far - low > wide / NEAR_ENOUGH:
            left = End(low + step, low + 2 * step, self._line(low + step, low + 2 * step))
        if right is None or high - right.far > wide / NEAR_ENOUGH:
            right = End(high - step, high - 2 * step, self._line(high - 2 * step, high - step))
        return left, right

    def _line(self, one: fmpq, other: fmpq) -> Line | None:
        """The line through two points; None if only one of them has a value."""
        start, end = self.at(one).value, self.at(other).value
        if start is None or end is None:
            return NOTHING if start is None and end is None else None
        slope = (end - start) / (other - one)
        return Line(slope, start - slope * one)

    def _holds(self, line: Line | None, low: fmpq, high: fmpq, parts: tuple[fmpq, ...]) -> bool:
        """Whether points lie on a line, those that are such parts of the way from one end to the other.

        If not the same applications dropped out at all that is known between, something else may lie between as well.
        """
        if line is None or any(self.at(x).value != line.at(x) for x in (low + part * (high - low) for part in parts)):
            return False
        dropped = {run.dropped for x, run in self._points.runs.items() if low < x < high}
        return len(dropped) == 1 or high - low <= self._finest * 2**UNTOLD

    def _giving_way(self, left: End, right: End, low: fmpq, high: fmpq) -> list[fmpq]:
        """The nearest point, seen from each end, at which something that is told of there gives way."""
        found = []
        for end, nearest in ((left, min), (right, max)):
            near, far = self.at(end.near).margins, self.at(end.far).margins
            zeros = [
                end.near - near[name] * (end.far - end.near) / (far[name] - near[name])
                for name in near.keys() & far.keys()
                if near[name] != far[name]
            ]
            inside = [x for x in zeros if low < x < high]
            found += [nearest(inside)] if inside else []
        return found


def _meeting(left: Line | None, right: Line | None, low: fmpq, high: fmpq) -> list[fmpq]:
    """Where two lines meet, if that is between the ends."""
    if left is None or right is None or not (left.feasible and right.feasible) or left.slope == right.slope:
        return []
    x = (right.height - left.height) / (left.slope - right.slope)
    return [x] if low < x < high else []


def _straight(low: fmpq, high: fmpq, line: Line | None) -> Stretch:
    return Stretch(low, high, line, "straight" if line is not None and line.feasible else "infeasible")


def short(about: fmpq, step: fmpq) -> fmpq:
    """A value near another that is a short decimal."""
    unit = fmpq(1)
    while unit * 10 <= step:
        unit *= 10
    while unit > step:
        unit /= 10
    return fmpq(int((about / unit).floor())) * unit
