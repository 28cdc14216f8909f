"""Forgeries: plans in which everything fits together that is said in more than one place, and yet they are unjust.

In: a plan that holds, as plain maps. Out: another one, as somebody would write it who means it to be accepted.
"""

from __future__ import annotations

import json
from typing import Any

from optimizer import plan
from optimizer.scenario import Scenario

Document = dict[str, Any]


def planned(scenario: Scenario) -> Document:
    """The plan of a scenario as plain maps."""
    found: Document = json.loads(plan(scenario).model_dump_json(by_alias=True))
    return found


def two(lot: int, rules: Document, periods: tuple[str, ...] = ("P1",), **facts: Any) -> Scenario:
    """Two applications alike in everything, of two firms; `facts` are further parts of the scenario."""
    applications = {
        name: {"firm": firm, "product": "H", "units": 80, "exempt": True} for name, firm in (("A", "F1"), ("B", "F2"))
    }
    return Scenario.parse(
        {
            "format": 1,
            "periods": list(periods),
            "products": {"H": {"lot": lot}},
            "firms": {"F1": {}, "F2": {}, "F3": {}},
            "applications": applications | facts.pop("applications", {}),
            "policy": {"rules": rules},
            **facts,
        }
    )


def changed_hands(document: Document, rows: tuple[str, ...]) -> None:
    """Whoever lost in the lottery gets what the other one got, and lots are said to be searched."""
    one, other = document["awards"]["A"], document["awards"]["B"]
    for key in ("units", "periods"):
        one[key], other[key] = other[key], one[key]
    document["checks"]["lots"] = "searched"
    loser = min("AB", key=lambda name: document["awards"][name]["units"])
    document["lot_stops"] = [{"rows": dict.fromkeys(rows, "1"), "blocked": [loser]}]


def bought_in_excess(document: Document, firm: str, units: int) -> None:
    """A firm is to buy more of the only product in the only period."""
    document["co_purchases"][firm]["D"]["P1"] += units
    for row in document["rows"]:
        if row["row"].startswith("supply"):
            row["used"] += units
            row["binding"] = row["used"] == row["limit"]


def dropped_at(document: Document, application: str, entitlement: str, minimum: int) -> None:
    """Somebody is said to have dropped out at an entitlement that it never had."""
    (drop,) = (drop for drop in document["dropped"] if drop["application"] == application)
    drop |= {"entitlement": entitlement, "minimum_units": minimum}
