"""Plan: the answer to one scenario, as it stands in plan.json.

Figures that may be fractions are strings, exact decimals or "numerator/denominator"; units are whole numbers.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Exact = str


class Part(BaseModel):
    """A part of a plan: frozen, without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Engine(Part):
    """What made the plan."""

    version: str
    solver: str
    attempts: list[str] = []
    """What was tried before, where the first answer failed its checks."""
    mended: int = 0
    """How often a solver's last answer was not exactly the best, and was mended in exact arithmetic."""


class Limitation(Part):
    """A row that stopped an award, and its part in that."""

    row: str
    share: Exact
    """Part of the stop that this row is responsible for; the parts of one award add up to 1."""


class Award(Part):
    """What one application got."""

    firm: str
    group: str
    claim: int
    """Units of the application that count: whole lots of what was asked for."""
    entitlement: Exact
    """Units before whole lots."""
    given: dict[str, Exact] = {}
    """Each round that it took part in, with the units that it was given there before whole lots; they add up to the
    entitlement."""
    units: int
    """Units granted."""
    periods: dict[str, int] = {}
    """Units granted in each period that has any."""
    round: str | None = None
    """The round that last raised it, or in which it last took part; None if no round takes it."""
    level: Exact | None = None
    """Highest level of that round at which it would get no more than it has; 1 is the whole of its claim."""
    limited_by: list[Limitation] = []
    """The rows that stopped it; empty if it got all it may reach."""


class Refusal(Part):
    """A requirement that an application does not meet."""

    requirement: str
    because: str


class RowUse(Part):
    """How much of a limit the awards use."""

    row: str
    rule: str
    used: int | Exact
    limit: int | Exact
    unit: str
    binding: bool
    """Whether the row stopped somebody, or is used up; which of them stopped somebody, `Plan.stopping` tells."""


class Spread(Part):
    """How the entitlements of some applications are spread over periods."""

    shares: dict[str, Exact]
    """Period to the part of each of these entitlements that is delivered in it; the parts add up to 1."""
    applications: list[str]


class Acquisition(Part):
    """What applications with the same co-purchase rule and the same accepted products buy for their entitlements."""

    rule: str
    accepts: list[str]
    firm: str | None = None
    """The firm, where purchases of the past count; these are its applications alone."""
    units: dict[str, dict[str, Exact]] = {}
    """Domestic product to period to units bought in it."""
    credited: dict[str, Exact] = {}
    """Domestic product to units bought before the first period that count."""


class Deliverable(Part):
    """How all entitlements can be delivered at once, before whole lots: what shows that none of them is too large.

    It is no schedule: what is granted, and when, stands in the awards.
    """

    spreads: list[Spread] = []
    """An application in none of them has its entitlement in the last period of its window."""
    purchases: list[Acquisition] = []
    """What covers the co-purchases that the entitlements oblige to, in time."""


class Bottleneck(Part):
    """A stop, and its proof: at these prices of the rows, what the stopped have costs all that the rows are worth."""

    round: str
    rank: Exact | None = None
    """The score that was being served, in a ranked round."""
    level: Exact
    stopped: dict[str, Exact]
    """Applications that stopped here, each with the price of one unit of it."""
    rows: dict[str, Exact]
    """Rows with their prices, all positive."""


class Halt(Part):
    """A stop of the division as it was before somebody dropped out; whom it stopped follows from the prices."""

    round: str
    rank: Exact | None = None
    """The score that was being served, in a ranked round."""
    level: Exact
    rows: dict[str, Exact]
    """Rows with their prices, all positive."""


class Evidence(Part):
    """The division as it was before somebody dropped out, proved from both sides as that of the plan is."""

    halts: list[Halt]
    """Its stops: what shows that no entitlement of that time is too small."""
    deliverable: Deliverable
    """What shows that none is too large; who is not named in it has what it has in that of the plan."""


class Drop(Part):
    """An application that dropped out because its entitlement was below its minimum."""

    application: str
    entitlement: Exact
    """What it was entitled to then."""
    minimum_units: int
    evidence: Evidence | None = None
    """What shows that it was the one furthest below its minimum; null where that is not proved."""


class LotStop(Part):
    """Why some applications got no further lot: at these prices, in whole lots, no room was left."""

    rows: dict[str, Exact]
    """Rows with their prices, all positive."""
    blocked: list[str]
    """Applications that were next in the list of remainders and got no further lot."""


class Timing(Part):
    """Why some applications could not be served earlier, with everybody served by then as they are."""

    period: str
    """By the end of this period they could not have a lot more."""
    rows: dict[str, Exact]
    """Rows with their prices, all positive: at these, one lot more by then costs more than is left. May be empty."""
    blocked: list[str]
    """Applications that can be served in this period and get units later."""
    because: str = ""
    """Without prices, why there are none, in words."""


class Repair(Part):
    """One figure of the scenario with which the guarantee can be met; one step less of the change, and it cannot."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    path: str
    """Where the figure stands, e.g. policy.rules.national_quota.limit."""
    from_: int | Exact = Field(alias="from")
    """What stands there now."""
    to: int | Exact
    """What would have to stand there."""
    sentence: str


class Conflict(Part):
    """Why a guaranteed round cannot be met."""

    round: str
    short_by: Exact
    """Units, at the price of the dearest application, by which the claims exceed what the rows allow."""
    rows: list[str]
    sentence: str
    repairs: list[Repair] = []
    """The ways out by a change of one figure, the smallest relative change first; each was proved by running it."""


class Checks(Part):
    """What was checked, in exact arithmetic, before the plan was shown."""

    rows: Literal["proved", "none"]
    certificate: Literal["proved", "none"]
    lots: Literal["proved", "searched", "none"]
    """"searched": purchases or periods in whole units left no room for more lots, and no inequality shows it."""
    timing: Literal["proved", "searched", "none"] = "none"
    """"searched": no inequality shows that every delivery comes as early as it can."""


class Totals(Part):
    """Sums over the awards."""

    claimed: int
    awarded: int
    by_round: dict[str, int] = {}
    """Units that each round added. An award counts to its rounds in their order, to each up to the whole lots of what
    it was entitled to by then; the last round that gave it something has the rest."""
    by_use_case: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    by_period: dict[str, int] = {}
    duty_usd: Exact | None = None
    landed_cost_usd: Exact | None = None


class Plan(Part):
    """The answer to one scenario."""

    format: Literal[1] = 1
    scenario_digest: str
    engine: Engine
    outcome: Literal["allocated", "infeasible"]
    awards: dict[str, Award] = {}
    """Every application that passed screening, also those that get nothing."""
    refused: dict[str, list[Refusal]] = {}
    dropped: list[Drop] = []
    """In the order in which they dropped out; evidence, if not for all, is there for the first."""
    co_purchases: dict[str, dict[str, dict[str, int]]] = {}
    """Firm to domestic product to period to units to buy."""
    rows: list[RowUse] = []
    unallocated: dict[str, int] = {}
    """Units of each product that the caps on the whole of it left, or, without such a cap, that claims went without."""
    bottlenecks: list[Bottleneck] = []
    deliverable: Deliverable | None = None
    """Where a guarantee cannot be met, of what was held before its round. A plan without it is not accepted."""
    lot_stops: list[LotStop] = []
    timing: list[Timing] = []
    conflict: Conflict | None = None
    checks: Checks
    totals: Totals

    def stopping(self) -> frozenset[str]:
        """The rows, and pools of rounds, that bind: they stopped an award, or the last lot of one."""
        stops = [stop.rows for stop in self.bottlenecks if stop.stopped] + [stop.rows for stop in self.lot_stops]
        return frozenset(item.row for award in self.awards.values() for item in award.limited_by).union(*stops)

    def awards_table(self) -> list[dict[str, Any]]:
        """One flat row for each application, as data frame libraries read it: figures as figures."""
        return [
            {
                "application": name,
                "firm": award.firm,
                "group": award.group,
                "claim": award.claim,
                "units": award.units,
                "round": award.round,
                "limited_by": "; ".join(item.row for item in award.limited_by),
                **award.periods,
            }
            for name, award in self.awards.items()
        ]
