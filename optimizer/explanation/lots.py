"""Reasons about whole lots: what of an entitlement was granted, and why no lot less and no lot more."""

from __future__ import annotations

from typing import Literal

from optimizer.explanation.reasons import FEWEST, Code, Reason
from optimizer.plans import Exact


class Lots(Reason):
    """An entitlement in whole lots."""

    entitlement: Exact
    lot: int
    whole: int
    """Whole lots of the entitlement."""


class FurtherLot(Lots):
    """The last part of a lot was made up to a whole one."""

    code: Literal[Code.FURTHER_LOT] = Code.FURTHER_LOT
    rest: Exact
    """Units beyond whole lots."""


class Blocked(Lots):
    """A lot was not granted, because limits had no room left for one."""

    rows: list[str]
    """The limits that it draws on itself."""
    beside: list[str]
    """Limits that are full together with them, on which only others draw."""

    pooled: str | None = None
    """The round whose pool it was, if it was one; then those who take part there have so much together."""
    together: Exact | None = None
    """Units that these may have in all: the pool, and what other rounds give them."""
    had: int | None = None
    """Units granted to these."""

    def for_applicant(self) -> Blocked:
        """Limits of others are not told, nor what others have together."""
        return self.model_copy(update={"beside": [], "together": None, "had": None})


class NoFurtherLot(Blocked):
    """The last part of a lot was not granted."""

    code: Literal[Code.NO_FURTHER_LOT] = Code.NO_FURTHER_LOT
    rest: Exact
    """Units beyond whole lots."""


class FewerLots(Blocked):
    """Not even the whole lots of an entitlement were granted."""

    code: Literal[Code.FEWER_LOTS] = Code.FEWER_LOTS
    granted: int
    """Lots granted."""


class Draw(Reason):
    """A tie for a lot was decided by a draw that anybody can repeat."""

    applications: list[str]
    """Others with the same remainder, the same day of submission, and the other outcome."""
    count: int | None
    firms: int | None
    seed: str

    def for_applicant(self) -> Draw:
        """That there was a draw may be told; among how few, not."""
        few = self.firms is None or self.firms < FEWEST
        return self.model_copy(update={"applications": []} | ({"count": None, "firms": None} if few else {}))


class DrawWon(Draw):
    """The draw put it before others."""

    code: Literal[Code.DRAW_WON] = Code.DRAW_WON


class DrawLost(Draw):
    """The draw put others before it."""

    code: Literal[Code.DRAW_LOST] = Code.DRAW_LOST


class Granted(Reason):
    """What an application is granted in the end."""

    code: Literal[Code.GRANTED] = Code.GRANTED
    units: int
    periods: dict[str, int]
    """Units in each period that has any."""
