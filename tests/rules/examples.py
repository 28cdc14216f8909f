"""The examples beside this file: a tiny scenario given, and what is expected of its plan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from optimizer.quantities import exact_number
from optimizer.scenario import Scenario

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule or of a division rule."""

    name: str
    binds: bool
    """Whether it limits somebody."""
    scenario: Scenario
    entitlements: dict[str, Fraction]
    units: dict[str, int] | None
    binding: list[str] | None
    co_purchases: dict[str, dict[str, int]] | None
    """Firm to domestic product to units over all periods."""


def examples(rule: str) -> list[Example]:
    """The examples of a rule kind or of a division rule."""
    return [_example(item) for item in yaml.safe_load((HERE / f"{rule}.yaml").read_text())]


def _example(item: dict[str, Any]) -> Example:
    expect = item["expect"]
    return Example(
        name=item["name"],
        binds=item["binds"],
        scenario=Scenario.parse(_exact(_document(item["given"]))),
        entitlements={name: Fraction(str(share)) for name, share in expect["entitlements"].items()},
        units=expect.get("units"),
        binding=expect.get("binding"),
        co_purchases=expect.get("co_purchases"),
    )


def _document(given: dict[str, Any]) -> dict[str, Any]:
    """A whole scenario: two periods, the product H, and a firm for each applicant, unless something else is given."""
    applications = {name: {"product": "H"} | item for name, item in given["applications"].items()}
    return {
        "format": 1,
        "periods": ["P1", "P2"],
        "products": given.get("products", {"H": {}}),
        "domestic": given.get("domestic", {}),
        "firms": {item["firm"]: {} for item in applications.values()} | given.get("firms", {}),
        "applications": applications,
        "policy": {"rules": given["rules"]} | {key: given[key] for key in ("rounds", "eligibility") if key in given},
    }


def _exact(document: dict[str, Any]) -> Any:
    """The same document with figures as the scenario holds them."""
    return json.loads(json.dumps(document), parse_float=exact_number)
