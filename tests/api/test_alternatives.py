"""`quotaplan rules`, from its arguments to its output and exit code."""

from pathlib import Path

from typer.testing import CliRunner, Result

from api.program import app
from inputs import read_scenario
from optimizer.alternatives import Alternatives, alternatives


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["rules", *map(str, arguments)])


def test_each_rule_has_a_column_and_the_policy_is_told() -> None:
    result = run("three-claims")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[4].split() == ["general", "talmud", "divided", "by", "each", "rule", "in", "turn"]
    assert lines[8].endswith("claimed  proportional  equal awards  equal losses  talmud (as the policy)")
    assert lines[10].split() == ["F2", "Firm", "two", "200", "67", "66", "50", "75"]
    assert lines[14].split() == ["all", "600", "200", "200", "200", "200"]
    assert "Equal losses: 1 firm gets nothing; most of all units has F3, 75.0 %." in lines
    assert max(map(len, lines)) <= 100


def test_as_json_it_is_what_python_gives() -> None:
    result = run("three-claims", "--format", "json", "--set", "policy.rules.quota.limit=300")
    found = Alternatives.model_validate_json(result.stdout_bytes)
    assert found != alternatives(read_scenario("three-claims"))
    assert sum(found.alternatives[0].units.values()) == 300


def test_rounds_by_score_are_told_to_stay(tmp_path: Path) -> None:
    patch = tmp_path / "patch.yaml"
    patch.write_text("""
      policy: {rounds: {first: {order: 0, divide: {ranked: score}, pool: 20}}}
      applications: {A1: {score: 1}, A2: {score: 2}, A3: {score: 3}}
    """)
    lines = run("three-claims", "--patch", patch).stdout.splitlines()
    assert ["first", "by", "a", "score", "stays", "as", "it", "is"] in [line.split() for line in lines]


def test_a_guarantee_of_the_policy_that_cannot_be_met_ends_with_three() -> None:
    result = run("three-claims", "--set", "policy.rounds.general.guarantee=true")
    assert result.exit_code == 3
    assert "Where there is no plan" in result.stdout
