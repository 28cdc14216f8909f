"""What a curve is, as it is shown and written: pieces, the points between them, and what is known of each."""

from __future__ import annotations

from typing import Literal

from optimizer.plans import Exact, Part


class CurvePoint(Part):
    """One value of the figure, and what it gives."""

    at: Exact
    """The figure."""
    entitlement: Exact | None
    """Units before whole lots; None where a guarantee cannot be met."""
    units: int | None = None
    """Units granted, where a whole plan was made and passed its checks."""


class Piece(Part):
    """A stretch of the figure on which the entitlement runs along one straight line."""

    start: Exact
    end: Exact
    kind: Literal["straight", "infeasible", "curved", "unresolved"]
    """A straight line; no division, since a guarantee cannot be met; not straight anywhere; or too fine to be told."""
    proved: bool = False
    """Whether it is proved at every point, and not only found at those that were tried."""
    at_start: Exact | None = None
    """Where the line begins; it is the entitlement there if `closed_start`."""
    at_end: Exact | None = None
    """Where the line ends; it is the entitlement there if `closed_end`."""
    slope: Exact | None = None
    """Units for each unit of the figure."""
    closed_start: bool = True
    closed_end: bool = True
    limits: list[str] = []
    """The rows that stop the award on some part of this piece."""
    checked: CurvePoint | None = None
    """Where it is not proved: a point inside at which a whole plan was made, passed its checks and lies on the line."""


class Break(Part):
    """Where one piece ends and the next begins."""

    at: Exact
    since: Exact | None = None
    """Where it is only known to lie between two figures, the lower one; `at` is the upper one then."""
    kind: Literal["bend", "jump"]
    entitlement: Exact | None
    """At the point itself."""
    ends: list[str] = []
    """Rows that stop the award before the point, and no longer after it."""
    begins: list[str] = []
    """Rows that stop the award after the point, and not before it."""
    elsewhere: list[str] = []
    """Where the award's own rows stay the same: rows that begin or cease to stop others there."""
    satisfied: list[str] = []
    """Where the award's own rows stay the same: applications that have their whole claim after the point only."""
    cut: list[str] = []
    """Applications that have their whole claim before the point only."""
    started: list[str] = []
    """Applications that get something after the point only."""
    emptied: list[str] = []
    """Applications that get something before the point only."""
    leaves: list[str] = []
    """Applications that drop out below their minimum after the point, and not before it."""
    returns: list[str] = []
    """Applications that drop out before the point, and not after it."""
    sentence: str


class Curve(Part):
    """What an application, a firm, an owner or all get, as a function of one figure of the scenario."""

    scenario_digest: str
    path: str
    watched: str
    now: Exact
    """What the figure is in the scenario."""
    kind: Literal["pieces", "points"]
    """Whether the figure is a limit, so that straight pieces are to be expected; for others, points are shown."""
    pieces: list[Piece] = []
    breaks: list[Break] = []
    points: list[CurvePoint] = []
    """The ends and the figure as it is now; for a figure that is no limit, a grid."""
    runs: int
    """How often entitlements were worked out."""
    claim: str
    """What is proved about it, in a sentence."""
