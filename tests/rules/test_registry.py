"""What every rule owes its readers: an inequality in words, described parameters, names and sentences."""

import re
from collections import Counter

import pytest

from optimizer.rows import Row
from optimizer.rule import Rule
from optimizer.rules import RULES, Cap, CoPurchase, domestic_supply, write_rows
from optimizer.scenario import Scenario
from optimizer.screening import all_claims
from tests.rules.examples import examples

JARGON = re.compile(r"\b(LP|dual|simplex|basis|slack|coefficient|solver|variable|constraint|lambda)\b", re.IGNORECASE)
SCENARIOS = [example.scenario for kind in ("cap", "co_purchase") for example in examples(kind)]


def rows_of(scenario: Scenario) -> list[Row]:
    rules = scenario.policy.rules
    rows = write_rows(rules, all_claims(scenario))
    return [row for cap in rows.caps for label in cap.rows for row in label] + list(rows.supply)


@pytest.mark.parametrize("rule", RULES)
class TestEveryRule:
    def test_states_its_inequality(self, rule: type[Rule]) -> None:
        assert re.search(r"Inequality: .+ <= .+", rule.__doc__ or "", re.DOTALL)

    def test_describes_every_parameter(self, rule: type[Rule]) -> None:
        bare = [name for name, field in rule.model_fields.items() if name != "kind" and not field.description]
        assert bare == []


@pytest.mark.parametrize("scenario", SCENARIOS)
class TestEveryRow:
    def test_has_a_name_of_its_own(self, scenario: Scenario) -> None:
        names = Counter(row.name for row in rows_of(scenario))
        assert [name for name, count in names.items() if count > 1] == []

    def test_is_explained_in_a_plain_sentence(self, scenario: Scenario) -> None:
        for row in rows_of(scenario):
            rule = scenario.policy.rules.get(row.rule)
            sentence = rule.explain(row) if isinstance(rule, Cap) else domestic_supply.explain(row)
            assert row.name in sentence
            assert re.fullmatch(r"[A-Z].*\.", sentence)
            assert not JARGON.search(sentence)


def test_a_co_purchase_is_explained_in_a_plain_sentence() -> None:
    rule = CoPurchase.model_validate({"kind": "co_purchase", "order": 1, "ratio": 2, "basis": "tpp"})
    assert rule.explain("two_for_one") == (
        "Under two_for_one, each TPP imported obliges its firm to buy 2 TPP of domestic accelerators."
    )
