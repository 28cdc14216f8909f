"""Every command, from its arguments to its output and exit code, on the smallest bundled sample."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner, Result

import optimizer
from api.commands import COMMANDS
from api.formats import plan_json
from api.program import app
from api.terminal import Tell
from inputs import read_scenario, sample_names
from optimizer import Plan, Scenario
from optimizer.errors import CheckError

SAMPLE = "three-claims"
NAMES = [command.__name__.replace("_", "-") for command in COMMANDS]
OUTPUTS = ["awards.csv", "plan.json", "plan.xlsx", "report.html", "scenario.json", "table.txt"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def planned(*arguments: str | Path) -> dict[str, Any]:
    result = run("plan", SAMPLE, "--format", "json", *arguments)
    assert result.exit_code in {0, 3}, result.stderr
    document: dict[str, Any] = json.loads(result.stdout_bytes)
    return document


def units(document: dict[str, Any]) -> dict[str, int]:
    return {name: award["units"] for name, award in document["awards"].items()}


def maps(value: object) -> Iterator[list[str]]:
    """The names in every map of a plan, in their order; the fields of its parts are no names."""
    if isinstance(value, BaseModel):
        yield from (names for field in type(value).model_fields for names in maps(getattr(value, field)))
    elif isinstance(value, dict):
        yield list(value)
        yield from (names for item in value.values() for names in maps(item))
    elif isinstance(value, list):
        yield from (names for item in value for names in maps(item))


def test_help_lists_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in NAMES)


@pytest.mark.parametrize("command", NAMES)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--debug" in result.stdout
    assert "\x1b" not in result.stdout


def test_plan_prints_the_table() -> None:
    result = run("plan", SAMPLE)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Three claims on one pool"
    assert any(line.split()[:4] == ["A2", "F2", "no", "use"] and "75" in line for line in lines)
    assert max(map(len, lines)) <= 100


def test_plan_as_json_is_the_plan_and_nothing_else() -> None:
    result = run("plan", SAMPLE, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == plan_json(optimizer.plan(read_scenario(SAMPLE)))
    assert units(json.loads(result.stdout_bytes)) == {"A1": 50, "A2": 75, "A3": 75}


def test_the_maps_of_a_plan_are_sorted() -> None:
    result = run("plan", "h200-2026", "--format", "json")
    found = list(maps(Plan.model_validate_json(result.stdout_bytes)))
    assert len(found) > 100
    assert [names for names in found if names != sorted(names)] == []


def test_plan_as_csv() -> None:
    result = run("plan", SAMPLE, "--format", "csv")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = list(csv.DictReader(StringIO(result.stdout)))
    assert [(row["application"], row["units"], row["2026"]) for row in rows] == [
        ("A1", "50", "50"),
        ("A2", "75", "75"),
        ("A3", "75", "75"),
    ]


def test_out_writes_every_format_beside_the_answer(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = run("plan", SAMPLE, "--format", "json", "--out", folder)
    assert (result.exit_code, result.stderr) == (0, f"{len(OUTPUTS)} files written to {folder}\n")
    assert sorted(item.name for item in folder.iterdir()) == OUTPUTS
    assert (folder / "plan.json").read_bytes() == result.stdout_bytes
    assert (folder / "awards.csv").read_bytes() == run("plan", SAMPLE, "--format", "csv").stdout_bytes
    assert (folder / "table.txt").read_bytes() == run("plan", SAMPLE).stdout_bytes
    assert read_scenario(folder / "scenario.json").digest == read_scenario(SAMPLE).digest
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_what_is_not_to_be_read_on_a_terminal_is_not_written_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("plan", SAMPLE, "--format", "html").stdout.startswith("<!DOCTYPE html>")
    monkeypatch.setattr("api.terminal.is_screen", lambda: True)
    refused = run("plan", SAMPLE, "--format", "html")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert (
        "--format html: is not to be read on a terminal; redirect it to a file, as by > report.html" in refused.stderr
    )
    result = run("plan", SAMPLE, "--format", "html", "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "report.html").is_file()


def test_out_replaces_a_plan_and_nothing_else(tmp_path: Path) -> None:
    assert run("plan", SAMPLE, "--out", tmp_path).exit_code == 0
    (tmp_path / "notes.txt").write_text("mine")
    assert run("plan", SAMPLE, "--out", tmp_path, "--set", "policy.rules.quota.limit=300").exit_code == 0
    assert units(json.loads((tmp_path / "plan.json").read_bytes())) == {"A1": 50, "A2": 100, "A3": 150}
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_out_refuses_a_folder_of_other_things(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("plan", SAMPLE, "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not empty and holds no plan.json; name a new folder" in result.stderr


def test_set_and_patch_change_the_scenario_first(tmp_path: Path) -> None:
    patch = tmp_path / "patch.json"
    patch.write_text(
        '{"policy": {"rules": {"quota": {"limit": 300}}, "rounds": {"general": {"divide": "proportional"}}}}'
    )
    assert units(planned("--set", "policy.rules.quota.limit=300")) == {"A1": 50, "A2": 100, "A3": 150}
    assert units(planned("--patch", patch)) == {"A1": 50, "A2": 100, "A3": 150}
    assert units(planned("--patch", patch, "--set", "policy.rules.quota.limit=60")) == {"A1": 10, "A2": 20, "A3": 30}
    two = ("--set", "policy.rules.quota.limit=60", "--set", "policy.rounds.general.divide=proportional")
    assert units(planned(*two)) == {"A1": 10, "A2": 20, "A3": 30}


def test_an_unknown_path_of_set_is_refused_with_the_nearest() -> None:
    result = run("plan", SAMPLE, "--set", "policy.rules.quoat.limit=300")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "quoat" in result.stderr
    assert "quota" in result.stderr


def test_an_unknown_scenario_is_refused_with_the_nearest_sample(tmp_path: Path) -> None:
    result = run("plan", "tree-claims", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "tree-claims" in result.stderr
    assert '"three-claims"' in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_every_problem_of_an_input_is_told_at_once(command: str, tmp_path: Path) -> None:
    document = read_scenario(SAMPLE).document()
    document["applications"]["A1"] = {"firm": "F9", "product": "H2O", "units": 8}
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(document))
    result = run(command, path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("2 problems in the input\n")
    assert '"F9" is not in' in result.stderr
    assert '"H2O" is not in' in result.stderr


def test_an_infeasible_guarantee_is_shown_with_its_conflict(tmp_path: Path) -> None:
    guarantee = ("--set", "policy.rounds.general.guarantee=true")
    result = run("plan", SAMPLE, *guarantee, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "Outcome" in result.stdout
    assert "Why there is no plan" in result.stdout
    assert sorted(item.name for item in (tmp_path / "out").iterdir()) == OUTPUTS
    document = planned(*guarantee)
    assert document["outcome"] == "infeasible"
    assert document["awards"] == {}


def test_a_plan_that_fails_its_checks_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise CheckError("The award of A1 is no whole lot.")

    monkeypatch.setattr(optimizer, "plan", failing)
    result = run("plan", SAMPLE, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == "The plan failed its own checks and is not shown. The award of A1 is no whole lot.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_solver_is_told_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    divide, told = optimizer.plan, []

    def heard(scenario: Scenario, *, solver: str, progress: Tell) -> Plan:
        told.append(solver)
        return divide(scenario, progress=progress)

    monkeypatch.setattr(optimizer, "plan", heard)
    assert run("plan", SAMPLE, "--solver", "CBC").exit_code == 0
    assert run("plan", SAMPLE).exit_code == 0
    assert told == ["CBC", "HiGHS"]


def test_an_unknown_solver_is_told() -> None:
    result = run("plan", SAMPLE, "--solver", "HiGSH")
    assert (result.exit_code, result.stdout) == (2, "")
    assert '"HiGSH"' in result.stderr
    assert "HiGHS" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (
            ("plan", SAMPLE, "--format", "pdf"),
            '--format: "pdf" is not in the formats; allowed: csv, html, json, table, xlsx',
        ),
        (("plan", SAMPLE, "--format", "jsn"), 'did you mean "json"?'),
        (("plan",), "SCENARIO"),
        (("plna", SAMPLE), "plan"),
        (("plan", SAMPLE, "--oot", "x"), "--out"),
    ],
)
def test_a_wrong_argument_is_refused_with_what_is_allowed(arguments: tuple[str, ...], allowed: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert allowed in result.stderr


def test_validate_says_what_it_read() -> None:
    result = run("validate", SAMPLE)
    assert (result.exit_code, result.stderr) == (0, "")
    title, contents, digest = result.stdout.splitlines()
    assert title == "three-claims is valid: Three claims on one pool"
    assert contents.startswith("  3 applications, 3 firms, 1 controlled product, 0 domestic products, 1 period, ")
    assert contents.endswith(", 0 requirements, 1 rule, 1 round")
    assert digest == f"  {read_scenario(SAMPLE).digest}"


def test_verify_accepts_the_plan_of_a_scenario(tmp_path: Path) -> None:
    assert run("plan", SAMPLE, "--out", tmp_path).exit_code == 0
    result = run("verify", tmp_path / "plan.json", SAMPLE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("holds  The plan is for this scenario.\n")
    assert result.stdout.endswith(f"plan.json holds against {SAMPLE}.\n")


def test_verify_names_what_fails(tmp_path: Path) -> None:
    document = planned()
    document["awards"]["A1"]["units"] += 1
    (tmp_path / "plan.json").write_text(json.dumps(document))
    result = run("verify", tmp_path / "plan.json", SAMPLE)
    assert result.exit_code == 4
    assert "\nFAILS  " in result.stdout
    assert "A1" in result.stdout
    assert result.stdout.endswith(f"plan.json does not hold against {SAMPLE}.\n")


def test_verify_refuses_what_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    result = run("verify", tmp_path / "plan.json", SAMPLE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plan.json, outcome: field required" in result.stderr


def test_samples_lists_every_sample() -> None:
    result = run("samples")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split()[0] for line in result.stdout.splitlines()[2:]] == list(sample_names())
    assert "Three claims on one pool" in result.stdout


def test_schema_describes_a_scenario() -> None:
    result = run("schema")
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads(result.stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"periods", "products", "firms", "applications", "policy"} <= schema["properties"].keys()


def test_init_writes_a_scenario_that_can_be_planned(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    result = run("init", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"quotaplan plan {folder}" in result.stdout
    assert run("validate", folder).exit_code == 0
    assert run("plan", folder).exit_code == 0


def test_init_touches_nothing_of_yours(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("mine")
    result = run("init", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not empty; name a new or an empty folder" in result.stderr
    assert [item.read_text() for item in tmp_path.iterdir()] == ["mine"]
