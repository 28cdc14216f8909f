"""The head of a report: which scenario, what came out, how much of the quota, at what cost; or why nothing could."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from api.figures import amount, counted, exact, money, percent, quantity, whole
from api.reports.section import Part, Section
from api.reports.view import Line, View
from api.tables import Cells, Column, Table
from optimizer.rules import Cap
from optimizer.scenario import Scenario

SHORT_DIGEST = len("sha256:") + 12

REPAIR_COLUMNS = (Column("change"), Column("figure of the scenario"))
WAYS_OUT = "Ways out, each by one change and proved by running it; one step less is not enough"


def headline(view: View) -> Section:
    """The scenario, its outcome, and the figures that everybody asks for first."""
    plan, totals = view.plan, view.plan.totals
    served = [line for line in view.lines if line.award.units]
    quota = national_quota(view)
    rows: list[Cells] = [
        ("Scenario", plan.scenario_digest[:SHORT_DIGEST], _extent(view)),
        ("Outcome", plan.outcome, _trust(view)),
    ]
    if quota:
        rows.append(("Quota", quantity(quota[1], "unit"), quota[0]))
    asked = sum(application.units for application in view.scenario.applications.values())
    rows.append(("Asked for", whole(asked, "unit"), f"by {counted(len(view.scenario.applications), 'application')}"))
    rows.append(("Claimed", whole(totals.claimed, "unit"), _claimants(view)))
    if plan.outcome == "allocated":
        granted = f"{percent(totals.awarded, totals.claimed)} of claims, to {counted(len(served), 'application')}"
        rows.append(("Awarded", whole(totals.awarded, "unit"), f"{granted} of {_firms(served)}"))
        rows.append(("Not granted", whole(totals.claimed - totals.awarded, "unit"), _by_product(view)))
        if quota:
            left = quota[1] - totals.awarded
            rows.append(("Quota left", quantity(left, "unit"), f"{percent(left, quota[1])} of it"))
        if totals.duty_usd is not None and totals.landed_cost_usd is not None:
            rows.append(("Duty", money(totals.duty_usd), ""))
            rows.append(("Landed cost", money(totals.landed_cost_usd), "price and duty"))
    table = Table((Column(""), Column("", "right"), Column("")), tuple(rows), headed=False)
    return Section(view.scenario.title or "Plan", (table,))


def conflict(view: View) -> Section | None:
    """Why a guaranteed round cannot be met, and the limits that stand against it."""
    found = view.plan.conflict
    if found is None:
        return None
    short = f"Short by {amount(found.short_by)} {'unit' if found.short_by == '1' else 'units'}; nothing is granted."
    limits = ["Limits that stand in the way:", *(f"  {row}" for row in found.rows)] if found.rows else []
    ways = tuple((_capital(repair.sentence), repair.path) for repair in found.repairs)
    table: list[Part] = ["", Table(REPAIR_COLUMNS, ways, caption=WAYS_OUT)] if ways else []
    return Section("Why there is no plan", (found.sentence, short, *limits, *table))


def national_quota(view: View) -> tuple[str, Fraction] | None:
    """The tightest limit on the units of all applications over all periods, if the policy has one: name and units."""
    return tightest(national_quotas(view))


def national_quotas(view: View) -> dict[str, Fraction]:
    """Every limit on the units of all applications over all periods, by name."""
    return quotas(view.scenario, [(row.rule, exact(row.limit)) for row in view.plan.rows])


def quotas(scenario: Scenario, rows: Sequence[tuple[str, Fraction]]) -> dict[str, Fraction]:
    """As `national_quotas`, from the limit of each row and the name of the rule that wrote it."""
    limits = {}
    for name, rule in scenario.policy.rules.items():
        if isinstance(rule, Cap) and rule.measure == "units" and rule.per is None and not rule.where:
            mine = [limit for of, limit in rows if of == name]
            if mine:
                limits[name] = max(mine) if rule.carry_over else sum(mine, Fraction(0))
    return limits


def tightest(limits: Mapping[str, Fraction]) -> tuple[str, Fraction] | None:
    """The smallest limit with its name, if there is one."""
    name = min(limits, key=lambda name: (limits[name], name), default=None)
    return None if name is None else (name, limits[name])


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _extent(view: View) -> str:
    periods = view.scenario.periods
    return periods[0] if len(periods) == 1 else f"{len(periods)} periods, {periods[0]} to {periods[-1]}"


def _trust(view: View) -> str:
    checks = view.plan.checks.model_dump()
    proved = [name for name, state in checks.items() if state == "proved"]
    due = checks if view.plan.conflict is None else {name: state for name, state in checks.items() if state != "none"}
    open_ = [name for name, state in due.items() if state != "proved"]
    for states, shown in ((proved, True), (open_, False)):
        count = sum((drop.evidence is not None) == shown for drop in view.plan.dropped)
        states.extend([counted(count, "drop-out")] if count else [])
    parts = [f"proved: {', '.join(proved)}"] if proved else []
    parts += [f"not proved: {', '.join(open_)}"] if open_ else []
    parts.append(view.plan.engine.solver)
    if view.plan.engine.attempts:
        parts.append(f"after {counted(len(view.plan.engine.attempts), 'failed attempt')}")
    return "; ".join(parts)


def _claimants(view: View) -> str:
    refused = len(view.plan.refused)
    text = f"by {counted(len(view.lines), 'application')} of {_firms(view.lines)}" if view.lines else ""
    apart = f"{counted(refused, 'application')} refused" if refused else ""
    return "; ".join(part for part in (text, apart) if part)


def _firms(lines: Sequence[Line]) -> str:
    return counted(len({line.firm for line in lines}), "firm")


def _by_product(view: View) -> str:
    left = {product: units for product, units in view.plan.unallocated.items() if units}
    return "; ".join(f"{product} {units:,}" for product, units in sorted(left.items())) if len(left) > 1 else ""
