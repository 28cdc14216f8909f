"""Settings find their places in a scenario; one that leads nowhere is told with the nearest name."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs import patch_scenario, read_scenario
from inputs.patching import set_values
from optimizer.scenario import Scenario
from tests.strategies import documents
from tests.unit.inputs.refusals import RULED, sentences

SCENARIO = Scenario.parse(RULED)


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("policy.rules.quota.limit=5000", "policy/rules/quota/limit", 5000),
        ("policy.rules.quota.limit = 0.50", "policy/rules/quota/limit", Decimal("0.5")),
        ("policy.rules.quota.limit={2026Q1: 1, 2026Q2: 2}", "policy/rules/quota/limit", {"2026Q1": 1, "2026Q2": 2}),
        ("policy.rules.quota.source=a=b", "policy/rules/quota/source", "a=b"),
        ("policy.rules.carried.limit.2026Q2=7", "policy/rules/carried/limit/2026Q2", 7),
        ("policy.rules.carried.carry_over=true", "policy/rules/carried/carry_over", True),
        ("policy.rules.shared.share.ratio=1", "policy/rules/shared/share/ratio", 1),
        ("policy.rules.listed.where.firm.licensed.at_least=1", "policy/rules/listed/where/firm.licensed/at_least", 1),
        ("policy.rules.listed.where.site=mainland", "policy/rules/listed/where/site", "mainland"),
        ("policy.rules.more={kind: cap, limit: 3}", "policy/rules/more/limit", 3),
        ("policy.rounds.general.each.share=0.5", "policy/rounds/general/each/share", Decimal("0.5")),
        ("policy.tie_break_seed='1'", "policy/tie_break_seed", "1"),
        ("firms.F.43.name=x", "firms/F.43/name", "x"),
        ('firms."F.43".name=x', "firms/F.43/name", "x"),
        ("firms.F42.group=G1", "firms/F42/group", "G1"),
        ("firms.F.43.licensed=3", "firms/F.43/licensed", 3),
        ("firms.F42.domestic_purchases.Ascend-910C=4", "firms/F42/domestic_purchases/Ascend-910C", 4),
        ("domestic.Ascend-910C.supply.2026Q2=8", "domestic/Ascend-910C/supply/2026Q2", 8),
        ("applications.A1.accepts.0=Ascend-910C", "applications/A1/accepts", ["Ascend-910C"]),
        ("applications.A1.minimum_units=16", "applications/A1/minimum_units", 16),
        ("products.H200.price_usd=27000", "products/H200/price_usd", 27000),
    ],
)
def test_setting(setting: str, path: str, value: Any) -> None:
    node: Any = set_values(SCENARIO, [setting]).document()
    for part in path.split("/"):
        node = node[part]
    assert (node, type(node)) == (value, type(value))


def test_nothing_and_null_remove() -> None:
    titled = patch_scenario(SCENARIO, {"title": "Other"})
    assert set_values(titled, ["title="]) == set_values(titled, ["title=null"]) == SCENARIO


def test_null_removes() -> None:
    removed = set_values(SCENARIO, ["policy.rules.shared=null", "applications.A1.accepts=~"])
    assert removed == patch_scenario(
        SCENARIO, {"policy": {"rules": {"shared": None}}, "applications": {"A1": {"accepts": None}}}
    )


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            "policy.rules.quota.limt=5",
            'policy.rules.quota.limt: "limt" is not in policy.rules.quota; did you mean "limit"?',
        ),
        ("policy.rules.qota.limit=5", 'policy.rules.qota.limit: "qota" is not in policy.rules; did you mean "quota"?'),
        ("polcy.rules.quota.limit=5", 'polcy.rules.quota.limit: "polcy" is not in a scenario; did you mean "policy"?'),
        (
            "policy.rules.quota.limit.2026Q1=5",
            (
                "policy.rules.quota.limit.2026Q1: policy.rules.quota.limit is 600 and has no parts; "
                "set policy.rules.quota.limit as a whole"
            ),
        ),
        (
            "applications.A1.sitte=x",
            'applications.A1.sitte: "sitte" is not in applications.A1; did you mean "site"?',
        ),
        ("applications.A3.units=5", 'applications.A3.units: "A3" is not in applications; allowed: A1, A2'),
        ("applications.A3=5", 'applications.A3: "A3" is not in applications; allowed: A1, A2'),
        ("periods.7=x", 'periods.7: "7" is not a place in a list of 2; count from 0'),
        ("policy.rules.quota.limit", "policy.rules.quota.limit: has no value; write PATH=VALUE"),
        (
            "policy..quota=5",
            (
                'policy..quota: "policy..quota" is not a path of parts with points between them; '
                "write a path such as policy.rules.quota.limit"
            ),
        ),
        ("title=[1", 'title: "[1" is not a value; put a text in quotes'),
        ("title=yes", 'title: yes may be a truth or a text; write true or false, or "yes" in quotes'),
        (
            "policy.rules.carried.limit.2026Q3=5",
            'policy.rules.carried.limit.2026Q3: "2026Q3" is not in periods; did you mean "2026Q2"?',
        ),
        (
            "policy.rules.quota.limit=500,000",
            'policy.rules.quota.limit: "500,000" is not a number; write 500000',
        ),
        ("title=.nan", "title: NaN is not a number; write a figure"),
    ],
)
def test_setting_that_leads_nowhere(setting: str, told: str) -> None:
    assert sentences(set_values, SCENARIO, [setting]) == [told]


def test_every_setting_that_leads_nowhere_is_told() -> None:
    assert len(sentences(set_values, SCENARIO, ["titel=x", "title=y", "policy.ruls=z"])) == 2


def test_later_settings_see_earlier_ones() -> None:
    settings = ["policy.rules.b={kind: cap, limit: 1}", "policy.rules.b.limit=2"]
    assert set_values(SCENARIO, settings).document()["policy"]["rules"]["b"]["limit"] == 2


@given(documents(), st.integers(0, 10**6))
def test_setting_is_a_merge_patch(document: dict[str, Any], limit: int) -> None:
    scenario = Scenario.parse(document)
    for name, rule in document["policy"]["rules"].items():
        if isinstance(rule.get("limit"), int):
            patch = {"policy": {"rules": {name: {"limit": limit}}}}
            assert set_values(scenario, [f"policy.rules.{name}.limit={limit}"]) == patch_scenario(scenario, patch)


def test_sample_is_changed_as_the_command_line_changes_it() -> None:
    sample = read_scenario("h200-2026")
    changed_sample = set_values(sample, ["policy.rules.national_quota.limit=500000"])
    assert changed_sample.digest != sample.digest
    assert set_values(changed_sample, ["policy.rules.national_quota.limit=400000"]) == sample
