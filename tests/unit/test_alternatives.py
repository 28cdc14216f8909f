from typing import Any

import pytest

from inputs import read_scenario
from optimizer import plan
from optimizer.alternatives import Alternatives, Share, alternatives, divided_by_rule, with_division
from optimizer.divisions import DIVISIONS
from optimizer.scenario import Scenario
from tests.strategies import one_cap


def found(document: dict[str, Any]) -> Alternatives:
    return alternatives(Scenario.parse(document))


def by_rule(given: Alternatives) -> dict[str, dict[str, int]]:
    return {item.divide: item.units for item in given.alternatives}


def test_the_textbook_rules_side_by_side() -> None:
    given = found(one_cap(200, {"F1": 100, "F2": 200, "F3": 300}, "talmud"))
    assert given.claims == {"F1": 100, "F2": 200, "F3": 300}
    assert given.rounds == {"all": "talmud"}
    assert {rule: tuple(units.values()) for rule, units in by_rule(given).items()} == {
        "proportional": (33, 67, 100),
        "equal_awards": (66, 67, 67),
        "equal_losses": (0, 50, 150),
        "talmud": (50, 75, 75),
    }
    assert [item.divide for item in given.alternatives if item.as_policy] == ["talmud"]


def test_measures_name_the_first_firm_among_equals() -> None:
    given = found(one_cap(200, {"F1": 100, "F2": 200, "F3": 300}, "equal_losses"))
    measures = {item.divide: item.measures for item in given.alternatives}
    losses = measures["equal_losses"]
    assert (losses.firms, losses.served, losses.awarded, losses.dropped) == (3, 2, 200, 0)
    assert losses.smallest == Share(firm="F1", share="0")
    assert losses.largest == Share(firm="F3", share="0.5")
    assert measures["talmud"].largest_of_all == Share(firm="F2", share="0.375")


def test_rounds_by_score_stay_and_a_mixed_policy_stands_beside_the_rules() -> None:
    document = one_cap(100, {"F1": 100, "F2": 100, "F3": 100})
    for name, item in document["applications"].items():
        item["score"] = int(name[-1])
    document["policy"]["rounds"] = {
        "first": {"order": 1, "divide": {"ranked": "score"}, "pool": 10},
        "second": {"order": 2, "divide": "proportional", "pool": 30},
        "third": {"order": 3, "divide": "equal_losses"},
    }
    given = found(document)
    assert given.rounds == {"second": "proportional", "third": "equal_losses"}
    assert given.kept == ["first"]
    assert [item.divide for item in given.alternatives] == ["policy", *DIVISIONS]
    assert [item.divide for item in given.alternatives if item.as_policy] == ["policy"]


def test_a_policy_without_such_rounds_has_no_alternative() -> None:
    document = one_cap(100, {"F1": 100, "F2": 100})
    for item in document["applications"].values():
        item["score"] = 1
    document["policy"]["rounds"]["all"]["divide"] = {"maximize": "score"}
    given = found(document)
    assert (given.rounds, given.kept) == ({}, ["all"])
    assert [(item.divide, item.as_policy) for item in given.alternatives] == [("policy", True)]


def test_a_guarantee_that_cannot_be_met_is_said_and_nothing_counted() -> None:
    document = one_cap(100, {"F1": 100, "F2": 100})
    document["policy"]["rounds"]["all"]["guarantee"] = True
    given = found(document)
    assert {item.outcome for item in given.alternatives} == {"infeasible"}
    assert all("guarantees its claims in full" in (item.conflict or "") for item in given.alternatives)
    assert given.alternatives[0].measures.largest_of_all is None


def test_firms_without_a_claim_are_left_out() -> None:
    document = one_cap(100, {"F1": 100, "F2": 0})
    assert found(document).claims == {"F1": 100}


@pytest.mark.parametrize("rule", DIVISIONS)
def test_another_rule_is_another_scenario_and_an_ordinary_one(rule: str) -> None:
    scenario = read_scenario("h200-2026")
    _ = scenario.digest
    changed = with_division(scenario, rule)
    assert set(divided_by_rule(changed).values()) == {rule}
    assert changed.digest == Scenario.parse(changed.document()).digest != scenario.digest
    assert with_division(scenario, "policy") is scenario


def test_each_alternative_is_what_an_ordinary_run_gives() -> None:
    scenario = read_scenario("three-claims")
    given = alternatives(scenario)
    for item in given.alternatives:
        awards = plan(with_division(scenario, item.divide)).awards.values()
        assert item.units == {award.firm: award.units for award in awards}
