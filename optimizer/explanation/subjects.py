"""Reasons about a firm, a rule or a round as a whole."""

from __future__ import annotations

from typing import Literal

from optimizer.explanation.reasons import FEWEST, Code, Reason
from optimizer.plans import Exact


class FirmAsked(Reason):
    """What a firm asks for in all."""

    code: Literal[Code.FIRM_ASKED] = Code.FIRM_ASKED
    firm: str
    group: str | None
    """Its owner, if it is not its own."""
    applications: int
    units: int


class FirmGranted(Reason):
    """What a firm is granted in all."""

    code: Literal[Code.FIRM_GRANTED] = Code.FIRM_GRANTED
    firm: str
    units: int
    claim: int
    refused: int
    dropped: int


class FirmBuys(Reason):
    """What a firm has to buy at home."""

    code: Literal[Code.FIRM_BUYS] = Code.FIRM_BUYS
    firm: str
    units: int
    purchases: dict[str, dict[str, int]]
    """Domestic product to period to units."""


class RuleCaps(Reason):
    """What a cap limits."""

    code: Literal[Code.RULE_CAPS] = Code.RULE_CAPS
    rule: str
    unit: str
    per: str | None
    rows: int
    binding: int | None
    """Rows that stop somebody or are used up."""

    def for_applicant(self) -> RuleCaps:
        """Nothing that is about few firms: how many limits bind tells that of those whom they are about."""
        few = self.per is not None and self.binding is not None and self.binding < FEWEST
        return self.model_copy(update={"binding": None}) if few else self


class RuleObliges(Reason):
    """What a co-purchase rule obliges to, and how many."""

    code: Literal[Code.RULE_OBLIGES] = Code.RULE_OBLIGES
    rule: str
    units: Exact | None
    """Units to buy for each unit imported."""
    tpp: Exact | None
    """TPP to buy for each TPP imported, where that is what counts."""
    applications: int
    granted: int | None
    """Units granted to those whom it obliges."""
    firms: int

    def for_applicant(self) -> RuleObliges | None:
        """Names are not told, and nothing that is about few firms."""
        return None if self.firms < FEWEST else self


class RuleSupplies(Reason):
    """What domestic supply limits."""

    code: Literal[Code.RULE_SUPPLIES] = Code.RULE_SUPPLIES
    rows: int
    binding: int | None
    """Rows that stop somebody or are used up; None where nothing is granted."""


class AboutRow(Reason):
    """Something about a row as a whole."""

    row: str
    firms: int
    """Firms that it is about."""

    def for_applicant(self) -> AboutRow | None:
        """Names are not told, and nothing that is about few firms."""
        return None if self.firms < FEWEST else self


class RowUsed(AboutRow):
    """How much of a row is used."""

    code: Literal[Code.ROW_USED] = Code.ROW_USED
    used: Exact
    limit: Exact
    unit: str


class RowStopped(AboutRow):
    """Whom a row stopped, in one stop."""

    code: Literal[Code.ROW_STOPPED] = Code.ROW_STOPPED
    round: str
    level: Exact | None
    applications: list[str]
    count: int

    def for_applicant(self) -> AboutRow | None:
        """Names are not told, and nothing that is about few firms."""
        return None if self.firms < FEWEST else self.model_copy(update={"applications": [], "level": None})


class RowStoppedNobody(AboutRow):
    """A row that stopped nobody: it is used up by chance, or only leaves no room for a further lot."""

    code: Literal[Code.ROW_STOPPED_NOBODY] = Code.ROW_STOPPED_NOBODY


class RowLeft(AboutRow):
    """Why what is left of a row that stopped nobody stays there."""

    code: Literal[Code.ROW_LEFT] = Code.ROW_LEFT
    left: Exact
    unit: str
    full: int | None
    """Applications of which it counts claims and that have all that they may reach."""
    stopped: int | None
    """Those that other limits stopped; None where there are none, or where it is not told."""
    rows: list[str]
    """These limits, those that stopped most first."""
    outside: int
    """Those that no round takes."""
    dropped: int | None
    """Those that dropped out below their minimum."""
    fit: int | None
    """Those of them of which the minimum is no more than what is left; None where the row counts no units."""

    def for_applicant(self) -> AboutRow | None:
        """Neither limits of others nor counts that may be about few of them."""
        if self.firms < FEWEST:
            return None
        hidden: dict[str, object] = {
            "full": None,
            "stopped": None,
            "rows": [],
            "outside": 0,
            "dropped": None,
            "fit": None,
        }
        return self.model_copy(update=hidden)


class RowWorth(AboutRow):
    """What one more unit of a row would give, and to whom; a negative figure is what one would lose by it."""

    code: Literal[Code.ROW_WORTH] = Code.ROW_WORTH
    unit: str
    total: Exact
    more: dict[str, Exact]
    counted: int
    """Firms whose claims the row counts: it is about them, however many others would gain or lose."""

    def for_applicant(self) -> AboutRow | None:
        """Names are not told, and nothing that is about few firms."""
        return None if min(self.firms, self.counted) < FEWEST else self.model_copy(update={"more": {}})


class RoundDivides(Reason):
    """How a round divides, and among whom."""

    code: Literal[Code.ROUND_DIVIDES] = Code.ROUND_DIVIDES
    round: str
    place: int
    """In the order of the rounds."""
    divide: str
    claimant: str


class RoundGuarantees(Reason):
    """A round guarantees the claims of those who take part."""

    code: Literal[Code.ROUND_GUARANTEES] = Code.ROUND_GUARANTEES
    round: str


class RoundGave(Reason):
    """What a round gave."""

    code: Literal[Code.ROUND_GAVE] = Code.ROUND_GAVE
    round: str
    applications: int
    firms: int
    left: Exact
    """Units that those who took part could still get."""
    units: Exact
    """Units that it gave, before whole lots."""
    added: int
    """Units that it added to the awards, in whole lots."""

    def for_applicant(self) -> RoundGave | None:
        """Names are not told, and nothing that is about few firms."""
        return None if self.firms < FEWEST else self


class RoundPool(Reason):
    """What a round gave of its pool."""

    code: Literal[Code.ROUND_POOL] = Code.ROUND_POOL
    round: str
    pool: Exact
    units: Exact | None
    firms: int

    def for_applicant(self) -> RoundPool:
        """Names are not told, and nothing that is about few firms."""
        return self.model_copy(update={"units": None}) if self.firms < FEWEST else self


class RoundStop(Reason):
    """A stop of a round, and the limits that made it."""

    code: Literal[Code.ROUND_STOP] = Code.ROUND_STOP
    round: str
    level: Exact | None
    rank: Exact | None
    applications: list[str]
    count: int
    firms: int
    rows: list[str]

    def for_applicant(self) -> RoundStop | None:
        """Levels and limits of single owners would tell about these."""
        if self.firms < FEWEST:
            return None
        return self.model_copy(update={"applications": [], "level": None, "rows": []})


class RoundFull(Reason):
    """Who has all that it may reach in a round."""

    code: Literal[Code.ROUND_FULL] = Code.ROUND_FULL
    round: str
    applications: list[str]
    count: int
    firms: int

    def for_applicant(self) -> RoundFull | None:
        """Names are not told, and nothing that is about few firms."""
        return None if self.firms < FEWEST else self.model_copy(update={"applications": []})
