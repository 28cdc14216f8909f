"""The oracle itself, on scenarios that a person can divide by hand."""

from typing import Any

import pytest

from tests.oracle.leximin import divide
from tests.strategies import Document, one_cap

CLAIMS = {"A": 100, "B": 200, "C": 300}


def entitlements(document: Document) -> dict[str, float]:
    division = divide(document)
    assert division.outcome == "allocated"
    return {name.removeprefix("A-"): round(units, 6) for name, units in division.entitlements.items()}


def scenario(claims: dict[str, int], limit: int, **policy: Any) -> Document:
    document = one_cap(limit, claims)
    document["policy"] |= policy
    return document


@pytest.mark.parametrize(
    ("rule", "estate", "expected"),
    [
        ("proportional", 200, (33.333333, 66.666667, 100)),
        ("equal_awards", 200, (66.666667, 66.666667, 66.666667)),
        ("equal_losses", 200, (0, 50, 150)),
        ("talmud", 200, (50, 75, 75)),
        ("talmud", 300, (50, 100, 150)),
    ],
)
def test_three_wives(rule: str, estate: int, expected: tuple[float, ...]) -> None:
    assert tuple(entitlements(one_cap(estate, CLAIMS, rule)).values()) == expected


def test_a_second_cap_stops_one_and_the_rest_go_on() -> None:
    document = one_cap(300, CLAIMS, "equal_awards")
    document["policy"]["rules"]["ceiling"] = {"kind": "cap", "per": "firm", "where": {"firm": "B"}, "limit": 60}
    assert entitlements(document) == {"A": 100, "B": 60, "C": 140}


def test_flat_is_not_stopped() -> None:
    """Under equal losses A and B stand still while C rises; they go on when their turn comes."""
    document = one_cap(500, CLAIMS, "equal_losses")
    document["policy"]["rules"]["ceiling"] = {"kind": "cap", "where": {"firm": "C"}, "limit": 210}
    assert entitlements(document) == {"A": 95, "B": 195, "C": 210}


def test_supply_in_time_limits_what_may_be_imported() -> None:
    """10 chips in the first period and 30 in the second, one for each unit: late imports may use early chips."""
    document = one_cap(1000, {"early": 100, "late": 100})
    document["periods"] = ["P1", "P2"]
    document["applications"]["A-early"]["to"] = "P1"
    document["applications"]["A-late"]["from"] = "P2"
    document["domestic"] = {"D": {"supply": {"P1": 10, "P2": 30}}}
    document["policy"]["rules"]["match"] = {"kind": "co_purchase", "order": 1, "ratio": 1}
    assert entitlements(document) == {"early": 10, "late": 30}


def test_credit_is_shared_by_all_applications_of_a_firm_and_counts_in_tpp() -> None:
    document = one_cap(1000, {"F": 100})
    document["products"]["H"]["tpp"] = 4
    document["domestic"] = {"D": {"tpp": 2, "supply": {"P1": 10}}, "E": {"tpp": 8, "supply": {}}}
    document["firms"]["F"]["domestic_purchases"] = {"D": 20, "E": 5}
    document["applications"]["A-F"] |= {"accepts": ["D"], "units": 60}
    document["applications"]["A-G"] = document["applications"]["A-F"] | {"units": 30}
    rule = {"kind": "co_purchase", "order": 1, "ratio": 0.5, "basis": "tpp", "credit": True}
    document["policy"]["rules"]["match"] = rule
    assert entitlements(document) == {"F": 20, "G": 10}


def test_nothing_acceptable_means_nothing() -> None:
    document = one_cap(1000, {"F": 100, "G": 50})
    document["domestic"] = {"D": {"supply": {"P1": 1000}}}
    document["applications"]["A-F"]["accepts"] = []
    document["policy"]["rules"]["match"] = {"kind": "co_purchase", "order": 1, "ratio": 1}
    assert entitlements(document) == {"F": 0, "G": 50}


def test_rounds_pools_and_each() -> None:
    rounds = {
        "last": {"order": 3, "divide": "equal_awards"},
        "first": {"order": 1, "where": {"firm": ["A", "B"]}, "pool": 60},
        "second": {"order": 2, "each": {"share": 0.4}, "where": {"firm": "C"}},
    }
    assert entitlements(scenario(CLAIMS, 300, rounds=rounds)) == {"A": 60, "B": 80, "C": 160}


def test_each_is_cut_to_whole_lots() -> None:
    document = scenario({"A": 100}, 300, rounds={"only": {"order": 1, "each": 30}})
    document["products"]["H"]["lot"] = 8
    assert entitlements(document) == {"A": 24}


def test_ranked_serves_the_highest_score_first_and_equal_scores_alike() -> None:
    document = scenario(CLAIMS, 400, rounds={"all": {"order": 1, "divide": {"ranked": "score"}}})
    for name, score in (("A-A", 2), ("A-B", 2), ("A-C", 3)):
        document["applications"][name]["score"] = score
    assert entitlements(document) == {"A": 33.333333, "B": 66.666667, "C": 300}


def test_maximize_prefers_scores_and_divides_the_rest_proportionally() -> None:
    document = scenario(CLAIMS, 250, rounds={"all": {"order": 1, "divide": {"maximize": "score"}}})
    for name, score in (("A-A", 3), ("A-B", 2), ("A-C", 2)):
        document["applications"][name]["score"] = score
    assert entitlements(document) == {"A": 100, "B": 60, "C": 90}


def test_claimants_are_groups_and_weights_divide_them() -> None:
    document = scenario(CLAIMS, 240, rounds={"all": {"order": 1, "divide": "equal_awards"}})
    document["firms"] |= {"A": {"group": "G"}, "B": {"group": "G"}}
    assert entitlements(document) == {"A": 40, "B": 80, "C": 120}
    document["policy"]["rounds"]["all"]["weight"] = "weight"
    for name, weight in (("A-A", 1), ("A-B", 2), ("A-C", 1)):
        document["applications"][name]["weight"] = weight
    assert entitlements(document) == {"A": 60, "B": 120, "C": 60}


def test_below_the_minimum_the_smallest_part_drops_out_first() -> None:
    document = one_cap(120, CLAIMS, "equal_awards")
    document["applications"]["A-A"]["minimum_units"] = 50
    document["applications"]["A-C"]["minimum_units"] = 80
    assert entitlements(document) == {"A": 60, "B": 60, "C": 0}
    assert divide(document).dropped == pytest.approx({"A-C": 40})


def test_of_equal_parts_the_later_submission_drops_out() -> None:
    document = one_cap(90, {"A": 100, "B": 100, "C": 100})
    for name, day in (("A-A", "2026-02-01"), ("A-B", "2026-03-01"), ("A-C", "2026-01-01")):
        document["applications"][name] |= {"minimum_units": 40, "submitted": day}
    assert list(divide(document).dropped) == ["A-B"]


def test_a_guarantee_that_cannot_be_met_is_infeasible() -> None:
    rounds = {"sure": {"order": 1, "guarantee": True, "where": {"firm": "C"}}}
    assert divide(scenario(CLAIMS, 299, rounds=rounds)).outcome == "infeasible"
    assert entitlements(scenario(CLAIMS, 300, rounds=rounds)) == {"A": 0, "B": 0, "C": 300}


def test_screening_refuses_who_does_not_meet_a_requirement() -> None:
    document = scenario(CLAIMS, 60, eligibility={"bar": {"where": {"firm": ["A", "B"]}, "require": {"ok": True}}})
    document["applications"]["A-A"]["ok"] = True
    assert entitlements(document) == {"A": 15, "C": 45}
