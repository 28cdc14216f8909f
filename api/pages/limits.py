"""Limits on a screen: the rows of a plan, under the rule that wrote them, each with how much of it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from markupsafe import Markup

from api.figures import amount, counted, exact
from api.outlines import part_used
from api.pages.address import Address
from api.pages.markup import joined, link, share_bar, table_of, tag, words
from api.tables import Column
from optimizer.plans import Plan, RowUse

COLUMNS = (
    Column("limit"),
    Column("used", "right"),
    Column("allowed", "right"),
    Column("in"),
    Column("of limit", "right"),
    Column("binds"),
)
MOST = 12
"""A rule with more rows than this shows those that bind, and the fullest of the rest; all are one click away."""


def limits(plan: Plan, rules: Sequence[str], caption: str, address: Address) -> Markup:
    """The limits of some rules, in the order of the plan, each rule leading to its reasons."""
    under: dict[str, list[RowUse]] = defaultdict(list)
    for row in plan.rows:
        if row.rule in rules:
            under[row.rule].append(row)
    binds = plan.stopping()
    return joined(_rule(rows, binds, caption, address) for rows in under.values())


def _rule(rows: Sequence[RowUse], binds: Collection[str], caption: str, address: Address) -> Markup:
    rule = rows[0].rule
    head = tag("h3", link(words(rule), address.to("why", rule)))
    return head + _rows(rows, binds, caption)


def _rows(rows: Sequence[RowUse], binds: Collection[str], caption: str) -> Markup:
    if len(rows) <= MOST:
        return _table(rows, binds, f"{caption}: {words(rows[0].rule)}")
    first = sorted(rows, key=lambda row: (row.row not in binds, not row.binding, -part_used(row), row.row))
    shown = max(3, min(MOST, sum(row.binding for row in rows)))
    rest = first[shown:]
    summary = tag("summary", f"{counted(len(rest), 'more limit')} of {words(rows[0].rule)}, the fuller first")
    hidden = tag("details", summary + _table(rest, binds, f"{caption}: the rest of {words(rows[0].rule)}"))
    return _table(first[:shown], binds, f"{caption}: {words(rows[0].rule)}") + hidden


def _table(rows: Sequence[RowUse], binds: Collection[str], caption: str) -> Markup:
    return table_of(COLUMNS, (_cells(row, binds) for row in rows), caption=caption)


def _cells(row: RowUse, binding: Collection[str]) -> tuple[str | Markup, ...]:
    full = Markup("used up") if row.binding else Markup("")
    binds = tag("span", "binds", class_="binds") if row.row in binding else full
    share = share_bar(exact(row.used), exact(row.limit), full=row.binding)
    return words(row.row), amount(row.used), amount(row.limit), row.unit, share, binds
