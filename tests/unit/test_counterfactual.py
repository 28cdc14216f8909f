"""What would give somebody the units that it wants: each way does when it is run, and one step less does not."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings

from inputs.patching import set_values
from optimizer import Plan, Scenario, plan
from optimizer.counterfactual import Counterfactual, counterfactual
from optimizer.counterfactual.answers import NoSingleChange, NothingNearer, NoWay, Way
from optimizer.errors import InputError
from optimizer.explanation.reasons import Code
from tests.strategies import Document, Shape, documents

BASE: Document = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"H": {"lot": 2, "tpp": 10}},
    "domestic": {"D": {"tpp": 5, "supply": {"P1": 500, "P2": 500}}},
    "firms": {"F1": {"licensed": 400}, "F2": {"licensed": 400}, "F3": {"licensed": 400}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 100},
        "A2": {"firm": "F2", "product": "H", "units": 100},
        "A3": {"firm": "F3", "product": "H", "units": 100},
    },
    "policy": {"rounds": {"all": {"order": 1, "divide": "equal_awards"}}},
}


def based(**changes: Any) -> Scenario:
    """The base with rules, rounds, applications and other parts merged in, one level deep."""
    document = deepcopy(BASE)
    for part, entries in changes.items():
        above = document["policy"] if part in {"rules", "rounds", "eligibility"} else document
        for name, entry in entries.items():
            above.setdefault(part, {})[name] = {**above.get(part, {}).get(name, {}), **entry}
    return Scenario.parse(document)


def cap(limit: Any, **more: Any) -> Document:
    return {"kind": "cap", "limit": limit, **more}


def buying(ratio: float, **more: Any) -> Document:
    return {"kind": "co_purchase", "order": 1, "ratio": ratio, **more}


CASES: dict[str, tuple[Scenario, str, int, set[str]]] = {
    "a quota": (based(rules={"quota": cap(120)}), "A1", 44, {"policy.rules.quota.limit"}),
    "a share of a quota": (
        based(
            rules={
                "quota": cap(1000),
                "tranche": {"kind": "cap", "per": "firm", "share": {"of": "quota", "ratio": 0.05}},
            }
        ),
        "A1",
        60,
        {"policy.rules.quota.limit", "policy.rules.tranche.share.ratio"},
    ),
    "what the firm brings": (
        based(firms={"F1": {"licensed": 30}}, rules={"licence": cap({"attribute": "licensed"}, per="firm")}),
        "A1",
        50,
        {"firms.F1.licensed"},
    ),
    "one period": (
        based(rules={"gate": cap({"P1": 30, "P2": 600})}, applications={"A1": {"to": "P1"}}),
        "A1",
        60,
        {"policy.rules.gate.limit.P1", "applications.A1.to"},
    ),
    "a supply, a ratio": (
        based(
            domestic={"D": {"supply": {"P1": 10, "P2": 20}}},
            rules={"match": buying(0.5, where={"id": ["A1"]})},
        ),
        "A1",
        80,
        {"domestic.D.supply.P2", "policy.rules.match.ratio"},
    ),
    "past purchases": (
        based(
            domestic={"D": {"supply": {"P1": 10, "P2": 20}}},
            firms={"F1": {"domestic_purchases": {"D": 4}}},
            rules={"match": buying(1, credit=True, where={"id": ["A1"]})},
        ),
        "A1",
        40,
        {"domestic.D.supply.P2", "firms.F1.domestic_purchases.D", "policy.rules.match.ratio"},
    ),
    "nothing to buy": (
        based(applications={"A1": {"accepts": []}}, rules={"match": buying(1, where={"id": ["A1"]})}),
        "A1",
        40,
        {"policy.rules.match.ratio"},
    ),
    "a pool": (based(rounds={"all": {"pool": 90}}), "A1", 40, {"policy.rounds.all.pool"}),
    "what it may reach": (based(rounds={"all": {"each": 40}}), "A1", 50, {"policy.rounds.all.each"}),
    "the share it may reach": (
        based(rounds={"all": {"each": {"share": 0.4}}}),
        "A1",
        50,
        {"policy.rounds.all.each.share"},
    ),
    "a set-aside of others": (
        based(
            rules={"quota": cap(120)},
            rounds={"first": {"order": 0, "pool": 60, "where": {"id": ["A3"]}}, "all": {"where": {"id": ["A1", "A2"]}}},
        ),
        "A1",
        40,
        {"policy.rules.quota.limit", "policy.rounds.first.pool"},
    ),
    "a set-aside of others, of who dropped out": (
        based(
            rules={"quota": cap(120)},
            rounds={"first": {"order": 0, "pool": 60, "where": {"id": ["A3"]}}, "all": {"where": {"id": ["A1", "A2"]}}},
            applications={"A1": {"minimum_units": 50}},
        ),
        "A1",
        50,
        {"policy.rules.quota.limit", "policy.rounds.first.pool"},
    ),
    "its minimum": (
        based(rules={"quota": cap(120)}, applications={"A1": {"minimum_units": 50}}),
        "A1",
        40,
        {"applications.A1.minimum_units"},
    ),
    "its units": (
        based(rules={"quota": cap(150)}, rounds={"all": {"divide": "proportional"}}),
        "A1",
        60,
        {"applications.A1.units", "policy.rules.quota.limit"},
    ),
    "above its claim": (based(), "A1", 130, {"applications.A1.units"}),
    "a firm": (
        based(rules={"quota": cap(120)}, applications={"A4": {"firm": "F1", "product": "H", "units": 50}}),
        "F1",
        60,
        {"policy.rules.quota.limit"},
    ),
}


def granted(found: Plan, scenario: Scenario, name: str) -> int:
    own = {name} | {application for application, item in scenario.applications.items() if item.firm == name}
    return sum(award.units for application, award in found.awards.items() if application in own)


def with_value(scenario: Scenario, path: str, value: object, name: str) -> int:
    """What somebody is granted with another value at a path."""
    changed = set_values(scenario, [f"{path}={value}"])
    return granted(plan(changed), changed, name)


def hold(scenario: Scenario, found: Counterfactual) -> None:
    for answer in found.answers:
        if isinstance(answer, Way):
            assert with_value(scenario, answer.path, answer.to, found.name) == answer.gives >= found.want
            assert with_value(scenario, answer.path, answer.before, found.name) == answer.then < found.want
        if isinstance(answer, NoWay):
            assert answer.gives < found.want
            assert with_value(scenario, answer.path, answer.tried, found.name) == answer.gives
    sizes = [Fraction(way.size) for way in found.ways]
    assert sizes == sorted(sizes)


def codes(found: Counterfactual) -> list[Code]:
    return [answer.code for answer in found.answers]


@pytest.mark.parametrize("case", CASES)
def test_each_way_gives_the_units_and_one_step_less_does_not(case: str) -> None:
    scenario, name, want, paths = CASES[case]
    found = counterfactual(plan(scenario), scenario, name, want)
    hold(scenario, found)
    assert {way.path for way in found.ways} >= paths
    for language in ("en", "zh"):
        assert all(sentence for sentence in found.sentences(language))


def test_the_smallest_quota_is_found() -> None:
    """Of 128 units each is entitled to 42 2/3, in lots of 2: there is one more lot, and A1 draws it."""
    scenario, name, want, _ = CASES["a quota"]
    (way,) = counterfactual(plan(scenario), scenario, name, want).ways
    assert (way.from_, way.to, way.gives, way.before, way.then) == (120, 128, 44, 127, 42)


def test_who_dropped_out_gets_its_minimum_from_one_pool_less_for_others_and_not_from_one_unit_more() -> None:
    scenario, name, want, _ = CASES["a set-aside of others, of who dropped out"]
    found = plan(scenario)
    assert [drop.application for drop in found.dropped] == [name]
    ways = {way.path: way for way in counterfactual(found, scenario, name, want).ways}
    lever = ways["policy.rounds.first.pool"]
    assert (lever.from_, lever.to, lever.gives, lever.before, lever.then) == (60, 20, 50, 21, 0)


def test_that_no_change_helps_who_dropped_out_is_told_with_its_minimum() -> None:
    scenario = based(rules={"quota": cap(120), "gate": cap(120)}, applications={"A1": {"minimum_units": 50}})
    found = counterfactual(plan(scenario), scenario, "A1", 50)
    assert not found.ways
    sentence = next(sentence for sentence in found.sentences() if "dropped out" in sentence)
    assert sentence.startswith("It dropped out below its minimum of 50 units. No change of any one of the ")
    assert "最低需要量 50 件" in " ".join(found.sentences("zh"))
    told = "Not by policy.rules.gate.limit: it is proved that no figure from 120 to 300 gives it anything."
    assert f"{told} It drops out below its minimum of 50 units." in found.sentences()
    assert all(with_value(scenario, "policy.rules.gate.limit", limit, "A1") == 0 for limit in range(120, 301, 5))


def test_that_nothing_nearer_would_do_is_proved_for_a_limit_and_holds() -> None:
    scenario, name, want, _ = CASES["a quota"]
    found = counterfactual(plan(scenario), scenario, name, want)
    (proved,) = [answer for answer in found.answers if isinstance(answer, NothingNearer)]
    assert (proved.path, proved.from_, proved.nearest) == ("policy.rules.quota.limit", 120, 126)
    assert all(with_value(scenario, proved.path, limit, name) < want for limit in range(120, int(proved.nearest)))
    assert "No policy.rules.quota.limit nearer to 120 than 126 gives it that; this is proved." in found.sentences()


def test_that_a_limit_cannot_do_it_is_proved_for_all_its_values() -> None:
    scenario = based(rules={"quota": cap(120), "gate": cap(150)})
    found = counterfactual(plan(scenario), scenario, "A1", 60)
    none = {answer.path: answer for answer in found.answers if isinstance(answer, NoWay)}
    assert none["policy.rules.quota.limit"].highest == "50"
    assert none["applications.A1.units"].highest is None
    told = "Not by policy.rules.quota.limit: it is proved that no figure from 120 to 300 entitles it to more than "
    assert [sentence for sentence in found.sentences() if sentence.startswith(f"{told}50 units.")]


def test_where_a_round_divides_what_another_leaves_nothing_is_said_to_be_proved() -> None:
    first = {"order": 0, "where": {"id": ["A1"]}, "pool": 30}
    scenario = based(rules={"quota": cap(120)}, rounds={"first": first, "all": {"order": 1}})
    found = counterfactual(plan(scenario), scenario, "A1", 70)
    assert "policy.rounds.first.pool" in {way.path for way in found.ways}
    assert "policy.rounds.first.pool" not in {a.path for a in found.answers if isinstance(a, NothingNearer)}
    hold(scenario, found)


def test_what_it_has_needs_no_change() -> None:
    scenario = based(rules={"quota": cap(120)})
    assert codes(counterfactual(plan(scenario), scenario, "A1", 40)) == [Code.WANTED, Code.HAS_IT]


def test_more_than_a_claim_comes_from_own_units_alone() -> None:
    scenario = based(rules={"quota": cap(120)})
    found = counterfactual(plan(scenario), scenario, "A1", 140)
    assert codes(found) == [Code.WANTED, Code.ABOVE_CLAIM, Code.NO_SINGLE_CHANGE, Code.NO_WAY, Code.EACH_WAS_RUN]
    hold(scenario, found)


def test_fewer_units_than_are_wanted_are_never_enough() -> None:
    scenario = based(rules={"quota": cap(1000)})
    found = counterfactual(plan(scenario), scenario, "A1", 140)
    (way,), (proved,) = found.ways, [answer for answer in found.answers if isinstance(answer, NothingNearer)]
    assert (way.path, way.to) == (proved.path, proved.nearest) == ("applications.A1.units", 140)
    hold(scenario, found)


def test_a_window_is_no_way_once_every_period_was_run() -> None:
    scenario = based(rules={"gate": cap({"P1": 30, "P2": 60})}, applications={"A1": {"to": "P1"}})
    found = counterfactual(plan(scenario), scenario, "A1", 60)
    none = {answer.path: answer for answer in found.answers if isinstance(answer, NoWay)}
    assert none["applications.A1.to"].periods == 1
    assert with_value(scenario, "applications.A1.to", "P2", "A1") == none["applications.A1.to"].gives < 60


def test_that_no_change_was_found_is_told_with_the_number_of_figures_for_which_it_is_proved() -> None:
    """Of the limits and the window it is, and every value of them is run here; of its units it is not."""
    scenario = based(rules={"quota": cap(60), "gate": cap({"P1": 30, "P2": 30})}, applications={"A1": {"to": "P1"}})
    found = counterfactual(plan(scenario), scenario, "A1", 60)
    (none,) = [answer for answer in found.answers if isinstance(answer, NoSingleChange)]
    paths = [answer.path for answer in found.answers if isinstance(answer, NoWay)]
    assert none.tried == len(paths) == none.proved + 1
    assert f"This is proved for {none.proved} of them." in " ".join(found.sentences())
    assert f"其中 {none.proved} 项已证明不能做到。" in " ".join(found.sentences("zh"))
    for path in set(paths) - {"applications.A1.units"}:
        values = ["P2"] if path == "applications.A1.to" else range(30, 301, 6)
        assert all(with_value(scenario, path, value, "A1") < 60 for value in values)


def test_a_requirement_is_no_limit() -> None:
    scenario = based(
        applications={"A1": {"certified": False}, "A2": {"certified": True}, "A3": {"certified": True}},
        eligibility={"certified": {"require": {"certified": True}, "because": "No certificate"}},
    )
    found = counterfactual(plan(scenario), scenario, "A1", 10)
    assert codes(found) == [Code.WANTED, Code.STANDS_REFUSED]
    assert "certified" in found.sentences()[-1]


def test_who_is_in_no_round_is_stopped_by_no_figure() -> None:
    scenario = based(rounds={"all": {"where": {"id": ["A2", "A3"]}}})
    assert codes(counterfactual(plan(scenario), scenario, "A1", 10)) == [Code.WANTED, Code.STANDS_OUTSIDE]


def test_a_guarantee_that_cannot_be_met_comes_first() -> None:
    scenario = based(rules={"quota": cap(120)}, rounds={"all": {"guarantee": True}})
    assert codes(counterfactual(plan(scenario), scenario, "A1", 10)) == [Code.WANTED, Code.NOBODY_HAS]


def test_no_figure_of_another_firm_is_told_to_an_applicant() -> None:
    scenario = based(
        firms={"F1": {"licensed": 30, "group": "G"}, "F2": {"licensed": 40, "group": "G"}},
        rules={"licence": cap({"attribute": "licensed"}, per="group")},
    )
    found = counterfactual(plan(scenario), scenario, "A1", 50)
    own, others = "applications.A1.units", "firms.F2.licensed"
    assert {way.path for way in found.ways} == {own, others}
    assert [way.path for way in found.shown_to("applicant").ways] == [own]
    assert [way.path for way in found.shown_to("applicant").shown_to("planner").ways] == [own]


@pytest.mark.parametrize(("name", "want"), [("A9", 10), ("all", 10), ("A1", 0)])
def test_a_wish_that_makes_no_sense_is_refused(name: str, want: int) -> None:
    scenario = based()
    with pytest.raises(InputError):
        counterfactual(plan(scenario), scenario, name, want)


def test_what_is_not_tried_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.counterfactual.trials.MOST_RUNS", 1)
    scenario, name, want, _ = CASES["a quota"]
    found = counterfactual(plan(scenario), scenario, name, want)
    assert Code.NOT_TRIED in codes(found)


@settings(max_examples=12)
@given(documents(Shape(applications=5, rounds=2)))
def test_ways_of_any_scenario_are_ways(document: Document) -> None:
    scenario = Scenario.parse(document)
    found = plan(scenario)
    cut = [name for name, award in found.awards.items() if award.units < award.claim]
    assume(cut)
    award = found.awards[cut[0]]
    hold(scenario, counterfactual(found, scenario, cut[0], award.units + max(1, (award.claim - award.units) // 2)))
