"""Plans made by hand, every figure worked out on paper."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from optimizer.scenario import Scenario

Document = dict[str, Any]

QUOTA: Document = {
    "format": 1,
    "periods": ["P1"],
    "products": {"H": {"lot": 8, "price_usd": 100}},
    "firms": {"F": {"kind": "lab"}, "G": {"kind": "lab"}},
    "applications": {
        "A": {"firm": "F", "product": "H", "units": 100},
        "B": {"firm": "G", "product": "H", "units": 50},
    },
    "policy": {"rules": {"quota": {"kind": "cap", "limit": 64}}},
}
"""Claims of 96 and 48 units in lots of 8, and 64 units for both: level 64/144 = 4/9.

Entitlements are 42 2/3 and 21 1/3, in lots 5 1/3 and 2 2/3. Of the 8 lots 7 go out at once; the last goes to B, the
larger remainder, and A finds no room.
"""

BOUND: Document = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"H": {}},
    "domestic": {"D": {"supply": {"P1": 10, "P2": 20}}},
    "firms": {"F": {"domestic_purchases": {"D": 5}}, "G": {}},
    "applications": {
        "A": {"firm": "F", "product": "H", "units": 60, "to": "P1"},
        "B": {"firm": "G", "product": "H", "units": 60, "from": "P2"},
    },
    "policy": {
        "rules": {"match": {"kind": "co_purchase", "order": 1, "ratio": 1, "credit": True}},
        "rounds": {"all": {"order": 1, "divide": "equal_awards"}},
    },
}
"""One domestic unit for each unit: 10 can be bought for P1 and 30 in all, and F has 5 from before.

Both rise together to 15, where F has used up its credit and the supply of P1; B goes on to 20, all that is left of 30.
"""

TIMED: Document = {
    "format": 1,
    "periods": ["P1", "P2", "P3"],
    "products": {"H": {"lot": 8}},
    "firms": {"F": {}, "G": {}},
    "applications": {
        "A": {"firm": "F", "product": "H", "units": 40, "to": "P2"},
        "B": {"firm": "G", "product": "H", "units": 40},
        "C": {"firm": "G", "product": "H", "units": 16, "from": "P2"},
    },
    "policy": {
        "rules": {
            "first": {"kind": "cap", "where": {"id": "A"}, "limit": {"P1": 20, "P2": 100, "P3": 100}},
            "second": {"kind": "cap", "where": {"firm": "G"}, "limit": {"P1": 20, "P2": 36, "P3": 100}},
        },
    },
}
"""Everybody gets everything; in P1 two lots fit under each limit of 20, in P2 four under 36: G's last two units wait.

In P1 A and B get 16 each, all that whole lots can use of 20. In P2 A gets its other 24, C its 16 and B 16: 32 for G.
The last 8 of B come in P3.
"""


def timed_plan() -> tuple[Document, Scenario]:
    """The plan of TIMED."""
    scenario = Scenario.parse(deepcopy(TIMED))
    common = {"round": "general", "level": "1", "limited_by": []}
    periods = {"A": {"P1": 16, "P2": 24}, "B": {"P1": 16, "P2": 16, "P3": 8}, "C": {"P2": 16}}
    firms = {"A": "F", "B": "G", "C": "G"}
    awards = {}
    for name, by_period in periods.items():
        units, firm = sum(by_period.values()), firms[name]
        awards[name] = common | {
            "firm": firm,
            "group": firm,
            "claim": units,
            "entitlement": str(units),
            "given": {"general": str(units)},
            "units": units,
            "periods": by_period,
        }
    used = {
        "first": {"P1": (16, 20), "P2": (24, 100), "P3": (0, 100)},
        "second": {"P1": (16, 20), "P2": (32, 36), "P3": (8, 100)},
    }
    return _plan(
        scenario,
        awards=awards,
        rows=[
            _row(f"{rule}[{period}]", rule, *figures, binding=False)
            for rule, by_period in used.items()
            for period, figures in by_period.items()
        ],
        bottlenecks=[],
        lot_stops=[],
        timing=[
            {"period": "P1", "rows": {"first[P1]": "1", "second[P1]": "1"}, "blocked": ["A"], "because": ""},
            {"period": "P1", "rows": {"second[P1]": "3"}, "blocked": ["B"], "because": ""},
            {"period": "P2", "rows": {"second[P1]": "1", "second[P2]": "1"}, "blocked": ["B"], "because": ""},
        ],
        unallocated={"H": 0},
        totals=_totals(96, {"P1": 32, "P2": 56, "P3": 8}, "general"),
    ), scenario


def quota_plan() -> tuple[Document, Scenario]:
    """The plan of QUOTA."""
    scenario = Scenario.parse(deepcopy(QUOTA))
    limited = [{"row": "quota", "share": "1"}]
    common = {"round": "general", "level": "4/9", "limited_by": limited}
    given = {"A": {"general": "128/3"}, "B": {"general": "64/3"}}
    awards = {
        "A": {"firm": "F", "group": "F", "claim": 96, "entitlement": "128/3", "units": 40, "periods": {"P1": 40}},
        "B": {"firm": "G", "group": "G", "claim": 48, "entitlement": "64/3", "units": 24, "periods": {"P1": 24}},
    }
    return _plan(
        scenario,
        awards={name: award | common | {"given": given[name]} for name, award in awards.items()},
        rows=[_row("quota", "quota", 64, 64, binding=True)],
        bottlenecks=[_stop("general", "4/9", {"A": "1", "B": "1"}, {"quota": "1"})],
        lot_stops=[{"rows": {"quota": "1"}, "blocked": ["A"]}],
        unallocated={"H": 0},
        totals=_totals(144, {"P1": 64}, "general")
        | {"by_kind": {"lab": 64}, "duty_usd": "0", "landed_cost_usd": "6400"},
    ), scenario


def bound_plan() -> tuple[Document, Scenario]:
    """The plan of BOUND."""
    scenario = Scenario.parse(deepcopy(BOUND))
    second = [{"row": "supply[D,P2]", "share": "1"}]
    first = [{"row": "credit[F,D]", "share": "0.5"}, {"row": "supply[D,P1]", "share": "0.5"}]
    shared = {"round": "all", "claim": 60}
    awards = {
        "A": {"firm": "F", "group": "F", "entitlement": "15", "units": 15, "periods": {"P1": 15}, "level": "0.25"},
        "B": {"firm": "G", "group": "G", "entitlement": "20", "units": 20, "periods": {"P2": 20}, "level": "1/3"},
    }
    awards["A"]["limited_by"], awards["B"]["limited_by"] = first, second
    for award in awards.values():
        award["given"] = {"all": award["entitlement"]}
    return _plan(
        scenario,
        awards={name: award | shared for name, award in awards.items()},
        co_purchases={"F": {"D": {"P1": 10}}, "G": {"D": {"P2": 20}}},
        rows=[
            _row("supply[D,P1]", "supply", 10, 10, binding=True),
            _row("supply[D,P2]", "supply", 30, 30, binding=True),
        ],
        bottlenecks=[
            _stop("all", "0.25", {"A": "1"}, {"supply[D,P1]": "1", "credit[F,D]": "1"}),
            _stop("all", "1/3", {"B": "1"}, {"supply[D,P2]": "1", "credit[F,D]": "1"}),
        ],
        deliverable={
            "spreads": [],
            "purchases": [
                {"rule": "match", "accepts": ["D"], "firm": "F", "units": {"D": {"P1": "10"}}, "credited": {"D": "5"}},
                {"rule": "match", "accepts": ["D"], "firm": None, "units": {"D": {"P2": "20"}}, "credited": {}},
            ],
        },
        lot_stops=[],
        unallocated={"H": 85},
        totals=_totals(120, {"P1": 15, "P2": 20}, "all"),
    ), scenario


def _plan(scenario: Scenario, **parts: Any) -> Document:
    return {
        "format": 1,
        "scenario_digest": scenario.digest,
        "engine": {"version": "by hand", "solver": "none"},
        "outcome": "allocated",
        "refused": {},
        "dropped": [],
        "co_purchases": {},
        "deliverable": {"spreads": [], "purchases": []},
        "checks": {"rows": "proved", "certificate": "proved", "lots": "proved", "timing": "proved"},
        **parts,
    }


def _row(name: str, rule: str, used: int, limit: int, *, binding: bool) -> Document:
    return {"row": name, "rule": rule, "used": used, "limit": limit, "unit": "units", "binding": binding}


def _stop(name: str, level: str, stopped: dict[str, str], rows: dict[str, str]) -> Document:
    return {"round": name, "rank": None, "level": level, "stopped": stopped, "rows": rows}


def _totals(claimed: int, by_period: dict[str, int], name: str) -> Document:
    awarded = sum(by_period.values())
    return {
        "claimed": claimed,
        "awarded": awarded,
        "by_round": {name: awarded},
        "by_use_case": {},
        "by_kind": {},
        "by_period": by_period,
        "duty_usd": None,
        "landed_cost_usd": None,
    }
