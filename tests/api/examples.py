"""Plans made by hand, to be rendered: what the engine would answer is none of their business."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from optimizer.plans import Plan
from optimizer.scenario import Scenario

SCREENED = {"military": False}

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "title": "Two firms, one university",
    "periods": ["2026Q1", "2026Q2"],
    "products": {"H200": {"lot": 8, "price_usd": 27000, "duty": Decimal("0.25")}},
    "domestic": {
        "Ascend-910C": {"supply": {"2026Q1": 400, "2026Q2": 600}},
        "Cambricon-590": {"supply": {"2026Q1": 100, "2026Q2": 100}},
    },
    "firms": {
        "F01": {"name": "Hyperscaler A", "kind": "hyperscaler", "group": "G01"},
        "F02": {"name": "University B", "kind": "university"},
        "F03": {"name": "Barred C", "kind": "internet"},
    },
    "applications": {
        "A001": {"firm": "F01", "product": "H200", "use_case": "pretraining", "units": 9600, **SCREENED},
        "A002": {"firm": "F01", "product": "H200", "use_case": "inference", "units": 2000, **SCREENED},
        "A003": {"firm": "F02", "product": "H200", "use_case": "research", "units": 256, **SCREENED},
        "A004": {"firm": "F02", "product": "H200", "units": 4, **SCREENED},
        "A005": {"firm": "F03", "product": "H200", "use_case": "inference", "units": 800, "military": True},
        "A006": {"firm": "F01", "product": "H200", "units": 1000, "minimum_units": 1000, **SCREENED},
    },
    "policy": {
        "eligibility": {"no_military_use": {"require": {"military": False}, "because": "Military use is prohibited"}},
        "rules": {
            "national_quota": {"kind": "cap", "limit": {"2026Q1": 1600, "2026Q2": 1600}, "carry_over": True},
            "tranche": {"kind": "cap", "per": "group", "limit": 2950},
        },
        "rounds": {
            "universities": {"order": 1, "where": {"firm.kind": "university"}, "pool": 500},
            "general": {"order": 2, "divide": "equal_awards"},
        },
    },
}


def use(row: str, used: int, limit: int | str, *, binding: bool) -> dict[str, Any]:
    """A row of a plan, named by its rule and label."""
    rule = row.partition("[")[0]
    return {"row": row, "rule": rule, "used": used, "limit": limit, "unit": "units", "binding": binding}


PLAN: dict[str, Any] = {
    "engine": {"version": "0.1.0", "solver": "HiGHS 1.15.1"},
    "outcome": "allocated",
    "awards": {
        "A001": {
            "firm": "F01",
            "group": "G01",
            "claim": 9600,
            "entitlement": "1475",
            "units": 1472,
            "periods": {"2026Q1": 736, "2026Q2": 736},
            "round": "general",
            "level": "0.1536",
            "limited_by": [
                {"row": "national_quota[2026Q2]", "share": "1/4"},
                {"row": "tranche[G01]", "share": "3/4"},
            ],
        },
        "A002": {
            "firm": "F01",
            "group": "G01",
            "claim": 2000,
            "entitlement": "1475",
            "units": 1472,
            "periods": {"2026Q1": 1472},
            "round": "general",
            "level": "0.1536",
            "limited_by": [{"row": "tranche[G01]", "share": "1"}],
        },
        "A003": {
            "firm": "F02",
            "group": "F02",
            "claim": 256,
            "entitlement": "256",
            "units": 256,
            "periods": {"2026Q1": 256},
            "round": "universities",
            "level": "1",
        },
        "A004": {"firm": "F02", "group": "F02", "claim": 0, "entitlement": "0", "units": 0, "round": None},
        "A006": {
            "firm": "F01",
            "group": "G01",
            "claim": 1000,
            "entitlement": "0",
            "units": 0,
            "round": None,
        },
    },
    "refused": {"A005": [{"requirement": "no_military_use", "because": "Military use is prohibited"}]},
    "dropped": [{"application": "A006", "entitlement": "2950/3", "minimum_units": 1000}],
    "co_purchases": {"F01": {"Ascend-910C": {"2026Q1": 300, "2026Q2": 600}, "Cambricon-590": {"2026Q2": 150}}},
    "rows": [
        use("national_quota[2026Q1]", 1600, 1600, binding=False),
        use("national_quota[2026Q2]", 3200, 3200, binding=True),
        use("tranche[F02]", 256, 2950, binding=False),
        use("tranche[G01]", 2944, "8850/3", binding=True),
    ],
    "unallocated": {"H200": 9656},
    "checks": {"rows": "proved", "certificate": "none", "lots": "proved", "timing": "proved"},
    "totals": {
        "claimed": 12856,
        "awarded": 3200,
        "by_round": {"general": 2944, "universities": 256},
        "by_use_case": {"inference": 1472, "pretraining": 1472, "research": 256},
        "by_kind": {"hyperscaler": 2944, "university": 256},
        "by_period": {"2026Q1": 2464, "2026Q2": 736},
        "duty_usd": "21600000",
        "landed_cost_usd": "108000000",
    },
}

CONFLICT: dict[str, Any] = {
    "engine": {"version": "0.1.0", "solver": "HiGHS 1.15.1"},
    "outcome": "infeasible",
    "refused": PLAN["refused"],
    "conflict": {
        "round": "universities",
        "short_by": "56",
        "rows": ["pool[universities]", "national_quota[2026Q2]"],
        "sentence": "The universities claim 256 units, and the limits leave 200 for them.",
    },
    "checks": {"rows": "none", "certificate": "proved", "lots": "none"},
    "totals": {"claimed": 12856, "awarded": 0},
}


def scenario(**changes: Any) -> Scenario:
    """The scenario of the example, with other values for some of its fields."""
    return Scenario.parse(DOCUMENT | changes)


def plan(facts: Scenario, **changes: Any) -> Plan:
    """The plan of the example, with other values for some of its fields."""
    return Plan.model_validate(PLAN | {"scenario_digest": facts.digest} | changes)


def infeasible(facts: Scenario) -> Plan:
    """A plan that is none: a guarantee that cannot be met."""
    return Plan.model_validate(CONFLICT | {"scenario_digest": facts.digest})
