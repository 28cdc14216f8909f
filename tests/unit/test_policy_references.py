"""What a policy takes from the facts, or from itself, must be there: one sentence for each thing that is not."""

from collections.abc import Iterator
from typing import Any

import pytest

from optimizer.scenario import Scenario
from optimizer.scenario.references import reference_problems
from tests.unit.inputs.refusals import SMALL, changed, sentences

QUOTA = {"kind": "cap", "limit": 600}
ATTRIBUTES = "the attributes of applications and firms"


def rule(**fields: Any) -> dict[str, Any]:
    """The small document with one more rule, `r`."""
    return changed(policy__rules__r=fields)


def round_(**fields: Any) -> dict[str, Any]:
    """The small document with one round, `r`."""
    return changed(policy__rounds__r={"order": 1, **fields})


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
    listed = changed(firms__F42__listed=False, policy__rules__r={**QUOTA, "where": {"firm.listed": ["flase", True]}})
    advice = "did you mean false, without quotation marks?"
    yield listed, f'{where}.firm.listed: "flase" is a text, and firm.listed is true or false; {advice}'
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


@pytest.mark.parametrize(("document", "sentence"), [*selectors(), *caps(), *rounds()])
def test_disagreement_of_a_policy_is_told_once_and_in_words(document: dict[str, Any], sentence: str) -> None:
    assert sentences(Scenario.parse, document) == [sentence]


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
