"""What is granted keeps every limit exactly, in whole lots, and leaves nothing that somebody could still have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.plans import Plan
from tests.oracle.facts import Facts, Row, facts
from tests.oracle.model import Programme
from tests.properties.divided import planned
from tests.strategies import Document, Shape, documents

Deliveries = dict[tuple[str, int], int]


def allocated(document: Document) -> tuple[Plan, Facts]:
    found = planned(document)
    assume(found.outcome == "allocated")
    return found, facts(document)


def deliveries(document: Document, found: Plan) -> Deliveries:
    place = {period: t for t, period in enumerate(document["periods"])}
    return {(name, place[p]): units for name, award in found.awards.items() for p, units in award.periods.items()}


def used(row: Row, delivered: Mapping[tuple[str, int], int]) -> Fraction:
    return sum((amount * delivered.get(spot, 0) for spot, amount in row.coefficients.items()), Fraction(0))


@given(documents())
def test_everybody_who_passed_screening_has_an_award_in_whole_lots_of_its_claim(document: Document) -> None:
    found, known = allocated(document)
    assert set(found.awards) == set(known.applications)
    for name, award in found.awards.items():
        claim, lot = known.applications[name].claim, known.applications[name].lot
        assert award.claim == claim
        assert award.units % lot == 0
        assert 0 <= award.units <= claim
        assert 0 <= Fraction(award.entitlement) <= claim


@given(documents())
def test_deliveries_are_whole_lots_inside_the_window_and_add_up(document: Document) -> None:
    found, known = allocated(document)
    total: Counter[str] = Counter()
    for (name, t), units in deliveries(document, found).items():
        assert t in known.applications[name].window
        assert units > 0
        assert units % known.applications[name].lot == 0
        total[name] += units
    assert {name: total[name] for name in found.awards} == {name: award.units for name, award in found.awards.items()}


@given(documents())
def test_no_cap_is_exceeded_in_exact_arithmetic(document: Document) -> None:
    found, known = allocated(document)
    delivered = deliveries(document, found)
    shown = {row.row: row for row in found.rows}
    for row in known.rows:
        assert used(row, delivered) <= row.limit
        if row.name in shown:
            assert Fraction(shown[row.name].used) == used(row, delivered)
            assert Fraction(shown[row.name].limit) == row.limit


@given(documents(Shape(rounds=1)), st.integers(1, 400))
def test_a_pool_is_not_exceeded_by_the_lots_granted_from_it(document: Document, pool: int) -> None:
    for item in document["policy"]["rounds"].values():
        item["pool"] = pool
    found, _ = allocated(document)
    assert sum(Fraction(award.entitlement) for award in found.awards.values()) <= pool
    assert sum(award.units for award in found.awards.values()) <= pool


@given(documents())
def test_purchases_are_whole_in_time_enough_and_within_supply(document: Document) -> None:
    found, known = allocated(document)
    delivered, place = deliveries(document, found), {period: t for t, period in enumerate(document["periods"])}
    bought = {
        (firm, product, place[period]): units
        for firm, products in found.co_purchases.items()
        for product, periods in products.items()
        for period, units in periods.items()
    }
    assert all(units > 0 for units in bought.values())
    for product, supply in known.supply.items():
        for end, limit in enumerate(supply):
            assert sum(units for (_, d, t), units in bought.items() if d == product and t <= end) <= limit
    for firm in document["firms"]:
        own = {(d, t): units for (owner, d, t), units in bought.items() if owner == firm}
        assert covers(known, firm, own, delivered)


def covers(known: Facts, firm: str, bought: Mapping[tuple[str, int], int], delivered: Deliveries) -> bool:
    """Whether what a firm buys, and may count from the past, meets what its imports oblige it to, period by period.

    Each delivery of each application stands as an application of its own, and the purchases as the whole supply.
    """
    parts, duties, least = {}, {}, {}
    for (name, t), units in delivered.items():
        if known.applications[name].firm == firm and name in known.obligations:
            part = f"{name} in {t}"
            parts[part] = replace(known.applications[name], name=part, window=range(t, t + 1))
            duties[part], least[part] = known.obligations[name], float(units)
    supply = {
        product: tuple(
            Fraction(sum(units for (d, t), units in bought.items() if d == product and t <= end))
            for end in range(len(sums))
        )
        for product, sums in known.supply.items()
    }
    return not parts or Programme(Facts(parts, (), duties, supply, known.past)).feasible(least)


@given(documents())
def test_awards_are_within_a_lot_of_their_entitlement_unless_a_limit_binds(document: Document) -> None:
    found, known = allocated(document)
    for name, award in found.awards.items():
        lot, share = known.applications[name].lot, Fraction(award.entitlement)
        assert award.units - share < lot
        if share - award.units >= lot:
            assert reasons(found, known, name)


@given(documents())
def test_nobody_is_left_below_its_share_unless_a_limit_binds(document: Document) -> None:
    found, known = allocated(document)
    for name, award in found.awards.items():
        if award.units < Fraction(award.entitlement):
            assert reasons(found, known, name)


def reasons(found: Plan, known: Facts, name: str) -> list[str]:
    """The rows that the plan says leave no room for one more lot of an application."""
    counted = {
        row.name for row in known.rows for (who, _), amount in row.coefficients.items() if who == name and amount
    }
    binding = [row.row for row in found.rows if row.binding and row.row in counted]
    return binding + [row for stop in found.lot_stops if name in stop.blocked for row in stop.rows]


@given(documents(Shape(pools=False)))
def test_no_further_lot_of_an_exempt_application_would_fit(document: Document) -> None:
    """Who is below its share and owes no co-purchase finds, in each period of its window, a cap without room."""
    found, known = allocated(document)
    delivered = deliveries(document, found)
    room = {row.name: row.limit - used(row, delivered) for row in known.rows}
    for name, award in found.awards.items():
        item = known.applications[name]
        if award.units < Fraction(award.entitlement) and name not in known.obligations:
            for t in item.window:
                assert [row for row in known.rows if row.coefficients.get((name, t), 0) * item.lot > room[row.name]]
