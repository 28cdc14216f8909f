"""Reasons: what an explanation is made of; each is a code and the figures that its sentence is made from.

A figure that is withheld from a reader is None, and a list that is withheld is empty; the sentence then does without.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Literal

from optimizer.plans import Exact, Part

FEWEST = 3
"""An applicant is told no count and no sum that covers fewer other firms than this."""


@unique
class Code(StrEnum):
    """What a reason says."""

    ASKED = "asked"
    CUT_TO_LOTS = "cut_to_lots"
    LESS_THAN_A_LOT = "less_than_a_lot"
    KEPT = "kept"
    FAILED = "failed"
    REFUSED = "refused"
    NO_PLAN = "no_plan"
    DROPPED_OUT = "dropped_out"
    IN_NO_ROUND = "in_no_round"
    GIVEN = "given"
    PASSED_BY = "passed_by"
    WHOLE_CLAIM = "whole_claim"
    CEILING = "ceiling"
    STOPPED = "stopped"
    SAME_SHARE = "same_share"
    SAME_AWARD = "same_award"
    SAME_LOSS = "same_loss"
    SAME_AWARD_TO_HALF = "same_award_to_half"
    SAME_LOSS_FROM_HALF = "same_loss_from_half"
    BEST_TOTAL = "best_total"
    LIMITED_BY_CAP = "limited_by_cap"
    LIMITED_BY_POOL = "limited_by_pool"
    LIMITED_BY_SUPPLY = "limited_by_supply"
    LIMITED_BY_CREDIT = "limited_by_credit"
    LIMITED_BY_NOTHING_TO_BUY = "limited_by_nothing_to_buy"
    STOPS_TOO = "stops_too"
    USED_UP_TOO = "used_up_too"
    OBLIGED = "obliged"
    NOT_OBLIGED = "not_obliged"
    STOPPED_WITH = "stopped_with"
    HAVE_ALL = "have_all"
    WENT_FURTHER = "went_further"
    SERVED_BEFORE = "served_before"
    NO_FURTHER_LOT = "no_further_lot"
    FURTHER_LOT = "further_lot"
    DRAW_WON = "draw_won"
    DRAW_LOST = "draw_lost"
    FEWER_LOTS = "fewer_lots"
    GRANTED = "granted"
    WORTH = "worth"
    WANTED = "wanted"
    HAS_IT = "has_it"
    STANDS_REFUSED = "stands_refused"
    STANDS_OUTSIDE = "stands_outside"
    NOBODY_HAS = "nobody_has"
    ABOVE_CLAIM = "above_claim"
    WAY = "way"
    NOTHING_NEARER = "nothing_nearer"
    NO_WAY = "no_way"
    NOT_TRIED = "not_tried"
    NO_SINGLE_CHANGE = "no_single_change"
    EACH_WAS_RUN = "each_was_run"
    FIRM_ASKED = "firm_asked"
    FIRM_GRANTED = "firm_granted"
    FIRM_BUYS = "firm_buys"
    RULE_CAPS = "rule_caps"
    RULE_OBLIGES = "rule_obliges"
    RULE_SUPPLIES = "rule_supplies"
    ROW_USED = "row_used"
    ROW_STOPPED = "row_stopped"
    ROW_STOPPED_NOBODY = "row_stopped_nobody"
    ROW_LEFT = "row_left"
    ROW_WORTH = "row_worth"
    ROUND_DIVIDES = "round_divides"
    ROUND_GUARANTEES = "round_guarantees"
    ROUND_GAVE = "round_gave"
    ROUND_POOL = "round_pool"
    ROUND_STOP = "round_stop"
    ROUND_FULL = "round_full"


class Reason(Part):
    """One thing that an explanation says."""

    def for_applicant(self) -> Reason | None:
        """What an applicant may know of it: nothing of single other firms, nor of fewer than three together."""
        return self


class Asked(Reason):
    """What an application asks for."""

    code: Literal[Code.ASKED] = Code.ASKED
    application: str
    firm: str
    product: str
    units: int
    window: list[str]
    """First and last period in which units are of use; one of them if they are the same."""


class CutToLots(Reason):
    """What is claimed where whole lots are less than what was asked for."""

    code: Literal[Code.CUT_TO_LOTS] = Code.CUT_TO_LOTS
    lot: int
    claim: int


class LessThanALot(Reason):
    """Less was asked for than one lot."""

    code: Literal[Code.LESS_THAN_A_LOT] = Code.LESS_THAN_A_LOT
    lot: int


class Kept(Reason):
    """Requirements that an application meets, or that do not concern it."""

    code: Literal[Code.KEPT] = Code.KEPT
    requirements: list[str]


class Failed(Reason):
    """A requirement that an application does not meet."""

    code: Literal[Code.FAILED] = Code.FAILED
    requirement: str
    because: str


class Refused(Reason):
    """An application takes part in no round because of requirements that it does not meet."""

    code: Literal[Code.REFUSED] = Code.REFUSED
    requirements: int


class NoPlan(Reason):
    """Nobody is granted anything, because a guarantee cannot be met."""

    code: Literal[Code.NO_PLAN] = Code.NO_PLAN
    round: str
    short_by: Exact | None
    rows: list[str]

    def for_applicant(self) -> NoPlan:
        """By how much, and which limits are in the way, would tell about single others."""
        return self.model_copy(update={"short_by": None, "rows": []})


class DroppedOut(Reason):
    """An application dropped out because its entitlement was below its minimum."""

    code: Literal[Code.DROPPED_OUT] = Code.DROPPED_OUT
    entitlement: Exact
    """Units, at the time when it dropped out."""
    minimum: int
    place: int | None
    """In the order in which applications dropped out."""
    of: int | None
    """How many dropped out in all."""
    firms: int | None
    """Other firms of which some application dropped out."""

    def for_applicant(self) -> DroppedOut:
        """The place among few would tell about these."""
        few = self.firms is None or self.firms < FEWEST
        return self.model_copy(update={"place": None, "of": None, "firms": None}) if few else self


class InNoRound(Reason):
    """No round selects an application."""

    code: Literal[Code.IN_NO_ROUND] = Code.IN_NO_ROUND
    rounds: list[str]


class Given(Reason):
    """What a round gave."""

    code: Literal[Code.GIVEN] = Code.GIVEN
    round: str
    divide: str
    """The division rule."""
    units: Exact
    left: Exact
    """Units that it could still get there."""
    limited_by: list[str] = []
    """The limits that stopped it there, where it went on to a later round."""


class PassedBy(Reason):
    """A round selects an application that earlier rounds had given all that it may reach there."""

    code: Literal[Code.PASSED_BY] = Code.PASSED_BY
    round: str
    reach: int


class WholeClaim(Reason):
    """Nothing limited an application: it is entitled to its whole claim."""

    code: Literal[Code.WHOLE_CLAIM] = Code.WHOLE_CLAIM
    claim: int


class Ceiling(Reason):
    """An application got all that it may reach in a round, which is less than its claim."""

    code: Literal[Code.CEILING] = Code.CEILING
    round: str
    reach: int
    claim: int


class Stopped(Reason):
    """Where an application stopped in a round."""

    code: Literal[Code.STOPPED] = Code.STOPPED
    round: str
    divide: str
    level: Exact | None
    """The highest level of the round at which it would get no more than it has."""
    met: Exact | None = None
    """The level to which the round was filled when the limits stopped it."""
    further: Exact | None = None
    """The highest level again, where it is above that: under some rules an application rests over a stretch."""
    rank: Exact | None
    """The score that was being served, in a ranked round."""
    entitlement: Exact

    def for_applicant(self) -> Stopped:
        """A level counts in the largest claim of all, and so tells it, unless everybody has the same share."""
        return (
            self
            if self.divide == "proportional"
            else self.model_copy(update=dict.fromkeys(("level", "met", "further")))
        )


class Worth(Reason):
    """How an entitlement would change with one unit more, and with one less, of a limit that stopped it."""

    code: Literal[Code.WORTH] = Code.WORTH
    row: str
    unit: str
    more: Exact
    """Units by which its entitlement would change with one unit more of the limit."""
    less: Exact | None
    """The same with one unit less; None where there can be none."""
    broken: str | None
    """The round whose guarantee could not be met with one unit less."""
    firms: int | None
    """Other firms that stopped with it."""

    def for_applicant(self) -> Worth | None:
        """What it would get of a unit that it shares with few would tell how few."""
        if self.firms is None or self.firms < FEWEST:
            return None
        return self.model_copy(update={"firms": None, "broken": None})
