"""The long lists of a plan, for those who go on reckoning with it: one row for each application, purchase or limit."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from api.figures import exact, quantities, quantity, share, whole
from api.reports.schedule import in_periods, period_columns
from api.reports.view import View
from api.tables import Cells, Column, Table
from optimizer.explanation import Explainer
from optimizer.plans import Award, RowUse
from optimizer.scenario import Application

AWARD_COLUMNS = (
    Column("application"),
    Column("firm"),
    Column("name"),
    Column("group"),
    Column("product"),
    Column("use case"),
    Column("status"),
    Column("asked, units", "right"),
    Column("claim, units", "right"),
    Column("share before whole lots, units", "right"),
    Column("granted, units", "right"),
    Column("of claim", "right"),
    Column("round"),
    Column("level", "right"),
    Column("limited by"),
    Column("because"),
)
LIMIT_COLUMNS = (
    Column("limit"),
    Column("rule"),
    Column("used", "right"),
    Column("allowed", "right"),
    Column("left", "right"),
    Column("of limit", "right"),
    Column("unit"),
    Column("binds"),
)
REASON_COLUMNS = (Column("application"), Column("firm"), Column("reason"))
REFUSAL_COLUMNS = (
    Column("application"),
    Column("firm"),
    Column("name"),
    Column("asked, units", "right"),
    Column("requirement"),
    Column("because"),
)


def awards(view: View) -> Table:
    """Every application of the scenario, also the refused."""
    return Table(AWARD_COLUMNS, tuple(_award_rows(view)))


def schedule(view: View) -> Table:
    """Every application that is granted anything, with its units of each period."""
    periods = view.scenario.periods
    columns = (Column("application"), Column("firm"), Column("product"), *period_columns(periods))
    served = [line for line in view.lines if line.award.units]
    rows: list[Cells] = [
        (line.id, line.firm, view.scenario.applications[line.id].product, *in_periods(line.award.periods, periods))
        for line in served
    ]
    total: Cells = ("all", "", "", *in_periods(view.plan.totals.by_period, periods))
    return Table(columns, tuple(rows), total)


def purchases(view: View) -> Table:
    """What each firm has to buy of each domestic product, by period."""
    periods = view.scenario.periods
    columns = (Column("firm"), Column("name"), Column("domestic product"), *period_columns(periods))
    bought = [
        (firm, product, units)
        for firm, products in sorted(view.plan.co_purchases.items())
        for product, units in sorted(products.items())
        if any(units.values())
    ]
    rows: list[Cells] = [
        (firm, view.scenario.firms[firm].name or "", product, *in_periods(units, periods))
        for firm, product, units in bought
    ]
    sums = {period: sum(units.get(period, 0) for _, _, units in bought) for period in periods}
    return Table(columns, tuple(rows), ("all", "", "", *in_periods(sums, periods)))


def limits(view: View) -> Table:
    """Every limit with its use: those that bind first, then those that are used up and stopped nobody."""
    binds = view.plan.stopping()
    rows = sorted(view.plan.rows, key=lambda row: (row.row not in binds, not row.binding, row.row))
    return Table(LIMIT_COLUMNS, tuple(_limit_row(row, binds) for row in rows))


def refused(view: View) -> Table:
    """Every requirement that an application does not meet."""
    rows: list[Cells] = []
    for name, refusals in sorted(view.plan.refused.items()):
        application = view.scenario.applications[name]
        firm = view.scenario.firms[application.firm]
        asked = whole(application.units)
        rows += [(name, application.firm, firm.name or "", asked, item.requirement, item.because) for item in refusals]
    return Table(REFUSAL_COLUMNS, tuple(rows))


def reasons(view: View) -> Table:
    """Every reason for what each application got, one sentence a row, in the order in which things were decided."""
    explainer = Explainer(view.plan, view.scenario, margins=False)
    rows: list[Cells] = [
        (name, application.firm, sentence)
        for name, application in sorted(view.scenario.applications.items())
        for sentence in explainer.explain(name, "application").sentences()
    ]
    return Table(REASON_COLUMNS, tuple(rows))


def _award_rows(view: View) -> Iterator[Cells]:
    plan, scenario = view.plan, view.scenario
    dropped = {drop.application: f"below its minimum of {drop.minimum_units} units" for drop in plan.dropped}
    shares = quantities(award.entitlement for award in plan.awards.values())
    entitlements = dict(zip(plan.awards, shares, strict=True))
    for name, application in sorted(scenario.applications.items()):
        award = plan.awards.get(name)
        known = _known(name, application, view)
        if award is None:
            reasons = "; ".join(refusal.because for refusal in plan.refused.get(name, []))
            yield *known, "refused" if reasons else "not decided", whole(application.units), *[""] * 7, reasons
            continue
        yield (
            *known,
            "dropped" if name in dropped else _status(award),
            whole(application.units),
            whole(award.claim),
            entitlements[name],
            whole(award.units),
            share(award.units, award.claim) if award.claim else "",
            award.round or "",
            "" if award.level is None else share(exact(award.level)),
            "; ".join(item.row for item in award.limited_by),
            dropped.get(name, ""),
        )


def _known(name: str, application: Application, view: View) -> tuple[str, ...]:
    firm = view.scenario.firms[application.firm]
    group = firm.group or application.firm
    return name, application.firm, firm.name or "", group, application.product, application.use_case or ""


def _limit_row(row: RowUse, binds: Collection[str]) -> Cells:
    used, limit = exact(row.used), exact(row.limit)
    figures = quantity(used), quantity(limit), quantity(limit - used), share(used, limit)
    return row.row, row.rule, *figures, row.unit, "yes" if row.row in binds else "used up" if row.binding else ""


def _status(award: Award) -> str:
    if not award.units:
        return "nothing"
    return "whole claim" if award.units == award.claim else "part of claim"
