"""Reasons for a stop: the measure that the round compares by, the limits, and the others that these are shared with."""

from __future__ import annotations

from typing import Literal

from optimizer.explanation.reasons import FEWEST, Code, Reason
from optimizer.plans import Exact


class Measure(Reason):
    """What a round holds alike between those that stop at the same level."""

    round: str
    claimant: str
    """Between whom: group, firm or application."""
    weight: str | None
    """The attribute that they are compared per, if any."""
    sisters: int | None
    """Other firms of the same claimant."""


class SameShare(Measure):
    """Everybody gets the same share of what it could still get."""

    code: Literal[Code.SAME_SHARE] = Code.SAME_SHARE
    share: Exact


class _Alike(Measure):
    """Everybody gets, or goes without, the same number of units."""

    units: Exact | None

    def for_applicant(self) -> Measure:
        """Of a claimant with one or two other firms, the units of all would tell theirs."""
        few = self.sisters is None or 0 < self.sisters < FEWEST
        return self.model_copy(update={"sisters": None} | ({"units": None} if few else {}))


class SameAward(_Alike):
    """Everybody gets the same number of units, or all that it could still get."""

    code: Literal[Code.SAME_AWARD] = Code.SAME_AWARD


class SameLoss(_Alike):
    """Everybody goes without the same number of units, or without all that it could still get."""

    code: Literal[Code.SAME_LOSS] = Code.SAME_LOSS


class SameAwardToHalf(_Alike):
    """Everybody gets the same number of units, or half of what it could still get."""

    code: Literal[Code.SAME_AWARD_TO_HALF] = Code.SAME_AWARD_TO_HALF


class SameLossFromHalf(_Alike):
    """Everybody goes without the same number of units, or without half of what it could still get."""

    code: Literal[Code.SAME_LOSS_FROM_HALF] = Code.SAME_LOSS_FROM_HALF


class BestTotal(Reason):
    """The round gives where the score-weighted total is largest."""

    code: Literal[Code.BEST_TOTAL] = Code.BEST_TOTAL
    round: str
    attribute: str
    score: Exact | None


class LimitedByCap(Reason):
    """A limit of the policy that stopped it."""

    code: Literal[Code.LIMITED_BY_CAP] = Code.LIMITED_BY_CAP
    row: str
    rule: str
    share: Exact
    """Its part of the stop."""
    limit: Exact | None
    used: Exact | None
    unit: str
    firms: int | None
    """Other firms whose claims the row counts."""
    brought: bool = False
    """Whether the limit is a sum of figures that firms bring."""

    def for_applicant(self) -> LimitedByCap:
        """What one or two others use together is not told, nor what they bring."""
        few = self.firms is None or 0 < self.firms < FEWEST
        hidden = {"firms": None} | ({"used": None} if few else {}) | ({"limit": None} if few and self.brought else {})
        return self.model_copy(update=hidden)


class LimitedByPool(Reason):
    """The pool of the round stopped it."""

    code: Literal[Code.LIMITED_BY_POOL] = Code.LIMITED_BY_POOL
    row: str
    round: str
    share: Exact
    pool: Exact


class LimitedBySupply(Reason):
    """Not enough of a domestic product can be made in time."""

    code: Literal[Code.LIMITED_BY_SUPPLY] = Code.LIMITED_BY_SUPPLY
    row: str
    product: str
    period: str
    share: Exact
    limit: Exact
    """Units that makers can deliver up to then."""
    used: Exact | None
    firms: int | None
    """Other firms that owe purchases it may be bought for."""

    def for_applicant(self) -> LimitedBySupply:
        """What one or two others buy is not told."""
        few = self.firms is None or 0 < self.firms < FEWEST
        return self.model_copy(update={"firms": None} | ({"used": None} if few else {}))


class LimitedByCredit(Reason):
    """What the firm bought before is used up."""

    code: Literal[Code.LIMITED_BY_CREDIT] = Code.LIMITED_BY_CREDIT
    row: str
    product: str
    share: Exact
    units: int


class LimitedByNothingToBuy(Reason):
    """It owes a purchase, and none of the products it accepts counts."""

    code: Literal[Code.LIMITED_BY_NOTHING_TO_BUY] = Code.LIMITED_BY_NOTHING_TO_BUY
    row: str
    rule: str
    share: Exact


class Beside(Reason):
    """Limits without a part in the stop that every unit of the application draws on and that are used up as well."""

    round: str
    rows: list[str]
    limits: list[str]
    """The limits that account for the stop."""


class StopsToo(Beside):
    """Limits that nobody drew on who came further: after what had been given before, each alone stops it there."""

    code: Literal[Code.STOPS_TOO] = Code.STOPS_TOO


class UsedUpToo(Beside):
    """Limits that others, who went further, used up in the end."""

    code: Literal[Code.USED_UP_TOO] = Code.USED_UP_TOO


class Obliged(Reason):
    """The co-purchase that each unit obliges to."""

    code: Literal[Code.OBLIGED] = Code.OBLIGED
    rule: str
    firm: str
    units: Exact | None
    """Units to buy for each unit imported."""
    tpp: Exact | None
    """TPP to buy for each TPP imported, where that is what counts."""
    accepts: list[str]
    credit: int
    """Units of the accepted products that the firm bought before and that count."""


class NotObliged(Reason):
    """No co-purchase rule selects it."""

    code: Literal[Code.NOT_OBLIGED] = Code.NOT_OBLIGED
    rules: list[str]


class Others(Reason):
    """Other applications of a round, told by how they stand to a stop."""

    round: str
    applications: list[str]
    count: int
    firms: int
    """Other firms that have them."""

    def for_applicant(self) -> Others | None:
        """Names are not told, and few others not at all."""
        return None if self.firms < FEWEST else self.model_copy(update={"applications": []})


class StoppedWith(Others):
    """Who stopped at the same stop."""

    code: Literal[Code.STOPPED_WITH] = Code.STOPPED_WITH


class HaveAll(Others):
    """Who shares the limits of the stop and has all that it may reach in the round, at no higher level."""

    code: Literal[Code.HAVE_ALL] = Code.HAVE_ALL


class WentFurther(Others):
    """Who went on: applications of which a unit costs nothing at the prices that make up the stop."""

    code: Literal[Code.WENT_FURTHER] = Code.WENT_FURTHER
    rows: list[str]
    """The limits that they would have to share for their units to be of use to who stopped."""


class ServedBefore(Others):
    """Who had units that share the limits of the stop, from earlier rounds or for a higher score."""

    code: Literal[Code.SERVED_BEFORE] = Code.SERVED_BEFORE
    rounds: list[str]
    units: Exact
