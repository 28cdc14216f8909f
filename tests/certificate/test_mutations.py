from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from optimizer import plan
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.certificate.checkers import Checker
from tests.certificate.mutations import MUTATIONS
from tests.certificate.scenarios import ALLOCATED, CROWDED, PROMISED, scenario

NAMES = [*ALLOCATED, "promised"]


@cache
def _planned(name: str) -> Plan:
    return plan(scenario(name))


def _fresh(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_planned(name).model_dump_json())
    return document


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_itself_holds(name: str, check: Checker) -> None:
    assert check(_fresh(name), scenario(name)) is None


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_every_mutation_is_rejected(mutation: str, check: Checker) -> None:
    tried = []
    for name in NAMES:
        changed = _fresh(name)
        if MUTATIONS[mutation](changed):
            tried.append(name)
            assert check(changed, scenario(name)), f"{mutation} of {name} passes"
    assert tried, f"{mutation} finds nothing to change"


def _changed(document: dict[str, Any], path: str, value: object) -> Scenario:
    changed = deepcopy(document)
    *way, last = path.split(".")
    part = changed
    for key in way:
        part = part[key]
    part[last] = value
    return Scenario.parse(changed)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("policy.rules.quota.limit.P2", 351),
        ("policy.rules.quota.limit.P2", 300),
        ("policy.rules.quota.carry_over", False),
        ("policy.rules.tranche.share.ratio", Decimal("0.41")),
        ("policy.rules.tranche.per", "firm"),
        ("policy.rules.match.ratio", Decimal("0.6")),
        ("policy.rules.match.basis", "tpp"),
        ("policy.rules.match.credit", False),
        ("policy.rules.match.where", {}),
        ("policy.rounds.schools.pool", 108),
        ("policy.rounds.schools.order", 3),
        ("policy.rounds.all.divide", "equal_losses"),
        ("policy.rounds.all.claimant", "application"),
        ("policy.rounds.all.each", 96),
        ("policy.rounds.all.where", {"exemption": "none"}),
        ("policy.eligibility.certified.because", "None"),
        ("policy.eligibility.certified.require", {}),
        ("domestic.D.supply.P2", 91),
        ("firms.F1.domestic_purchases", {"D": 11}),
        ("firms.F2.group", "H"),
        ("applications.A1.units", 416),
        ("applications.A3.accepts", ["E"]),
        ("applications.A4.minimum_units", 0),
        ("applications.A1.minimum_units", 128),
        ("products.H.lot", 16),
        ("products.H.price_usd", 101),
        ("products.H.duty", Decimal("0.2")),
    ],
)
def test_a_plan_for_one_scenario_is_none_for_another(path: str, value: object, check: Checker) -> None:
    other = _changed(CROWDED, path, value)
    assert check(_fresh("crowded") | {"scenario_digest": other.digest}, other)


def test_a_promise_that_another_limit_would_keep_is_no_conflict(check: Checker) -> None:
    other = _changed(PROMISED, "policy.rules.tranche.limit", 120)
    assert check(_fresh("promised") | {"scenario_digest": other.digest}, other)
