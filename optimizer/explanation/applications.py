"""An application: from the ground to the reasons for its award, in the order in which things were decided."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.explanation.besides import besides
from optimizer.explanation.ground import Ground
from optimizer.explanation.handing import lots
from optimizer.explanation.limits import limits, measure, obligation
from optimizer.explanation.lots import Granted
from optimizer.explanation.margins import Margins, worth
from optimizer.explanation.peers import peers
from optimizer.explanation.reasons import (
    Asked,
    Ceiling,
    CutToLots,
    DroppedOut,
    Failed,
    Given,
    InNoRound,
    Kept,
    LessThanALot,
    NoPlan,
    PassedBy,
    Reason,
    Refused,
    Stopped,
    WholeClaim,
)
from optimizer.model.steps import Step
from optimizer.quantities import figure, written


def application_reasons(ground: Ground, name: str, margins: Margins | None) -> Iterator[Reason]:
    """Why an application is granted what it is granted.

    Args:
        margins: for what one unit of its limits would change; None to leave that out.
    """
    yield from _asked(ground, name)
    yield from _screened(ground, name)
    if name in ground.plan.refused:
        return
    conflict = ground.plan.conflict
    if conflict is not None:
        yield NoPlan(round=conflict.round, short_by=conflict.short_by, rows=conflict.rows)
        return
    award = ground.award(name)
    if name in ground.dropped:
        yield _dropped(ground, name)
    elif award.claim:
        yield from _rounds(ground, name)
        yield from _end(ground, name)
        if margins is not None:
            yield from worth(ground, name, margins)
        yield from lots(ground, name)
    yield Granted(units=award.units, periods=award.periods)


def _asked(ground: Ground, name: str) -> Iterator[Reason]:
    scenario, item = ground.scenario, ground.scenario.applications[name]
    ends = [item.from_ or scenario.periods[0], item.to or scenario.periods[-1]]
    yield Asked(
        application=name,
        firm=item.firm,
        product=item.product,
        units=item.units,
        window=list(dict.fromkeys(ends)),
    )
    lot = scenario.products[item.product].lot
    claim = item.units // lot * lot
    if not claim:
        yield LessThanALot(lot=lot)
    elif claim != item.units:
        yield CutToLots(lot=lot, claim=claim)


def _screened(ground: Ground, name: str) -> Iterator[Reason]:
    failed = ground.plan.refused.get(name, [])
    kept = sorted(ground.scenario.policy.eligibility.keys() - {refusal.requirement for refusal in failed})
    if kept:
        yield Kept(requirements=kept)
    for refusal in failed:
        yield Failed(requirement=refusal.requirement, because=refusal.because)
    if failed:
        yield Refused(requirements=len(failed))


def _dropped(ground: Ground, name: str) -> DroppedOut:
    place, drop = ground.dropped[name]
    firm = ground.scenario.applications[name].firm
    return DroppedOut(
        entitlement=drop.entitlement,
        minimum=drop.minimum_units,
        place=place,
        of=len(ground.dropped),
        firms=ground.firms(ground.dropped, firm),
    )


def _rounds(ground: Ground, name: str) -> Iterator[Reason]:
    """What each round that selects it gave it, or why it gave nothing."""
    award, selected = ground.award(name), False
    for step in ground.steps.values():
        if not step.members[ground.at[name]]:
            continue
        selected = True
        if step.name in award.given:
            yield _given(ground, name, step)
        else:
            yield PassedBy(round=step.name, reach=int(step.reach[ground.at[name]]))
    if not selected:
        yield InNoRound(rounds=list(ground.steps))


def _given(ground: Ground, name: str, step: Step) -> Given:
    award, index = ground.award(name), ground.stops.get((name, step.name))
    went_on = index is not None and step.name != award.round
    return Given(
        round=step.name,
        divide=step.divide,
        units=award.given[step.name],
        left=written(ground.left(name, step.name)),
        limited_by=list(ground.shares(index, name)) if went_on and index is not None else [],
    )


def _score_of(ground: Ground, step: Step) -> str:
    """The attribute that a round ranks or maximises by."""
    divide = ground.scenario.policy.rounds[step.name].divide
    return "" if isinstance(divide, str) else str(getattr(divide, "ranked", None) or getattr(divide, "maximize", ""))


def _end(ground: Ground, name: str) -> Iterator[Reason]:
    """Where it ended in the last round that it took part in, and what stopped it there."""
    award = ground.award(name)
    if award.round is None:
        return
    if award.limited_by:
        index = ground.stops[name, award.round]
        stop, step = ground.plan.bottlenecks[index], ground.steps[award.round]
        yield Stopped(
            round=award.round,
            divide=step.divide,
            level=award.level,
            met=stop.level,
            further=None if figure(award.level or stop.level) == figure(stop.level) else award.level,
            rank=stop.rank,
            entitlement=award.entitlement,
        )
        yield from limits(ground, name)
        yield from besides(ground, name, index)
        yield from obligation(ground, name)
        yield measure(ground, name, index, _score_of(ground, step))
        yield from peers(ground, name, index)
    elif figure(award.entitlement) == award.claim:
        yield WholeClaim(claim=award.claim)
        yield from obligation(ground, name)
    else:
        reach = int(ground.steps[award.round].reach[ground.at[name]])
        yield Ceiling(round=award.round, reach=reach, claim=award.claim)
        yield from obligation(ground, name)
