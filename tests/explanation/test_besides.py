"""Which limits are named for a stop does not follow from what they are called."""

from __future__ import annotations

import pytest

from optimizer import Scenario, plan
from optimizer.explanation import Code, Explainer
from tests.strategies import Document


def document(first: str, second: str, rounds: Document, *, aside: int = 0) -> Document:
    """Two limits of 100 units, the second on two of three applications, the third of which may be given some."""
    rules = {first: {"kind": "cap", "limit": 100 + aside}, second: {"kind": "cap", "limit": 100, "where": {"b": 1}}}
    return {
        "format": 1,
        "periods": ["P1"],
        "products": {"H": {"lot": 1}},
        "firms": {"F1": {}, "F2": {}, "F3": {}},
        "applications": {
            "A1": {"firm": "F1", "product": "H", "units": 100, "b": 1},
            "A2": {"firm": "F2", "product": "H", "units": 100, "b": 1},
            **({"A3": {"firm": "F3", "product": "H", "units": aside, "b": 0}} if aside else {}),
        },
        "policy": {"rules": dict(sorted(rules.items())), "rounds": rounds},
    }


def limits(found: Document, name: str) -> dict[str, set[str]]:
    """The limits that are named as the stop's own and as its equals, and those that others used up."""
    scenario = Scenario.parse(found)
    named: dict[str, set[str]] = {"stops": set(), "used up": set()}
    for reason in Explainer(plan(scenario), scenario, margins=False).explain(name).reasons:
        if reason.code is Code.LIMITED_BY_CAP:
            named["stops"].add(reason.row)
        if reason.code is Code.STOPS_TOO:
            named["stops"].update(reason.rows)
        if reason.code is Code.USED_UP_TOO:
            named["used up"].update(reason.rows)
    return named


@pytest.mark.parametrize("divide", ["proportional", "equal_awards", "equal_losses", "talmud"])
@pytest.mark.parametrize("names", [("inspection", "quota"), ("quota", "inspection")])
def test_of_two_limits_that_stop_alike_both_are_named(names: tuple[str, str], divide: str) -> None:
    found = document(*names, {"general": {"order": 1, "divide": divide}})
    assert limits(found, "A1") == {"stops": {"inspection", "quota"}, "used up": set()}


@pytest.mark.parametrize("names", [("inspection", "quota"), ("quota", "inspection")])
def test_who_was_served_before_does_not_part_them(names: tuple[str, str]) -> None:
    rounds = {
        "first": {"order": 1, "divide": "proportional", "where": {"b": 0}},
        "second": {"order": 2, "divide": "proportional"},
    }
    assert limits(document(*names, rounds, aside=30), "A1") == {"stops": {"inspection", "quota"}, "used up": set()}


@pytest.mark.parametrize("name", ["all", "zone"])
def test_what_others_used_up_after_it_is_no_reason_of_its_own(name: str) -> None:
    found = document(name, "part", {"general": {"order": 1, "divide": "proportional"}}, aside=30)
    found["policy"]["rules"][name]["limit"] = 125
    assert limits(found, "A1") == {"stops": {"part"}, "used up": {name}}


def test_the_pool_of_another_round_is_no_reason_for_a_stop_in_this_one() -> None:
    rounds = {
        "first": {"order": 1, "divide": "proportional", "pool": 40},
        "second": {"order": 2, "divide": "proportional"},
    }
    scenario = Scenario.parse(document("all", "part", rounds))
    sentences = Explainer(plan(scenario), scenario, margins=False).explain("A1").sentences()
    assert limits(document("all", "part", rounds), "A1") == {"stops": {"all", "part"}, "used up": set()}
    assert not any("pool[first]" in sentence for sentence in sentences if sentence.startswith("Used up"))
