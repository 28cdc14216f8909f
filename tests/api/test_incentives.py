"""`quotaplan incentives`: the search, its options, and that every gain is that of an ordinary run."""

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import optimizer
from api.incentives import divides, made, searched
from api.program import app
from api.reports.incentives import gaining, incentives, numbered
from api.searches import groups_of, ranges_of, rules_of
from api.sweeps import pools
from inputs import patch_scenario, read_scenario
from inputs.patching import set_values
from optimizer.divisions import DIVISIONS
from optimizer.errors import InputError, SolverError
from optimizer.incentives import Applicants, Incentives, Ranges, use
from optimizer.scenario import Scenario


class Here(Executor):
    """Runs everything at once, in this process."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*given, **named))
        return future


class HerePool:
    lanes = 1
    executor: Executor = Here()

    def renew(self) -> None:
        raise AssertionError


def quiet(_: str, __: int, ___: int | None) -> None:
    pass


def found(scenario: Scenario, rules: list[str]) -> Incentives:
    return searched(scenario, Applicants.of(scenario).largest(3), Ranges(), rules, HerePool(), quiet)


@pytest.fixture(scope="module")
def textbook() -> Incentives:
    scenario = read_scenario("three-claims")
    return found(scenario, divides(scenario))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["incentives", *map(str, arguments)])


def test_the_policys_own_rule_is_not_tried_twice() -> None:
    assert divides(read_scenario("three-claims")) == ["policy", "proportional", "equal_awards", "equal_losses"]
    assert divides(read_scenario("h200-2026")) == ["policy", *DIVISIONS]


def test_every_gain_is_that_of_an_ordinary_run(textbook: Incentives) -> None:
    scenario = read_scenario("three-claims")
    applicants = Applicants.of(scenario)
    gains = gaining(textbook)
    assert len(gains) > 10
    for item in gains:
        assert item.gain == item.after - item.before
        plan = optimizer.plan(patch_scenario(scenario, item.patch))
        filed = {name: tuple(part for part in plan.awards if part.split("-")[0] == name) for name in applicants.needs}
        assert use(plan, applicants, item.groups, filed).units == item.after


def test_the_theory_shows_in_the_search(textbook: Incentives) -> None:
    gains = {(item.divide, item.kind) for item in gaining(textbook) if item.gain_before_lots != "0"}
    assert ("proportional", "asking for more") in gains
    assert ("equal_awards", "asking for more") not in gains
    assert ("equal_awards", "splitting") in gains
    assert ("equal_losses", "merging") in gains
    assert not any(kind == "splitting, owner declared" for _, kind in gains)


def test_the_report_says_who_gains_by_what_and_whole_lots_apart(textbook: Incentives) -> None:
    sections = {item.title: list(item.lines(100)) for item in incentives(textbook, read_scenario("three-claims"))}
    most = sections["The most that each group could gain"]
    assert most[2].split() == ["group", "by", "policy", "proportional", "equal", "awards", "equal", "losses"]
    assert most[4].split() == ["F3", "asking", "for", "more", "nothing", "+33", "nothing", "+50"]
    assert any(line.endswith("+1 *       nothing       nothing") for line in most)
    how = " ".join(sections["How"])
    assert "Policy: 3 groups gain; most, 45 units, by splitting: F3 files by 3 firms instead of one" in how


def test_where_nothing_gains_that_is_said() -> None:
    scenario = set_values(read_scenario("three-claims"), ["policy.rules.quota.limit=600"])
    given = found(scenario, ["policy"])
    assert gaining(given) == []
    lines = [line for item in incentives(given, scenario) for line in item.lines(100)]
    assert "Nothing that was tried gains anybody anything." in lines
    alone = given.model_copy(update={"findings": []})
    assert [item.title for item in incentives(alone, scenario)][1:] == ["How"]


def test_a_run_without_a_plan_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = optimizer.plan

    def failing(scenario: Scenario, *, drop_outs: bool) -> optimizer.Plan:
        if len(scenario.firms) > 3:
            raise SolverError("no answer")
        return plan(scenario, drop_outs=drop_outs)

    monkeypatch.setattr("optimizer.plan", failing)
    scenario = read_scenario("three-claims")
    given = found(scenario, ["policy"])
    assert {line.rpartition(": ")[2] for line in given.failed} == {"no answer"}
    assert {item.kind for item in given.findings} == {"asking for more", "asking for less", "merging"}
    assert incentives(given, scenario)[-1].title == "What gave no plan"
    monkeypatch.setattr(
        "optimizer.plan", lambda _, **how: failing(scenario.having(firms={**scenario.firms, "F9": {}}), **how)
    )
    assert found(scenario, ["policy"]).findings == []


def test_a_patch_that_makes_no_scenario_is_a_reason() -> None:
    told = made(read_scenario("three-claims"), {"applications": {"A1": {"units": -1}}}, [("F1",)], {})
    assert isinstance(told, str)
    assert "applications.A1.units" in told


def test_groups_of_firms_or_of_groups_or_the_largest() -> None:
    scenario = read_scenario("h200-2026")
    assert groups_of(scenario, "F02, G02,F15", 3) == ["G02", "F15"]
    assert groups_of(scenario, None, 2) == ["F01", "G02"]
    with pytest.raises(InputError) as refused:
        groups_of(scenario, "G2,F40", 3)
    assert [str(item) for item in refused.value.problems] == [
        '--firms: "G2" is not in the firms and groups; did you mean "G02"?',
        "--firms: F40 has no application that passes screening; name a firm that has one",
    ]


def test_ranges_that_make_no_sense_are_refused_at_once() -> None:
    with pytest.raises(InputError) as refused:
        ranges_of("1,x", "2", "1.5,3")
    assert [str(item) for item in refused.value.problems] == [
        '--more: "x" is not a number; write figures with commas between them',
        "--more: 1 is not more; write factors above 1",
        "--less: 2 is not less; write parts below 1",
        "--split: 1.5 is no number of firms; write whole numbers from 2 to 100",
    ]
    assert ranges_of("", "", "") == Ranges((), (), ())


def test_division_rules_by_name() -> None:
    assert rules_of("talmud,policy,talmud") == ["talmud", "policy"]
    with pytest.raises(InputError, match="did you mean"):
        rules_of("talmut")


def test_the_command_writes_a_patch_for_each_gain(tmp_path: Path) -> None:
    folder = tmp_path / "found"
    options = ("--firms", "F1", "--rules", "policy", "--split", "", "--workers", "1", "--format", "json")
    result = run("three-claims", *options, "--out", folder)
    assert (result.exit_code, result.stderr) == (0, f"1 patch written to {folder}\n")
    document = json.loads(result.stdout_bytes)
    assert document == json.loads((folder / "incentives.json").read_bytes())
    gain = max(document["findings"], key=lambda item: item["gain"])
    assert (gain["kind"], gain["before"], gain["after"]) == ("asking for more", 50, 67)
    assert sorted(path.name for path in folder.iterdir()) == [
        "001-asking-for-more-policy-F1.json",
        "incentives.json",
        "table.txt",
    ]
    patch = folder / "001-asking-for-more-policy-F1.json"
    planned = CliRunner().invoke(app, ["plan", "three-claims", "--patch", str(patch), "--format", "json"])
    assert json.loads(planned.stdout_bytes)["awards"]["A1"]["units"] == 67


def test_the_command_prints_tables_and_refuses_what_it_cannot_fill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "Machine", lambda _: HereMachine())
    result = run("three-claims", "--largest", "1", "--rules", "policy,proportional")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Three claims on one pool: what could be gained\n")
    assert "The most that each group could gain" in result.stdout
    (tmp_path / "mine.txt").write_text("mine")
    assert run("three-claims", "--out", tmp_path).exit_code == 2
    assert run("three-claims", "--format", "csv").exit_code == 2


class HereMachine(HerePool):
    def close(self) -> None:
        pass


def test_patches_have_names_that_every_file_system_takes(textbook: Incentives) -> None:
    strange = [item.model_copy(update={"groups": ["G/1", "华为"]}) for item in textbook.findings[:1]]
    names = [name for name, _ in numbered(textbook.model_copy(update={"findings": strange or textbook.findings}))]
    assert all("/" not in name and " " not in name for name in names)
