"""The report of a comparison: what was changed, what that does, who gains and who loses, and which limit moved whom.

A new section is one function from a `Pair` to a `Section`, and one name in `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pydantic import JsonValue

from api.figures import NONE, Figure, counted, exact, money, quantity, share, signed, whole
from api.reports.headline import national_quotas
from api.reports.section import Section
from api.reports.view import MOST_NAMED, View
from api.tables import Cells, Column, Table
from optimizer.comparison import Comparison, Difference, FirmDifference, Movement
from optimizer.plans import RowUse
from optimizer.scenario.canonical import shown

SIDES = (Column("before", "right"), Column("after", "right"), Column("change", "right"))
FIRM_COLUMNS = (Column("firm"), Column("name"), *SIDES, Column("moved by"))
APPLICATION_COLUMNS = (Column("application"), Column("firm"), *SIDES, Column("why"))
WORDS = {
    "dropped": "dropped out",
    "returned": "no longer drops out",
    "claim": "other claim",
    "ceiling": "ceiling of the round",
    "periods": "other periods",
    "infeasible": "no plan",
    "feasible": "a plan again",
    "left": "another firm files",
    "joined": "files for another firm",
}
"""Codes that a column says otherwise than by themselves."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A comparison beside the two plans that it is of."""

    found: Comparison
    before: View
    after: View


def compared(pair: Pair) -> tuple[Section, ...]:
    """Every section that has something to say about this comparison."""
    return tuple(section for write in SECTIONS if (section := write(pair)) is not None)


def changed(pair: Pair) -> Section:
    """What differs between the inputs."""
    title = pair.before.scenario.title or "Comparison"
    inputs = pair.found.inputs
    columns = (Column("changed input"), Column("before"), Column("after"))
    rows = tuple((item.path, _value(item.from_), _value(item.to)) for item in inputs.values)
    body: list[str | Table] = [Table(columns, rows)] if rows else []
    body += _names("firm", inputs.firms_added, inputs.firms_removed)
    body += _names("application", inputs.applications_added, inputs.applications_removed)
    if not body:
        body.append("The inputs are the same.")
    if pair.found.empty:
        body.append("Nothing differs between the plans.")
    return Section(title, tuple(body))


def headline(pair: Pair) -> Section | None:
    """The figures that everybody asks for first, side by side."""
    if pair.found.empty:
        return None
    one, other = pair.before.plan, pair.after.plan
    rows: list[Cells] = [("Outcome", one.outcome, other.outcome, "")]
    rows += _quotas(pair)
    rows += [
        _counts("Claimed", one.totals.claimed, other.totals.claimed),
        _counts("Awarded", one.totals.awarded, other.totals.awarded),
        (
            "of claims",
            share(one.totals.awarded, one.totals.claimed),
            share(other.totals.awarded, other.totals.claimed),
            "",
        ),
        _counts("Applications with units", _served(pair.before), _served(pair.after)),
        _counts("Firms with units", _firms_served(pair.before), _firms_served(pair.after)),
        _counts("Refused", len(one.refused), len(other.refused)),
        _counts("Dropped out", len(one.dropped), len(other.dropped)),
    ]
    left = _both(one.unallocated, other.unallocated).items()
    rows += [_counts(f"Left of {product}", *units) for product, units in left if any(units)]
    rows += _costs("Duty", one.totals.duty_usd, other.totals.duty_usd)
    rows += _costs("Landed cost", one.totals.landed_cost_usd, other.totals.landed_cost_usd)
    sentences = [words for plan in (one, other) if plan.conflict is not None for words in ("", plan.conflict.sentence)]
    return Section("Side by side", (Table((Column(""), *SIDES), tuple(rows)), *sentences))


def _quotas(pair: Pair) -> Iterator[Cells]:
    """The tightest limit on everything, on the sides that have one: each of both where it is not the same one."""
    sides = national_quotas(pair.before), national_quotas(pair.after)
    tightest = dict.fromkeys(min(side, key=lambda name: (side[name], name)) for side in sides if side)
    for name in tightest:
        one, other = (side.get(name) for side in sides)
        shown = (NONE if units is None else quantity(units) for units in (one, other))
        yield "Quota" if len(tightest) == 1 else f"Quota, {name}", *shown, _change(one, other)


def _change(before: Fraction | None, after: Fraction | None) -> Figure | str:
    return NONE if before is None or after is None else signed(after - before)


def _costs(name: str, before: str | None, after: str | None) -> Iterator[Cells]:
    if before is not None and after is not None:
        yield name, money(before), money(after), signed(round(exact(after) - exact(before)))


def gains(pair: Pair) -> Section | None:
    """Who gets more."""
    return _firms("Who gains", [item for item in pair.found.firms if item.after > item.before])


def losses(pair: Pair) -> Section | None:
    """Who gets less."""
    return _firms("Who loses", [item for item in pair.found.firms if item.after < item.before])


def totals(pair: Pair) -> Section | None:
    """Use cases and periods whose units differ."""
    parts = (("use case", pair.found.use_cases), ("period", pair.found.periods))
    tables = [_differences(heading, found) for heading, found in parts if found]
    body = [part for table in tables for part in ("", table)][1:]
    return Section("Totals that differ, in units", tuple(body)) if body else None


def rows(pair: Pair) -> Section | None:
    """Limits that began or ceased to bind."""
    columns = (
        Column("limit"),
        Column("", "left"),
        Column("used before", "right"),
        Column("allowed before", "right"),
        Column("used after", "right"),
        Column("allowed after", "right"),
    )
    listed = tuple(
        (item.row, f"{item.change} to bind", *_use(item.before), *_use(item.after)) for item in pair.found.rows
    )
    return Section("Limits that began or ceased to bind", (Table(columns, listed),)) if listed else None


def standing(pair: Pair) -> Section | None:
    """Applications that are refused or drop out on one side only."""
    columns = (Column("application"), Column("firm"), Column("now"), Column("because"))
    listed = []
    for item in pair.found.standing:
        because = "; ".join(refusal.because for refusal in item.because)
        if item.entitlement is not None and item.minimum_units is not None:
            because = f"its share of {quantity(item.entitlement)} is below its minimum of {item.minimum_units:,}"
        listed.append((item.application, item.firm, item.change, because))
    return Section("Refused or dropped out on one side only", (Table(columns, tuple(listed)),)) if listed else None


def purchases(pair: Pair) -> Section | None:
    """Units to buy of each domestic product, where they differ."""
    if not pair.found.co_purchases:
        return None
    products = sorted({item.product for item in pair.found.co_purchases})
    sums = ((name, _bought(pair.before, name), _bought(pair.after, name)) for name in products)
    found = [Difference(name=name, before=before, after=after) for name, before, after in sums if before != after]
    firms = len({item.firm for item in pair.found.co_purchases})
    sentence = f"{counted(firms, 'firm')} to buy other units, or in other periods."
    tables = ("", _differences("domestic product", found)) if found else ()
    return Section("Co-purchases that differ, in units", (sentence, *tables))


def applications(pair: Pair) -> Section | None:
    """Every application whose award differs, and what moved it."""
    found = pair.found.applications
    listed = tuple(
        (item.application, item.firm, *_sides(item.before, item.after), item.cause.sentence)
        for item in found
        if item.before != item.after
    )
    moved_in_time = sorted(item.application for item in found if item.before == item.after)
    body: list[str | Table] = [Table(APPLICATION_COLUMNS, listed)] if listed else []
    if moved_in_time:
        count = counted(len(moved_in_time), "application gets", "applications get")
        body += [*([""] if body else []), f"{count} the same units in other periods:", f"  {' '.join(moved_in_time)}"]
    return Section("Awards that differ, in units", tuple(body)) if body else None


SECTIONS = (changed, headline, gains, losses, totals, rows, standing, purchases, applications)


def moved(movements: Sequence[Movement]) -> str:
    """What moved a firm, most first; the units of each where there are several."""
    named = [(item.row or WORDS.get(item.code, item.code.replace("_", " ")), item.units) for item in movements]
    units: dict[str, int] = {}
    for name, count in named:
        units[name] = units.get(name, 0) + count
    weighed = [(name, count) for name, count in units.items() if count] or list(units.items())
    if len(weighed) == 1:
        return weighed[0][0]
    listed = [f"{name} {signed(count)}" for name, count in weighed]
    rest = len(listed) - MOST_NAMED
    return ", ".join(listed[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _firms(title: str, found: Sequence[FirmDifference]) -> Section | None:
    if not found:
        return None
    listed = tuple(
        (item.firm, item.name or "", *_sides(item.before, item.after), moved(item.moved_by)) for item in found
    )
    total = ("all", "", *_sides(sum(item.before for item in found), sum(item.after for item in found)), "")
    table = Table(FIRM_COLUMNS, listed, total if len(listed) > 1 else None)
    return Section(f"{title}, in units", (table,))


def _names(what: str, added: Sequence[str], removed: Sequence[str]) -> Iterator[str]:
    for names, words in ((added, "more after"), (removed, "fewer after")):
        if names:
            yield f"{counted(len(names), what)} {words}: {' '.join(names)}"


def _value(value: JsonValue) -> str:
    """A value of a scenario in one line, maps and lists by their parts."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_inner(item)}" for name, item in value.items()) or "nothing"
    if isinstance(value, list):
        return " ".join(map(_inner, value)) or "nothing"
    if value is None or isinstance(value, bool):
        return shown(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _inner(value: JsonValue) -> str:
    return f"({_value(value)})" if isinstance(value, dict | list) else _value(value)


def _counts(name: str, before: int, after: int) -> Cells:
    return (name, *_sides(before, after))


def _sides(before: int, after: int) -> tuple[Figure, Figure, Figure]:
    return whole(before), whole(after), signed(after - before)


def _both(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name, 0), after.get(name, 0)) for name in names}


def _served(view: View) -> int:
    return sum(line.award.units > 0 for line in view.lines)


def _firms_served(view: View) -> int:
    return len({line.firm for line in view.lines if line.award.units})


def _differences(heading: str, found: Sequence[Difference]) -> Table:
    return Table((Column(heading), *SIDES), tuple(_counts(item.name, item.before, item.after) for item in found))


def _use(row: RowUse | None) -> tuple[Figure | str, Figure | str]:
    return (NONE, NONE) if row is None else (quantity(row.used), quantity(row.limit))


def _bought(view: View, product: str) -> int:
    firms = view.plan.co_purchases.values()
    return sum(sum(products.get(product, {}).values()) for products in firms)
