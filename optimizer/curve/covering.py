"""Covering: a family of divisions and a range in, the stretches of it on which the same stops hold out, each proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flint import fmpq

from optimizer.curve.family import Course, Family, Moving
from optimizer.curve.runs import Run, read
from optimizer.curve.stays import CrookedError, Stay, stay
from optimizer.curve.tracing import NOTHING, Line, Stretch
from optimizer.progress import Progress
from optimizer.quantities import ZERO

PLACES = (fmpq(9, 20), fmpq(5, 8), fmpq(3, 11), fmpq(10, 13), fmpq(1, 2))
"""Where in a gap a division is made, as parts of it; the next, where something changes just at the one before."""
DOUBTS = 3
"""So often a gap is halved in which a division is found that is no straight line."""
PARTS = 1000
"""Progress is told in such parts of the range."""
FINEST = 2**40
"""Parts of the range that are too short to be told apart."""


@dataclass(frozen=True, slots=True)
class _Gap:
    low: fmpq
    high: fmpq
    doubts: int = 0


class Cover:
    """Covers a range by stretches, from any value on as far as its stops hold."""

    def __init__(self, family: Family, chosen: Sequence[int], keep: Callable[[Run], None], progress: Progress) -> None:
        self._family, self._chosen, self._keep, self._progress = family, chosen, keep, progress
        self.runs = 0

    def stretches(self, low: fmpq, high: fmpq, most_runs: int) -> tuple[list[Stretch], list[tuple[fmpq, fmpq]]]:
        """The stretches that are proved, those that are too short or too many; and the gaps that are not straight."""
        gaps, done = [_Gap(low, high)], ZERO
        found: list[Stretch] = []
        crooked: list[tuple[fmpq, fmpq]] = []
        while gaps:
            gap = gaps.pop()
            self._progress("curve", int(PARTS * done / (high - low)), PARTS)
            if gap.doubts > DOUBTS:
                crooked.append((gap.low, gap.high))
                done += gap.high - gap.low
                continue
            spent = self.runs >= most_runs or (gap.high - gap.low) * FINEST < high - low
            item = Stretch(gap.low, gap.high, None, "unresolved") if spent else self._stretch(gap)
            if isinstance(item, Stretch):
                found.append(item)
                done += item.high - item.low
                sides = _Gap(item.high, gap.high, gap.doubts), _Gap(gap.low, item.low, gap.doubts)
                gaps += [side for side in sides if side.low < side.high]
            else:
                gaps += [_Gap(item, gap.high, gap.doubts + 1), _Gap(gap.low, item, gap.doubts + 1)]
        return found, sorted(crooked)

    def _stretch(self, gap: _Gap) -> Stretch | fmpq:
        """A stretch inside a gap; or a value at which it has no line that goes on."""
        for part in PLACES:
            at = _short(gap.low + part * (gap.high - gap.low), (gap.high - gap.low) / 50)
            self.runs += 1
            course = self._family.course(at)
            self._keep(read(course, self._chosen))
            try:
                found = stay(course, self._family, self._chosen)
            except CrookedError:
                return at
            low, high = self._extent(course, found, gap.low - at, gap.high - at)
            if low < high:
                return _told(found, at, low, high)
        return at

    def _extent(self, course: Course, found: Stay, low: fmpq, high: fmpq) -> tuple[fmpq, fmpq]:
        """How far the division goes on, once nothing that it gives breaks an inequality at either end."""
        while True:
            low, high = found.ends(low, high)
            if not self._broken(course, found, low, high):
                return low, high

    def _broken(self, course: Course, found: Stay, low: fmpq, high: fmpq) -> bool:
        broken = False
        for units in found.units:
            for change in (low, high):
                if change:
                    cut = self._family.broken([item.by(change) for item in units], course.at + change)
                    if cut is not None:
                        found.breaks(units, cut, self._family.worth(cut, course.at))
                        broken = True
        return broken


def _told(found: Stay, at: fmpq, low: fmpq, high: fmpq) -> Stretch:
    line = NOTHING if found.watched is None else _line(found.watched, at)
    closed = found.closed(low), found.closed(high)
    return Stretch(at + low, at + high, line, "straight" if line.feasible else "infeasible", proved=True, closed=closed)


def _line(watched: Moving, at: fmpq) -> Line:
    return Line(watched.slope, watched.value - watched.slope * at)


def _short(about: fmpq, step: fmpq) -> fmpq:
    """A value near another that is a short decimal."""
    unit = fmpq(1)
    while unit * 10 <= step:
        unit *= 10
    while unit > step:
        unit /= 10
    return fmpq(int((about / unit).floor())) * unit


def touching(gaps: Sequence[tuple[fmpq, fmpq]]) -> Iterator[tuple[fmpq, fmpq]]:
    """Gaps in their order, those that touch put together."""
    low = high = None
    for start, end in gaps:
        if high is not None and low is not None and start != high:
            yield low, high
            low = None
        low, high = start if low is None else low, end
    if low is not None and high is not None:
        yield low, high
