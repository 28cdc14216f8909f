"""A firm, a rule or a round: from the ground to the reasons about it as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq

from optimizer.explanation.ground import Ground
from optimizer.explanation.leftovers import leftover
from optimizer.explanation.limits import counted, ratio
from optimizer.explanation.margins import Margins, row_worth
from optimizer.explanation.reasons import NoPlan, Reason
from optimizer.explanation.subjects import (
    FirmAsked,
    FirmBuys,
    FirmGranted,
    RoundDivides,
    RoundFull,
    RoundGave,
    RoundGuarantees,
    RoundPool,
    RoundStop,
    RowStopped,
    RowStoppedNobody,
    RowUsed,
    RuleCaps,
    RuleObliges,
    RuleSupplies,
)
from optimizer.plans import RowUse
from optimizer.quantities import ONE, ZERO, figure, written
from optimizer.rules import Cap, CoPurchase
from optimizer.rules.domestic_supply import SUPPLY


def applications_of(ground: Ground, firm: str) -> list[str]:
    """What a firm applied for."""
    return sorted(name for name, item in ground.scenario.applications.items() if item.firm == firm)


def firm_reasons(ground: Ground, firm: str, _: Margins | None) -> Iterator[Reason]:
    """What a firm asked for, is granted and has to buy."""
    plan, names = ground.plan, applications_of(ground, firm)
    yield FirmAsked(
        firm=firm,
        group=ground.scenario.firms[firm].group,
        applications=len(names),
        units=sum(ground.scenario.applications[name].units for name in names),
    )
    if plan.conflict is not None:
        yield _no_plan(ground)
        return
    awards = [plan.awards[name] for name in names if name in plan.awards]
    yield FirmGranted(
        firm=firm,
        units=sum(award.units for award in awards),
        claim=sum(award.claim for award in awards),
        refused=sum(name in plan.refused for name in names),
        dropped=sum(name in ground.dropped for name in names),
    )
    if bought := plan.co_purchases.get(firm):
        yield FirmBuys(firm=firm, units=sum(sum(units.values()) for units in bought.values()), purchases=bought)


def rule_reasons(ground: Ground, name: str, margins: Margins | None) -> Iterator[Reason]:
    """What a rule limits, whom it stopped, and what one more unit of it would change."""
    rule = ground.scenario.policy.rules.get(name)
    if isinstance(rule, CoPurchase):
        yield from _obliges(ground, name, rule)
        return
    rows = [use for use in ground.plan.rows if use.rule == name]
    binding = [use for use in rows if use.binding]
    count, bind = len(rows), len(binding) if ground.plan.conflict is None else None
    if bind is None:
        count = sum(row.rule == name for row in ground.named.values())
    if isinstance(rule, Cap):
        yield RuleCaps(rule=name, unit=rule.measure, per=rule.per, rows=count, binding=bind)
    else:
        yield RuleSupplies(rows=count, binding=bind)
    if ground.plan.conflict is not None:
        yield _no_plan(ground)
    for use in binding or sorted(rows, key=_room)[:1]:
        firms = ground.firms(counted(ground, use.row))
        yield RowUsed(row=use.row, firms=firms, used=str(use.used), limit=str(use.limit), unit=use.unit)
        yield from row_stops(ground, use.row)
        if not use.binding and ground.plan.conflict is None and (names := counted(ground, use.row)):
            yield leftover(ground.plan, names, use.row, written(figure(use.limit) - figure(use.used)), use.unit)
        if margins is not None and use.binding:
            yield from row_worth(ground, use.row, margins)


def _room(use: RowUse) -> tuple[fmpq, str]:
    """The part of a row that is not used."""
    limit = figure(use.limit)
    return (ONE - figure(use.used) / limit if limit else ONE), use.row


def row_stops(ground: Ground, row: str) -> Iterator[Reason]:
    """Whom a row stopped, stop by stop."""
    stopped = list(_stopped_by(ground, row, frozenset(ground.plan.awards)))
    yield from stopped
    if not stopped:
        yield RowStoppedNobody(row=row, firms=ground.firms(counted(ground, row)))


def _stopped_by(ground: Ground, row: str, among: frozenset[str]) -> Iterator[RowStopped]:
    for index, stop in enumerate(ground.plan.bottlenecks):
        candidates = among.intersection(stop.stopped) if row in stop.rows else ()
        names = sorted(name for name in candidates if row in ground.shares(index, name))
        if names:
            yield RowStopped(
                row=row,
                firms=ground.firms(names),
                round=stop.round,
                level=stop.level,
                applications=names,
                count=len(names),
            )


def _obliges(ground: Ground, name: str, rule: CoPurchase) -> Iterator[Reason]:
    purchases = ground.rows.purchases
    mine = {index for index, item in enumerate(purchases.classes) if item.rule == name}
    names = [ground.claims.ids[at] for at, classed in enumerate(purchases.classed.tolist()) if classed in mine]
    granted = None if ground.plan.conflict is not None else sum(ground.award(other).units for other in names)
    yield RuleObliges(
        rule=name,
        units=ratio(rule, "units"),
        tpp=ratio(rule, "tpp"),
        applications=len(names),
        granted=granted,
        firms=ground.firms(names),
    )
    if ground.plan.conflict is not None:
        yield _no_plan(ground)
    for use in ground.plan.rows:
        if use.rule == SUPPLY:
            yield from _stopped_by(ground, use.row, frozenset(names))


def round_reasons(ground: Ground, name: str, _: Margins | None) -> Iterator[Reason]:
    """How a round divided, among whom, and the stops in their order."""
    step, rule = ground.steps[name], ground.scenario.policy.rounds[name]
    place = list(ground.steps).index(name) + 1
    yield RoundDivides(round=name, place=place, divide=step.divide, claimant=rule.claimant)
    if rule.guarantee:
        yield RoundGuarantees(round=name)
    if ground.plan.conflict is not None:
        yield _no_plan(ground)
        return
    inside = [other for other, award in ground.plan.awards.items() if name in award.given]
    given = sum((figure(ground.award(other).given[name]) for other in inside), ZERO)
    yield RoundGave(
        round=name,
        applications=len(inside),
        firms=ground.firms(inside),
        left=written(sum((ground.left(other, name) for other in inside), ZERO)),
        units=written(given),
        added=ground.plan.totals.by_round.get(name, 0),
    )
    if step.pool is not None:
        yield RoundPool(round=name, pool=written(step.pool), units=written(given), firms=ground.firms(inside))
    yield from _stops(ground, name, inside)


def _stops(ground: Ground, name: str, inside: Sequence[str]) -> Iterator[Reason]:
    for stop in ground.plan.bottlenecks:
        if stop.round == name and stop.stopped:
            yield RoundStop(
                round=name,
                level=stop.level,
                rank=stop.rank,
                applications=sorted(stop.stopped),
                count=len(stop.stopped),
                firms=ground.firms(stop.stopped),
                rows=list(stop.rows),
            )
    full = [other for other in inside if (other, name) not in ground.stops]
    if full:
        yield RoundFull(round=name, applications=full, count=len(full), firms=ground.firms(full))


def _no_plan(ground: Ground) -> NoPlan:
    conflict = ground.plan.conflict
    assert conflict is not None  # noqa: S101 - asked only of a plan that has one
    return NoPlan(round=conflict.round, short_by=conflict.short_by, rows=conflict.rows)
