"""Inequalities over whole lots, every figure worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from optimizer.certificate.alike import Alike
from optimizer.certificate.division import Division
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.tallies import Kind, Tallies, Tally
from optimizer.scenario import Scenario

SCENARIO: dict[str, Any] = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"H": {}, "K": {"lot": 3}},
    "domestic": {"D": {"supply": {"P1": 2}}, "E": {"supply": {"P1": 50}}},
    "firms": {"F": {"domestic_purchases": {"D": 1}}, "G": {}},
    "applications": {
        "A1": {"firm": "F", "product": "H", "units": 20, "accepts": ["D"]},
        "A2": {"firm": "F", "product": "K", "units": 21, "accepts": ["D"]},
        "A3": {"firm": "G", "product": "H", "units": 20, "accepts": ["D"]},
        "A4": {"firm": "G", "product": "H", "units": 20, "accepts": ["D"], "free": True},
    },
    "policy": {
        "rules": {
            "quota": {"kind": "cap", "limit": 5},
            "threes": {"kind": "cap", "limit": 10, "where": {"product": "K"}},
            "exempt": {"kind": "co_purchase", "order": 1, "ratio": 0, "where": {"free": True}},
            "match": {"kind": "co_purchase", "order": 2, "ratio": Decimal("0.5"), "credit": True},
        },
        "rounds": {"all": {"order": 1, "pool": 4}},
    },
}
PRICES = {"quota": "1", "supply[D,P2]": "2", "credit[F,D]": "2"}
POOLS = {"pool[all]": Fraction(4)}


def _tallies(
    rows: dict[str, str], pools: frozenset[str] = frozenset(), scenario: dict[str, Any] = SCENARIO
) -> tuple[list[Tally], dict[str, Kind]]:
    facts = Facts.of(Scenario.parse(scenario))
    limits = Limits.of_facts(facts)
    kinds = {
        claim.id: Kind(footprint, claim.lot, pools, claim.firm)
        for claim, footprint in zip(facts.claims, limits.of, strict=True)
    }
    nobody = Division(Alike((), ()), POOLS, Alike((), ()))
    made = Tallies(facts, limits, nobody, list(kinds.values()), {"F": {"D"}, "G": {"D"}})
    return made.of(rows), kinds


def _granted(tally: Tally, kinds: dict[str, Kind], start: dict[str, int], names: Sequence[str]) -> str:
    """Which of some lots in turn there is room for, after some others."""
    assert tally.start({kinds[name]: lots for name, lots in start.items()})
    found = ""
    for name in names:
        fits = tally.fits(kinds[name])
        found += "+" if fits else "-"
        if fits:
            tally.charge(kinds[name])
    return found


@pytest.mark.parametrize(
    ("start", "names", "expected"),
    [
        # worth 5 + 2 x 2 = 9; k lots of A3 cost k and 2 for every two: 3, 4, 7, 8, 11
        ({}, ["A3"] * 6, "++++--"),
        ({"A3": 3}, ["A3"] * 2, "+-"),
        ({"A3": 4}, ["A3"], "-"),
        # one unit of credit at 2 meets the first two lots of F: 1, 2, 5, 6, 9, 10
        ({}, ["A1"] * 7, "+++++--"),
        ({"A1": 4}, ["A1"] * 2, "+-"),
        # a lot of A2 is three units: 3 and 2 for 1.5 units owed, less 1 of credit; then 6 and 4, 10 in all
        ({}, ["A2", "A2"], "+-"),
        ({"A2": 1}, ["A1", "A1", "A1"], "++-"),
        # what A4 owes is nothing: 1 each
        ({}, ["A4"] * 10, "+++++++++-"),
        ({"A3": 4}, ["A4", "A4"], "+-"),
        # two firms pay apart: A3 3, A1 1, A3 1, A1 1, A1 3, and nothing is left
        ({}, ["A3", "A1", "A3", "A1", "A1", "A4"], "+++++-"),
    ],
)
def test_purchases_are_paid_in_whole_units_firm_by_firm(start: dict[str, int], names: list[str], expected: str) -> None:
    (_, purchases), kinds = _tallies(PRICES)
    assert _granted(purchases, kinds, start, names) == expected


def test_there_may_be_no_room_to_start_with() -> None:
    (units, purchases), kinds = _tallies(PRICES)
    assert not purchases.start({kinds["A3"]: 5})
    assert purchases.start({kinds["A1"]: 5})
    assert not units.start({kinds["A1"]: 6})
    assert units.start({kinds["A1"]: 5})


@pytest.mark.parametrize(
    ("rows", "start", "names", "expected"),
    [
        ({"quota": "1"}, {}, ["A1"] * 6, "+++++-"),
        ({"quota": "1"}, {"A1": 1, "A2": 1}, ["A2", "A3", "A3"], "-+-"),
        # 10 counts as 9, all that lots of three can use of it; what is not in it costs nothing
        ({"threes": "1"}, {"A1": 7}, ["A2", "A2", "A2", "A2", "A1"], "+++-+"),
        ({"threes": "0.5", "quota": "2"}, {}, ["A2", "A2", "A1", "A1", "A1", "A1"], "+-+++-"),
        # supply of 2 at 1 is worth 2, half a unit each
        ({"supply[D,P2]": "1"}, {}, ["A3"] * 5, "++++-"),
        ({"supply[D,P2]": "1", "credit[F,D]": "1"}, {}, ["A1"] * 7, "++++++-"),
    ],
)
def test_units_cost_what_they_take(
    rows: dict[str, str], start: dict[str, int], names: list[str], expected: str
) -> None:
    found, kinds = _tallies(rows)
    assert _granted(found[0], kinds, start, names) == expected


def test_members_of_a_pool_take_of_it() -> None:
    found, kinds = _tallies({"pool[all]": "1"}, frozenset(POOLS))
    assert len(found) == 1
    assert _granted(found[0], kinds, {}, ["A2", "A2", "A1", "A1"]) == "+-+-"


def test_who_is_in_no_pool_takes_nothing_of_it() -> None:
    found, kinds = _tallies({"pool[all]": "1"})
    assert _granted(found[0], kinds, {}, ["A1"] * 9) == "+" * 9


def test_purchases_in_an_earlier_period_cost_all_later_ones() -> None:
    # a unit bought in P1 counts in both rows, one in P2 in one: whole purchases cost whole multiples of 1
    (_, purchases), kinds = _tallies({"supply[D,P1]": "1", "supply[D,P2]": "1"})
    assert _granted(purchases, kinds, {}, ["A3"] * 9) == "++++++++-"


@pytest.mark.parametrize("factor", [Fraction(1, 2), Fraction(3, 7), Fraction(5)])
def test_prices_may_be_scaled_together(factor: Fraction) -> None:
    (units, purchases), kinds = _tallies({row: str(Fraction(price) * factor) for row, price in PRICES.items()})
    assert _granted(purchases, kinds, {}, ["A3", "A1", "A3", "A1", "A1", "A4"]) == "+++++-"
    assert _granted(units, kinds, {"A1": 4}, ["A1", "A1"]) == "+-"


def test_all_room_may_be_taken_to_start_with() -> None:
    (units,), kinds = _tallies({"quota": "1"})
    assert units.start({kinds["A1"]: 5})
    assert not units.fits(kinds["A1"])


def test_credit_counts_for_what_it_is_worth() -> None:
    changed = {**SCENARIO, "firms": {"F": {"domestic_purchases": {"D": 2}}, "G": {}}}
    (_, purchases), kinds = _tallies({"supply[D,P2]": "3", "credit[F,D]": "3"}, scenario=changed)
    # worth 6; k lots of F owe 1.5 k less 6 of credit: nothing for 4, then 3 for two more each
    assert _granted(purchases, kinds, {}, ["A1"] * 9) == "++++++++-"
