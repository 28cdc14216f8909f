"""The digest is a scenario's identity: it sees what is said, and not how it is written."""

import json
import pickle
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.scenario import Scenario
from optimizer.scenario.canonical import canonical_json, exact_form
from tests.strategies import documents
from tests.unit.inputs.refusals import SMALL, changed


@pytest.mark.parametrize(
    "same",
    [
        changed(products__H200__lot=8.0),
        changed(applications__A1__power_kw=Decimal("7.00")),
        changed(applications__A1__minimum_units=None),
        changed(applications__A1__remark=None),
        changed(applications__A1={**SMALL["applications"]["A1"], "from": "2026Q1", "to": "2026Q2"}),
        changed(title="", description="", policy__eligibility={}, policy__tie_break_seed=""),
        changed(policy__rules__quota={"limit": 600, "kind": "cap", "measure": "units", "where": {}, "per": None}),
        changed(policy__rounds={"general": {"order": 1, "divide": "proportional", "claimant": "group"}}),
        {key: SMALL[key] for key in reversed(SMALL)},
        changed(applications=dict(reversed(SMALL["applications"].items()))),
    ],
)
def test_digest_does_not_see_how_the_same_is_written(same: dict[str, Any]) -> None:
    one, other = Scenario.parse(SMALL), Scenario.parse(same)
    assert one.digest == other.digest
    assert one == other
    assert len({one, other}) == 1


@pytest.mark.parametrize(
    "other",
    [
        changed(products__H200__lot=4),
        changed(applications__A1__power_kw="7"),
        changed(applications__A1__power_kw=True),
        changed(periods=["2026Q2", "2026Q1"]),
        changed(policy__tie_break_seed="1"),
        changed(applications__A1={**SMALL["applications"]["A1"], "to": "2026Q1"}),
    ],
)
def test_digest_sees_what_is_not_the_same(other: dict[str, Any]) -> None:
    assert Scenario.parse(SMALL) != Scenario.parse(other)


def test_default_lot_is_left_out() -> None:
    assert Scenario.parse(changed(products__H200__lot=1)).document()["products"] == {"H200": {"tpp": 15832}}


@given(documents())
def test_document_of_a_scenario_is_that_scenario(document: dict[str, Any]) -> None:
    scenario = Scenario.parse(document)
    assert Scenario.parse(scenario.document()) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 - its own bytes


@given(documents(), st.randoms(use_true_random=False))
def test_order_of_maps_does_not_matter(document: dict[str, Any], chance: Any) -> None:
    def shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name]) for name in names}

    assert Scenario.parse(shuffled(document)).digest == Scenario.parse(document).digest


def plainly(value: Any) -> str:
    """Canonical JSON as a third party may write it, from its description alone."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{plainly(key)}:{plainly(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(plainly, value)) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


@given(documents())
def test_third_party_finds_the_same_digest(document: dict[str, Any]) -> None:
    scenario = Scenario.parse(document)
    read = json.loads(scenario.canonical_json(), parse_float=Decimal)
    assert plainly(read).encode() == scenario.canonical_json()
    assert scenario.digest == "sha256:" + sha256(plainly(read).encode()).hexdigest()


figures = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | figures | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), values, max_size=5))
def test_canonical_json_is_json_and_stays_what_it_is(document: dict[str, Any]) -> None:
    exact, problems = exact_form(document)
    assert not problems
    text = canonical_json(exact)
    again, _ = exact_form(json.loads(text, parse_float=Decimal))
    assert again == exact
    assert canonical_json(again) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=1e-4, max_value=1e15))
def test_figures_of_usual_size_are_written_as_python_writes_them(value: float) -> None:
    exact, _ = exact_form({"x": value})
    read = json.loads(canonical_json(exact))
    assert Fraction(read["x"]) == Fraction(value)
