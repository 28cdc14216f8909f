from __future__ import annotations

import json
from decimal import Decimal

import pytest

from optimizer.certificate import verify
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.certificate.checkers import Checker, alone
from tests.certificate.forgeries import Document, bought_in_excess, dropped_at, planned, two

OBLIGED = two(
    1,
    {
        "quota": {"kind": "cap", "limit": 100},
        "match": {"kind": "co_purchase", "order": 1, "ratio": Decimal("0.5")},
    },
    domestic={"D": {"supply": {"P1": 5000}}},
)


@pytest.mark.parametrize("units", [1, 15, 3975])
def test_nobody_has_to_buy_a_unit_that_is_not_needed(units: int, check: Checker) -> None:
    document = planned(OBLIGED)
    assert check(document, OBLIGED) is None
    bought_in_excess(document, "F1", units)
    failure = check(document, OBLIGED)
    assert failure is not None
    assert failure.startswith("F1 is to buy")


def _with_minimum(minimum: int) -> Scenario:
    extra = {"C": {"firm": "F3", "product": "H", "units": 100, "exempt": True, "minimum_units": minimum}}
    return two(1, {"quota": {"kind": "cap", "limit": 130}}, applications=extra)


def _forged() -> tuple[Document, Scenario]:
    """C, whose minimum of 20 is met, is said to have dropped out at 19: as it would with a higher minimum."""
    document, scenario = planned(_with_minimum(90)), _with_minimum(20)
    assert not planned(scenario)["dropped"]
    dropped_at(document, "C", "19", 20)
    document["scenario_digest"] = scenario.digest
    return document, scenario


def test_nobody_dropped_out_whose_minimum_was_met(check: Checker) -> None:
    document, scenario = _forged()
    failure = check(document, scenario)
    assert failure is not None
    assert failure.startswith("as C dropped out, number 1")


def test_what_is_not_shown_of_those_who_dropped_out_is_said_by_both_checkers() -> None:
    """Whoever takes the evidence away may name whom he likes; but nobody can say that he was not told."""
    document, scenario = _forged()
    document["dropped"][0]["evidence"] = None
    said = "NOT PROVED: that the last of those who dropped out had to, and in which order."
    assert said in verify(Plan.model_validate(document), scenario).steps
    text = scenario.canonical_json()
    assert said in list(alone.steps(document, json.loads(text, parse_float=Decimal), text))


def test_a_plan_without_drop_outs_and_searches_leaves_nothing_open() -> None:
    document = planned(OBLIGED)
    text = OBLIGED.canonical_json()
    steps = [*verify(Plan.model_validate(document), OBLIGED).steps]
    steps += alone.steps(document, json.loads(text, parse_float=Decimal), text)
    assert not [step for step in steps if "NOT PROVED" in step]


@pytest.mark.parametrize(
    ("entitlement", "minimum"),
    [("0", 20), ("20", 20), ("-1", 20), ("19", 25)],
    ids=["nothing", "enough", "less", "other"],
)
def test_who_dropped_out_was_positive_and_below_its_minimum(entitlement: str, minimum: int, check: Checker) -> None:
    document, scenario = _forged()
    dropped_at(document, "C", entitlement, minimum)
    assert "C" in (check(document, scenario) or "")


@pytest.mark.parametrize("name", ["A", "nobody"])
def test_only_who_has_a_minimum_can_drop_out(name: str, check: Checker) -> None:
    document, scenario = _forged()
    document["dropped"].append({"application": name, "entitlement": "1/2", "minimum_units": 0})
    assert name in (check(document, scenario) or "")


def test_who_dropped_out_gets_nothing(check: Checker) -> None:
    document, scenario = _forged()
    award = document["awards"]["C"]
    award |= {"units": 1, "periods": {"P1": 1}}
    document["awards"]["A"]["units"] -= 1
    document["awards"]["A"]["periods"]["P1"] -= 1
    assert check(document, scenario) is not None


@pytest.mark.parametrize("binding", ["0", 0, "false", None], ids=["text", "figure", "word", "nothing"])
def test_nothing_stands_for_true_or_false_but_these(binding: object, check: Checker) -> None:
    document = planned(OBLIGED)
    row = next(row for row in document["rows"] if not row["binding"])
    row["binding"] = binding
    assert check(document, OBLIGED) is not None
