"""Who was left out: refused by a requirement, or dropped out because the share was below the minimum of use."""

from __future__ import annotations

from collections import defaultdict

from api.figures import counted, quantities, whole
from api.reports.section import Section
from api.reports.view import View
from api.tables import Column, Table

DROP_COLUMNS = (
    Column("no.", "right"),
    Column("application"),
    Column("firm"),
    Column("would have got", "right"),
    Column("needs at least", "right"),
)


def refused(view: View) -> Section | None:
    """The applications that do not meet a requirement, under each requirement that they do not meet."""
    if not view.plan.refused:
        return None
    under: dict[tuple[str, str], list[str]] = defaultdict(list)
    for application, refusals in sorted(view.plan.refused.items()):
        for refusal in refusals:
            under[refusal.requirement, refusal.because].append(application)
    several = sum(len(refusals) > 1 for refusals in view.plan.refused.values())
    apart = f", {counted(several, 'of them', 'of them')} for more than one reason" if several else ""
    body = [counted(len(view.plan.refused), "application") + apart + "."]
    for (requirement, because), applications in sorted(under.items()):
        units = sum(view.scenario.applications[name].units for name in applications)
        count = f"{counted(len(applications), 'application')}, {counted(units, 'unit')} asked for"
        body += ["", f"{requirement}: {because}", f"  {count}:", f"  {' '.join(applications)}"]
    return Section("Refused", tuple(body))


def dropped(view: View) -> Section | None:
    """The applications whose share was of no use to them, in the order in which they dropped out."""
    if not view.plan.dropped:
        return None
    shares = quantities(drop.entitlement for drop in view.plan.dropped)
    rows = tuple(
        (
            whole(number),
            drop.application,
            view.scenario.applications[drop.application].firm,
            share,
            whole(drop.minimum_units),
        )
        for number, (drop, share) in enumerate(zip(view.plan.dropped, shares, strict=True), start=1)
    )
    sentence = "Their share was below the fewest units that are of use to them; it went back to the others, one by one."
    return Section("Dropped out below their minimum", (sentence, "", Table(DROP_COLUMNS, rows)))
