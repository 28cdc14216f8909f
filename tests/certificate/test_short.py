"""Who is short of its entitlement where lots were searched, and what has to stand against one lot more."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, cast

import pytest

from optimizer.certificate.alike import Alike
from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.certificate.searched import check_short
from optimizer.certificate.trial import Trial
from optimizer.plans import Award, Checks, Engine, LotStop, Plan, Totals
from optimizer.scenario import Scenario

SCENARIO: dict[str, Any] = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"H": {"lot": 8}},
    "firms": {"F": {}},
    "applications": {
        "A": {"firm": "F", "product": "H", "units": 80},
        "B": {"firm": "F", "product": "H", "units": 80, "from": "P2"},
    },
}
ROWS = {0: {"early"}, 1: {"late"}}
"""What a lot overdraws in each period."""


class _Trial:
    def overdrawn(self, _index: int, t: int) -> Iterator[str]:
        yield from ROWS[t]


def _short(
    units: tuple[int, int],
    entitled: tuple[str, str],
    stops: list[tuple[list[str], list[str]]],
    pool: int | None = None,
) -> int:
    """How many are short, of two; `stops` are rows and whom they block, `pool` what both may have together."""
    scenario = Scenario.parse(SCENARIO)
    pools = {} if pool is None else {"pool[all]": Fraction(pool)}
    histories = [History(Fraction(share), {}, None) for share in entitled]
    division = Division(Alike((0, 1), histories), pools, Alike((0, 0), [frozenset(pools)]))
    awards = {
        name: Award(firm="F", group="F", claim=80, entitlement=share, units=got)
        for name, got, share in zip("AB", units, entitled, strict=True)
    }
    plan = Plan(
        scenario_digest=scenario.digest,
        engine=Engine(version="by hand", solver="none"),
        outcome="allocated",
        awards=awards,
        lot_stops=[LotStop(rows=dict.fromkeys(rows, "1"), blocked=blocked) for rows, blocked in stops],
        checks=Checks(rows="proved", certificate="proved", lots="searched"),
        totals=Totals(claimed=160, awarded=sum(units)),
    )
    return check_short(Facts.of(scenario), division, cast("Trial", _Trial()), plan)


def test_who_has_its_entitlement_is_not_short() -> None:
    assert _short((40, 16), ("40", "16"), []) == 0
    assert _short((40, 24), ("39", "23.5"), []) == 0


def test_everybody_short_is_counted() -> None:
    assert _short((32, 16), ("40", "16.5"), [(["early", "late"], ["A"]), (["late"], ["B"])]) == 2
    assert _short((32, 16), ("40", "16"), [(["early", "late"], ["A"])]) == 1


def test_a_whole_lot_more_than_its_entitlement_is_too_much() -> None:
    assert _short((40, 16), ("32.5", "16"), []) == 0
    with pytest.raises(Flaw, match="A gets a whole lot more"):
        _short((40, 16), ("32", "16"), [])


@pytest.mark.parametrize("rows", [["early"], ["late"], ["another"], []])
def test_something_must_stand_against_a_lot_in_every_period(rows: list[str]) -> None:
    with pytest.raises(Flaw, match="A is short of its entitlement; one lot more in P"):
        _short((32, 16), ("40", "16"), [(rows, ["A"])])


def test_the_flaw_names_the_period() -> None:
    with pytest.raises(Flaw, match="one lot more in P2"):
        _short((32, 16), ("40", "16"), [(["early"], ["A"])])


@pytest.mark.parametrize(("pool", "full"), [(55, True), (56, False), (48, True)])
def test_a_pool_stands_against_a_lot_if_less_than_one_is_left(pool: int, *, full: bool) -> None:
    """They have 48 together, and a lot is 8."""
    stops = [(["pool[all]"], ["A"])]
    if full:
        assert _short((32, 16), ("40", "16"), stops, pool) == 1
    else:
        with pytest.raises(Flaw, match="A is short"):
            _short((32, 16), ("40", "16"), stops, pool)


def test_a_pool_that_is_not_named_stands_against_nothing() -> None:
    with pytest.raises(Flaw, match="A is short"):
        _short((32, 16), ("40", "16"), [(["early"], ["A"])], 48)


def test_nobody_else_is_said_to_be_short() -> None:
    with pytest.raises(Flaw, match="B is said to have got no further lot"):
        _short((32, 16), ("40", "16"), [(["early", "late"], ["A", "B"])])
