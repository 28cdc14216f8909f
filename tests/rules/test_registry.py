"""What every rule owes its readers: an inequality in words, described parameters, names and sentences."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from optimizer.rows import Row
from optimizer.rule import Rule
from optimizer.rules import RULES, Cap, CoPurchase, domestic_supply, write_rows
from optimizer.rules.cap import AttributeLimit, Share
from optimizer.scenario import Scenario
from optimizer.screening import all_claims
from optimizer.selector import Range
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
def test_every_rule_is_stated_in_a_plain_sentence(scenario: Scenario) -> None:
    for rule in scenario.policy.rules.values():
        assert re.fullmatch(r"[A-Za-z].*\.", rule.statement())
        assert not JARGON.search(rule.statement())


@pytest.mark.parametrize(
    ("rule", "statement"),
    [
        (Cap(kind="cap", limit=400000), "Units of all together: at most 400,000."),
        (
            Cap(
                kind="cap",
                per="firm.region",
                where={"site": ["a", "b"]},
                share=Share(of="quota", ratio=Decimal("0.125")),
            ),
            "Units of each region, where site is a or b: at most 12.5 % of quota.",
        ),
        (
            Cap(kind="cap", measure="tpp", limit={"2026Q1": 1000, "2026Q2": Decimal("2.5")}, carry_over=True),
            "TPP of all together: at most 1,000 in 2026Q1, 2.5 in 2026Q2; what a period leaves keeps.",
        ),
        (
            Cap(kind="cap", per="firm", limit=AttributeLimit(attribute="licensed")),
            "Units of each firm: at most its licensed.",
        ),
        (
            Cap(kind="cap", share=Share(of="claims", ratio=1)),
            "Units of all together: at most 100 % of all that is claimed.",
        ),
        (
            CoPurchase(
                kind="co_purchase",
                order=1,
                ratio=Decimal("0.5"),
                credit=True,
                where={"firm.home": False, "score": Range(at_least=Decimal("0.5"), at_most=1)},
            ),
            (
                "Each unit imported obliges its firm to buy 0.5 units of domestic accelerators, where the firm's home "
                "is no, and score is at least 0.5 and at most 1; purchases made before the first period count."
            ),
        ),
    ],
)
def test_statements(rule: Rule, statement: str) -> None:
    assert rule.statement() == statement


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
