"""A guaranteed round that cannot be met into the single figures that would mend it, each of which does when run."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import hypothesis
import pytest
from hypothesis import settings

from inputs.patching import set_values
from optimizer import Plan, Scenario, plan
from optimizer.errors import SolverError
from optimizer.plans import Repair
from tests.strategies import Shape, documents

BASE: dict[str, Any] = {
    "format": 1,
    "periods": ["2026Q1", "2026Q2"],
    "products": {"H200": {"lot": 8, "tpp": 100}},
    "domestic": {"Ascend": {"tpp": 50, "supply": {"2026Q1": 4000}}},
    "firms": {"F1": {"group": "G1", "licensed": 500}, "F2": {"group": "G1", "licensed": 300}, "F3": {"licensed": 0}},
    "applications": {
        "A1": {"firm": "F1", "product": "H200", "units": 800, "site": "east"},
        "A2": {"firm": "F2", "product": "H200", "units": 400, "site": "west"},
    },
    "policy": {"rounds": {"first": {"order": 1, "guarantee": True}}},
}


def given(**changes: Any) -> Scenario:
    """The base with rules, rounds, applications and other parts merged in, one level deep."""
    document = deepcopy(BASE)
    for part, entries in changes.items():
        above = document["policy"] if part in {"rules", "rounds"} else document
        for name, entry in entries.items():
            old = above.setdefault(part, {}).get(name, {})
            above[part][name] = {**old, **entry} if isinstance(entry, dict) else entry
    return Scenario.parse(document)


def cap(limit: Any, **more: Any) -> dict[str, Any]:
    return {"kind": "cap", "limit": limit, **more}


def share(of: str, ratio: float, **more: Any) -> dict[str, Any]:
    return {"kind": "cap", "share": {"of": of, "ratio": ratio}, **more}


def buying(ratio: float, **more: Any) -> dict[str, Any]:
    return {"kind": "co_purchase", "order": 1, "ratio": ratio, **more}


CASES: dict[str, tuple[Scenario, list[str]]] = {
    "one row": (
        given(rules={"quota": cap(1000)}),
        [
            "raise quota from 1,000 to 1,200 units",
            "lower A1's units from 800 to 600",
            "lower A2's units from 400 to 200",
        ],
    ),
    "a limit that is no whole number goes up to one": (
        given(rules={"quota": cap(1199.5)}),
        [
            "raise quota from 1,199.5 to 1,200 units",
            "lower A1's units from 800 to 792",
            "lower A2's units from 400 to 392",
        ],
    ),
    "two rows that quarrel, either of which can give way": (
        given(rules={"inspection": cap({"2026Q1": 300, "2026Q2": 500})}),
        [
            "lower A1's units from 800 to 400",
            "raise inspection in 2026Q2 from 500 to 900 units",
            "raise inspection in 2026Q1 from 300 to 700 units",
        ],
    ),
    "two rows that quarrel with one application, which has to give way to both": (
        given(rules={"quota": cap(1000), "east": cap(500, where={"site": "east"})}),
        ["lower A1's units from 800 to 496"],
    ),
    "nothing that helps alone": (
        given(rules={"west": cap(240, where={"site": "west"}), "east": cap(500, where={"site": "east"})}),
        [],
    ),
    "a supply": (
        given(rules={"buy": buying(0.5)}, domestic={"Ascend": {"supply": {"2026Q1": 400}}}),
        [
            "lower the ratio of buy from 0.5 to 0.33",
            "lower A1's units from 800 to 400",
            "raise the supply of Ascend in 2026Q1 from 400 to 600 units",
            "raise the supply of Ascend in 2026Q2 from 0 to 200 units",
        ],
    ),
    "a supply that is counted in performance": (
        given(rules={"buy": buying(0.125, basis="tpp")}, domestic={"Ascend": {"supply": {"2026Q2": 290}}}),
        [
            "raise the supply of Ascend in 2026Q2 from 290 to 300 units",
            "lower the ratio of buy from 0.125 to 0.12",
            "lower A1's units from 800 to 760",
            "lower A2's units from 400 to 360",
        ],
    ),
    "an obligation that no product can meet": (
        given(rules={"buy": buying(0.5)}, applications={"A1": {"accepts": []}, "A2": {"accepts": []}}),
        ["lower the ratio of buy from 0.5 to 0"],
    ),
    "a pool": (
        given(rounds={"first": {"pool": 900}}),
        [
            "raise the pool of first from 900 to 1,200 units",
            "lower A1's units from 800 to 496",
            "lower A2's units from 400 to 96",
        ],
    ),
    "what each may reach, in units": (
        given(rules={"quota": cap(500)}, rounds={"first": {"each": 300}}),
        [
            "lower what each application may reach in first from 300 to 248 units",
            "raise quota from 500 to 592 units",
            "lower A2's units from 400 to 200",
            "lower A1's units from 800 to 200",
        ],
    ),
    "what each may reach, as a share of its claim": (
        given(rules={"quota": cap(500)}, rounds={"first": {"each": {"share": 0.5}}}),
        [
            "lower the share of its claim that each application may reach in first from 0.5 to 0.41",
            "raise quota from 500 to 600 units",
            "lower A1's units from 800 to 600",
            "lower A2's units from 400 to 200",
        ],
    ),
    "what each may reach, where a lower rank with a smaller claim goes without": (
        given(
            rules={"quota": cap(440)},
            rounds={"first": {"each": 304, "divide": {"ranked": "score"}}},
            applications={"A1": {"score": 2}, "A2": {"score": 1, "units": 160}},
        ),
        [
            "raise quota from 440 to 464 units",
            "lower what each application may reach in first from 304 to 280 units",
            "lower A2's units from 160 to 136",
        ],
    ),
    "a share of another limit": (
        given(rules={"quota": cap(2000), "tranche": share("quota", 0.5, per="group")}),
        [
            "raise quota from 2,000 to 2,400 units",
            "lower A1's units from 800 to 600",
            "lower A2's units from 400 to 200",
        ],
    ),
    "a share of a limit by period": (
        given(rules={"quota": cap({"2026Q1": 900, "2026Q2": 1100}), "tranche": share("quota", 0.5, per="group")}),
        [
            "lower A1's units from 800 to 600",
            "raise quota in 2026Q2 from 1,100 to 1,500 units",
            "lower A2's units from 400 to 200",
        ],
    ),
    "a share of all claims": (
        given(rules={"tranche": share("claims", 0.75)}),
        ["raise the share of tranche from 0.75 to 1"],
    ),
    "a share of a limit of nothing": (
        given(rules={"quota": cap(0), "tranche": share("quota", 0.5)}),
        ["raise quota from 0 to 2,400 units"],
    ),
    "no share of a limit": (
        given(rules={"quota": cap(2000), "tranche": share("quota", 0)}),
        ["raise the share of tranche from 0 to 0.6"],
    ),
    "a measure other than units": (
        given(rules={"performance": cap(100_000, measure="tpp")}),
        [
            "raise performance from 100,000 to 120,000 TPP",
            "lower A1's units from 800 to 600",
            "lower A2's units from 400 to 200",
        ],
    ),
    "limits that firms bring, of a group": (
        given(rules={"licence": cap({"attribute": "licensed"}, per="group")}),
        [
            "lower A1's units from 800 to 400",
            "raise F1's licensed from 500 to 900 units",
        ],
    ),
    "a limit of nothing that a firm brings": (
        given(
            rules={"licence": cap({"attribute": "licensed"}, per="firm")},
            rounds={"first": {"where": {"id": "A3"}}},
            applications={"A3": {"firm": "F3", "product": "H200", "units": 84, "minimum_units": 80}},
        ),
        ["raise F3's licensed from 0 to 80 units"],
    ),
    "unused room that carries over": (
        given(
            rules={"quota": cap({"2026Q1": 500, "2026Q2": 100}, carry_over=True)},
            applications={"A1": {"to": "2026Q1"}, "A2": {"from": "2026Q2"}},
        ),
        ["lower A1's units from 800 to 200", "raise quota in 2026Q1 from 500 to 1,100 units"],
    ),
    "a minimum that an application may not be lowered below": (
        given(rules={"quota": cap(1000)}, applications={"A1": {"minimum_units": 700}, "A2": {"minimum_units": 100}}),
        ["raise quota from 1,000 to 1,200 units", "lower A2's units from 400 to 200"],
    ),
}


def repairs(scenario: Scenario) -> list[Repair]:
    found = plan(scenario)
    assert found.conflict is not None
    return found.conflict.repairs


def with_figure(scenario: Scenario, repair: Repair, figure: object) -> Plan:
    return plan(set_values(scenario, [f"{repair.path}={figure}"]))


def one_step_less(repair: Repair, lot: int) -> Decimal:
    now, to = Decimal(repair.from_), Decimal(repair.to)
    fine = repair.path.endswith(("ratio", "share"))
    lots = repair.path.endswith(("units", "each"))
    step = Decimal("0.01") if fine else Decimal(lot if lots else 1)
    return min(to + step, now) if to < now else max(to - step, now)


@pytest.mark.parametrize(("scenario", "expected"), CASES.values(), ids=CASES)
def test_a_conflict_is_told_with_its_ways_out(scenario: Scenario, expected: list[str]) -> None:
    assert [repair.sentence for repair in repairs(scenario)] == expected


@pytest.mark.parametrize("scenario", [scenario for scenario, _ in CASES.values()], ids=CASES)
def test_a_repair_is_enough_and_one_step_less_is_not(scenario: Scenario) -> None:
    for repair in repairs(scenario):
        assert with_figure(scenario, repair, repair.to).outcome == "allocated", repair.sentence
        assert with_figure(scenario, repair, one_step_less(repair, 8)).outcome == "infeasible", repair.sentence


def test_the_conflict_ends_with_the_best_two_ways_out() -> None:
    conflict = plan(CASES["one row"][0]).conflict
    assert conflict is not None
    assert conflict.sentence == (
        "The round first guarantees its claims in full, but quota leaves them 200 units short. "
        "Raise quota from 1,000 to 1,200 units, or lower A1's units from 800 to 600."
    )


def test_the_conflict_says_so_if_nothing_helps_alone() -> None:
    conflict = plan(CASES["nothing that helps alone"][0]).conflict
    assert conflict is not None
    assert conflict.sentence.endswith("No change of a single figure was found to be enough.")


def test_a_repair_holds_for_every_guarantee_and_leaves_later_rounds_alone() -> None:
    rounds = {
        "first": {"where": {"site": "west"}},
        "second": {"order": 2, "where": {"site": "east"}, "guarantee": True},
        "general": {"order": 3},
    }
    others = {"A3": {"firm": "F3", "product": "H200", "units": 8000, "site": "north"}}
    found = repairs(given(rules={"quota": cap(300)}, rounds=rounds, applications=others))
    assert [repair.sentence for repair in found] == ["raise quota from 300 to 1,200 units"]


def test_figures_stand_in_the_plan_as_they_would_in_the_scenario() -> None:
    conflict = plan(CASES["a supply"][0]).model_dump(mode="json")["conflict"]
    assert conflict["repairs"][:2] == [
        {
            "path": "policy.rules.buy.ratio",
            "from": "0.5",
            "to": "0.33",
            "sentence": "lower the ratio of buy from 0.5 to 0.33",
        },
        {
            "path": "applications.A1.units",
            "from": 800,
            "to": 400,
            "sentence": "lower A1's units from 800 to 400",
        },
    ]


def test_what_is_found_does_not_depend_on_the_order_of_applications_and_rules() -> None:
    scenario = given(rules={"quota": cap(1000), "east": cap(500, where={"site": "east"})})
    document = scenario.document()
    document["applications"] = dict(reversed(document["applications"].items()))
    document["policy"]["rules"] = dict(reversed(document["policy"]["rules"].items()))
    assert plan(Scenario.parse(document)).conflict == plan(scenario).conflict


@settings(max_examples=20, deadline=None)
@hypothesis.given(documents(Shape(lots=False)))
def test_repairs_of_any_scenario_are_enough_and_one_step_less_is_not(document: dict[str, Any]) -> None:
    document["policy"]["rounds"]["round0"]["guarantee"] = True
    scenario = Scenario.parse(document)
    conflict = plan(scenario).conflict
    for repair in conflict.repairs if conflict else []:
        assert with_figure(scenario, repair, repair.to).outcome == "allocated", repair.sentence
        assert with_figure(scenario, repair, one_step_less(repair, 1)).outcome == "infeasible", repair.sentence


@pytest.mark.parametrize("step", ["divide", "merge"])
def test_what_cannot_be_proved_by_running_it_is_not_told(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise SolverError("No answer.")

    monkeypatch.setattr("optimizer.repairs.mending." + step, failing)
    conflict = plan(CASES["one row"][0]).conflict
    assert conflict is not None
    assert conflict.repairs == []
    assert conflict.sentence.endswith("units short. No change of a single figure was found to be enough.")


def test_the_search_costs_no_more_than_some_divisions(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, sentences = CASES["one row"]
    monkeypatch.setattr("optimizer.repairs.mending.MOST_RUNS", 1)
    found = plan(scenario).conflict
    assert found is not None
    assert len(found.repairs) < len(sentences)
