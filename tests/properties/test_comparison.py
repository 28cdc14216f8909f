"""A comparison says what the two plans say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from inputs.patching import set_values
from optimizer import Plan, plan
from optimizer.comparison import Comparison, compare
from optimizer.comparison.differences import AwardDifference
from optimizer.plans import Limitation
from optimizer.scenario import Scenario
from tests.properties.divided import with_quota
from tests.strategies import Document, documents

Side = tuple[Plan, Scenario]


def planned(document: Document) -> Side:
    scenario = Scenario.parse(document)
    return plan(scenario), scenario


def changed(document: Document, percent: int) -> Document:
    """The document with a national quota for the horizon, and one application that asks for twice as much."""
    name = min(document["applications"])
    more = document["applications"][name] | {"units": 2 * document["applications"][name]["units"]}
    claimed = sum(item["units"] for item in document["applications"].values())
    applications = {"applications": document["applications"] | {name: more}}
    return with_quota(document | applications, claimed * percent // 100)


def rows(items: Iterable[Limitation]) -> set[str]:
    return {item.row for item in items}


def told(item: AwardDifference) -> bool:
    """Whether a cause is what the two awards say."""
    row, more = item.cause.row, item.after > item.before
    before, after = rows(item.stopped_before), rows(item.stopped_after)
    free = not (before if more else after)
    true = {
        "cut": not more and row in after,
        "raised": more and row in before and bool(after),
        "freed": more and row in before and not after,
        "claim": free and item.claim_before != item.claim_after,
        "ceiling": free,
        "periods": item.before == item.after and bool(item.periods),
    }
    return true.get(item.cause.code, row is None or item.cause.code in {"whole_lots", "infeasible"})


def adds_up(found: Comparison) -> bool:
    more = found.after.totals.awarded - found.before.totals.awarded
    by_application = sum(item.after - item.before for item in found.applications)
    by_firm = sum(item.after - item.before for item in found.firms)
    moved = all(sum(one.units for one in item.moved_by) == item.after - item.before for item in found.firms)
    return more == by_application == by_firm and moved


@given(documents(), st.integers(20, 110))
@settings(max_examples=40)
def test_every_cause_is_true_and_everything_adds_up(document: Document, percent: int) -> None:
    before, after = planned(document), planned(changed(document, percent))
    for found in (compare(*before, *after), compare(*after, *before)):
        assert adds_up(found)
        assert [item.cause for item in found.applications if not told(item)] == []
        assert Comparison.model_validate_json(found.model_dump_json()) == found


@given(documents(), documents())
@settings(max_examples=20)
def test_any_two_plans_can_be_compared_both_ways(one: Document, other: Document) -> None:
    before, after = planned(one), planned(other)
    there, back = compare(*before, *after), compare(*after, *before)
    assert adds_up(there)
    assert {item.application: item.after for item in there.applications} == {
        item.application: item.before for item in back.applications
    }
    assert [(item.path, item.from_, item.to) for item in there.inputs.values] == [
        (item.path, item.to, item.from_) for item in back.inputs.values
    ]
    assert compare(*before, *before).empty


@given(documents(), st.integers(20, 110))
@settings(max_examples=30)
def test_what_differs_set_by_its_path_makes_the_other_scenario(document: Document, percent: int) -> None:
    before, (answer, after) = Scenario.parse(document), planned(changed(document, percent))
    found = compare(plan(before), before, answer, after).inputs
    told = [f"{item.path}={'null' if item.to is None else item.to}" for item in found.values]
    assert set_values(before, told).digest == after.digest
