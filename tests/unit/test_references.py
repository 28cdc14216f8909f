"""What must agree between the parts of a scenario: one sentence for each disagreement, whatever else is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import InputError
from optimizer.references import reference_problems
from optimizer.scenario import Scenario
from tests.strategies import documents
from tests.unit.inputs.refusals import SMALL, changed, sentences

ENDS = "write the first period under from, the last under to"
OTHERWISE = "give it another name, or write it with the firm"
QUOTA = {"kind": "cap", "limit": 600}
ATTRIBUTES = "the attributes of applications and firms"


def rule(**fields: Any) -> dict[str, Any]:
    """The small document with one more rule, `r`."""
    return changed(policy__rules__r=fields)


def round_(**fields: Any) -> dict[str, Any]:
    """The small document with one round, `r`."""
    return changed(policy__rounds__r={"order": 1, **fields})


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
    yield changed(firms__F41__knd="x"), 'firms.F41.knd: "knd" is not a known field; did you mean "kind"?'
    yield (
        changed(applications__A1__group="G1"),
        f'applications.A1.group: "group" cannot be an attribute of an application; {OTHERWISE}',
    )


def selectors() -> Iterator[tuple[dict[str, Any], str]]:
    """Selectors that select by what nothing has, and the one sentence about each."""
    where = "policy.rules.r.where"
    yield (
        rule(**QUOTA, where={"siet": "mainland"}),
        f'{where}.siet: "siet" is not in {ATTRIBUTES}; did you mean "site"?',
    )
    yield (
        rule(**QUOTA, where={"firm.licenced": 1}),
        f'{where}.firm.licenced: "firm.licenced" is not in {ATTRIBUTES}; did you mean "firm.licensed"?',
    )
    yield (
        rule(**QUOTA, where={"accepts": "Ascend-910C"}),
        f'{where}.accepts: "accepts" is not in {ATTRIBUTES}; allowed: one of 16 names',
    )
    yield rule(**QUOTA, where={"id": ["A1", "A3"]}), f'{where}.id.1: "A3" is not in applications; allowed: A1, A2'
    yield rule(**QUOTA, where={"firm": "F4"}), f'{where}.firm: "F4" is not in firms; did you mean "F42"?'
    yield rule(**QUOTA, where={"product": "H20"}), f'{where}.product: "H20" is not in products; did you mean "H200"?'
    yield rule(**QUOTA, where={"from": "2026"}), f'{where}.from: "2026" is not in periods; did you mean "2026Q2"?'
    yield rule(**QUOTA, where={"group": "G2"}), f'{where}.group: "G2" is not in groups; allowed: F42, G1'
    yield (
        changed(policy__eligibility={"e": {"require": {"certified": True}, "because": "so"}}),
        f'policy.eligibility.e.require.certified: "certified" is not in {ATTRIBUTES}; allowed: one of 16 names',
    )
    yield (
        round_(where={"usecase": "x"}),
        f'policy.rounds.r.where.usecase: "usecase" is not in {ATTRIBUTES}; did you mean "use_case"?',
    )


def caps() -> Iterator[tuple[dict[str, Any], str]]:
    """Caps whose names or figures lead nowhere, and the one sentence about each."""
    path = "policy.rules.r"
    share = {"of": "quota", "ratio": 0.5}
    yield (
        rule(kind="cap", limit={"2026Q1": 5}),
        f"{path}.limit: has no figure for 2026Q2; write 0 or a figure for each period",
    )
    yield (
        rule(kind="cap", limit={"2026Q1": 5, "2026Q2": 5, "2026Q3": 5}),
        f'{path}.limit.2026Q3: "2026Q3" is not in periods; did you mean "2026Q2"?',
    )
    yield rule(**QUOTA, per="sites"), f'{path}.per: "sites" is not in {ATTRIBUTES}; did you mean "site"?'
    yield rule(**QUOTA, measure="power"), f'{path}.measure: "power" is not in {ATTRIBUTES}; did you mean "power_kw"?'
    yield (
        rule(**QUOTA, measure="price_usd"),
        'products.H200.price_usd: is missing; rule "r" measures it, so write a number of at least 0',
    )
    yield (
        rule(**QUOTA, measure="site", where={"id": "A1"}),
        'applications.A1.site: "mainland" is not a number; rule "r" measures it, so write a number of at least 0',
    )
    yield (
        rule(kind="cap", limit={"attribute": "licenced"}, per="firm"),
        f'{path}.limit.attribute: "licenced" is not in the attributes of firms; did you mean "licensed"?',
    )
    yield (
        rule(kind="cap", share=share | {"of": "qota"}),
        f'{path}.share.of: "qota" is not in the caps; did you mean "quota"?',
    )
    yield (
        rule(kind="cap", share=share | {"of": "r"}),
        f"{path}.share.of: the shares go in a circle: r of r; give one of them a limit of its own",
    )
    yield (
        changed(policy__rules__claims=QUOTA),
        'policy.rules.claims: "claims" names all that is claimed; give the rule another name',
    )
    yield (
        changed(**{"policy__rules__q[1]": QUOTA}),
        "policy.rules.q[1]: square brackets in its name; give the rule a name without them",
    )


def rounds() -> Iterator[tuple[dict[str, Any], str]]:
    """Rounds whose names or figures lead nowhere, and the one sentence about each."""
    yield round_(weight="wight"), f'policy.rounds.r.weight: "wight" is not in {ATTRIBUTES}; allowed: one of 16 names'
    yield (
        round_(divide={"ranked": "scor"}),
        f'policy.rounds.r.divide.ranked: "scor" is not in {ATTRIBUTES}; allowed: one of 16 names',
    )
    yield (
        round_(divide={"ranked": "site"}, where={"id": "A2"}),
        'applications.A2.site: "overseas" is not a number; round "r" ranks by it, so write a number',
    )
    yield (
        changed(policy__rounds={"r": {"order": 1, "weight": "power_kw"}}, applications__A1__power_kw=0),
        'applications.A1.power_kw: 0 is too small; it is the weight of round "r", so write a number of more than 0',
    )
    yield (
        changed(policy__rounds={"r": {"order": 1, "divide": {"maximize": "power_kw"}}}, applications__A1__power_kw=-1),
        'applications.A1.power_kw: -1 is too small; round "r" maximises by it, so write a number of at least 0',
    )
    yield (
        changed(policy__rounds={"a": {"order": 1}, "b": {"order": 1}}),
        'policy.rounds.b.order: 1 is the order of "a" as well; give each round an order of its own',
    )
    twins = {name: {"kind": "co_purchase", "order": 2, "ratio": 1} for name in ("c", "d")}
    yield (
        changed(policy__rules=twins),
        'policy.rules.d.order: 2 is the order of "c" as well; give each rule an order of its own',
    )


@pytest.mark.parametrize(("document", "sentence"), [*facts(), *selectors(), *caps(), *rounds()])
def test_disagreement_is_told_once_and_in_words(document: dict[str, Any], sentence: str) -> None:
    assert sentences(Scenario.parse, document) == [sentence]


def test_names_are_called_as_in_their_file() -> None:
    (problem,) = reference_problems(changed(applications__A1__firm="F4l"), {"firms": "firms.csv"})
    assert str(problem) == 'applications.A1.firm: "F4l" is not in firms.csv; did you mean "F42"?'


def test_attribute_must_be_a_figure_only_where_it_is_selected() -> None:
    document = changed(applications__A1__power_kw=..., policy__rules__r={**QUOTA, "measure": "power_kw"})
    told = 'applications.A1.power_kw: is missing; rule "r" measures it, so write a number of at least 0'
    assert sentences(Scenario.parse, document) == [told]
    document["policy"]["rules"]["r"]["where"] = {"firm.group": "F42"}
    assert Scenario.parse(document).applications["A1"].units == 800


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"id": "A1"}, ["A1"]),
        ({"group": "G1"}, ["A1"]),
        ({"firm.group": "F42"}, ["A2"]),
        ({"firm.licensed": {"at_least": 400}}, ["A1"]),
        ({"site": ["mainland", "overseas"]}, ["A1", "A2"]),
        ({}, ["A1", "A2"]),
        ({"units": {"at_most": 1}}, []),
    ],
)
def test_selected_applications_need_the_figure(where: dict[str, Any], told: list[str]) -> None:
    document = changed(policy__rules__r={**QUOTA, "measure": "site", "where": where})
    assert [problem.path[1] for problem in reference_problems(document)] == told


def test_selector_that_the_schema_refuses_selects_nobody() -> None:
    document = changed(policy__rules__r={**QUOTA, "measure": "site", "where": {"site": {"at_leest": 3}}})
    told = 'policy.rules.r.where.site.at_leest: "at_leest" is not in the known fields; did you mean "at_least"?'
    assert sentences(Scenario.parse, document) == [told]


def test_every_application_may_be_a_row_of_its_own() -> None:
    assert Scenario.parse(changed(policy__rules__r={**QUOTA, "per": "id"})).policy.rules["r"].kind == "cap"


def test_name_that_is_unknown_twice_is_told_twice() -> None:
    document = changed(applications__A1__firm="F4l", applications__A2__firm="F4l")
    told = 'firm: "F4l" is not in firms; did you mean "F42"?'
    assert sentences(Scenario.parse, document) == [f"applications.A1.{told}", f"applications.A2.{told}"]


def test_attribute_of_a_firm_is_told_once_for_the_firm() -> None:
    document = changed(
        firms__F41__licensed="many",
        applications__A3=SMALL["applications"]["A1"],
        policy__rules__r={**QUOTA, "measure": "firm.licensed"},
    )
    told = 'firms.F41.licensed: "many" is not a number; rule "r" measures it, so write a number of at least 0'
    assert sentences(Scenario.parse, document) == [told]


def test_limit_by_attribute_needs_the_figure_of_every_firm() -> None:
    document = changed(
        firms__F41__licensed=-1,
        firms__F42__licensed=...,
        policy__rules__r={"kind": "cap", "per": "firm", "limit": {"attribute": "licensed"}},
    )
    reason = 'rule "r" takes the firm\'s limit from it, so write a number of at least 0'
    assert sentences(Scenario.parse, document) == [
        f"firms.F41.licensed: -1 is too small; {reason}",
        f"firms.F42.licensed: is missing; {reason}",
    ]


def test_share_of_a_cap_that_has_no_total() -> None:
    document = changed(
        policy__rules__r={"kind": "cap", "per": "firm", "limit": {"attribute": "licensed"}},
        policy__rules__s={"kind": "cap", "share": {"of": "r", "ratio": 0.5}},
    )
    told = 'policy.rules.s.share.of: "r" has a limit for each firm and no total; '
    assert sentences(Scenario.parse, document) == [told + "name a cap whose limit is a figure, or claims"]


def test_circle_of_shares_is_told_once() -> None:
    ring = {one: {"kind": "cap", "share": {"of": other, "ratio": 0.5}} for one, other in ("ab", "bc", "ca")}
    into = {"x": {"kind": "cap", "share": {"of": "a", "ratio": 1}}}
    told = "policy.rules.a.share.of: the shares go in a circle: a of b of c of a; give one of them a limit of its own"
    assert sentences(Scenario.parse, changed(policy__rules=ring | into)) == [told]


def test_values_that_rows_would_name_alike() -> None:
    document = changed(applications__A1__site=1, applications__A2__site="1", policy__rules__r={**QUOTA, "per": "site"})
    told = 'policy.rules.r.per: 1 and "1" are both values of "site" and would be named alike; '
    assert sentences(Scenario.parse, document) == [told + "write it one way in every application"]


TPP_RULE = {"kind": "co_purchase", "order": 2, "ratio": 1, "basis": "tpp"}


def test_tpp_is_needed_where_a_rule_counts_it() -> None:
    document = changed(
        products__H200={},
        products__H20={},
        domestic__Siyuan={"supply": {}},
        applications__A1__accepts=["Ascend-910C"],
        policy__rules={"tpp": TPP_RULE},
    )
    reason = 'is missing; rule "tpp" counts it, so write a number of at least 0'
    assert sentences(Scenario.parse, document) == [f"products.H200.tpp: {reason}", f"domestic.Siyuan.tpp: {reason}"]
    first = {"kind": "co_purchase", "order": 1, "ratio": 1}
    document["policy"]["rules"]["units"] = first
    assert len(Scenario.parse(document).policy.rules) == 2


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
