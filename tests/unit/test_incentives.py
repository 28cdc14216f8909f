from collections.abc import Mapping
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from inputs import patch_scenario, read_scenario
from optimizer import plan
from optimizer.incentives import Applicants, Kind, Manipulation, Ranges, Trial, Use, best, manipulations, use
from optimizer.scenario import Scenario

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "periods": ["P1", "P2", "P3"],
    "products": {"H": {"lot": 4}},
    "domestic": {"D": {"supply": {"P1": 1000}}},
    "firms": {
        "F1": {"name": "One", "group": "G", "licensed": 81, "domestic_purchases": {"D": 7}},
        "F2": {"group": "G", "licensed": 10},
        "F3": {"licensed": 60, "domestic_purchases": {"D": 2}},
        "F4": {"licensed": 5},
    },
    "applications": {
        "A1": {
            "firm": "F1",
            "product": "H",
            "units": 90,
            "to": "P2",
            "minimum_units": 20,
            "use": "training",
            "score": 1,
        },
        "A2": {"firm": "F1", "product": "H", "units": 6, "from": "P2", "use": "inference", "score": 3},
        "A3": {"firm": "F2", "product": "H", "units": 20, "use": "training", "score": 2},
        "A4": {"firm": "F3", "product": "H", "units": 60, "use": "research", "score": 2},
        "A5": {"firm": "F4", "product": "H", "units": 50, "use": "research", "score": 2, "barred": True},
    },
    "policy": {
        "eligibility": {"open": {"where": {"barred": True}, "require": {"barred": False}, "because": "Barred"}},
        "rules": {
            "quota": {"kind": "cap", "limit": 100},
            "licence": {"kind": "cap", "per": "firm", "limit": {"attribute": "licensed"}},
            "training": {"kind": "cap", "where": {"use": "training", "score": {"at_least": 1}}, "limit": 60},
        },
    },
}


def applicants() -> Applicants:
    return Applicants.of(Scenario.parse(deepcopy(DOCUMENT)))


def tried(group: str, kind: Kind, ranges: Ranges = Ranges()) -> list[Manipulation]:  # noqa: B008 - frozen
    return [item for item in manipulations(applicants(), [group], ranges) if item.kind == kind]


def test_groups_with_something_to_gain_the_largest_first() -> None:
    given = applicants()
    assert given.firms == {"G": ("F1", "F2"), "F3": ("F3",)}
    assert given.largest(5) == ("G", "F3")
    assert given.claimed("G") == 88 + 4 + 20


def test_asking_leaves_what_is_least_of_use_and_what_changes_nothing() -> None:
    assert [item.patch["applications"]["A1"] for item in tried("G", "asking for more")] == [
        {"units": 99},
        {"units": 135},
        {"units": 180},
    ]
    less = tried("G", "asking for less", Ranges(less=(Fraction(1, 10),)))
    assert less[0].patch == {"applications": {"A1": {"units": 20}, "A2": {"units": 1}, "A3": {"units": 2}}}
    assert less[0].words == "G asks for 0.1 times what it needs"


def test_a_firm_in_parts_shares_out_what_it_brings() -> None:
    hidden, declared = tried("G", "splitting", Ranges(split=(2,))), tried("G", "splitting, owner declared")
    patch = hidden[0].patch
    assert patch["firms"] == {
        "F1": {"licensed": 41, "domestic_purchases": {"D": 4}},
        "F1-2": {"name": "One, part 2", "licensed": 40, "domestic_purchases": {"D": 3}},
    }
    assert patch["applications"]["A1"] == {"units": 44, "minimum_units": 9}
    assert patch["applications"]["A1-2"] == {
        "firm": "F1-2",
        "product": "H",
        "units": 44,
        "to": "P2",
        "minimum_units": 9,
        "use": "training",
        "score": 1,
    }
    assert hidden[0].filed == {"A1": ("A1", "A1-2")}
    assert [sorted(item.patch["firms"]) for item in declared] == [["F1", "F1-2"], ["F1", "F1-2", "F1-3"]]
    assert declared[0].patch["firms"]["F1-2"]["group"] == "G"


def test_names_of_parts_are_names_that_nobody_has() -> None:
    document = deepcopy(DOCUMENT)
    document["firms"]["F1-2"] = {"licensed": 1}
    split = next(
        item
        for item in manipulations(Applicants.of(Scenario.parse(document)), ["G"], Ranges(split=(2,)))
        if item.kind == "splitting"
    )
    assert sorted(split.patch["firms"]) == ["F1", "F1--2"]


def test_whoever_has_fewer_lots_than_parts_is_not_split() -> None:
    assert tried("F3", "splitting", Ranges(split=(16,))) == []


def test_merged_firms_bring_together_what_each_brings() -> None:
    merged = tried("F3", "merging")
    assert [(item.groups, item.words) for item in merged] == [(("F3", "G"), "F3 files for F1 and F2 as well")]
    assert merged[0].patch == {
        "applications": {"A1": {"firm": "F3"}, "A2": {"firm": "F3"}, "A3": {"firm": "F3"}},
        "firms": {"F3": {"licensed": 151, "domestic_purchases": {"D": 9}}},
    }


def test_two_groups_merge_once() -> None:
    both = [item.groups for item in manipulations(applicants(), ["G", "F3"], Ranges()) if item.kind == "merging"]
    assert both == [("G", "F3")]


def test_use_cases_of_ones_own_in_what_the_policy_reads() -> None:
    found = {item.words: item.patch["applications"] for item in tried("G", "use cases")}
    assert found == {
        "G files its 2 other applications with score 1": {"A2": {"score": 1}, "A3": {"score": 1}},
        "G files A3 alone with score 1": {"A3": {"score": 1}},
        "G files its 2 other applications with score 3": {"A1": {"score": 3}, "A3": {"score": 3}},
        "G files A1 alone with score 3": {"A1": {"score": 3}},
        'G files its 2 other applications with use "inference"': {
            "A1": {"use": "inference"},
            "A3": {"use": "inference"},
        },
        'G files A1 alone with use "inference"': {"A1": {"use": "inference"}},
        'G files A2 with use "training"': {"A2": {"use": "training"}},
    }


def test_periods_longer_and_shorter() -> None:
    found = {item.words: item.patch["applications"] for item in tried("G", "periods")}
    assert found["G asks for units from the first period on"] == {"A2": {"from": "P1", "to": "P3"}}
    assert found["G asks for units up to the last period"] == {"A1": {"from": "P1", "to": "P3"}}
    assert found["G asks for units in the first period of each window only"]["A2"] == {"from": "P2", "to": "P2"}
    assert found["G asks for units in the last period of each window only"]["A3"] == {"from": "P3", "to": "P3"}


def test_every_patch_makes_a_scenario_that_can_be_divided() -> None:
    given = applicants()
    for item in manipulations(given, ["G", "F3"], Ranges()):
        found = use(plan(patch_scenario(given.scenario, item.patch)), given, item.groups, item.filed)
        assert 0 <= found.units <= sum(given.claimed(group) for group in item.groups)


def granted(awards: dict[str, dict[str, int]], filed: Mapping[str, tuple[str, ...]] | None = None) -> int:
    """Units of use that the group has of awards by period."""
    given = applicants()
    found = plan(given.scenario)
    example = found.awards["A1"]
    made = {name: example.model_copy(update={"periods": units}) for name, units in awards.items()}
    return use(found.model_copy(update={"awards": made}), given, ["G"], filed or {}).units


@pytest.mark.parametrize(
    ("awards", "units"),
    [
        ({"A1": {"P1": 40, "P2": 8}}, 48),
        ({"A1": {"P1": 80, "P2": 20}}, 88),
        ({"A1": {"P1": 40, "P3": 8}}, 40),
        ({"A1": {"P1": 16}}, 0),
        ({"A1": {"P1": 16}, "A2": {"P3": 4}}, 4),
        ({"A4": {"P1": 40}}, 0),
    ],
)
def test_units_of_use(awards: dict[str, dict[str, int]], units: int) -> None:
    assert granted(awards) == units


def test_what_is_filed_in_parts_counts_together() -> None:
    parts = {"A1": ("A1", "A1-2")}
    assert granted({"A1": {"P1": 12}, "A1-2": {"P2": 12}}, parts) == 24
    assert granted({"A1": {"P1": 12}, "A1-2": {"P2": 4}}, parts) == 0


def test_the_best_of_each_kind_and_rule_is_found_gain_or_not() -> None:
    def trial(words: str, after: int, entitled: int = 0, divide: str = "policy") -> Trial:
        what = Manipulation(("G",), "splitting", words, {})
        return Trial(what, divide, {}, Use(10, Fraction(0)), Use(after, Fraction(entitled)))

    found = best([trial("a", 8), trial("b", 12), trial("c", 12, 1), trial("d", 9, 0, "talmud")])
    assert [(item.words, item.divide, item.gain, item.gain_before_lots) for item in found] == [
        ("c", "policy", 2, "1"),
        ("d", "talmud", -1, "0"),
    ]


def test_what_pays_in_the_textbook() -> None:
    """Talmud: the small one gains by asking for more, the large one by splitting unless its owner is known."""
    given = Applicants.of(read_scenario("three-claims"))
    truth = plan(given.scenario)
    gains = {}
    for item in manipulations(given, ["F1", "F3"], Ranges(split=(2,))):
        found = use(plan(patch_scenario(given.scenario, item.patch)), given, item.groups, item.filed)
        gains[item.words] = found.units - use(truth, given, item.groups, {}).units
    assert gains["F1 asks for 1.5 times what it needs"] == 17
    assert gains["F3 asks for 1.5 times what it needs"] == 0
    assert gains["F3 files by 2 firms instead of one, as if they had different owners"] == 25
    assert gains["F3 files by 2 firms instead of one, with their owner declared"] == 0
