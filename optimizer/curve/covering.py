"""Covering: a family of divisions and a range in, the stretches of it on which the same stops hold out, each proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flint import fmpq

from optimizer.curve.family import Family, Moving
from optimizer.curve.runs import Run, read
from optimizer.curve.stays import CrookedError, Stay, stay
from optimizer.curve.tracing import NOTHING, Kind, Line, Stretch, short
from optimizer.entitling.entitlements import Dropped
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
    """A part of the range in which the same dropped out so far, and how each of these divisions went there."""

    low: fmpq
    high: fmpq
    dropped: tuple[Dropped, ...] = ()
    stays: tuple[Stay, ...] = ()
    doubts: int = 0

    def beside(self, found: Stay) -> Iterator[_Gap]:
        """What is left of it beside a part of it."""
        for low, high in ((found.high, self.high), (self.low, found.low)):
            if low < high:
                yield replace(self, low=low, high=high)


class Cover:
    """Covers a range: as far as a filling goes on as it is from some value; inside that, the same for the next one."""

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
            item = Stretch(gap.low, gap.high, None, "unresolved") if spent else self._entered(gap, gaps)
            if item is not None:
                found.append(item)
                done += item.high - item.low
        return found, sorted(crooked)

    def _entered(self, gap: _Gap, gaps: list[_Gap]) -> Stretch | None:
        """A stretch of a gap where nobody drops out any more; all else that is left of the gap is put to the others."""
        wide = gap.high - gap.low
        places = [short(gap.low + part * wide, wide / 50) for part in PLACES]
        before = [item.at for item in gap.stays[-1:] if gap.low < item.at < gap.high]
        at = gap.low
        for at in (*before, *places):
            self.runs += 1
            course, out = self._family.fill(at, gap.dropped)
            try:
                found = stay(course, out, self._family, self._chosen, (gap.low, gap.high))
            except CrookedError:
                break
            if found.low < found.high:
                gaps += gap.beside(found)
                stays = (*gap.stays, found)
                if out is not None:
                    gaps.append(_Gap(found.low, found.high, (*gap.dropped, out), stays, gap.doubts))
                    return None
                self._keep(read(course, self._chosen))
                return _told(stays)
        sides = (gap.low, at), (at, gap.high)
        gaps += [replace(gap, low=low, high=high, doubts=gap.doubts + 1) for low, high in sides if low < high]
        return None


def _told(stays: Sequence[Stay]) -> Stretch:
    found = stays[-1]
    line = NOTHING if found.watched is None else _line(found.watched, found.at)
    low, high = (all(item.closed(end) for item in stays) for end in (found.low, found.high))
    kind: Kind = "straight" if line.feasible else "infeasible"
    return Stretch(found.low, found.high, line, kind, proved=True, closed=(low, high))


def _line(watched: Moving, at: fmpq) -> Line:
    return Line(watched.slope, watched.value - watched.slope * at)


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
