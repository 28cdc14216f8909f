"""Changes: one figure of a scenario that could be another, and the steps by which it may be moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flint import fmpq
from pydantic import BaseModel

from optimizer.quantities import LARGEST, Figure, exact_number, rational, written
from optimizer.scenario import Scenario

HUNDREDTHS = 100
"""Ratios and shares move by hundredths."""

UNIT_WORDS = {"tpp": "TPP", "price_usd": "US dollars"}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a scenario that could be another.

    After k steps, at least one, it is (start + k step) / parts.
    """

    path: tuple[str, ...]
    now: Figure
    start: int
    """What stands there now, in parts, cut towards the first step."""
    step: int
    parts: int
    most: int
    """Steps after which more would change nothing, or would no longer make sense."""
    words: str
    """What is done to which figure: 'raise national_quota'."""
    unit: str = ""

    def figure(self, steps: int) -> Figure:
        """What the figure is after some steps."""
        return exact_number(written(fmpq(self.start + steps * self.step, self.parts))) if steps else self.now

    def made(self, scenario: Scenario, steps: int) -> Scenario:
        """A scenario after some steps, which is not checked again."""
        return with_figure(scenario, self.path, self.figure(steps))

    def extent(self, steps: int) -> tuple[bool, fmpq, tuple[str, ...]]:
        """How large some steps are against what stands there now, to compare by; from nothing comes last."""
        now, to = rational(self.now), rational(self.figure(steps))
        return now == 0, abs(to - now) / (now or 1), self.path

    def sentence(self, steps: int) -> str:
        """What is to be done: 'raise national_quota from 1,000 to 1,200 units'."""
        return f"{self.words} from {self.now:,} to {self.figure(steps):,} {self.unit}".rstrip()


def with_figure(scenario: Scenario, path: Sequence[str], figure: Figure) -> Scenario:
    """A scenario with another figure at a path, which is not checked again and need not be a decimal."""
    changed: Scenario = _with(scenario, path, figure)
    return changed


def with_period(scenario: Scenario, path: Sequence[str], period: str) -> Scenario:
    """A scenario with another period at a path."""
    changed: Scenario = _with(scenario, ["from_" if name == "from" else name for name in path], period)
    return changed


def _with(part: Any, path: Sequence[str], figure: Figure | str) -> Any:
    if not path:
        return figure
    name, rest = path[0], path[1:]
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: _with(getattr(part, name), rest, figure)})
    return {**part, name: _with(part.get(name), rest, figure)}


def raised(path: tuple[str, ...], now: Figure, bound: fmpq, words: str, unit: str) -> Change:
    """A figure that may go up to a bound, one by one."""
    start = int(rational(now).floor())
    most = int(min(bound, fmpq(LARGEST)).ceil()) - start
    return Change(path, now, start, 1, 1, most, f"raise {words}", UNIT_WORDS.get(unit, unit))


def lowered_by_hundredths(path: tuple[str, ...], now: int | Decimal, least: int, words: str) -> Change:
    """A ratio or a share that may go down to some hundredths."""
    start = int((rational(now) * HUNDREDTHS).ceil())
    return Change(path, now, start, -1, HUNDREDTHS, start - least, f"lower {words}")


def stated(figure: Figure) -> int | str:
    """A figure as it stands in an answer."""
    return figure if isinstance(figure, int) else written(rational(figure))
