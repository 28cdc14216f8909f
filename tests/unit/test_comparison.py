from copy import deepcopy
from typing import Any

import pytest

from inputs import patch_scenario, read_scenario
from optimizer import plan
from optimizer.comparison import Comparison, compare
from optimizer.comparison.differences import CODES, AwardDifference, InputDifference, Movement
from optimizer.scenario import Scenario

BASE: dict[str, Any] = {
    "format": 1,
    "periods": ["P1", "P2"],
    "products": {"H": {}},
    "domestic": {"D": {"supply": {"P1": 100}}},
    "firms": {"F1": {"name": "One"}, "F2": {"group": "G"}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 100, "use_case": "training", "certified": True},
        "A2": {"firm": "F2", "product": "H", "units": 200, "use_case": "inference", "certified": True},
    },
    "policy": {
        "eligibility": {"certified": {"require": {"certified": True}, "because": "No certificate"}},
        "rules": {"quota": {"kind": "cap", "limit": 150}},
    },
}

QUOTA = {"policy": {"rules": {"quota": {"limit": 150}}}}
ALL = {"policy": {"rules": {"quota": {"limit": 300}}}}
TIGHT = {"policy": {"rules": {"quota": {"limit": 150}, "ceiling": {"kind": "cap", "per": "firm", "limit": 30}}}}


def change(*patches: dict[str, Any]) -> Comparison:
    """From the base after the first patch to the base after the second."""
    scenario = Scenario.parse(deepcopy(BASE))
    before, after = (patch_scenario(scenario, patch) for patch in patches)
    return compare(plan(before), before, plan(after), after)


def award(found: Comparison, name: str) -> AwardDifference:
    return next(item for item in found.applications if item.application == name)


def test_equal_plans_differ_in_nothing() -> None:
    found = change({}, {})
    assert found.empty
    assert not change({}, ALL).empty


def test_a_comparison_is_json_and_comes_back_from_it() -> None:
    found = change({}, ALL)
    assert Comparison.model_validate_json(found.model_dump_json()) == found
    assert found.model_dump(mode="json")["inputs"]["values"] == [
        {"path": "policy.rules.quota.limit", "from": 150, "to": 300}
    ]


def test_both_sides_headline_figures_and_only_what_differs() -> None:
    found = change({}, ALL)
    assert (found.before.totals.awarded, found.after.totals.awarded) == (150, 300)
    assert [(item.name, item.before, item.after) for item in found.use_cases] == [
        ("inference", 100, 200),
        ("training", 50, 100),
    ]
    assert [(item.firm, item.group, item.before, item.after, item.moved_by) for item in found.firms] == [
        ("F2", "G", 100, 200, [Movement(code="freed", row="quota", units=100)]),
        ("F1", "F1", 50, 100, [Movement(code="freed", row="quota", units=50)]),
    ]
    assert [(item.name, item.before, item.after) for item in found.periods] == [("P1", 150, 300)]
    assert [(item.row, item.change) for item in found.rows] == [("quota", "ceased")]
    assert award(found, "A1").periods == {"P1": (50, 100)}


@pytest.mark.parametrize(
    ("before", "after", "code", "row"),
    [
        (ALL, QUOTA, "cut", "quota"),
        (QUOTA, ALL, "freed", "quota"),
        (TIGHT, QUOTA, "raised", "ceiling[F1]"),
        (QUOTA, TIGHT, "cut", "ceiling[F1]"),
        (QUOTA, {"policy": {"rules": {"quota": {"limit": 180}}}}, "raised", "quota"),
        (QUOTA, {"applications": {"A1": {"certified": False}}}, "refused", None),
        ({"applications": {"A1": {"certified": False}}}, QUOTA, "admitted", None),
        (QUOTA, {"applications": {"A1": {"minimum_units": 60}}}, "dropped", None),
        ({"applications": {"A1": {"minimum_units": 60}}}, QUOTA, "returned", None),
        (QUOTA, {"applications": {"A1": None}}, "removed", None),
        ({"applications": {"A1": None}}, QUOTA, "added", None),
        (QUOTA, {"policy": {"rounds": {"general": {"guarantee": True}}}}, "infeasible", "quota"),
        ({"policy": {"rounds": {"general": {"guarantee": True}}}}, QUOTA, "feasible", None),
        (QUOTA, {"policy": {"rounds": {"general": {"where": {"firm.group": "G"}}}}}, "no_round", None),
        ({"policy": {"rounds": {"general": {"where": {"firm.group": "G"}}}}}, QUOTA, "in_round", None),
        (ALL, {"applications": {"A1": {"units": 90}}, **ALL}, "claim", None),
        (ALL, {"policy": {"rounds": {"general": {"each": 40}}, **ALL["policy"]}}, "ceiling", None),
        (QUOTA, {"applications": {"A1": {"from": "P2"}}}, "periods", None),
    ],
)
def test_what_moved_an_award(before: dict[str, Any], after: dict[str, Any], code: str, row: str | None) -> None:
    cause = award(change(before, after), "A1").cause
    assert (cause.code, cause.row) == (code, row)
    assert cause.sentence.endswith(".")


def test_an_application_that_another_firm_files_leaves_one_and_joins_the_other() -> None:
    found = change(QUOTA, {"applications": {"A1": {"firm": "F2"}}})
    assert {(item.firm, one.code, one.units) for item in found.firms for one in item.moved_by} == {
        ("F1", "left", -50),
        ("F2", "joined", 50),
    }
    assert found.applications == []


def test_every_code_has_its_words() -> None:
    assert all(words and not words.endswith(".") for words in CODES.values())


def test_a_lot_that_only_the_list_of_remainders_moved() -> None:
    alike = {"applications": {"A1": {"submitted": "2026-01-02"}, "A2": {"units": 100, "submitted": "2026-01-02"}}}
    lots = {"products": {"H": {"lot": 10}}, "policy": {"rules": {"quota": {"limit": 110}}}, **alike}
    found = change(
        {**lots, "applications": {**alike["applications"], "A1": {"submitted": "2026-01-01"}}},
        {**lots, "applications": {"A1": {"submitted": "2026-01-03"}, "A2": alike["applications"]["A2"]}},
    )
    assert {item.application: (item.after, item.cause.code, item.cause.row) for item in found.applications} == {
        "A1": (50, "whole_lots", "quota"),
        "A2": (60, "whole_lots", "quota"),
    }


def test_sentences_name_rows_limits_and_claims() -> None:
    cut = award(change(ALL, QUOTA), "A1").cause.sentence
    assert cut == "quota stops it now; nothing did before. The limit of quota is 150 units instead of 300."
    more = award(change(QUOTA, {"applications": {"A1": {"units": 140}}}), "A1").cause.sentence
    assert more == "quota stops it as before, but later. It claims 140 units instead of 100."
    dropped = award(change(QUOTA, {"applications": {"A1": {"minimum_units": 60}}}), "A1").cause.sentence
    assert dropped.endswith("of use to it: 50 against 60.")


def test_rows_that_begin_or_cease_to_bind() -> None:
    found = change(
        QUOTA, {"policy": {"rules": {"quota": {"limit": 400}, "ceiling": TIGHT["policy"]["rules"]["ceiling"]}}}
    )
    assert [(item.row, item.change, item.before is None) for item in found.rows] == [
        ("ceiling[F1]", "began", True),
        ("ceiling[F2]", "began", True),
        ("quota", "ceased", False),
    ]


def test_a_limit_that_is_used_up_and_stops_nobody_does_not_bind() -> None:
    inspection = {"kind": "cap", "limit": {"P1": 50, "P2": 200}}
    found = change(QUOTA, {"policy": {"rules": {"inspection": inspection}}})
    assert found.inputs.values
    assert found.rows == []


def test_refused_dropped_and_back() -> None:
    refused = {"applications": {"A1": {"certified": False}}}
    found = change({}, refused).standing
    assert [(item.application, item.change, item.because[0].because) for item in found] == [
        ("A1", "refused", "No certificate")
    ]
    assert [item.change for item in change(refused, {}).standing] == ["admitted"]
    renamed = {"policy": {"eligibility": {"certified": {"because": "None shown"}}}, **refused}
    assert [item.change for item in change(refused, renamed).standing] == ["refused for other reasons"]
    dropped = change({}, {"applications": {"A1": {"minimum_units": 60}}}).standing
    assert [(item.change, item.entitlement, item.minimum_units) for item in dropped] == [("dropped", "50", 60)]


def test_co_purchases_by_firm_product_and_period() -> None:
    rule = {"policy": {"rules": {"buy": {"kind": "co_purchase", "order": 1, "ratio": 1}}}}
    found = change({}, rule)
    assert sum(item.after for item in found.co_purchases) == found.after.totals.awarded == 100
    assert all(item.before == 0 and item.product == "D" for item in found.co_purchases)


def inputs(after: dict[str, Any]) -> list[InputDifference]:
    return change({}, after).inputs.values


def test_inputs_by_path_with_exact_figures() -> None:
    assert inputs({"policy": {"rounds": {"general": {"divide": "talmud"}}}}) == [
        InputDifference(path="policy.rounds.general.divide", from_="proportional", to="talmud")
    ]
    share = {"policy": {"rules": {"part": {"kind": "cap", "share": {"of": "quota", "ratio": 0.1}}}}}
    assert inputs(share) == [
        InputDifference(
            path="policy.rules.part", from_=None, to={"kind": "cap", "share": {"of": "quota", "ratio": "0.1"}}
        )
    ]


def test_true_is_not_one_and_a_name_with_a_point_stands_in_quotes() -> None:
    found = change({"applications": {"A1": {"a.b": True}}}, {"applications": {"A1": {"a.b": 1}}}).inputs.values
    assert found == [InputDifference(path='applications.A1."a.b"', from_=True, to=1)]
    assert found[0].from_ is True


def test_the_whole_window_is_what_an_absent_window_means() -> None:
    assert inputs({"applications": {"A1": {"from": "P1", "to": "P2"}}}) == []
    assert [item.path for item in inputs({"applications": {"A1": {"to": "P1"}}})] == ["applications.A1.to"]


def test_firms_and_applications_that_come_and_go_are_named() -> None:
    more = {
        "firms": {"F3": {}},
        "applications": {"A1": None, "A3": {"firm": "F3", "product": "H", "units": 10, "certified": True}},
    }
    found = change({}, more).inputs
    assert found.model_dump(mode="json") == {
        "values": [],
        "firms_added": ["F3"],
        "firms_removed": [],
        "applications_added": ["A3"],
        "applications_removed": ["A1"],
    }


def test_a_sample_against_its_rationed_sister() -> None:
    one, other = read_scenario("h200-2026"), read_scenario("h200-rationed")
    found = compare(plan(one), one, plan(other), other)
    assert found.before.totals.awarded - sum(item.before - item.after for item in found.firms) == (
        found.after.totals.awarded
    )
    assert all(item.before != item.after or item.periods for item in found.applications)
