"""The benchmarks measure one and the same model: at a size at which it can be checked, all of them agree."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import scale, what_if
from benchmarks.applicants import Applicants, draw
from benchmarks.arrays import application_ids, claims_of, policy_of
from benchmarks.folder import write_folder
from benchmarks.limits import limits_for
from benchmarks.merged import merged
from benchmarks.names import CBC, DIVIDING, QUESTIONS, WAYS
from benchmarks.plain import Programme, Question, plain
from benchmarks.solving import UnavailableError, by_cbc, by_highs, declared
from benchmarks.tables import aligned
from benchmarks.unmerged import unmerged
from inputs import read_scenario
from optimizer import plan
from optimizer.dividing import Division, divide
from optimizer.rules import write_rows

SIZE = 60
APPLICANTS = {
    "round": draw(SIZE),
    "odd": draw(SIZE, round_figures=False),
    "minimum": draw(SIZE, minimum_units=True),
}


def divided(applicants: Applicants) -> Division:
    limits = limits_for(applicants)
    return divide(claims_of(applicants, limits), policy_of(limits))


def programme(question: Question) -> Programme:
    applicants = APPLICANTS["round"]
    limits = limits_for(applicants)
    claims = claims_of(applicants, limits)
    return plain(claims, write_rows(policy_of(limits).rules, claims), question)


@pytest.mark.parametrize("applicants", APPLICANTS.values(), ids=APPLICANTS)
def test_arrays_and_files_are_the_same_scenario(applicants: Applicants, tmp_path: Path) -> None:
    write_folder(tmp_path, applicants, limits_for(applicants))
    answer = plan(read_scenario(tmp_path))
    division = divided(applicants)
    units = dict(zip(application_ids(applicants), division.grants.delivered.sum(axis=1).tolist(), strict=True))
    assert answer.refused == {}
    assert {name: award.units for name, award in answer.awards.items()} == units
    assert [drop.application for drop in answer.dropped] == [
        f"A{drop.application:07d}" for drop in division.entitled.dropped
    ]
    assert answer.co_purchases == division.grants.bought


def test_limits_bind() -> None:
    division = divided(draw(1_000))
    binding = {
        stop.proof.merged.rows[row].rule
        for stop in division.entitled.filling.stops
        for row in stop.proof.cut.prices
        if row not in stop.proof.merged.tops
    }
    pools, caps = {"university_reserve", "research"}, {"national_quota", "group_tranche", "us_licence", "site_ceiling"}
    assert binding >= pools | caps | {"supply"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_way_to_solve_the_plain_programme_finds_the_same(question: Question) -> None:
    asked = programme(question)
    found = {CBC: by_cbc(declared(asked))}
    for way in set(WAYS) - {CBC}:
        try:
            found[way] = by_highs(asked, way)
        except UnavailableError:
            assert way == "hipo"
    assert found == pytest.approx(dict.fromkeys(found, found["simplex"]), rel=1e-4)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_same_answer_when_like_applications_are_merged(question: Question) -> None:
    applicants = draw(SIZE)
    limits = limits_for(applicants)
    smaller = merged(claims_of(applicants, limits), policy_of(limits), question)
    assert len(smaller.worth) < len(programme(question).worth)
    assert by_highs(smaller, "simplex") == pytest.approx(by_highs(programme(question), "simplex"))


@pytest.mark.parametrize("algorithm", DIVIDING)
def test_the_division_by_plain_programmes_has_the_entitlements_of_the_core(algorithm: str) -> None:
    applicants = draw(600)
    limits = limits_for(applicants)
    claims, policy = claims_of(applicants, limits), policy_of(limits)
    found = unmerged(claims, policy, algorithm)
    core = divide(claims, policy).entitled.filling.cohorts.about()
    assert found.solves > 1
    assert found.entitlements == pytest.approx(core, rel=1e-6, abs=1e-6)


def test_a_division_keeps_every_row_of_the_plain_programme() -> None:
    asked, division = programme("total"), divided(APPLICANTS["round"])
    delivered = division.grants.delivered[asked.application, asked.period]
    every = np.append(delivered, np.zeros(len(asked.worth) - len(delivered)))
    used = np.add.reduceat(asked.value * every[asked.column], asked.start[:-1])
    on_awards_only = np.add.reduceat(asked.column >= len(delivered), asked.start[:-1]) == 0
    assert (used <= asked.limit)[on_awards_only].all()
    assert delivered.sum() == division.grants.delivered.sum() <= by_highs(asked, "simplex") + 1e-6


def test_a_case_that_takes_too_long_is_stopped_and_not_tried_with_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results.md"
    scale.main(["--sizes", "20", "40", "--parts", "core", "--limit", "0.01", "--results", str(results)])
    text = results.read_text()
    assert "stopped after 0 s" in text
    assert "not tried: stopped at 20" in text
    assert capsys.readouterr().out.strip() in text


def test_tables_line_up() -> None:
    assert aligned(("name", "units"), [("A", "1"), ("Beta", "1,000")]).splitlines() == [
        "| name | units |",
        "| ---- | ----: |",
        "| A    |     1 |",
        "| Beta | 1,000 |",
    ]


def test_a_stage_lasts_until_the_next_and_may_come_again() -> None:
    times = iter([0.0, 0.0, 1.0, 3.0, 7.0])
    watch = what_if.Stopwatch(lambda: what_if.Lap(time := next(times), time / 2))
    for stage in ("digest", "checking", "digest", ""):
        watch(stage)
    spent = {stage: (lap.clock, lap.processor) for stage, lap in watch.laps.items() if lap.clock}
    assert spent == {"digest": (5.0, 2.5), "checking": (2.0, 1.0)}


def test_every_stage_of_a_what_if_has_its_share(capsys: pytest.CaptureFixture[str]) -> None:
    what_if.main(["--sample", "h200-rationed", "--quota", "90000", "--runs", "2"])
    printed = capsys.readouterr().out
    assert all(f"| {words}" in printed for words in what_if.STAGES.values())
    assert "100.0%" in printed
    assert "Median of 2 runs" in printed


def test_every_stage_that_a_plan_announces_has_a_name() -> None:
    laps = what_if.answered(scenario := read_scenario("h200-2026"), plan(scenario), f"{what_if.PATH}=390000")
    assert laps.keys() == what_if.STAGES.keys()
    assert all(lap.clock > 0 for lap in laps.values())
