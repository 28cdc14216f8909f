"""Findings: the plans of true and of manipulated applications in, the most that each group could gain out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from optimizer.incentives.manipulations import Applicants, Kind, Manipulation
from optimizer.plans import Exact, Part, Plan

DEFINITION = (
    "Units of use: of each application what it is granted, in whole lots, by the last period of its true window, but "
    "not more than its true claim, and nothing if that is below its true minimum; summed over the group, with what its "
    "subsidiaries are granted in its stead."
)
"""What is counted."""


@dataclass(frozen=True, slots=True)
class Use:
    """What some groups have of a plan."""

    units: int
    """Units of use."""
    entitled: Fraction
    """The same before whole lots, whatever the period."""


class Finding(Part):
    """The manipulation of one kind that gains a group most under one division rule, or loses it least."""

    groups: list[str]
    kind: Kind
    divide: str
    """The division rule, or `policy`."""
    words: str
    before: int
    """Units of use without it."""
    after: int
    gain: int
    gain_before_lots: Exact
    """The gain in exact shares: where it is none, whole lots alone made the difference."""
    patch: dict[str, Any]
    """What to apply to the scenario, for this division rule included."""


class Incentives(Part):
    """What was searched, and the best that was found, gain or not."""

    format: Literal[1] = 1
    scenario_digest: str
    definition: str = DEFINITION
    divides: list[str]
    """Division rules, `policy` for its own."""
    groups: list[str]
    runs: int
    """Plans that were made, those without manipulation included."""
    failed: list[str] = []
    """Manipulations that gave no plan, with the reason."""
    findings: list[Finding] = []
    """By group, kind and division rule."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A manipulation under a division rule, and what it came to."""

    manipulation: Manipulation
    divide: str
    patch: Mapping[str, Any]
    before: Use
    after: Use

    @property
    def gain(self) -> int:
        """Units of use that it gains."""
        return self.after.units - self.before.units


def use(plan: Plan, applicants: Applicants, groups: Iterable[str], filed: Mapping[str, tuple[str, ...]]) -> Use:
    """What groups have of a plan; nothing where it is infeasible."""
    units, entitled = 0, Fraction(0)
    for name in applicants.applications(*groups):
        need = applicants.needs[name]
        awards = [plan.awards[part] for part in filed.get(name, (name,)) if part in plan.awards]
        granted = sum(award.periods.get(period, 0) for award in awards for period in need.periods)
        units += min(granted, need.claim) if granted >= need.minimum else 0
        entitled += min(sum((Fraction(award.entitlement) for award in awards), Fraction(0)), Fraction(need.claim))
    return Use(units, entitled)


def best(trials: Iterable[Trial]) -> list[Finding]:
    """Of each group, kind and division rule, the trial that gains most."""
    found: dict[tuple[tuple[str, ...], Kind, str], Trial] = {}
    for trial in trials:
        key = trial.manipulation.groups, trial.manipulation.kind, trial.divide
        if key not in found or _worth(trial) > _worth(found[key]):
            found[key] = trial
    return [_finding(trial) for trial in found.values()]


def _worth(trial: Trial) -> tuple[int, Fraction]:
    return trial.gain, trial.after.entitled - trial.before.entitled


def _finding(trial: Trial) -> Finding:
    return Finding(
        groups=list(trial.manipulation.groups),
        kind=trial.manipulation.kind,
        divide=trial.divide,
        words=trial.manipulation.words,
        before=trial.before.units,
        after=trial.after.units,
        gain=trial.gain,
        gain_before_lots=str(trial.after.entitled - trial.before.entitled),
        patch=dict(trial.patch),
    )
