"""Limits: the rows that stopped an application, what it owes at home, and the measure that its round compares by."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from flint import fmpq

from optimizer.claims import Integers
from optimizer.explanation.crowds import crowds
from optimizer.explanation.ground import Ground
from optimizer.explanation.reasons import Reason
from optimizer.explanation.stops import (
    BestTotal,
    LimitedByCap,
    LimitedByCredit,
    LimitedByNothingToBuy,
    LimitedByPool,
    LimitedBySupply,
    Measure,
    NotObliged,
    Obliged,
    SameAward,
    SameAwardToHalf,
    SameLoss,
    SameLossFromHalf,
    SameShare,
)
from optimizer.plans import Limitation
from optimizer.quantities import ONE, ZERO, figure, rational, written
from optimizer.rules import Cap, CoPurchase
from optimizer.rules.cap import AttributeLimit

HALF = fmpq(1, 2)


def limits(ground: Ground, name: str) -> Iterator[Reason]:
    """The rows that stopped an application in its last round, each with its part of that."""
    award = ground.award(name)
    supplies = {row.name for row in ground.rows.supply}
    credits_ = {ground.merged.rows[row].name: product for (_, product), row in ground.merged.credit.items()}
    for item in award.limited_by:
        if item.row == f"pool[{award.round}]":
            pool = ground.steps[award.round or ""].pool
            yield LimitedByPool(
                row=item.row, round=award.round or "", share=item.share, pool=written(ZERO if pool is None else pool)
            )
        elif item.row in supplies:
            yield _supply(ground, name, item)
        elif item.row in credits_:
            product = credits_[item.row]
            bought = ground.claims.past_purchases[award.firm][product]
            yield LimitedByCredit(row=item.row, product=product, share=item.share, units=bought)
        elif isinstance(ground.scenario.policy.rules[ground.named[item.row].rule], CoPurchase):
            yield LimitedByNothingToBuy(row=item.row, rule=ground.named[item.row].rule, share=item.share)
        else:
            yield _cap(ground, name, item)


def counted(ground: Ground, row: str) -> list[str]:
    """The applications that a cap row counts, or that owe a purchase of what a supply row is about."""
    chosen: Integers = np.zeros(0, dtype=np.int64)
    for cap in ground.rows.caps:
        amounts = np.array([amount > 0 for amount in cap.coefficients], dtype=bool)
        for label, rows in enumerate(cap.rows):
            if any(item.name == row for item in rows):
                chosen = np.flatnonzero((cap.label == label) & amounts[cap.coefficient])
    purchases = ground.rows.purchases
    for supply in ground.rows.supply:
        if supply.name == row:
            able = [worth.get(str(supply.label), ZERO) > 0 for worth in purchases.worth]
            chosen = np.flatnonzero(np.array([*able, False], dtype=bool)[purchases.classed])
    return [ground.claims.ids[at] for at in chosen.tolist()]


def _others(ground: Ground, name: str, row: str) -> int:
    """How many other firms a row counts."""
    applications = ground.scenario.applications
    firms = ground.once(("counted", row), lambda: {applications[other].firm for other in counted(ground, row)})
    return len(firms - {ground.award(name).firm})


def _cap(ground: Ground, name: str, item: Limitation) -> LimitedByCap:
    use, row = ground.uses[item.row], ground.named[item.row]
    rule = ground.scenario.policy.rules[row.rule]
    return LimitedByCap(
        row=item.row,
        rule=row.rule,
        share=item.share,
        limit=str(use.limit),
        used=str(use.used),
        unit=use.unit,
        firms=_others(ground, name, item.row),
        brought=isinstance(rule, Cap) and isinstance(rule.limit, AttributeLimit) and rule.per != "firm",
    )


def _supply(ground: Ground, name: str, item: Limitation) -> LimitedBySupply:
    use, row = ground.uses[item.row], ground.named[item.row]
    return LimitedBySupply(
        row=item.row,
        product=str(row.label),
        period=ground.claims.periods[row.last],
        share=item.share,
        limit=str(use.limit),
        used=str(use.used),
        firms=_others(ground, name, item.row),
    )


def obligation(ground: Ground, name: str) -> Iterator[Reason]:
    """What each unit of an application obliges its firm to buy."""
    rules = {rule: item for rule, item in ground.scenario.policy.rules.items() if isinstance(item, CoPurchase)}
    if not rules:
        return
    classed = int(ground.rows.purchases.classed[ground.at[name]])
    if classed < 0:
        yield NotObliged(rules=sorted(rules, key=lambda rule: rules[rule].order))
        return
    item = ground.rows.purchases.classes[classed]
    firm = ground.award(name).firm
    past = ground.claims.past_purchases.get(firm, {})
    yield Obliged(
        rule=item.rule,
        firm=firm,
        units=ratio(rules[item.rule], "units"),
        tpp=ratio(rules[item.rule], "tpp"),
        accepts=list(item.accepts),
        credit=sum(past.get(product, 0) for product in item.accepts) if item.firm else 0,
    )


def ratio(rule: CoPurchase, basis: str) -> str | None:
    """What a co-purchase rule obliges to, if that is what it counts."""
    return written(rational(rule.ratio)) if rule.basis == basis else None


def measure(ground: Ground, name: str, index: int, attribute: str) -> Reason:
    """What the round of a stop holds alike between those that stop at its level.

    Args:
        index: the bottleneck.
        attribute: what the round ranks or maximises by.
    """
    stop = ground.plan.bottlenecks[index]
    step, rule = ground.steps[stop.round], ground.scenario.policy.rounds[stop.round]
    if step.divide == "maximize":
        return BestTotal(round=stop.round, attribute=attribute, score=written(ground.score(stop.round, name)))
    stand = crowds(ground, index)
    sisters = stand.owned[int(step.claimant[ground.at[name]])]
    level = figure(stop.level)
    about = {
        "round": stop.round,
        "claimant": rule.claimant,
        "weight": rule.weight,
        "sisters": len(sisters - {ground.award(name).firm}),
    }
    most, heaviest = stand.most
    alike: type[Measure]
    match step.divide:
        case "equal_awards":
            alike, units = SameAward, level * most
        case "equal_losses":
            alike, units = SameLoss, (ONE - level) * heaviest
        case "talmud" if level <= HALF:
            alike, units = SameAwardToHalf, level * most
        case "talmud":
            alike, units = SameLossFromHalf, (ONE - level) * heaviest
        case _:
            least = min(step.weight[claimant] for claimant in stand.claimed)
            return SameShare.model_validate(about | {"share": written(level / least)})
    return alike.model_validate(about | {"units": written(units)})
