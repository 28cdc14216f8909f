"""Whom a change may hurt: the promises that hold, and no more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.divided import entitlements, planned, with_quota, with_units
from tests.strategies import ANY, ONE_ROW, PLAIN, Document, documents

FILLED = ("proportional", "equal_awards", "equal_losses", "talmud", "ranked")
CROSSED = replace(PLAIN, one_quota=True, caps=("licence", "ceiling", "inspection", "of_claims"), divisions=FILLED)
EQUAL_AWARDS = replace(PLAIN, divisions=("equal_awards",), rounds=1, weights=False, caps=("ceiling", "inspection"))
TRANCHES = replace(ONE_ROW, weights=False, divisions=("proportional", "equal_awards", "equal_losses"))

percent = st.integers(1, 200)


@given(documents(ONE_ROW), percent)
def test_more_quota_never_hurts_anybody_under_one_row(document: Document, more: int) -> None:
    limit = document["policy"]["rules"]["quota"]["limit"]
    before = entitlements(document)
    after = entitlements(with_quota(document, limit + limit * more // 100 + 1))
    assert all(after[name] >= share for name, share in before.items())


@given(documents(CROSSED), percent)
def test_more_national_quota_never_hurts_anybody_under_crossed_caps(document: Document, more: int) -> None:
    limit = document["policy"]["rules"]["quota"]["limit"]
    before = entitlements(document)
    after = entitlements(with_quota(document, limit + limit * more // 100 + 1))
    assert all(after[name] >= share for name, share in before.items())


@given(documents(ONE_ROW), st.data(), percent)
def test_who_asks_for_more_never_gets_less_under_one_row(document: Document, data: st.DataObject, more: int) -> None:
    name = data.draw(st.sampled_from(sorted(document["applications"])))
    asked = document["applications"][name]["units"]
    before, after = entitlements(document), entitlements(with_units(document, name, asked + asked * more // 100 + 1))
    assert after.get(name, 0) >= before.get(name, 0)


@given(documents(EQUAL_AWARDS), st.data(), percent)
def test_who_is_not_satisfied_gains_nothing_by_asking_for_more_under_equal_awards(
    document: Document, data: st.DataObject, more: int
) -> None:
    for item in document["policy"]["rounds"].values():
        item["claimant"] = "application"
    plan = planned(document)
    short = sorted(name for name, award in plan.awards.items() if Fraction(award.entitlement) < award.claim)
    assume(short)
    name = data.draw(st.sampled_from(short))
    asked = document["applications"][name]["units"]
    after = entitlements(with_units(document, name, asked + asked * more // 100 + 1))
    assert after == {name: Fraction(award.entitlement) for name, award in plan.awards.items()}


@given(documents(replace(ONE_ROW, divisions=("equal_awards",))), st.data())
def test_splitting_inside_a_group_gains_nothing_under_equal_awards(document: Document, data: st.DataObject) -> None:
    for item in document["policy"]["rounds"].values():
        item["claimant"] = "group"
    name = data.draw(st.sampled_from(sorted(document["applications"])))
    whole = document["applications"][name]
    assume(whole["units"] > 1)
    part = data.draw(st.integers(1, whole["units"] - 1))
    owner = document["firms"][whole["firm"]]
    split = with_units(document, name, whole["units"] - part)
    split["applications"] |= {"A-subsidiary": whole | {"units": part, "firm": "F-subsidiary"}}
    split["firms"] = document["firms"] | {"F-subsidiary": owner | {"group": owner.get("group", whole["firm"])}}
    before, after = entitlements(document), entitlements(split)
    assert after.pop("A-subsidiary", Fraction(0)) + after.get(name, 0) == before.get(name, 0)
    assert all(share == before[other] for other, share in after.items() if other != name)


@given(documents(TRANCHES), st.integers(1, 99))
def test_two_tranches_are_one_division(document: Document, part: int) -> None:
    """Holds for these rules, and not for the Talmud (Moulin 2000: composition)."""
    policy = document["policy"]
    once = next(iter(policy["rounds"].values())) | {"order": 1}
    pool = policy["rules"]["quota"]["limit"] * part // 100
    twice = {"first": once | {"pool": pool}, "second": once | {"order": 2}}
    assert entitlements(document | {"policy": policy | {"rounds": twice}}) == entitlements(document)


@given(documents(replace(ANY, minimums=True)))
def test_who_drops_out_was_below_its_minimum_and_gets_nothing(document: Document) -> None:
    plan = planned(document)
    for item in plan.dropped:
        assert 0 < Fraction(item.entitlement) < item.minimum_units
        if plan.outcome == "allocated":
            assert plan.awards[item.application].units == 0
    minimums = {name: item.get("minimum_units", 0) for name, item in document["applications"].items()}
    for name, award in plan.awards.items():
        share = Fraction(award.entitlement)
        assert share == 0 or share >= minimums[name]
