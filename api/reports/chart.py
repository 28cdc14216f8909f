"""A chart: bars under a title, with a sentence for those who do not see it. What it draws, a table beside it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 40
"""No chart has more bars than this: the last ones are told in figures."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart."""

    label: str
    filled: float
    """How long the filled part is."""
    figures: str
    """The same in figures."""
    start: float = 0
    """Where the filled part begins."""
    whole: float | None = None
    """What the filled part is a part of, measured from 0: an outline."""
    mark: float | None = None
    """A limit, measured from 0: a line across."""
    note: str = ""
    """A few words below the bar."""

    @property
    def end(self) -> float:
        """The furthest point that is drawn."""
        return max(self.start + self.filled, self.whole or 0, self.mark or 0)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one scale that begins at 0."""

    title: str
    sentence: str
    """What it shows, in words."""
    bars: tuple[Bar, ...]
    filled: str
    """What the filled part of a bar is."""
    whole: str = ""
    """What the outline is; empty if no bar has one."""
    mark: str = ""
    """What the line across is; empty if no bar has one."""

    @property
    def end(self) -> float:
        """The furthest point that is drawn; never 0."""
        return max((bar.end for bar in self.bars), default=0) or 1


def few(bars: Sequence[Bar], noun: str) -> tuple[Bar, ...]:
    """At most `MOST_BARS` bars: the last ones as one line of figures, since their bar would dwarf all others."""
    if len(bars) <= MOST_BARS:
        return tuple(bars)
    rest = bars[MOST_BARS - 1 :]
    filled, whole = sum(bar.filled for bar in rest), sum(bar.whole or 0 for bar in rest)
    figures = f"{filled:,.0f} of {whole:,.0f}" if whole else f"{filled:,.0f}"
    return *bars[: MOST_BARS - 1], Bar(f"{len(rest):,} other {noun}", 0, figures, note="not drawn")
