"""The limits: which of them bind, and what they kept from being granted."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from api.figures import counted, exact, percent, quantities, quantity, share, whole
from api.reports.chart import Bar, Chart, few
from api.reports.headline import national_quota
from api.reports.section import Part, Section
from api.reports.view import View, by_weight, together
from api.tables import Cells, Column, Table
from optimizer.explanation import LANGUAGES
from optimizer.explanation.leftovers import leftover
from optimizer.plans import RowUse

LIMIT_COLUMNS = (
    Column("limit"),
    Column("used", "right"),
    Column("allowed", "right"),
    Column("in"),
    Column("of limit", "right"),
)
REASON_COLUMNS = (
    Column("limited by"),
    Column("units", "right"),
    Column("of all not granted", "right"),
    Column("applications", "right"),
)

MOST_FIRMS = 5
"""So many firms are named below a bar; the rest are counted."""


def binding(view: View) -> Section | None:
    """The limits that stopped somebody, those that are used up and only keep deliveries back, and the fullest other."""
    stopping = view.plan.stopping()
    pools = [_pool_row(name, view) for name in view.scenario.policy.rounds if f"pool[{name}]" in stopping]
    if view.plan.conflict is not None or not (view.plan.rows or pools):
        return None
    tight = [row for row in view.plan.rows if row.binding and row.row in stopping]
    full = [row for row in view.plan.rows if row.binding and row.row not in stopping]
    slack = [row for row in view.plan.rows if not row.binding]
    body: list[Part] = []
    if tight or pools:
        body.append(Table(LIMIT_COLUMNS, (*pools, *map(_limit_row, tight))))
    else:
        body.append("No limit binds: every award is as large as its claim and its round allow.")
    if full:
        names = ", ".join(row.row for row in full)
        body += ["", f"Used up, but more of it would only let units come earlier: {names}."]
    if slack:
        fullest = max(slack, key=lambda row: (_use(row), row.row))
        other = "other limit" if tight or full or pools else "limit"
        count = counted(len(slack), f"{other} does not bind", f"{other}s do not bind")
        body += ["", f"{count}; the fullest is {fullest.row}, {percent(_use(fullest))} used."]
    return Section("Limits that bind", tuple(body))


def _pool_row(name: str, view: View) -> Cells:
    """The pool of a round: the units that the round gave out, and those that it may."""
    used, pool = view.plan.totals.by_round.get(name, 0), Fraction(view.scenario.policy.rounds[name].pool or 0)
    return f"pool[{name}]", whole(used), quantity(pool), "units", share(used, pool)


def not_granted(view: View) -> Section | None:
    """Every unit that was claimed and not granted, put down to what took it."""
    reasons = together(view.lines)
    if not reasons:
        return None
    applications: dict[str, int] = defaultdict(int)
    for line in view.lines:
        for reason in line.reasons:
            applications[reason] += 1
    total = sum(reasons.values())
    ordered = by_weight(reasons)
    amounts = quantities(f"{units:.2f}" for _, units in ordered)
    rows = [
        (reason, figure, share(units, total), whole(applications[reason]))
        for (reason, units), figure in zip(ordered, amounts, strict=True)
    ]
    sentence = "What stopped each application, by the part it had in that; an application may count under several."
    table = Table(REASON_COLUMNS, tuple(rows))
    return Section("Claimed and not granted: why", (sentence, _chart(view), "", table))


def left(view: View) -> Section | None:
    """Why nobody has what is left of the quota, where it stopped nobody and somebody has less than its claim."""
    quota = national_quota(view)
    plan = view.plan
    if quota is None or not plan.awards or plan.totals.awarded == plan.totals.claimed:
        return None
    name, limit = quota
    units = limit - plan.totals.awarded
    if units <= 0 or not plan.stopping().isdisjoint(row.row for row in plan.rows if row.rule == name):
        return None
    reason = leftover(plan, plan.awards.keys(), name, str(units), "units")
    return Section("What is left, and why", (LANGUAGES["en"].sentence(reason),))


def _chart(view: View) -> Chart:
    """Who stopped at which limit: a bar for each, and below it the firms that it took most from."""
    took: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in view.lines:
        for reason, units in line.reasons.items():
            took[reason][line.firm] += units
    bars = []
    for reason, units in by_weight({reason: sum(firms.values()) for reason, firms in took.items()}):
        weightiest = by_weight(took[reason])
        named = [f"{firm} {count:,.0f}" for firm, count in weightiest[:MOST_FIRMS]]
        rest = [f"and {len(weightiest) - MOST_FIRMS:,} more"] if len(weightiest) > MOST_FIRMS else []
        bars.append(
            Bar(
                reason,
                units,
                f"{units:,.0f} units of {counted(len(weightiest), 'firm')}",
                note=", ".join([*named, *rest]),
            )
        )
    sentence = "Units claimed and not granted, by what stopped them; below each bar the firms that it took most from."
    return Chart("Who stopped at which limit", sentence, few(bars, "limits"), "not granted, in units")


def _use(row: RowUse) -> Fraction:
    return exact(row.used) / exact(row.limit) if exact(row.limit) else Fraction(0)


def _limit_row(row: RowUse) -> Cells:
    return row.row, quantity(row.used), quantity(row.limit), row.unit, share(exact(row.used), exact(row.limit))
