"""The difference between two plans as a screen shows it: cells of figures and limits, rows of awards, a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from api.figures import NONE, amount, counted, exact, percent
from api.pages.board import Cell
from api.pages.grid import Field
from api.pages.limits import use
from api.reports.headline import national_quota
from api.reports.view import View, in_words

FIELDS = (
    Field("id", "application", width=112),
    Field("firm", "firm", width=76),
    Field("before", "before", "units", 88),
    Field("units", "now", "units", 88),
    Field("change", "change", "signed", 88),
    Field("share", "of claim", "share", 82),
    Field("limited_by", "limited by", width=240),
    Field("claim", "claimed", "units", 88),
    Field("name", "name of firm", width=150),
)
SUPPLY = "domestic supply"


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure: its words, its unit, and how it is read from a plan."""

    words: str
    unit: str
    read: Callable[[View], Fraction | None]
    good: bool = False
    """Whether more of it is better for those who ask."""


def _quota(view: View) -> Fraction | None:
    quota = national_quota(view)
    return quota[1] if quota else None


def _left(view: View) -> Fraction | None:
    quota = _quota(view)
    return None if quota is None else quota - view.plan.totals.awarded


def _served(view: View) -> Fraction:
    return Fraction(sum(line.award.units > 0 for line in view.lines))


FIGURES = (
    Figure("Quota", "units", _quota),
    Figure("Claimed", "units", lambda view: Fraction(view.plan.totals.claimed)),
    Figure("Awarded", "units", lambda view: Fraction(view.plan.totals.awarded), good=True),
    Figure("Quota left", "units", _left),
    Figure(
        "Served", "applications", lambda view: Fraction(sum(line.award.units > 0 for line in view.lines)), good=True
    ),
    Figure("Dropped out", "applications", lambda view: Fraction(len(view.plan.dropped))),
    Figure("To buy at home", "units", lambda view: Fraction(bought(view))),
    Figure("Duty", "USD", lambda view: _exact(view.plan.totals.duty_usd)),
)


def bought(view: View) -> int:
    """Units of domestic products that firms have to buy."""
    products = (product for firm in view.plan.co_purchases.values() for product in firm.values())
    return sum(sum(periods.values()) for periods in products)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a screen shows of two plans."""

    cells: dict[str, Cell]
    rows: dict[str, dict[str, Any]]


def difference(before: View, now: View) -> Difference:
    """Everything that the screen shows of a plan beside the one before."""
    changes = rows(before, now)
    sentence = in_a_sentence(changes) if now.plan.outcome == "allocated" else "There is no plan with these figures."
    return Difference(cells(before, now) | {"sentence": Cell(sentence)}, changes)


def cells(before: View, now: View) -> dict[str, Cell]:
    """The headline figures with their change, and how far each rule's limits are used."""
    found: dict[str, Cell] = {}
    for figure in FIGURES:
        old, new = figure.read(before), figure.read(now)
        found[f"{figure.words} now"] = Cell(NONE if new is None else amount(str(round(new))))
        found[f"{figure.words} change"] = _change(old, new, figure.unit, coloured=figure.good)
    return found | _limits(before, "before") | _limits(now, "now")


def rules_of(view: View) -> list[str]:
    """The names of the rules that wrote the rows of a plan, in their order."""
    return list(dict.fromkeys(row.rule for row in view.plan.rows))


def rows(before: View, now: View) -> dict[str, dict[str, Any]]:
    """One row for each application that takes part before or now: what it got and what it gets."""
    old = {line.id: line for line in before.lines}
    new = {line.id: line for line in now.lines}
    found = {}
    for name in sorted({*old, *new}):
        application = now.scenario.applications.get(name) or before.scenario.applications[name]
        firm = now.scenario.firms.get(application.firm) or before.scenario.firms[application.firm]
        had = old[name].award.units if name in old else 0
        award = new[name].award if name in new else None
        gets = award.units if award else 0
        found[name] = {
            "id": name,
            "firm": application.firm,
            "name": firm.name or "",
            "claim": award.claim if award else 0,
            "before": had,
            "units": gets,
            "change": gets - had,
            "share": round(gets / award.claim, 4) if award and award.claim else None,
            "limited_by": in_words(new[name].reasons) if name in new else "does not take part",
        }
    return found


def in_a_sentence(changes: Mapping[str, Mapping[str, Any]]) -> str:
    """How many gain, how many lose, and how much."""
    gains = [row["change"] for row in changes.values() if row["change"] > 0]
    losses = [-row["change"] for row in changes.values() if row["change"] < 0]
    if not gains and not losses:
        return "No award changes."
    parts = []
    if gains:
        verb = "gains" if len(gains) == 1 else "gain"
        parts.append(f"{counted(len(gains), 'application')} {verb} {counted(sum(gains), 'unit')}")
    if losses:
        verb = "loses" if len(losses) == 1 else "lose"
        parts.append(f"{counted(len(losses), 'application')} {verb} {counted(sum(losses), 'unit')}")
    same = len(changes) - len(gains) - len(losses)
    return f"{', '.join(parts)}; {counted(same, 'stays', 'stay')} as before."


def _exact(figure: str | None) -> Fraction | None:
    return None if figure is None else exact(figure)


def _change(old: Fraction | None, new: Fraction | None, unit: str, *, coloured: bool) -> Cell:
    if old is None or new is None:
        return Cell("", "soft")
    change = round(new - old)
    if not change:
        return Cell(f"{unit}, as before", "soft")
    sign, kind = ("+", "gain") if change > 0 else ("−", "loss")  # noqa: RUF001 - a minus sign
    return Cell(f"{unit}, {sign}{abs(change):,}", kind if coloured else "soft")


def _limits(view: View, when: str) -> dict[str, Cell]:
    """For each rule, the fullest of its limits, and how many of them bind."""
    fullest: dict[str, Fraction] = defaultdict(Fraction)
    binding: dict[str, int] = defaultdict(int)
    for row in view.plan.rows:
        fullest[row.rule] = max(fullest[row.rule], use(row))
        binding[row.rule] += row.binding
    found = {}
    for rule, part in fullest.items():
        kind = "share full" if binding[rule] else "share"
        found[f"{rule} {when}"] = Cell(percent(part), kind, round(min(100.0, float(100 * part)), 1))
        found[f"{rule} binding {when}"] = Cell(f"{binding[rule]:,}" if binding[rule] else NONE)
    return found
