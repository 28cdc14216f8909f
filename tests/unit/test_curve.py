"""Curves are exact: cold runs at their ends, between them, and anywhere else give what the lines say."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from api.reports.curve import curved
from inputs import patch_scenario, read_scenario
from inputs.patching import put_values
from optimizer import plan
from optimizer.curve import Curve, Piece, curve
from optimizer.entitling import entitle
from optimizer.errors import InputError
from optimizer.quantities import exact_number
from optimizer.repairs.changes import with_figure
from optimizer.scenario import ByTotalScore, Scenario
from optimizer.screening import screen
from tests.strategies import Shape, one_cap, random_document

QUOTA = ("policy", "rules", "quota", "limit")
THREE = read_scenario("three-claims")


def corners(found: Curve) -> list[tuple[str, str | None]]:
    """The ends of the pieces of a curve without jumps."""
    first = found.pieces[0]
    return [(first.start, first.at_start), *((piece.end, piece.at_end) for piece in found.pieces)]


def cold(scenario: Scenario, path: tuple[str, ...], at: Fraction, name: str) -> Fraction | None:
    """The entitlement of a whole run with another figure; by a plan, unless the figure is no decimal."""
    twos_and_fives = Fraction(at.denominator, 1)
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives /= prime
    if twos_and_fives == 1 and path[0] == "policy":
        figure = exact_number(str(Decimal(at.numerator) / Decimal(at.denominator)))
        found = plan(put_values(scenario, [(".".join(f'"{part}"' for part in path), figure)]))
        if found.conflict is not None:
            return None
        own = [a for key, a in found.awards.items() if name in {key, a.firm, a.group, "total"}]
        return sum((Fraction(award.entitlement) for award in own), Fraction(0))
    changed = with_figure(scenario, path, at)
    entitled = entitle(screen(changed).claims, changed.policy)
    if entitled.filling.shortfall is not None:
        return None
    claims, cohorts = entitled.claims, entitled.filling.cohorts
    firm, group = claims.attributes["firm"], claims.attributes["group"]
    own_at = (
        k
        for k in range(len(claims))
        if name in {claims.ids[k], firm.values[firm.codes[k]], group.values[group.codes[k]], "total"}
    )
    return sum((Fraction(int(value.p), int(value.q)) for value in map(cohorts.exact, own_at)), Fraction(0))


def on_line(piece: Piece, at: Fraction) -> Fraction | None:
    if piece.kind == "infeasible":
        return None
    assert piece.at_start is not None
    assert piece.slope is not None
    return Fraction(piece.at_start) + Fraction(piece.slope) * (at - Fraction(piece.start))


def tries(piece: Piece, random: Random) -> Iterator[Fraction]:
    """The middle of a piece, and two decimals anywhere in it."""
    start, end = Fraction(piece.start), Fraction(piece.end)
    yield (start + end) / 2
    for _ in range(2):
        at = Fraction(round((start + (end - start) * Fraction(random.random())) * 1000), 1000)
        if start < at < end:
            yield at


def holds(scenario: Scenario, path: tuple[str, ...], name: str, found: Curve) -> bool:
    """Whether every piece of a curve is what cold runs give, inside it and at its ends."""
    random = Random(7)
    assert all(piece.kind in {"straight", "infeasible"} for piece in found.pieces)
    for piece in found.pieces:
        for at in tries(piece, random):
            assert cold(scenario, path, at, name) == on_line(piece, at), (piece, at)
        for end, closed in ((piece.start, piece.closed_start), (piece.end, piece.closed_end)):
            if piece.kind == "straight":
                assert (cold(scenario, path, Fraction(end), name) == on_line(piece, Fraction(end))) == closed
    return True


def test_a_textbook_rule_bends_where_the_textbook_says() -> None:
    found = curve(THREE, QUOTA, "A2", Decimal(0), Decimal(700))
    bends = [("0", "0"), ("150", "50"), ("250", "100"), ("350", "100"), ("450", "150"), ("600", "200"), ("700", "200")]
    assert corners(found) == bends
    assert [item.kind for item in found.breaks] == ["bend"] * 5
    assert found.breaks[-1].ends == ["quota"]
    assert found.breaks[-1].sentence == "At 600, quota no longer stops A2."
    assert [(point.at, point.units) for point in found.points] == [("0", 0), ("200", 75), ("700", 200)]
    assert all(piece.proved and piece.limits == ["quota"] for piece in found.pieces[:-1])
    assert holds(THREE, QUOTA, "A2", found)


def test_a_bend_need_not_be_a_decimal() -> None:
    scenario = Scenario.parse(one_cap(100, {"F": 100, "G": 150, "H": 350}, "equal_awards"))
    scenario = patch_scenario(scenario, {"policy": {"rules": {"own": {"kind": "cap", "per": "firm", "limit": 70}}}})
    found = curve(scenario, QUOTA, "total", Decimal(1), Decimal(400))
    assert corners(found) == [("1", "1"), ("210", "210"), ("400", "210")]
    share = ("policy", "rules", "half", "share", "ratio")
    half = {"kind": "cap", "where": {"firm": "H"}, "share": {"of": "quota", "ratio": Decimal("0.5")}}
    thirds = patch_scenario(scenario, {"policy": {"rules": {"half": half, "quota": {"limit": 200}, "own": None}}})
    found = curve(thirds, share, "H", Decimal("0.1"), Decimal("0.9"))
    assert corners(found) == [("0.1", "20"), ("1/3", "200/3"), ("0.9", "200/3")]
    assert found.breaks[0].ends == ["half"]
    assert found.breaks[0].begins == ["quota"]
    assert holds(thirds, share, "H", found)


@pytest.fixture
def dropping() -> Scenario:
    """G is of no use below 40 units."""
    document = one_cap(100, {"F": 100, "G": 100})
    document["applications"]["A-G"]["minimum_units"] = 40
    return Scenario.parse(document)


def test_a_minimum_makes_a_jump_that_says_which_side_holds(dropping: Scenario) -> None:
    found = curve(dropping, QUOTA, "F", Decimal(10), Decimal(150))
    ends = [(piece.start, piece.end, piece.at_start, piece.at_end) for piece in found.pieces]
    assert ends == [("10", "80", "10", "80"), ("80", "150", "40", "75")]
    assert [(piece.closed_start, piece.closed_end) for piece in found.pieces] == [(True, False), (True, True)]
    assert [(item.kind, item.at, item.entitlement, item.returns) for item in found.breaks] == [
        ("jump", "80", "40", ["A-G"])
    ]
    assert found.breaks[0].sentence == "At 80, A-G reaches the minimum and takes part again."
    assert holds(dropping, QUOTA, "F", found)


def test_a_guarantee_that_cannot_be_met_is_a_stretch_without_awards(dropping: Scenario) -> None:
    guaranteed = patch_scenario(dropping, {"policy": {"rounds": {"all": {"guarantee": True}}}})
    found = curve(guaranteed, QUOTA, "total", Decimal(100), Decimal(300))
    assert [(piece.kind, piece.start, piece.end) for piece in found.pieces] == [
        ("infeasible", "100", "200"),
        ("straight", "200", "300"),
    ]
    assert found.breaks[0].kind == "jump"
    assert found.breaks[0].entitlement == "200"
    assert found.points[0].entitlement is None


SHAPES = (
    Shape(rounds=1, guarantees=False),
    Shape(rounds=1, minimums=False, guarantees=False, weights=False),
    Shape(rounds=1, guarantees=False, purchases=False, divisions=("equal_awards", "ranked")),
)


@pytest.mark.parametrize("seed", range(9))
def test_random_scenarios_are_what_cold_runs_give(seed: int) -> None:
    scenario = Scenario.parse(random_document(seed, SHAPES[seed % len(SHAPES)]))
    rules = scenario.policy.rules
    name, rule = next((name, rule) for name, rule in rules.items() if rule.kind == "cap" and rule.share is None)
    path: tuple[str, ...] = ("policy", "rules", name, "limit")
    now: Any = rule.limit
    if isinstance(now, dict):
        period = max(now, key=lambda key: now[key])
        path, now = (*path, period), now[period]
    high = Decimal(max(now, 1)) * 2
    found = curve(scenario, path, "total", Decimal(0), high)
    proved = all(not isinstance(step.divide, ByTotalScore) for step in scenario.policy.rounds.values())
    assert all(piece.proved == proved for piece in found.pieces)
    assert ("All of it is proved" in found.claim) == proved
    assert holds(scenario, path, "total", found)
    assert found.pieces[0].start == "0"
    assert found.pieces[-1].end == str(high)


def test_a_jump_that_no_minimum_tells_of_is_found_at_its_very_place() -> None:
    scenario, path = Scenario.parse(random_document(312, SHAPES[0])), ("policy", "rules", "quota", "limit", "P3")
    found = curve(scenario, path, "total", Decimal(0), Decimal(426))
    assert all(piece.proved for piece in found.pieces)
    jumps = [item for item in found.breaks if item.leaves and Fraction(item.at).denominator > 1]
    assert jumps
    for jump in jumps:
        before, at = Fraction(jump.at) - Fraction(1, 10**9), Fraction(jump.at)
        assert cold(scenario, path, at, "total") == Fraction(jump.entitlement or "0")
        assert cold(scenario, path, before, "total") != cold(scenario, path, at + Fraction(1, 10**9), "total")
    assert holds(scenario, path, "total", found)


def test_a_stretch_that_hides_between_two_parts_of_one_line_is_looked_for() -> None:
    scenario = Scenario.parse(random_document(501, SHAPES[0]))
    path = ("policy", "rules", "quota", "limit", "P2")
    found = curve(scenario, path, "total", Decimal(0), Decimal(132))
    at = Fraction(22023, 250)
    around = next(piece for piece in found.pieces if Fraction(piece.start) < at < Fraction(piece.end))
    assert on_line(around, at) == cold(scenario, path, at, "total")
    assert around.slope != "0"


def test_pools_supplies_and_limits_that_firms_bring_are_followed() -> None:
    document = one_cap(1000, {"F": 100, "G": 200})
    document["domestic"] = {"D": {"supply": {"P1": 90}}}
    document["firms"] = {"F": {"licensed": 60}, "G": {"licensed": 120}}
    document["policy"]["rules"]["buy"] = {"kind": "co_purchase", "order": 1, "ratio": Decimal("0.5")}
    document["policy"]["rules"]["licence"] = {"kind": "cap", "per": "firm", "limit": {"attribute": "licensed"}}
    document["policy"]["rounds"] = {"general": {"order": 1, "pool": 120}}
    scenario = Scenario.parse(document)
    supply = curve(scenario, ("domestic", "D", "supply", "P1"), "total", Decimal(0), Decimal(100))
    assert corners(supply) == [("0", "0"), ("60", "120"), ("100", "120")]
    assert supply.pieces[0].limits == ["supply[D,P1]"]
    pool = curve(scenario, ("policy", "rounds", "general", "pool"), "total", Decimal(0), Decimal(400))
    assert corners(pool) == [("0", "0"), ("180", "180"), ("400", "180")]
    brought = curve(scenario, ("firms", "F", "licensed"), "F", Decimal(0), Decimal(100))
    assert corners(brought) == [("0", "0"), ("40", "40"), ("100", "40")]
    assert [all(piece.proved for piece in item.pieces) for item in (supply, pool, brought)] == [True, True, False]
    assert all(piece.checked is not None for piece in brought.pieces)
    assert "is not proved" in brought.claim
    assert holds(scenario, ("firms", "F", "licensed"), "F", brought)


def test_a_ratio_gives_points_that_are_plans() -> None:
    document = one_cap(1000, {"F": 100, "G": 200})
    document["domestic"] = {"D": {"supply": {"P1": 50}}}
    document["policy"]["rules"]["buy"] = {"kind": "co_purchase", "order": 1, "ratio": 1}
    scenario = Scenario.parse(document)
    found = curve(scenario, ("policy", "rules", "buy", "ratio"), "total", Decimal("0.5"), Decimal(2))
    assert (found.kind, found.pieces) == ("points", [])
    assert {point.at: point.entitlement for point in found.points}["1"] == "50"
    half = plan(put_values(scenario, [("policy.rules.buy.ratio", Decimal("0.5"))]))
    assert {point.at: point.units for point in found.points}["0.5"] == half.totals.awarded
    units = curve(scenario, ("applications", "A-F", "units"), "A-F", Decimal(0), Decimal(200))
    assert all(Fraction(point.at).denominator == 1 for point in units.points)
    assert {point.at: point.entitlement for point in units.points}["200"] == "25"


def test_where_a_round_divides_what_another_left_it_may_be_curved() -> None:
    document = one_cap(60, {"F": 100, "G": 200})
    document["policy"]["rounds"] = {
        "first": {"order": 1, "where": {"firm": "F"}, "pool": 30},
        "then": {"order": 2},
    }
    found = curve(Scenario.parse(document), ("policy", "rounds", "first", "pool"), "F", Decimal(10), Decimal(50))
    assert {(piece.kind, piece.proved) for piece in found.pieces} == {("curved", False)}


@pytest.mark.parametrize(
    ("path", "name", "ends", "told"),
    [
        (QUOTA, "A9", (), '--for: "A9" is not in who passed screening; allowed: A1, A2'),
        (("policy", "rules", "qota", "limit"), "A1", (), 'policy.rules.qota: "qota" is not in policy.rules'),
        (("policy", "rules", "quota", "kind"), "A1", (), "is no figure; name a single figure"),
        (("policy", "limits"), "A1", (), 'policy.limits: "limits" is not in policy'),
        (QUOTA, "A1", (Decimal(5), Decimal(5)), "the range from 5 to 5 is empty"),
        (QUOTA, "A1", (Decimal(-5), Decimal(5)), "the range from -5 to 5 is too wide; stay between 0 and"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    path: tuple[str, ...], name: str, ends: tuple[Decimal, ...], told: str
) -> None:
    with pytest.raises(InputError) as refusal:
        curve(THREE, path, name, *ends)
    assert told in str(refusal.value)


def test_a_search_that_is_cut_short_says_so() -> None:
    found = curve(THREE, QUOTA, "A2", Decimal(0), Decimal(700), most_runs=5)
    assert "unresolved" in {piece.kind for piece in found.pieces}


CURVED: dict[str, Any] = {
    "format": 1,
    "periods": ["P1"],
    "products": {"H": {"lot": 8}},
    "firms": {"F1": {"group": "G"}, "F2": {"group": "G"}, "F3": {"group": "G"}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 16, "cat": "y", "weight": 2},
        "A2": {"firm": "F2", "product": "H", "units": 80, "cat": "y", "weight": 1, "minimum_units": 8},
        "A3": {"firm": "F3", "product": "H", "units": 72, "cat": "x", "weight": 1},
    },
    "policy": {
        "rules": {"quota": {"kind": "cap", "limit": 46}},
        "rounds": {
            "first": {"order": 1, "where": {"cat": "x"}, "divide": "equal_losses", "pool": 35},
            "second": {"order": 2, "divide": "talmud", "weight": "weight"},
        },
    },
}
"""The second round divides what the first one left, by claims that the first one made smaller: no straight lines."""


def test_where_lines_are_no_lines_their_ends_do_not_grow_without_end() -> None:
    found = curve(Scenario.parse(CURVED), ("policy", "rounds", "first", "pool"), "A2")
    assert {piece.kind for piece in found.pieces} > {"straight"}
    assert not any(piece.proved for piece in found.pieces)
    assert all(len(end) < 60 for piece in found.pieces for end in (piece.start, piece.end))
    assert "about" in "\n".join(curved(found).lines(100))


def test_a_line_of_several_parts_names_the_limits_of_each() -> None:
    facts = {
        "format": 1,
        "periods": ["P1"],
        "products": {"H": {"lot": 1}},
        "firms": {"F1": {}, "F2": {}},
        "applications": {
            "A1": {"firm": "F1", "product": "H", "units": 50, "own": 1},
            "A2": {"firm": "F2", "product": "H", "units": 100, "own": 0},
        },
        "policy": {
            "rules": {
                "quota": {"kind": "cap", "limit": 80},
                "own": {"kind": "cap", "limit": 20, "where": {"own": 1}},
            },
            "rounds": {"general": {"order": 1, "divide": "equal_awards"}},
        },
    }
    found = curve(Scenario.parse(facts), QUOTA, "total", Decimal(20), Decimal(100))
    assert [(piece.start, piece.end, piece.proved, piece.limits) for piece in found.pieces] == [
        ("20", "100", True, ["own", "quota"])
    ]
