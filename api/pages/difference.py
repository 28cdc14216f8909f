"""The difference between two outlines as a screen shows it: cells of figures and limits, rows of awards, a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from api.figures import NONE, amount, counted, percent
from api.outlines import Limit, Outline
from api.pages.board import Cell
from api.pages.grid import Field
from api.pages.markup import words
from optimizer.scenario import Scenario

FIELDS = (
    Field("id", "application", width=112),
    Field("firm", "firm", width=76),
    Field("before", "before", "units", 88),
    Field("units", "now", "units", 88),
    Field("change", "change", "signed", 104),
    Field("share", "of claim", "share", 82),
    Field("limited_by", "limited by", width=240),
    Field("claim", "claimed", "units", 88),
    Field("name", "name of firm", width=150),
)
OUT = "does not take part"
USED_UP = "used up"


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure: its words, its unit, and how it is read from an outline."""

    words: str
    unit: str
    read: Callable[[Outline], Fraction | int | None]
    good: bool = False
    """Whether more of it is better for those who ask."""


FIGURES = (
    Figure("Quota", "units", lambda plan: plan.quota),
    Figure("Claimed", "units", lambda plan: plan.claimed),
    Figure("Awarded", "units", lambda plan: plan.awarded, good=True),
    Figure("Quota left", "units", lambda plan: None if plan.quota is None else plan.quota - plan.awarded),
    Figure("Served", "applications", lambda plan: plan.served, good=True),
    Figure("Dropped out", "applications", lambda plan: plan.dropped),
    Figure("To buy at home", "units", lambda plan: plan.bought),
    Figure("Duty", "USD", lambda plan: plan.duty_usd),
)


@dataclass(frozen=True)
class Pair:
    """Two plans of a scenario: as it is, and with what was moved."""

    scenario: Scenario
    before: Outline
    now: Outline

    @cached_property
    def everybody(self) -> list[str]:
        """The applications of the scenario that take part before or now."""
        return sorted({*self.before.claims, *self.now.claims} & self.scenario.applications.keys())

    def cells(self) -> dict[str, Cell]:
        """A sentence, the headline figures with their change, and how far each rule's limits are used, if known."""
        found = {"sentence": Cell(self.sentence())}
        for figure in FIGURES:
            old, new = figure.read(self.before), figure.read(self.now)
            found[f"{figure.words} now"] = Cell(NONE if new is None else amount(str(round(new))))
            found[f"{figure.words} change"] = _change(old, new, figure.unit, coloured=figure.good)
        before, now = self.before.limits or {}, self.now.limits
        if now is None:
            return found
        unused = {rule: Limit(Fraction(0), 0) for rule in before}
        return found | _limits(before, "before") | _limits({**unused, **now}, "now")

    def rows(self, names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """A row for each of some applications: what it got and what it gets; what limits it, if that is known."""
        return {name: self._row(name) for name in names}

    def _row(self, name: str) -> dict[str, Any]:
        had, gets, claim = (of.get(name, 0) for of in (self.before.units, self.now.units, self.now.claims))
        application = self.scenario.applications[name]
        row = {
            "id": name,
            "firm": application.firm,
            "name": self.scenario.firms[application.firm].name or "",
            "claim": claim,
            "before": had,
            "units": gets,
            "change": gets - had,
            "share": round(gets / claim, 4) if claim else None,
        }
        return row if self.now.limited_by is None else row | {"limited_by": words(self.now.limited_by.get(name, OUT))}

    def sentence(self) -> str:
        """How many gain, how many lose, and how much."""
        if not self.now.allocated:
            return "There is no plan with these figures."
        had, gets = self.before.units, self.now.units
        everybody = self.everybody
        changes = [change for name in everybody if (change := gets.get(name, 0) - had.get(name, 0))]
        if not changes:
            return "No award changes."
        parts = [
            f"{counted(len(some), 'application')} {verb}{'s' if len(some) == 1 else ''} {counted(sum(some), 'unit')}"
            for verb, some in (("gain", [c for c in changes if c > 0]), ("lose", [-c for c in changes if c < 0]))
            if some
        ]
        return f"{', '.join(parts)}; {counted(len(everybody) - len(changes), 'stays', 'stay')} as before."


def _change(old: Fraction | int | None, new: Fraction | int | None, unit: str, *, coloured: bool) -> Cell:
    if old is None or new is None:
        return Cell("", "soft")
    change = round(new - old)
    if not change:
        return Cell(f"{unit}, as before", "soft")
    sign, kind = ("+", "gain") if change > 0 else ("−", "loss")  # noqa: RUF001 - a minus sign
    return Cell(f"{unit}, {sign}{abs(change):,}", kind if coloured else "soft")


def _limits(limits: Mapping[str, Limit], when: str) -> dict[str, Cell]:
    """For each rule, the fullest of its limits, and how many of them bind."""
    found = {}
    for rule, limit in limits.items():
        kind = "share full" if limit.binding else "share"
        width = round(min(100.0, float(100 * limit.fullest)), 1)
        found[f"{rule} {when}"] = Cell(percent(limit.fullest), kind, width)
        found[f"{rule} binding {when}"] = Cell(_binding(limit))
    return found


def _binding(limit: Limit) -> str:
    """How many limits of a rule stopped somebody; or that one is full and stopped nobody."""
    if limit.binding:
        return f"{limit.binding:,}"
    return USED_UP if limit.fullest == 1 else NONE
