"""Differences: what stands in a comparison of two plans, as data that JSON can hold.

Figures that may be fractions are strings, as in a plan; units are whole numbers.
"""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from optimizer.plans import Exact, Limitation, Part, Refusal, RowUse, Totals

Code = Literal[
    "added",
    "removed",
    "infeasible",
    "feasible",
    "refused",
    "admitted",
    "dropped",
    "returned",
    "no_round",
    "in_round",
    "claim",
    "ceiling",
    "cut",
    "raised",
    "freed",
    "whole_lots",
    "periods",
    "left",
    "joined",
]
"""Why an award changed; `CODES` says each in words."""

CODES: dict[Code, str] = {
    "added": "the application is new",
    "removed": "the application is no longer there",
    "infeasible": "a guarantee cannot be met any more, so nothing is granted",
    "feasible": "the guarantees can be met now",
    "refused": "it is refused now",
    "admitted": "it is no longer refused",
    "dropped": "its share fell below the fewest units that are of use to it",
    "returned": "its share is no longer below the fewest units that are of use to it",
    "no_round": "no round takes it any more",
    "in_round": "a round takes it now",
    "claim": "it claims another number of units, and nothing stops it",
    "ceiling": "it may reach another number of units in its round, and nothing stops it",
    "cut": "a limit stops it earlier",
    "raised": "a limit that stopped it lets it go further, until it is stopped again",
    "freed": "the limit that stopped it does so no longer, and no other does",
    "whole_lots": "its share before whole lots did not move this way; the list of remainders did",
    "periods": "the same units come in other periods",
    "left": "another firm files it now",
    "joined": "another firm filed it before",
}


class InputDifference(Part):
    """A place in the scenario where another value stands; nothing where there was, or is, none."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    path: str
    """Where, in the words that `--set` takes, e.g. policy.rules.national_quota.limit."""
    from_: JsonValue = Field(alias="from")
    to: JsonValue


class InputDifferences(Part):
    """What differs between the scenarios. Firms and applications that only one of them has are named by id."""

    values: list[InputDifference] = []
    firms_added: list[str] = []
    firms_removed: list[str] = []
    applications_added: list[str] = []
    applications_removed: list[str] = []


class Side(Part):
    """One of the two plans, in its headline figures."""

    scenario_digest: str
    outcome: Literal["allocated", "infeasible"]
    totals: Totals
    unallocated: dict[str, int] = {}
    """Units of each product that were left."""


class Cause(Part):
    """What moved an award."""

    code: Code
    row: str | None = None
    """The row that stops it now, if it lost, or that stopped it before, if it gained."""
    sentence: str


class AwardDifference(Part):
    """An application whose award is another: in units, or in when they come."""

    application: str
    firm: str
    """The firm that files it; the one after, where another filed it before."""
    group: str
    use_case: str | None
    before: int
    """Units granted."""
    after: int
    claim_before: int
    claim_after: int
    entitlement_before: Exact
    entitlement_after: Exact
    periods: dict[str, tuple[int, int]] = {}
    """Units granted before and after, in each period in which they differ."""
    stopped_before: list[Limitation] = []
    """The rows that stopped it, with their parts in that."""
    stopped_after: list[Limitation] = []
    cause: Cause


class Movement(Part):
    """Units by which a firm's applications moved, all for one cause: more, or less."""

    code: Code
    row: str | None
    units: int


class FirmDifference(Part):
    """A firm whose units differ in all, or in one of its applications."""

    firm: str
    group: str
    name: str | None
    before: int
    after: int
    moved_by: list[Movement] = []
    """The largest first."""


class Difference(Part):
    """Units under a name: a use case, a period."""

    name: str
    before: int
    after: int


class RowDifference(Part):
    """A row that began to stop somebody, or ceased to. None: the other scenario has no such row."""

    row: str
    change: Literal["began", "ceased"]
    before: RowUse | None
    after: RowUse | None


class StandingDifference(Part):
    """An application that both scenarios have, and that is refused or drops out in one of them only."""

    application: str
    firm: str
    change: Literal["refused", "admitted", "refused for other reasons", "dropped", "returned"]
    because: list[Refusal] = []
    """The requirements that it does not meet; those of the plan before if it is admitted now."""
    entitlement: Exact | None = None
    """The share that is, or was, too small."""
    minimum_units: int | None = None


class PurchaseDifference(Part):
    """Units of a domestic product that a firm has to buy in a period."""

    firm: str
    product: str
    period: str
    before: int
    after: int


class Comparison(Part):
    """What differs between two plans, and nothing else; both sides' headline figures stand at its head."""

    format: Literal[1] = 1
    before: Side
    after: Side
    inputs: InputDifferences
    firms: list[FirmDifference] = []
    """The largest change first."""
    applications: list[AwardDifference] = []
    """The largest change first."""
    use_cases: list[Difference] = []
    periods: list[Difference] = []
    rows: list[RowDifference] = []
    standing: list[StandingDifference] = []
    co_purchases: list[PurchaseDifference] = []

    @property
    def empty(self) -> bool:
        """Whether the plans, and the scenarios behind them, say the same."""
        return self.before == self.after and self == Comparison(
            before=self.before, after=self.after, inputs=InputDifferences()
        )
