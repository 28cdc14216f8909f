"""What a firm is told about the decision on its applications: its own figures, its own reasons, nobody else's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.figures import NONE, counted, whole
from api.reports.policy import requirement_words
from api.reports.provenance import origin
from api.reports.section import Part, Section
from api.reports.view import BELOW_MINIMUM, View
from api.tables import Cells, Column, Table
from optimizer.scenario import Application, Requirement
from optimizer.selector import in_words

GRANTED_COLUMNS = (
    Column("application"),
    Column("product"),
    Column("use case"),
    Column("asked", "right"),
    Column("claimed", "right"),
    Column("granted", "right"),
    Column("decision"),
)
DELIVERY_COLUMNS = (Column("period"), Column("application"), Column("product"), Column("units", "right"))
PURCHASE_COLUMNS = (Column("by the end of"), Column("domestic product"), Column("units", "right"))
REFUSAL_COLUMNS = (Column("application"), Column("asked", "right"), Column("requirement"), Column("because"))
CONDITION_COLUMNS = (Column("requirement"), Column("asks"))

BUY_FIRST = (
    "The units are granted on condition that these domestic products are bought, each no later than the end of the "
    "period named:"
)
STAY_MET = "The applications that are granted units met these requirements, and have to go on meeting them:"
HOW_TO_CHECK = (
    "The scenario is everything that was read, and has the SHA-256 below. Whoever holds it and the plan can check "
    "every figure without the program that made them: quotaplan verify plan.json scenario.json, or the single-file "
    "verifier. Ties were drawn by a SHA-256 that anybody can compute again."
)
NAMING = frozenset({"id", "firm", "group", "firm.name", "firm.group"})
"""Attributes by which a selector may name others."""

Explain = Callable[[str], Sequence[str]]
"""The sentences about an application that its firm may read."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A firm and what it applied for, in the order of the ids."""

    firm: str
    applications: Mapping[str, Application]


def addressees(view: View) -> Iterator[Addressee]:
    """Every firm that applied for something."""
    found: dict[str, dict[str, Application]] = defaultdict(dict)
    for name, application in sorted(view.scenario.applications.items()):
        found[application.firm][name] = application
    yield from (Addressee(firm, applications) for firm, applications in sorted(found.items()))


def letter(to: Addressee, view: View, explain: Explain) -> tuple[Section, ...]:
    """The letter to a firm: what is granted and when, on which conditions, why not more, and how to check it."""
    sections = (
        _decision(to, view),
        _deliveries(to, view),
        _conditions(to, view),
        _refusals(to, view),
        *_reasons(to, view, explain),
        _check(view),
    )
    return tuple(section for section in sections if section is not None)


def _decision(to: Addressee, view: View) -> Section:
    awards = [view.plan.awards[name] for name in to.applications if name in view.plan.awards]
    asked = sum(application.units for application in to.applications.values())
    granted = sum(award.units for award in awards)
    served = sum(award.units > 0 for award in awards)
    given = (
        f"{counted(granted, 'unit')} {'is' if granted == 1 else 'are'} granted, to {counted(served, 'application')}."
    )
    sentence = (
        f"{counted(len(to.applications), 'application')} asked for {counted(asked, 'unit')}. "
        f"{given if granted else 'Nothing is granted.'}"
    )
    rows = tuple(_decision_row(name, application, view) for name, application in to.applications.items())
    claimed = sum(award.claim for award in awards)
    total: Cells = ("all", "", "", whole(asked), whole(claimed), whole(granted), "")
    return Section("Decision", (sentence, "", Table(GRANTED_COLUMNS, rows, total if len(rows) > 1 else None)))


def _decision_row(name: str, application: Application, view: View) -> Cells:
    known = (name, application.product, application.use_case or "", whole(application.units))
    award = view.plan.awards.get(name)
    if award is None:
        return *known, NONE, whole(0), "refused"
    if award.units:
        words = "granted in full" if award.units == application.units else "granted in part"
    else:
        words = BELOW_MINIMUM if any(drop.application == name for drop in view.plan.dropped) else "nothing granted"
    return *known, whole(award.claim), whole(award.units), words


def _deliveries(to: Addressee, view: View) -> Section | None:
    rows: list[Cells] = []
    for period in view.scenario.periods:
        for name, application in to.applications.items():
            award = view.plan.awards.get(name)
            if award and award.periods.get(period):
                rows.append((period, name, application.product, whole(award.periods[period])))
    return Section("When the units may be imported", (Table(DELIVERY_COLUMNS, tuple(rows)),)) if rows else None


def _conditions(to: Addressee, view: View) -> Section | None:
    """What has to be bought, and which requirements have to stay met; nothing where nothing is granted."""
    if not any(view.plan.awards[name].units for name in to.applications if name in view.plan.awards):
        return None
    body: list[Part] = []
    bought: list[Cells] = [
        (period, product, whole(units[period]))
        for period in view.scenario.periods
        for product, units in sorted(view.plan.co_purchases.get(to.firm, {}).items())
        if units.get(period)
    ]
    if bought:
        body += [BUY_FIRST, "", Table(PURCHASE_COLUMNS, tuple(bought))]
    kept = sorted(view.scenario.policy.eligibility.items())
    if kept:
        rows = tuple((name, _asked(requirement)) for name, requirement in kept)
        body += [*([""] if bought else []), STAY_MET, "", Table(CONDITION_COLUMNS, rows)]
    return Section("Conditions", tuple(body)) if body else None


def _asked(requirement: Requirement) -> str:
    """What a requirement asks, in words that name nobody else."""
    named = NAMING & {*requirement.where, *requirement.require}
    if named or not requirement.where:
        return requirement.because if named else requirement_words(requirement).replace("_", " ")
    return f"Where {in_words(requirement.where)}: {in_words(requirement.require)}.".replace("_", " ")


def _refusals(to: Addressee, view: View) -> Section | None:
    rows: list[Cells] = [
        (name, whole(application.units), refusal.requirement, refusal.because)
        for name, application in to.applications.items()
        for refusal in view.plan.refused.get(name, [])
    ]
    return Section("Refused", (Table(REFUSAL_COLUMNS, tuple(rows)),)) if rows else None


def _reasons(to: Addressee, view: View, explain: Explain) -> Iterator[Section]:
    """Why each application got what it got, and not more; what all of them are told in the same words, once before."""
    told = {name: explain(name) for name in to.applications if name in view.plan.awards}
    alike = [] if len(told) == 1 else list(dict.fromkeys(_in_all(list(told.values()))))
    if alike:
        yield Section(f"What holds for each of the {len(told)} applications below", tuple(alike))
    for name, sentences in told.items():
        asked = counted(to.applications[name].units, "unit")
        title = f"Why {name} is granted {view.plan.awards[name].units:,} of {asked}"
        yield Section(title, tuple(sentence for sentence in sentences if sentence not in alike))


def _in_all(told: Sequence[Sequence[str]]) -> Iterator[str]:
    """The sentences that every application begins with, after the one about itself: what it was screened for."""
    for place in zip(*(sentences[1:-1] for sentences in told), strict=False):
        if len(set(place)) > 1:
            return
        yield place[0]


def _check(view: View) -> Section:
    return Section("How to check this decision", (HOW_TO_CHECK, "", origin(view)))
