"""The document: limits in the form of a scenario, without its tables of firms and applications."""

from __future__ import annotations

from typing import Any

from benchmarks.applicants import LOT, PERIODS
from benchmarks.limits import Limits

PRICE_USD, TPP = 27_000, 15_832
DOMESTIC_TPP = {
    "Ascend-910B": 5008,
    "Ascend-910C": 12032,
    "Ascend-950DT": 7784,
    "Ascend-950PR": 6920,
    "Biren-BR1xx": 5422,
    "Enflame-S60": 4000,
    "Hygon-BW1000": 7680,
    "Kunlun-P800": 5520,
    "MTT-S5000": 8000,
    "MetaX-C500": 3840,
    "MetaX-C600": 8000,
    "Siyuan-590": 4096,
    "Siyuan-690": 11200,
    "T-Head-PPU": 1900,
}


def document(limits: Limits) -> dict[str, Any]:
    """Everything of a scenario but its firms and applications, as plain maps."""
    return {
        "format": 1,
        "title": "Synthetic applicants",
        "periods": list(PERIODS),
        "products": {"H200": {"lot": LOT, "price_usd": PRICE_USD, "tpp": TPP}},
        "domestic": {
            name: {"tpp": DOMESTIC_TPP[name], "supply": dict(zip(PERIODS, units, strict=True))}
            for name, units in limits.supply.items()
        },
        "policy": {
            "eligibility": {
                "no_military_use": {"require": {"military_end_use": False}, "because": "Military end use is barred"},
                "certified": {"require": {"end_use_certificate": True}, "because": "A certificate is required"},
            },
            "rules": _caps(limits) | _co_purchases(),
            "rounds": _rounds(limits),
            "tie_break_seed": "benchmark",
        },
    }


def _caps(limits: Limits) -> dict[str, Any]:
    inspection = dict(zip(PERIODS, limits.inspection, strict=True))
    hyperscalers, elsewhere = {"firm.kind": "hyperscaler"}, {"site": ["hong_kong", "overseas"]}
    return {
        "national_quota": {"kind": "cap", "limit": limits.quota},
        "inspection": {"kind": "cap", "limit": inspection},
        "group_tranche": {"kind": "cap", "per": "group", "where": hyperscalers, "limit": limits.tranche},
        "us_licence": {"kind": "cap", "per": "firm", "limit": {"attribute": "us_licensed_units"}},
        "site_ceiling": {"kind": "cap", "per": "site", "where": elsewhere, "limit": limits.site},
    }


def _co_purchases() -> dict[str, Any]:
    """The better a domestic accelerator can stand in, the more of them go with each import."""
    grades = (("replaceable", 0.8, 1), ("partly_replaceable", 0.5, 0.5), ("hardly_replaceable", 0, 0.25))
    return {
        f"buy_with_{name}": {
            "kind": "co_purchase",
            "order": order,
            "where": {"exemption": "none", "substitutability": {"at_least": least}},
            "ratio": ratio,
        }
        for order, (name, least, ratio) in enumerate(grades, start=1)
    }


def _rounds(limits: Limits) -> dict[str, Any]:
    university = {"where": {"exemption": "university"}, "divide": "proportional", "pool": limits.reserve}
    research = {"where": {"exemption": "rnd"}, "divide": "equal_awards", "claimant": "group", "pool": limits.research}
    return {
        "university_reserve": {"order": 1, **university},
        "research": {"order": 2, **research},
        "general": {"order": 3, "divide": "equal_awards", "claimant": "group"},
    }
