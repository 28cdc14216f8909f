import re
from collections import Counter
from typing import Any

import pytest

from api.formats import table_text
from api.paper.html import plan_html
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.api import examples
from tests.api.pages import OUTSIDE, Page

FACTS = examples.scenario()
REPAIR = {"path": "policy.rounds.universities.pool", "from": 200, "to": 256, "sentence": "raise the pool by 56 units"}


def infeasible() -> Plan:
    answer = examples.infeasible(FACTS).model_dump(by_alias=True)
    return Plan.model_validate(answer | {"conflict": answer["conflict"] | {"repairs": [REPAIR]}})


ANSWERS = [examples.plan(FACTS), infeasible()]


def page_of(answer: Plan, facts: Scenario = FACTS) -> Page:
    return Page(plan_html(answer, facts).decode())


def long_list(firms: int) -> tuple[Scenario, Plan]:
    names = [f"F{number:03}" for number in range(firms)]
    applications: dict[str, Any] = {
        f"A{name}": {"firm": name, "product": "H200", "units": 80, "military": False} for name in names
    }
    facts = examples.scenario(firms={name: {} for name in names}, applications=applications)
    award = {"claim": 80, "entitlement": "8", "units": 8, "round": "general", "level": "0.1", "periods": {"2026Q1": 8}}
    limited = {"limited_by": [{"row": "national_quota[2026Q2]", "share": "1"}]}
    awards = {f"A{name}": {"firm": name, "group": name} | award | limited for name in names}
    totals = {"claimed": 80 * firms, "awarded": 8 * firms, "by_period": {"2026Q1": 8 * firms}}
    return facts, examples.plan(facts, awards=awards, refused={}, dropped=[], co_purchases={}, totals=totals)


@pytest.mark.parametrize("answer", ANSWERS, ids=["allocated", "infeasible"])
class TestEveryPage:
    def test_is_one_well_formed_document(self, answer: Plan) -> None:
        page = page_of(answer)
        assert page.source.startswith("<!DOCTYPE html>\n<html lang=")
        assert [len(page.all(tag)) for tag in ("html", "head", "body", "main", "h1")] == [1] * 5
        names = Counter(element.attributes["id"] for element in page.elements if "id" in element.attributes)
        assert max(names.values()) == 1
        pointed = [
            name
            for element in page.elements
            for name in (element.attributes.get("aria-labelledby") or element.attributes.get("href") or "").split()
        ]
        assert {name.removeprefix("#") for name in pointed} <= set(names)

    def test_asks_nothing_of_any_other_place(self, answer: Plan) -> None:
        page = page_of(answer)
        assert OUTSIDE.findall(page.source) == []
        policy = next(item for item in page.all("meta") if "http-equiv" in item.attributes)
        assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'"

    def test_has_every_word_and_figure_of_the_table(self, answer: Plan) -> None:
        shown = set(page_of(answer).text.split())
        words = {word for word in table_text(answer, FACTS).decode().split() if not set(word) & set("─═")}
        assert words - shown == set()

    def test_has_tables_that_can_be_read_aloud(self, answer: Plan) -> None:
        page = page_of(answer)
        assert [item.text for item in page.all("caption") if not item.text.strip()] == []
        assert len(page.all("caption")) == len(page.all("table"))
        assert [item for item in page.all("th") if item.attributes.get("scope") not in {"row", "col"}] == []
        assert [item for item in page.all("th") if not item.text.strip()] == []

    def test_has_charts_with_words_for_those_who_do_not_see_them(self, answer: Plan) -> None:
        page = page_of(answer)
        charts = page.all("svg")
        assert [chart.attributes["role"] for chart in charts] == ["img"] * len(charts)
        assert len(page.all("desc")) == len(charts) == len(page.all("figcaption"))


def test_the_charts() -> None:
    page = page_of(examples.plan(FACTS))
    assert [" ".join(item.text.split()) for item in page.all("desc")] == [
        (
            "2 firms asked for 12,856 units and were granted 3,200; the figures are in the table. "
            "F01 Hyperscaler A: 2,944 of 12,600. F02 University B: 256 of 256."
        ),
        (
            "Units granted in each period, on top of those of the periods before it. "
            "2026Q1: 2,464; to date 2,464, 77.0 %. 2026Q2: 736; to date 3,200, 100.0 %."
        ),
        (
            "Units claimed and not granted, by what stopped them; below each bar the firms that it took most from. "
            "tranche[G01]: 6,619 units of 1 firm. national_quota[2026Q2]: 2,031 units of 1 firm. "
            "below its minimum: 1,000 units of 1 firm. whole lots: 6 units of 1 firm."
        ),
        (
            "Units of each domestic product that firms have to buy, as a part of what its makers can deliver. "
            "Ascend-910C: 900 of 1,000, 90.0 %. Cambricon-590: 150 of 200, 75.0 %."
        ),
    ]


def test_bars_stand_on_one_scale_and_begin_where_the_last_period_ended() -> None:
    page = page_of(examples.plan(FACTS))
    bars = [item.attributes for item in page.all("rect") if item.attributes["class"] == "filled"]
    first, second = bars[2:4]
    assert float(second["x"] or 0) == pytest.approx(float(first["x"] or 0) + float(first["width"] or 0), abs=0.2)
    assert float(first["width"] or 0) / float(second["width"] or 1) == pytest.approx(2464 / 736, rel=0.01)
    marks = [item.attributes["x1"] for item in page.all("line") if item.attributes["class"] == "mark"]
    assert float(marks[1] or 0) - 190 == pytest.approx(2 * (float(marks[0] or 0) - 190))


@pytest.mark.parametrize(
    ("quota", "places"),
    [
        ({"kind": "cap", "limit": 4000}, [640, 640]),
        ({"kind": "cap", "limit": {"2026Q1": 3200, "2026Q2": 800}}, [190 + 450 * 3200 / 3264, 640]),
    ],
)
def test_a_mark_is_what_the_quota_allows_after_what_was_granted(quota: dict[str, Any], places: list[float]) -> None:
    facts = examples.scenario(policy=examples.DOCUMENT["policy"] | {"rules": {"national_quota": quota}})
    rows = [examples.use("national_quota", 3200, 4000, binding=False)]
    page = page_of(examples.plan(facts, rows=rows), facts)
    marks = [float(item.attributes["x1"] or 0) for item in page.all("line") if item.attributes["class"] == "mark"]
    assert marks == pytest.approx(places, abs=0.2)


def test_a_chart_of_many_firms_tells_the_last_in_figures() -> None:
    facts, answer = long_list(60)
    page = page_of(answer, facts)
    assert "21 other firms: 168 of 1,680." in page.all("desc")[0].text
    assert len([item for item in page.all("rect") if item.attributes["class"] == "whole"]) == 39
    assert "not drawn" in page.text
    assert "F000 72, F001 72, F002 72, F003 72, F004 72, and 55 more" in page.text


def test_an_infeasible_plan_shows_its_ways_out() -> None:
    page = page_of(infeasible())
    assert "The universities claim 256 units, and the limits leave 200 for them." in page.text
    assert "Raise the pool by 56 units policy.rounds.universities.pool" in page.text
    assert page.all("svg") == []


def test_what_a_scenario_brings_is_text() -> None:
    title, name = "<script>alert(1)</script> & co", '"><img src=x>'
    firms = examples.DOCUMENT["firms"] | {"F01": {"name": name, "group": "G01"}}
    facts = examples.scenario(title=title, description="<b>bold</b>", firms=firms)
    page = page_of(examples.plan(facts), facts)
    assert page.all("script") == page.all("img") == page.all("b") == []
    assert page.all("h1")[0].text == title
    assert name in page.text


def test_the_policy_and_the_provenance_are_told() -> None:
    text = page_of(examples.plan(FACTS)).text
    assert "no_military_use Military is no. Military use is prohibited" in text
    assert (
        "national_quota Units of all together: at most 1,600 in 2026Q1, 1,600 in 2026Q2; what a period leaves" in text
    )
    assert (
        "Proportionally to claims, compared by group, at most 500 units in all, where the firm's kind is university."
        in text
    )
    assert FACTS.digest in text
    assert re.search(r"Check of every limit, recomputed from the scenario\s+proved in exact arithmetic", text)
    assert "another, who has no more, getting less not proved" in text


def test_each_kind_of_round_is_told() -> None:
    rounds = {
        "general": {"order": 1, "divide": {"ranked": "score"}, "guarantee": True, "each": {"share": 1}},
        "universities": {
            "order": 2,
            "divide": {"maximize": "score"},
            "each": 80,
            "weight": "score",
            "claimant": "firm",
        },
    }
    applications = {name: item | {"score": 1} for name, item in examples.DOCUMENT["applications"].items()}
    facts = examples.scenario(applications=applications, policy={"rounds": rounds, "tie_break_seed": "2026"})
    text = page_of(examples.plan(facts), facts).text
    assert "One after the other, highest score first, compared by group, each up to 100 % of its claim" in text
    assert "must be met in full." in text
    assert "For the largest total score, compared by firm, per score, each up to 80 units." in text
    assert 'the seed "2026" and the application' in text
