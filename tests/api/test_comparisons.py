"""`what-if` and `compare`, from their arguments to their output and exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import optimizer
from api.figures import signed
from api.formats import plan_json
from api.program import app
from api.reports.comparison import moved
from inputs import patch_scenario, read_scenario
from inputs.patching import set_values
from optimizer.comparison import Comparison, Movement, compare

SAMPLE = "three-claims"
MORE = "policy.rules.quota.limit=300"
GUARANTEED = "policy.rounds.general.guarantee=true"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def sections(result: Result) -> dict[str, list[str]]:
    """The lines under each title."""
    lines = result.stdout.splitlines()
    titles = [at - 1 for at, line in enumerate(lines) if line and set(line) == {"═"}]
    return {lines[at]: lines[at + 2 : end] for at, end in zip(titles, [*titles[1:], len(lines)], strict=True)}


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout_bytes)
    return found


@pytest.mark.parametrize("patch", [{}, []])
@pytest.mark.parametrize("sample", [SAMPLE, "h200-2026"])
def test_an_empty_patch_is_the_baseline_byte_for_byte(sample: str, patch: Any) -> None:
    baseline = read_scenario(sample)
    patched = patch_scenario(baseline, patch)
    assert patched.canonical_json() == baseline.canonical_json()
    assert plan_json(optimizer.plan(patched)) == plan_json(optimizer.plan(baseline))


def test_nothing_changed_is_said_in_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text("{}")
    result = run("what-if", SAMPLE, "--patch", empty)
    assert (result.exit_code, result.stderr) == (0, "")
    assert sections(result) == {
        "Three claims on one pool": ["The inputs are the same.", "Nothing differs between the plans."]
    }
    assert Comparison.model_validate_json(run("what-if", SAMPLE, "--format", "json").stdout_bytes).empty


def test_what_if_says_who_gains_and_which_limit_moved_it() -> None:
    found = sections(run("what-if", SAMPLE, "--set", MORE))
    assert list(found) == [
        "Three claims on one pool",
        "Side by side",
        "Who gains, in units",
        "Totals that differ, in units",
        "Awards that differ, in units",
    ]
    assert found["Three claims on one pool"][2].split() == ["policy.rules.quota.limit", "200", "300"]
    assert found["Side by side"][2:6] == [
        "Outcome                  allocated  allocated",
        "Quota                          200        300    +100",
        "Claimed                        600        600       0",
        "Awarded                        200        300    +100",
    ]
    assert found["Who gains, in units"][2:] == [
        "F3    Firm three      75    150     +75  quota",
        "F2    Firm two        75    100     +25  quota",
        "────  ──────────  ──────  ─────  ──────  ────────",
        "all                  150    250    +100",
        "",
    ]
    assert found["Awards that differ, in units"][2].startswith(
        "A3           F3        75    150     +75  quota stops it"
    )


def test_what_if_says_who_loses_and_who_is_out(tmp_path: Path) -> None:
    patch = tmp_path / "patch.yaml"
    patch.write_text("""
      - {op: test, path: /policy/rules/quota/limit, value: 200}
      - {op: add, path: /applications/A2/minimum_units, value: 100}
      - {op: add, path: /applications/A4, value: {firm: F1, product: H200, units: 10}}
    """)
    found = sections(run("what-if", SAMPLE, "--patch", patch))
    assert "1 application more after: A4" in found["Three claims on one pool"]
    assert found["Who loses, in units"][2].split()[-2:] == ["dropped", "out"]
    assert found["Refused or dropped out on one side only"][2].split()[:3] == ["A2", "F2", "dropped"]


def test_a_patch_for_another_scenario_is_refused(tmp_path: Path) -> None:
    patch = tmp_path / "patch.json"
    patch.write_text('[{"op": "test", "path": "/policy/rules/quota/limit", "value": 1}]')
    result = run("what-if", SAMPLE, "--patch", patch)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the patch was made for another scenario" in result.stderr


def test_what_if_as_json_is_the_comparison() -> None:
    before = read_scenario(SAMPLE)
    after = set_values(before, [MORE])
    found = compare(optimizer.plan(before), before, optimizer.plan(after), after)
    result = run("what-if", SAMPLE, "--set", MORE, "--format", "json")
    assert Comparison.model_validate_json(result.stdout_bytes) == found
    assert document(result)["inputs"]["values"] == [{"path": "policy.rules.quota.limit", "from": 200, "to": 300}]


def test_a_guarantee_that_cannot_be_met_ends_with_three() -> None:
    result = run("what-if", SAMPLE, "--set", GUARANTEED)
    assert result.exit_code == 3
    found = sections(result)
    assert any("guarantees its claims in full" in line for line in found["Side by side"])
    assert {line.split()[-1] for line in found["Who loses, in units"][2:5]} == {"quota"}


@pytest.mark.parametrize("command", [("what-if", SAMPLE), ("compare", SAMPLE, SAMPLE)])
def test_a_format_that_is_none_is_refused(command: tuple[str, ...]) -> None:
    result = run(*command, "--format", "jsn")
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'did you mean "json"?' in result.stderr


def test_compare_takes_samples_folders_and_plans_alike(tmp_path: Path) -> None:
    folder = tmp_path / "more"
    assert run("plan", SAMPLE, "--set", MORE, "--out", folder).exit_code == 0
    changed = run("what-if", SAMPLE, "--set", MORE, "--format", "json").stdout_bytes
    other = (folder / "plan.json").rename(folder / "other.json")
    assert run("compare", SAMPLE, other, "--format", "json").stdout_bytes == changed
    other.rename(folder / "plan.json")
    for source in (folder, folder / "plan.json", folder / "scenario.json"):
        result = run("compare", SAMPLE, source, "--format", "json")
        assert (result.exit_code, result.stdout_bytes) == (0, changed)
    assert sections(run("compare", folder, SAMPLE))["Who loses, in units"][-2].split()[-1] == "-100"


def test_a_plan_without_its_scenario_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run("plan", SAMPLE, "--out", folder).exit_code == 0
    (folder / "scenario.json").unlink()
    result = run("compare", folder, SAMPLE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has no scenario.json beside it" in result.stderr


def test_a_plan_beside_another_scenario_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run("plan", SAMPLE, "--out", folder).exit_code == 0
    (folder / "scenario.json").write_bytes(set_values(read_scenario(SAMPLE), [MORE]).canonical_json())
    result = run("compare", folder, SAMPLE)
    assert result.exit_code == 2
    assert "is the plan of another scenario" in result.stderr


def test_a_plan_that_does_not_hold_is_not_compared(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run("plan", SAMPLE, "--out", folder).exit_code == 0
    plan = json.loads((folder / "plan.json").read_bytes())
    plan["awards"]["A1"]["units"] += 1
    (folder / "plan.json").write_text(json.dumps(plan))
    result = run("compare", folder, SAMPLE)
    assert (result.exit_code, result.stdout) == (4, "")


def test_a_file_that_is_neither_is_refused_as_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{")
    result = run("compare", file, SAMPLE)
    assert result.exit_code == 2
    assert "broken.json" in result.stderr


def test_two_samples_side_by_side() -> None:
    found = sections(run("compare", "h200-2026", "h200-rationed"))
    assert found["H200 imports in 2026, 400,000 units approved"][0].split() == ["changed", "input", "before", "after"]
    assert "Co-purchases that differ, in units" in found
    assert "Limits that began or ceased to bind" in found
    assert max(len(line) for lines in found.values() for line in lines) <= 100


def test_movements_in_words() -> None:
    assert moved([Movement(code="periods", row=None, units=0)]) == "other periods"
    assert moved([Movement(code="cut", row="quota", units=-8), Movement(code="periods", row=None, units=0)]) == "quota"
    several = [Movement(code="cut", row=f"row{number}", units=-number) for number in range(1, 6)]
    assert moved(several) == "row1 -1, row2 -2, row3 -3 and 2 more"


def test_changes_have_signs_also_in_a_spreadsheet() -> None:
    assert [str(signed(change)) for change in (8, 0, -1200)] == ["+8", "0", "-1,200"]
    assert signed(8).pattern == "+#,##0;-#,##0;0"
