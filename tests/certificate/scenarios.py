"""Scenarios that between them have everything a certificate can be about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from optimizer.scenario import Scenario

Document = dict[str, Any]

PERIODS = ["P1", "P2"]


def _application(firm: str, units: int, **facts: Any) -> Document:
    return {"firm": firm, "product": "H", "units": units, "certified": True, "exemption": "none", **facts}


CROWDED: Document = {
    "format": 1,
    "periods": PERIODS,
    "products": {"H": {"lot": 8, "price_usd": 100, "tpp": 4, "duty": Decimal("0.25")}},
    "domestic": {"D": {"tpp": 2, "supply": {"P1": 60, "P2": 90}}, "E": {"tpp": 3, "supply": {"P1": 20, "P2": 30}}},
    "firms": {
        "F1": {"kind": "lab", "group": "G", "domestic_purchases": {"D": 10}},
        "F2": {"kind": "lab", "group": "G"},
        "F3": {"kind": "cloud"},
        "F4": {"kind": "school"},
    },
    "applications": {
        "A1": _application("F1", 400, use_case="training", submitted="2026-01-02"),
        "A2": _application("F2", 300, use_case="inference", to="P1", submitted="2026-01-01"),
        "A3": _application("F3", 500, use_case="training", **{"from": "P2"}, accepts=["D"]),
        "A4": _application("F3", 90, use_case="inference", minimum_units=80),
        "A5": _application("F4", 120, use_case="research", exemption="school"),
        "A6": _application("F4", 60, use_case="research", exemption="school", minimum_units=8),
        "A7": _application("F4", 60, use_case="research", certified=False),
    },
    "policy": {
        "eligibility": {"certified": {"require": {"certified": True}, "because": "No certificate"}},
        "rules": {
            "quota": {"kind": "cap", "limit": {"P1": 250, "P2": 350}, "carry_over": True},
            "tranche": {"kind": "cap", "per": "group", "share": {"of": "quota", "ratio": Decimal("0.4")}},
            "match": {
                "kind": "co_purchase",
                "order": 1,
                "where": {"exemption": "none"},
                "ratio": Decimal("0.5"),
                "credit": True,
            },
        },
        "rounds": {
            "schools": {"order": 1, "where": {"exemption": "school"}, "pool": 100},
            "all": {"order": 2, "divide": "equal_awards"},
        },
        "tie_break_seed": "2026",
    },
}
"""Two rounds with a pool, crossed caps, co-purchase with credit, a refusal, a drop, and lots."""


def _divided(divide: object, **rules: Any) -> Document:
    applications = {
        name: _application(firm, units, score=score)
        for name, firm, units, score in (
            ("A1", "F1", 70, 3),
            ("A2", "F2", 50, 3),
            ("A3", "F3", 40, 1),
            ("A4", "F3", 30, 2),
        )
    }
    return CROWDED | {
        "products": {"H": {}},
        "applications": applications,
        "policy": {
            "rules": {"quota": {"kind": "cap", "limit": 100}, **rules},
            "rounds": {"all": {"order": 1, "divide": divide}},
        },
    }


RANKED = _divided({"ranked": "score"})
BEST = _divided({"maximize": "score"}, tranche={"kind": "cap", "per": "group", "limit": 60})
TALMUD = _divided("talmud", tranche={"kind": "cap", "per": "group", "limit": 60})
PROMISED: Document = _divided("proportional") | {
    "policy": {
        "rules": {"quota": {"kind": "cap", "limit": 100}, "tranche": {"kind": "cap", "per": "group", "limit": 60}},
        "rounds": {
            "first": {"order": 1, "where": {"id": ["A4"]}},
            "promised": {"order": 2, "where": {"firm": ["F1", "F2"]}, "guarantee": True},
        },
    },
}
"""A guarantee that cannot be met."""

SEARCHED: Document = {
    "format": 1,
    "periods": PERIODS,
    "products": {"H": {"tpp": 5}},
    "domestic": {"D": {"tpp": 2, "supply": {"P1": 10, "P2": 100}}},
    "firms": {"F1": {}, "F2": {}, "F3": {}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 140},
        "A2": {"firm": "F2", "product": "H", "units": 220},
        "A3": {"firm": "F3", "product": "H", "units": 120},
    },
    "policy": {"rules": {"match": {"kind": "co_purchase", "order": 1, "ratio": Decimal("1.9"), "basis": "tpp"}}},
}
"""Purchases in whole units leave no room for lots that every inequality would allow."""

WHOLE: Document = {
    "format": 1,
    "periods": PERIODS,
    "products": {"H": {}},
    "domestic": {"D": {"supply": {"P1": 7}}},
    "firms": {name: {} for name in ("F1", "F2", "F3", "F4")},
    "applications": {f"A{at}": {"firm": f"F{at}", "product": "H", "units": 5} for at in range(1, 5)},
    "policy": {"rules": {"match": {"kind": "co_purchase", "order": 1, "ratio": Decimal("0.5")}}},
}
"""Each may have 3.5 units; of the 7 domestic units each firm needs 2 for its fourth, and one goes without."""

POOLED: Document = {
    "format": 1,
    "periods": PERIODS,
    "products": {"H": {}},
    "firms": {"F1": {}, "F2": {}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 100},
        "A2": {"firm": "F1", "product": "H", "units": 60},
        "A3": {"firm": "F2", "product": "H", "units": 80},
    },
    "policy": {
        "rules": {"quota": {"kind": "cap", "limit": 150}},
        "rounds": {
            "each": {"order": 1, "each": 20},
            "own": {"order": 2, "where": {"firm": "F1"}, "pool": 31},
            "all": {"order": 3, "divide": "equal_awards", "claimant": "application"},
        },
    },
}
"""A pool for a firm that holds something already, as another does that takes no part in it."""

TRIED: Document = {
    "format": 1,
    "periods": PERIODS,
    "products": {"H": {}},
    "domestic": {"D": {"supply": {"P1": 50, "P2": 60}}},
    "firms": {"F1": {}, "F2": {}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 20},
        "A2": {"firm": "F2", "product": "H", "units": 140},
    },
    "policy": {"rules": {"match": {"kind": "co_purchase", "order": 1, "ratio": Decimal("0.32")}}},
}
"""Purchases in whole units leave no room for an earlier delivery that prices would allow."""

DROPPING: Document = {
    "format": 1,
    "periods": PERIODS,
    "products": {"H": {}},
    "domestic": {"D": {"supply": {"P1": 40, "P2": 60}}, "E": {"supply": {"P1": 9, "P2": 9}}},
    "firms": {f"F{at}": {} for at in range(1, 8)},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 90, "minimum_units": 60},
        "A2": {"firm": "F2", "product": "H", "units": 90, "minimum_units": 60, "submitted": "2026-01-02"},
        "A3": {"firm": "F3", "product": "H", "units": 90, "minimum_units": 60, "submitted": "2026-01-02"},
        "A4": {"firm": "F4", "product": "H", "units": 90, "minimum_units": 60, "submitted": "2026-01-01"},
        "A5": {"firm": "F5", "product": "H", "units": 70, "to": "P1", "accepts": ["D"]},
        "A6": {"firm": "F6", "product": "H", "units": 50, "minimum_units": 45, "from": "P2"},
        "A7": {"firm": "F7", "product": "H", "units": 8, "minimum_units": 2},
    },
    "policy": {
        "rules": {
            "quota": {"kind": "cap", "limit": 200},
            "inspection": {"kind": "cap", "limit": {"P1": 110, "P2": 120}},
            "match": {"kind": "co_purchase", "order": 1, "ratio": Decimal("0.5")},
        },
        "rounds": {
            "first": {"order": 1, "where": {"id": ["A7", "A5"]}, "pool": 20},
            "all": {"order": 2, "divide": "equal_awards"},
        },
    },
}
"""One after the other drops out below its minimum, ties told by submission and by lot; deliveries change with each."""

ALLOCATED = {
    "crowded": CROWDED,
    "ranked": RANKED,
    "best": BEST,
    "talmud": TALMUD,
    "searched": SEARCHED,
    "whole": WHOLE,
    "pooled": POOLED,
    "tried": TRIED,
    "dropping": DROPPING,
}


def scenario(name: str) -> Scenario:
    """A scenario by its name."""
    return Scenario.parse((ALLOCATED | {"promised": PROMISED})[name])
