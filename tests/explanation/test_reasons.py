"""Every reason of every explanation is the case, on all samples and on random scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given, settings

from inputs import read_scenario, sample_names
from optimizer import Plan, Scenario, plan
from optimizer.counterfactual.answers import ANSWERS
from optimizer.explanation import AUDIENCES, LANGUAGES, Code, Explainer, Explanation
from tests.explanation.checks import CHECKS
from tests.explanation.truth import Truth
from tests.strategies import Document, documents, random_document

OF_A_CUT = {
    Code.LESS_THAN_A_LOT,
    Code.REFUSED,
    Code.NO_PLAN,
    Code.DROPPED_OUT,
    Code.IN_NO_ROUND,
    Code.CEILING,
    Code.PASSED_BY,
    Code.LIMITED_BY_CAP,
    Code.LIMITED_BY_POOL,
    Code.LIMITED_BY_SUPPLY,
    Code.LIMITED_BY_CREDIT,
    Code.LIMITED_BY_NOTHING_TO_BUY,
    Code.NO_FURTHER_LOT,
    Code.FEWER_LOTS,
}
"""Reasons why somebody gets less than its claim."""

OF_A_WISH = {get_args(answer.model_fields["code"].annotation)[0] for answer in ANSWERS}
"""What counterfactuals say; they have tests of their own."""

SEEDS = range(100)
WITH_MARGINS = 25
"""So many of them are divided again for what one unit of each limit would change."""

RARE: Document = {
    "format": 1,
    "periods": ["P1"],
    "products": {"H": {"lot": 8}},
    "domestic": {"D": {"supply": {"P1": 50}}},
    "firms": {"F1": {}, "F2": {}},
    "applications": {
        "A1": {"firm": "F1", "product": "H", "units": 7},
        "A2": {"firm": "F2", "product": "H", "units": 80, "accepts": []},
    },
    "policy": {"rules": {"match": {"kind": "co_purchase", "order": 1, "ratio": 1}}},
}
"""Less than a lot, and a purchase for which nothing is accepted: random scenarios have neither."""


def every(explainer: Explainer) -> Iterator[Explanation]:
    """The explanation of everything that has one."""
    scenario = explainer.scenario
    for kind, names in (
        ("application", scenario.applications),
        ("firm", scenario.firms),
        ("rule", [*scenario.policy.rules, *(["supply"] if scenario.domestic else [])]),
        ("round", scenario.policy.rounds),
    ):
        for name in names:
            yield explainer.explain(name, kind)  # type: ignore[arg-type]


def hold(found: Plan, scenario: Scenario, *, margins: bool = True) -> set[Code]:
    """Check every reason; the codes that were met."""
    truth = Truth(found, scenario)
    seen: set[Code] = set()
    for told in every(Explainer(found, scenario, margins=margins)):
        for reason in told.reasons:
            CHECKS[reason.code](truth, told, reason)
            seen.add(reason.code)
        _tell(told)
        if told.kind == "application":
            _nobody_is_cut_without_a_reason(truth, told)
            _whoever_shares_the_limits_is_told(truth, told)
    return seen


def _nobody_is_cut_without_a_reason(truth: Truth, told: Explanation) -> None:
    award = truth.plan.awards.get(told.name)
    if award is None or award.units < award.claim or not award.claim:
        assert OF_A_CUT & {reason.code for reason in told.reasons}


def _whoever_shares_the_limits_is_told(truth: Truth, told: Explanation) -> None:
    """Only who stopped no later, who has all, and who was served before could make room; nobody else has a price."""
    stops = [reason for reason in told.reasons if reason.code is Code.STOPPED]
    for reason in stops:
        stop = truth.stop(reason.round, told.name)
        assert stop is not None
        named = {told.name}
        for other in told.reasons:
            if other.code in {Code.STOPPED_WITH, Code.HAVE_ALL, Code.SERVED_BEFORE}:
                named |= set(other.applications)
        for name, price in truth.prices(stop).items():
            if price > 0 and name not in named:
                earlier = truth.place(truth.stop(reason.round, name)) < truth.place(stop)
                assert earlier or truth.award(name).units == truth.given(name, reason.round) == 0


def _tell(told: Explanation) -> None:
    """Every reason has a sentence, for every reader in every language."""
    for language in LANGUAGES:
        for audience in AUDIENCES:
            for sentence in told.sentences(audience, language):
                assert sentence[-1] in ".。"
                assert "None" not in sentence


@pytest.mark.parametrize("name", sample_names())
def test_every_reason_of_a_sample_is_the_case(name: str) -> None:
    scenario = read_scenario(name)
    assert hold(plan(scenario), scenario)


def test_reasons_of_a_rare_kind_are_the_case() -> None:
    scenario = Scenario.parse(RARE)
    assert hold(plan(scenario), scenario) >= {Code.LESS_THAN_A_LOT, Code.LIMITED_BY_NOTHING_TO_BUY}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_code_has_its_sentences(language: str) -> None:
    assert set(LANGUAGES[language].templates) == set(Code)


def test_every_code_is_met_and_holds() -> None:
    seen: set[Code] = set()
    for number, document in enumerate((RARE, *map(random_document, SEEDS))):
        scenario = Scenario.parse(document)
        seen |= hold(plan(scenario), scenario, margins=number < WITH_MARGINS)
    assert set(CHECKS) == seen == set(Code) - OF_A_WISH


@settings(max_examples=20)
@given(documents())
def test_every_reason_of_any_scenario_is_the_case(document: Document) -> None:
    scenario = Scenario.parse(document)
    hold(plan(scenario), scenario, margins=False)
