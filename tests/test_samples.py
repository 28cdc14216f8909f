"""Bundled samples: each can be read and divided, keeps its promises, and says where every figure comes from."""

import csv
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from inputs import read_scenario, sample_names
from optimizer import plan
from optimizer.certificate import verify
from optimizer.plans import Plan
from optimizer.scenario import Scenario

SAMPLES = Path(__file__).parent.parent / "inputs" / "samples"
FOLDERS = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
SOURCED = sorted(set(FOLDERS) - {"template"})
H200 = ["h200-2026", "h200-hold", "h200-rationed"]
CHOICES = {"format", "order"}
ROW = re.compile(r"^\| `(?P<path>[^`]+)` \| (?P<value>[\d.,]+) \| (?P<source>.+) \|$", re.MULTILINE)


@cache
def scenario(name: str) -> Scenario:
    return read_scenario(SAMPLES / name)


@cache
def divided(name: str) -> Plan:
    return plan(scenario(name))


def figures(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every figure of a document, with the path to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from figures(value, (*path, str(key)))
    elif isinstance(node, int | float) and not isinstance(node, bool) and path[-1] not in CHOICES:
        yield ".".join(path), str(node)


def policy_figure(name: str, *path: str) -> Any:
    node: Any = scenario(name).document()
    for part in path:
        node = node[part]
    return node


def test_every_folder_is_offered_by_name() -> None:
    assert set(SOURCED) <= set(sample_names()) <= set(FOLDERS)


@pytest.mark.parametrize("name", SOURCED)
def test_every_figure_of_the_policy_has_its_source(name: str) -> None:
    written = dict(figures(yaml.safe_load((SAMPLES / name / "scenario.yaml").read_text())))
    told = (SAMPLES / name / "README.md").read_text().split("## scenario.yaml")[1]
    rows = list(ROW.finditer(told))
    assert {row["path"]: row["value"].replace(",", "") for row in rows} == written
    assert [row["path"] for row in rows if not re.search(r"https?://|llustrative|Aumann|As above", row["source"])] == []


def test_every_column_of_the_shared_tables_with_figures_has_its_source() -> None:
    readme = (SAMPLES / "h200-2026" / "README.md").read_text()
    for table in ("firms", "applications", "domestic_supply"):
        with (SAMPLES / "h200-2026" / f"{table}.csv").open() as lines:
            rows = list(csv.DictReader(lines))
        numeric = {field for row in rows for field, value in row.items() if re.fullmatch(r"\d[\d.]*", value)}
        told = readme.split(f"## {table}.csv")[1].split("\n## ")[0]
        assert [field for field in numeric if not re.search(rf"\b{field}\b", told)] == []


@pytest.mark.parametrize("name", H200)
def test_facts_are_forty_firms_and_their_applications(name: str) -> None:
    facts = scenario(name)
    assert list(facts.firms) == [f"F{number:02d}" for number in range(1, 41)]
    assert len(facts.applications) == 120
    assert len(facts.domestic) == 14
    assert sum(item.units for item in facts.applications.values()) == 2_064_084


@pytest.mark.parametrize("name", FOLDERS)
def test_a_plan_is_made_and_proved(name: str) -> None:
    answer = divided(name)
    assert answer.outcome == "allocated"
    assert answer.checks.model_dump() == {
        "rows": "proved",
        "certificate": "proved",
        "lots": "proved",
        "timing": "proved",
    }
    assert verify(answer, scenario(name)).failures == ()
    assert 0 < answer.totals.awarded == sum(award.units for award in answer.awards.values())


@pytest.mark.parametrize("name", FOLDERS)
def test_the_quota_is_kept_in_whole_lots(name: str) -> None:
    facts, answer = scenario(name), divided(name)
    quota = next(rule for rule in ("national_quota", "quota") if rule in facts.policy.rules)
    assert answer.totals.awarded <= policy_figure(name, "policy", "rules", quota, "limit")
    lots = {key: facts.products[item.product].lot for key, item in facts.applications.items()}
    assert [key for key, award in answer.awards.items() if award.units % lots[key]] == []


@pytest.mark.parametrize("name", H200)
def test_everybody_barred_is_refused_with_every_reason(name: str) -> None:
    refused = divided(name).refused
    military = {
        "no_military_use",
        "no_listed_end_user",
        "no_state_funded_site",
        "no_state_owned_enterprise",
        "certified",
    }
    assert {item.requirement for item in refused["A119"]} == {"no_military_use"}
    assert {item.requirement for item in refused["A081"]} & military == {"certified", "no_state_funded_site"}
    assert "A090" not in refused, "an energy utility found absolutely necessary is an exception, case by case"


def test_universities_get_all_they_ask_for() -> None:
    awards, facts = divided("h200-2026").awards, scenario("h200-2026")
    universities = [key for key in awards if facts.applications[key].model_dump()["exemption"] == "university"]
    assert universities
    assert [key for key in universities if awards[key].units != awards[key].claim] == []


def test_under_the_hold_nothing_but_research_and_approvals_gets_through() -> None:
    awards, facts = divided("h200-hold").awards, scenario("h200-hold")
    granted = {key for key, award in awards.items() if award.units}
    assert {awards[key].units for key in ("A050", "A057")} == {10_000}
    rest = granted - {"A050", "A057"}
    assert {facts.applications[key].model_dump()["exemption"] for key in rest} == {"university", "rnd"}
    assert sum(awards[key].units for key in rest) <= 12_000


def test_rationing_keeps_the_ceilings_of_firms_and_sites() -> None:
    awards, facts = divided("h200-rationed").awards, scenario("h200-rationed")
    by_firm: dict[str, int] = {}
    by_site: dict[object, int] = {}
    for key, award in awards.items():
        by_firm[award.firm] = by_firm.get(award.firm, 0) + award.units
        site = facts.applications[key].model_dump()["site"]
        by_site[site] = by_site.get(site, 0) + award.units
    assert max(by_firm.values()) == 10_000
    assert max(by_site["hong_kong"], by_site["overseas"]) <= 10_000


@pytest.mark.parametrize(
    ("divide", "expected"),
    [
        ("proportional", ["100/3", "200/3", "100"]),
        ("equal_awards", ["200/3", "200/3", "200/3"]),
        ("equal_losses", ["0", "50", "150"]),
        ("talmud", ["50", "75", "75"]),
    ],
)
def test_three_claims_are_divided_as_the_table_beside_them_says(divide: str, expected: list[str]) -> None:
    document = scenario("three-claims").document()
    general = document["policy"]["rounds"]["general"] | {"divide": divide}
    changed = document | {"policy": document["policy"] | {"rounds": {"general": general}}}
    awards = plan(Scenario.parse(changed)).awards
    assert [Fraction(awards[key].entitlement) for key in ("A1", "A2", "A3")] == [Fraction(item) for item in expected]
    readme = (SAMPLES / "three-claims" / "README.md").read_text()
    told = re.search(rf"^\| `{divide}` \| (.+) \| (.+) \| (.+) \|$", readme, re.MULTILINE)
    assert told is not None
    assert [sum(map(Fraction, cell.split())) for cell in told.groups()] == [Fraction(item) for item in expected]


def test_the_template_explains_every_field_that_a_scenario_may_have() -> None:
    text = (SAMPLES / "template" / "scenario.yaml").read_text()
    schema = Scenario.model_json_schema()
    fields = {field for part in [schema, *schema["$defs"].values()] for field in part.get("properties", {})}
    as_columns = {"supply_low", "supply_high"}
    assert [field for field in sorted(fields - as_columns) if not re.search(rf"\b{field}\b", text)] == []
