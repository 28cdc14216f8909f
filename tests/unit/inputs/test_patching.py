"""Patches and settings: a changed scenario, the first one left as it was, and every change that leads nowhere told."""

from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs import patch_scenario, read_scenario
from inputs.patching import read_patch, set_values
from optimizer.scenario import Scenario
from tests.strategies import documents
from tests.unit.inputs.refusals import SMALL, changed, sentences

SCENARIO = Scenario.parse(
    changed(
        policy__rules__carried={"kind": "cap", "limit": {"2026Q1": 100, "2026Q2": 200}},
        policy__rules__shared={"kind": "cap", "per": "group", "share": {"of": "quota", "ratio": 0.5}},
        policy__rules__listed={"kind": "cap", "where": {"firm.licensed": {"at_least": 400}}, "limit": 10},
        applications__A1__accepts=["Ascend-910C"],
        **{"firms__F.43": {}},
    )
)


def merged(target: Any, patch: Any) -> Any:
    """MergePatch as RFC 7396 writes it."""
    if not isinstance(patch, dict):
        return patch
    target = deepcopy(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merged(target.get(name), value)
    return target


@given(documents())
def test_empty_patch_changes_nothing(document: dict[str, Any]) -> None:
    scenario = Scenario.parse(document)
    for same in (patch_scenario(scenario, {}), patch_scenario(scenario, []), set_values(scenario, [])):
        assert same.digest == scenario.digest


@pytest.mark.parametrize(
    "patch",
    [
        {"policy": {"rules": {"quota": {"limit": 500.50}}}},
        {"policy": {"rules": {"quota": None, "shared": None}}},
        {"applications": {"A1": {"units": 80, "accepts": None}, "A2": None}},
        {"policy": {"rules": {"carried": {"limit": 7}}}},
        {"title": "Other", "policy": {"rounds": {"first": {"order": 1, "divide": "talmud"}}}},
        {"domestic": {"Siyuan-690": {"supply": {"2026Q2": 5}}}},
    ],
)
def test_merge_patch_does_what_its_rfc_says(patch: dict[str, Any]) -> None:
    before = SCENARIO.digest
    document = SCENARIO.document()
    if "rounds" in patch.get("policy", {}):
        document["policy"]["rounds"] = {"general": {"order": 9}}
        patch = {**patch, "policy": {"rounds": {**patch["policy"]["rounds"], "general": {"order": 9}}}}
    assert patch_scenario(SCENARIO, patch) == Scenario.parse(merged(document, patch))
    assert Scenario.parse(SCENARIO.document()).digest == before


def test_patch_reaches_the_round_that_holds_by_default() -> None:
    patch = {"policy": {"rounds": {"general": {"divide": "talmud"}}}}
    assert patch_scenario(SCENARIO, patch).policy.rounds["general"].divide == "talmud"
    assert set_values(SCENARIO, ["policy.rounds.general.divide=talmud"]) == patch_scenario(SCENARIO, patch)


def test_patch_keeps_what_its_author_wrote_even_if_it_is_a_default() -> None:
    written = Scenario.parse(changed(applications__A1={**SMALL["applications"]["A1"], "from": "2026Q1"}))
    assert patch_scenario(written, {"periods": ["2025Q4", "2026Q1", "2026Q2"]}).applications["A1"].from_ == "2026Q1"
    lot = Scenario.parse(changed(products__H200__lot=1))
    assert patch_scenario(lot, [{"op": "test", "path": "/products/H200/lot", "value": 1}]) == lot


CARRIED = {"op": "remove", "path": "/policy/rules/carried"}
DOMESTIC = "Ascend-910C"
ACCEPTS = "/applications/A1/accepts"


@pytest.mark.parametrize(
    ("operations", "path", "value"),
    [
        ([("replace", "/policy/rules/quota/limit", 5.0)], "policy rules quota limit", 5),
        ([("add", "/title", "x")], "title", "x"),
        ([CARRIED, ("add", "/periods/-", "2026Q3")], "periods", ["2026Q1", "2026Q2", "2026Q3"]),
        ([("add", "/periods/0", "2025Q4"), CARRIED], "periods", ["2025Q4", "2026Q1", "2026Q2"]),
        ([{"op": "copy", "from": "/applications/A1", "path": "/applications/A~1~03"}], "applications A/~3 units", 800),
        ([{"op": "move", "from": "/applications/A1", "path": "/applications/B1"}], "applications B1 units", 800),
        ([("add", f"{ACCEPTS}/0", "x"), ("remove", f"{ACCEPTS}/0", None)], "applications A1 accepts", [DOMESTIC]),
        ([("replace", f"{ACCEPTS}/0", DOMESTIC)], "applications A1 accepts", [DOMESTIC]),
        ([("test", "/firms/F41", {"licensed": 500.0, "group": "G1"})], "firms F41 licensed", 500),
    ],
)
def test_json_patch(operations: list[Any], path: str, value: Any) -> None:
    names = ("op", "path", "value")
    patch = [item if isinstance(item, dict) else dict(zip(names, item, strict=True)) for item in operations]
    node: Any = patch_scenario(SCENARIO, patch).document()
    for part in path.split(" "):
        node = node[part]
    assert node == value


def test_json_patch_may_replace_everything() -> None:
    assert patch_scenario(SCENARIO, [{"op": "replace", "path": "", "value": SMALL}]) == Scenario.parse(SMALL)
    assert patch_scenario(SCENARIO, [{"op": "add", "path": "", "value": SMALL}]) == Scenario.parse(SMALL)


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ({"op": "ad", "path": "/x", "value": 1}, '"ad" is not in the operations; did you mean "add"?'),
        ({"path": "/x"}, '"" is not in the operations; allowed: add, copy, move, remove, replace, test'),
        ({"op": "add", "path": "/title"}, "has no value; add needs it"),
        ({"op": "move", "path": "/title"}, "has no from; move needs it"),
        ("add", '"add" is no operation; write {op: ..., path: ..., value: ...}'),
        ({"op": "remove", "path": "title"}, '"title" is not a pointer; write /policy/rules/quota/limit'),
        (
            {"op": "remove", "path": "/policy/rules/qota"},
            '"qota" is not in the names there; did you mean "quota"?',
        ),
        (
            {"op": "replace", "path": "/policy/rules/qota/limit", "value": 3},
            '"qota" is not in the names there; did you mean "quota"?',
        ),
        ({"op": "remove", "path": "/periods/2"}, '"2" is not a place in a list of 2; count from 0'),
        ({"op": "remove", "path": "/periods/01"}, '"01" is not a place in a list of 2; count from 0'),
        (
            {"op": "add", "path": "/periods/3", "value": "x"},
            '"3" is not a place in a list of 2; count from 0, or write - for its end',
        ),
        ({"op": "add", "path": "/format/x", "value": 1}, '"x" cannot be in 1; name a map or a list'),
        ({"op": "remove", "path": "/format/x"}, '"x" cannot be in 1; name a map or a list'),
        ({"op": "remove", "path": ""}, "the whole scenario cannot be removed; name a part of it"),
        ({"op": "move", "from": "/policy", "path": "/policy/x"}, "/policy cannot move into itself; name another path"),
        (
            {"op": "test", "path": "/policy/rules/quota/limit", "value": 5},
            "/policy/rules/quota/limit is 600, not 5; the patch was made for another scenario",
        ),
        (
            {"op": "test", "path": "/format", "value": True},
            "/format is 1, not true; the patch was made for another scenario",
        ),
        (
            {"op": "test", "path": "/periods", "value": ["2026Q1"]},
            "/periods is a list, not a list; the patch was made for another scenario",
        ),
    ],
)
def test_operation_that_cannot_be_done(operation: Any, told: str) -> None:
    sound = {"op": "add", "path": "/title", "value": "x"}
    assert sentences(patch_scenario, SCENARIO, [sound, operation]) == [f"patch.1: {told}"]


def test_patch_that_makes_no_scenario_tells_every_problem() -> None:
    patch = {"applications": {"A1": {"units": -1}, "A2": {"firm": "F4"}}, "policy": {"rules": {"quota": {"limt": 3}}}}
    assert sentences(patch_scenario, SCENARIO, patch) == [
        "applications.A1.units: -1 is too small; write a whole number from 0 to 1,000,000,000",
        'policy.rules.quota.limt: "limt" is not in the known fields; did you mean "limit"?',
        'applications.A2.firm: "F4" is not in firms; did you mean "F42"?',
    ]


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        (3, "patch: 3 is no patch; give a map of changes or a list of operations"),
        ({"title": float("nan")}, "title: NaN is not a number; write a figure"),
    ],
)
def test_what_is_no_patch(patch: Any, told: str) -> None:
    assert sentences(patch_scenario, SCENARIO, patch) == [told]


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
                'policy..quota=5: "policy..quota" is not a path of parts with points between them; '
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


def test_patch_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("title: Other\n")
    (tmp_path / "p.json").write_text('[{"op": "add", "path": "/title", "value": "Other"}]')
    for name in ("p.yaml", "p.json"):
        assert patch_scenario(SCENARIO, read_patch(tmp_path / name)).title == "Other"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("p.yaml", "3", "p.yaml: 3 is no patch; write a map of changes or a list of operations"),
        ("p.yaml", "a: 1\na: 2\n", 'p.yaml line 2: "a" stands in line 1 already; write it once'),
        ("p.json", '{"a": NaN}', "p.json, a: NaN is not a number; write a figure"),
        ("p.json", "", "p.json: is empty; write it, or remove it"),
    ],
)
def test_file_that_is_no_patch(name: str, text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert sentences(read_patch, tmp_path / name) == [told]


def test_sample_is_changed_as_the_command_line_changes_it() -> None:
    sample = read_scenario("h200-2026")
    changed_sample = set_values(sample, ["policy.rules.national_quota.limit=500000"])
    assert changed_sample.digest != sample.digest
    assert set_values(changed_sample, ["policy.rules.national_quota.limit=400000"]) == sample
