"""Patches and settings: a changed scenario, the first one left as it was, and every change that leads nowhere told."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from inputs import patch_scenario, read_scenario
from inputs.patching import read_patch, set_values
from optimizer.errors import InputError
from optimizer.scenario import Scenario
from tests.strategies import documents
from tests.unit.inputs.refusals import RULED, SMALL, changed, sentences

SCENARIO = Scenario.parse(RULED)


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


def test_what_a_patch_does_not_touch_is_not_made_again() -> None:
    found = patch_scenario(SCENARIO, {"policy": {"tie_break_seed": "other"}})
    assert all(found.applications[name] is item for name, item in SCENARIO.applications.items())
    assert all(found.firms[name] is item for name, item in SCENARIO.firms.items())
    assert found.digest != SCENARIO.digest


@given(documents())
def test_a_patched_scenario_is_the_one_that_its_document_would_make(document: dict[str, Any]) -> None:
    name = min(document["applications"])
    patch: dict[str, Any] = {
        "periods": ["P0", *document["periods"]],
        "applications": {name: {"units": 5, "minimum_units": None}},
    }
    patch["policy"] = {"rounds": {"late": {"order": 99, "divide": "talmud"}}, "tie_break_seed": None}
    patch["policy"]["rules"] = {"quota": {"limit": 3, "carry_over": None}}
    scenario = Scenario.parse(document)
    assert told(lambda: patch_scenario(scenario, patch)) == told(lambda: Scenario.parse(merged(document, patch)))


def told(make: Callable[[], Scenario]) -> tuple[str, dict[str, Any]] | tuple[str, ...]:
    """A scenario, told from one that is merely equal, or everything that is wrong with it."""
    try:
        scenario = make()
    except InputError as error:
        return tuple(sorted(map(str, error.problems)))
    return scenario.digest, scenario.model_dump(exclude_unset=True)


def test_patch_keeps_what_its_author_wrote_even_if_it_is_a_default() -> None:
    written = Scenario.parse(changed(applications__A1={**SMALL["applications"]["A1"], "from": "2026Q1"}))
    assert patch_scenario(written, {"periods": ["2025Q4", "2026Q1", "2026Q2"]}).applications["A1"].from_ == "2026Q1"
    lot = Scenario.parse(changed(products__H200__lot=1))
    assert patch_scenario(lot, [{"op": "test", "path": "/products/H200/lot", "value": 1}]) == lot


@pytest.mark.parametrize("name", [{}, [], None, 7, "ad"])
def test_what_is_no_operation_is_refused(name: object) -> None:
    with pytest.raises(InputError, match="is not in the operations"):
        patch_scenario(read_scenario("three-claims"), [{"op": name, "path": "", "value": 1}])


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


DEEPER = [{"op": "add", "path": "/title" + depth * "/a", "value": {}} for depth in range(2_000)]
DOUBLED = [{"op": "copy", "from": "/title", "path": "/title/-"} for _ in range(100)]
MANY = 10_001 * [{"op": "test", "path": "/format", "value": 1}]


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        (DEEPER, "has too many levels; write maps and lists inside each other less often"),
        (DEEPER[:700], "scenario: has too many levels; write maps and lists inside each other less often"),
        ([{"op": "add", "path": "/title", "value": ["a"]}, *DOUBLED], "copies too much; copy 1,000,000 values at most"),
        (MANY, "patch: has 10,001 operations; write 10,000 at most, or a merge patch"),
    ],
)
def test_patch_that_grows_without_end_is_refused_before_it_fills_memory(patch: Any, told: str) -> None:
    (said,) = sentences(patch_scenario, SCENARIO, patch)
    assert said.endswith(told)


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        (3, "patch: 3 is no patch; give a map of changes or a list of operations"),
        ({"title": float("nan")}, "title: NaN is not a number; write a figure"),
    ],
)
def test_what_is_no_patch(patch: Any, told: str) -> None:
    assert sentences(patch_scenario, SCENARIO, patch) == [told]


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
