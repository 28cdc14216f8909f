"""`quotaplan explain`, from its arguments to its output and exit code."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from api.program import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments])


def test_an_application_is_told_what_stopped_it_and_what_it_is_granted() -> None:
    result = run("three-claims", "A1")
    assert result.exit_code == 0
    assert "A1 of F1 asks for 100 units of H200" in result.stdout
    assert "quota accounts for 100.0 % of the stop: 200 of 200 units are used." in result.stdout
    assert "It is granted 50 units" in result.stdout


@pytest.mark.parametrize(
    ("name", "kind"), [("A2", "application"), ("F2", "firm"), ("quota", "rule"), ("general", "round")]
)
def test_every_kind_of_thing_has_an_explanation(name: str, kind: str) -> None:
    document = json.loads(run("three-claims", name, "--format", "json").stdout)
    assert (document["name"], document["kind"], document["audience"]) == (name, kind, "planner")
    assert all(reason["code"] and reason["sentence"].endswith(".") for reason in document["reasons"])
    assert [part["name"] for part in document["parts"]] == (["A2"] if kind == "firm" else [])


def test_a_name_that_several_things_have_is_told_apart() -> None:
    patch = ["--set", 'policy.rules.F1={"kind": "cap", "limit": 80}']
    assert json.loads(run("three-claims", "F1", "--format", "json", *patch).stdout)["kind"] == "firm"
    told = json.loads(run("three-claims", "F1", "--kind", "rule", "--format", "json", *patch).stdout)
    assert told["kind"] == "rule"
    assert run("three-claims", "F1", "--kind", "round", *patch).exit_code == 2


def test_a_changed_scenario_is_explained() -> None:
    assert "whole claim of 100 units" in run("three-claims", "A1", "--set", "policy.rules.quota.limit=600").stdout


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    result = run("three-claims", "quotas")
    assert result.exit_code == 2
    assert 'did you mean "quota"?' in result.stderr


def test_every_choice_that_is_none_is_told_at_once() -> None:
    result = run("three-claims", "A1", "--audience", "plannner", "--language", "eng", "--format", "jsn")
    assert result.exit_code == 2
    for nearest in ("planner", "en", "json"):
        assert f'did you mean "{nearest}"?' in result.stderr


def test_an_applicant_is_told_nothing_about_two_others() -> None:
    told = run("three-claims", "A1", "--audience", "applicant").stdout
    assert "stopped with it" not in told
    assert "A2" not in told


def test_a_guarantee_that_cannot_be_met_is_the_reason_for_everybody() -> None:
    result = run("three-claims", "A1", "--set", "policy.rounds.general.guarantee=true")
    assert result.exit_code == 3
    assert "Nobody is granted anything" in result.stdout


def test_what_would_give_it_more_is_told_with_the_figure_before() -> None:
    result = run("three-claims", "A1", "--want", "60")
    assert result.exit_code == 0
    assert "raise quota from 200 to 478" in result.stdout
    assert "With 477" in result.stdout


def test_ways_are_data_as_well() -> None:
    document = json.loads(run("three-claims", "A2", "--want", "80", "--format", "json", "--language", "zh").stdout)
    (way,) = [answer for answer in document["answers"] if answer["code"] == "way"]
    assert (way["path"], way["from"], way["to"], way["gives"]) == ("policy.rules.quota.limit", 200, 210, 80)
    assert way["sentence"].endswith("。")


def test_a_rule_wants_nothing() -> None:
    result = run("three-claims", "quota", "--want", "60")
    assert result.exit_code == 2
    assert "is not in the applications and firms" in result.stderr
