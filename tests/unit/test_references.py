"""What must agree between the parts of a scenario: one sentence for each disagreement, whatever else is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import InputError
from optimizer.scenario import Scenario
from optimizer.scenario.references import reference_problems
from tests.strategies import documents
from tests.unit.inputs.refusals import SMALL, changed, sentences

ENDS = "write the first period under from, the last under to"
OTHERWISE = "give it another name, or write it with the firm"
BARE = "without quotation marks"


def facts() -> Iterator[tuple[dict[str, Any], str]]:
    """Facts that disagree with each other, and the one sentence about each."""
    yield changed(applications__A1__firm="F4l"), 'applications.A1.firm: "F4l" is not in firms; did you mean "F42"?'
    yield changed(applications__A1__firm="Z"), 'applications.A1.firm: "Z" is not in firms; allowed: F41, F42'
    yield (
        changed(applications__A1__product="H20"),
        'applications.A1.product: "H20" is not in products; did you mean "H200"?',
    )
    yield (
        changed(applications__A1__accepts=["Ascend-910B"]),
        'applications.A1.accepts.0: "Ascend-910B" is not in domestic; did you mean "Ascend-910C"?',
    )
    yield (
        changed(firms__F41__domestic_purchases={"Ascend": 5}),
        'firms.F41.domestic_purchases.Ascend: "Ascend" is not in domestic; did you mean "Ascend-910C"?',
    )
    yield (
        changed(**{"domestic__Ascend-910C__supply_low": {"2026Q3": 1}}),
        'domestic.Ascend-910C.supply_low.2026Q3: "2026Q3" is not in periods; did you mean "2026Q2"?',
    )
    yield changed(applications__A1__to="2027"), 'applications.A1.to: "2027" is not in periods; did you mean "2026Q2"?'
    yield (
        changed(applications__A1={**SMALL["applications"]["A1"], "from": "2026Q2", "to": "2026Q1"}),
        f'applications.A1.to: "2026Q1" comes before "2026Q2", the first period of its window; {ENDS}',
    )
    yield (
        changed(applications__A1__minimum_units=801),
        "applications.A1.minimum_units: 801 is more than its 800 units; write at most 800",
    )
    yield changed(periods=["2026Q1", "2026Q2", "2026Q1"]), 'periods.2: "2026Q1" stands twice; name each period once'
    yield (
        changed(firms__F42__group="F41"),
        'firms.F42.group: "F41" is a firm that belongs to another group, "G1"; write the group that is meant',
    )
    yield (
        changed(applications__A1__use_cse="training"),
        'applications.A1.use_cse: "use_cse" is not a known field; did you mean "use_case"?',
    )
    yield (
        changed(firms__F41__listed="flase", firms__F42__listed=True),
        f'firms.F41.listed: "flase" is a text where others have true or false; did you mean false, {BARE}?',
    )
    yield (
        changed(applications__A1__certified=True, applications__A2__certified="true"),
        f'applications.A2.certified: "true" is a text where others have true or false; did you mean true, {BARE}?',
    )
    yield changed(firms__F41__knd="x"), 'firms.F41.knd: "knd" is not a known field; did you mean "kind"?'
    yield (
        changed(applications__A1__group="G1"),
        f'applications.A1.group: "group" cannot be an attribute of an application; {OTHERWISE}',
    )


@pytest.mark.parametrize(("document", "sentence"), [*facts()])
def test_disagreement_of_facts_is_told_once_and_in_words(document: dict[str, Any], sentence: str) -> None:
    assert sentences(Scenario.parse, document) == [sentence]


def test_names_are_called_as_in_their_file() -> None:
    (problem,) = reference_problems(changed(applications__A1__firm="F4l"), {"firms": "firms.csv"})
    assert str(problem) == 'applications.A1.firm: "F4l" is not in firms.csv; did you mean "F42"?'


def test_name_that_is_unknown_twice_is_told_twice() -> None:
    document = changed(applications__A1__firm="F4l", applications__A2__firm="F4l")
    told = 'firm: "F4l" is not in firms; did you mean "F42"?'
    assert sentences(Scenario.parse, document) == [f"applications.A1.{told}", f"applications.A2.{told}"]


def test_attribute_beside_the_field_that_it_resembles_is_an_attribute() -> None:
    document = changed(applications__A1={**SMALL["applications"]["A1"], "from": "2026Q1", "form": "B"})
    assert Scenario.parse(document).document()["applications"]["A1"]["form"] == "B"


@pytest.mark.parametrize("part", ["periods", "products", "firms", "applications"])
@pytest.mark.parametrize("value", [None, [], {}, "text", 3])
def test_part_that_is_none_is_told_once(part: str, value: Any) -> None:
    assert [sentence.split(":")[0] for sentence in sentences(Scenario.parse, changed(**{part: value}))] == [part]


def test_problem_with_many_names_still_ends() -> None:
    firms: dict[str, Any] = {f"F{number}": {} for number in range(3000)}
    applications = {f"A{number}": {"firm": f"F{number}x", "product": "H200", "units": 8} for number in range(1000)}
    found = sentences(Scenario.parse, changed(firms=firms, applications=applications))
    assert len(found) == 1000
    assert found[0].endswith('did you mean "F0"?')
    assert found[-1] == 'applications.A999.firm: "F999x" is not in firms; allowed: one of 3000 names'


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["A1", "F41", "H200", "2026Q1", "units", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["of", "attribute", "A1"]), inner),
    max_leaves=4,
)


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    if not isinstance(value, dict):
        return [above]
    return [above, *(path for key, item in value.items() for path in paths(item, (*above, key)))]


RICH = changed(
    applications__A1__accepts=["Ascend-910C"],
    firms__F41__domestic_purchases={"Ascend-910C": 2},
    policy__eligibility={"e": {"where": {"site": "mainland"}, "require": {"units": {"at_least": 1}}, "because": "x"}},
    policy__rules__s={"kind": "cap", "share": {"of": "quota", "ratio": 1}, "per": "site", "measure": "power_kw"},
    policy__rules__l={"kind": "cap", "limit": {"attribute": "licensed"}, "per": "firm", "where": {"id": ["A1"]}},
    policy__rules__c={"kind": "co_purchase", "order": 1, "ratio": 1, "basis": "tpp", "where": {"firm.licensed": 500}},
    policy__rounds={"r": {"order": 1, "divide": {"ranked": "power_kw"}, "weight": "units", "each": {"share": 0.5}}},
)


@given(st.data())
def test_malformed_document_is_refused_or_read_but_never_crashes(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(RICH)[1:]))
    document = node = Scenario.parse(RICH).document()
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = data.draw(ANYTHING)
    try:
        scenario = Scenario.parse(document)
    except InputError as error:
        told = [str(problem) for problem in error.problems]
        assert told
        assert not [sentence for sentence in told if "\n" in sentence]
    else:
        assert Scenario.parse(scenario.document()) == scenario


@given(documents())
def test_sound_scenario_has_no_problem(document: dict[str, Any]) -> None:
    assert reference_problems(Scenario.parse(document).document()) == []
