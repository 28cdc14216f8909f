"""What a solver does wrong never shows in a plan: it is mended, or the plan says what was tried, or there is none."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import highspy
import pytest

from optimizer import plan
from optimizer.errors import CheckError, SolverError
from optimizer.linear import Basis
from optimizer.plans import Plan
from optimizer.programme.delivery import Answer, Delivery
from optimizer.scenario import Scenario
from tests.certificate.scenarios import ALLOCATED

Fault = Callable[[pytest.MonkeyPatch], None]

BY_PERIOD: dict[str, Any] = ALLOCATED["crowded"] | {
    "policy": {
        "rules": {
            "quota": {"kind": "cap", "limit": {"P1": 250, "P2": 350}},
            "tranche": {"kind": "cap", "per": "group", "limit": {"P1": 150, "P2": 160}},
        },
        "rounds": {"all": {"order": 1, "divide": "equal_awards"}},
    }
}
"""Nothing has to be bought: HiGHS is asked for deliveries only."""

SCENARIOS = {"by period": BY_PERIOD, **ALLOCATED}


def _planned(name: str) -> Plan:
    return plan(Scenario.parse(SCENARIOS[name]))


def _alike(one: Plan, other: Plan) -> bool:
    """Whether two plans give the same, whatever inequalities they prove it by."""
    return one.co_purchases == other.co_purchases and all(
        (award.entitlement, award.periods, award.level) == (there.entitlement, there.periods, there.level)
        for award, there in zip(one.awards.values(), other.awards.values(), strict=True)
    )


def _answers(change: Callable[[Answer], Answer]) -> Fault:
    """Every answer of the linear programme is changed before anything is made of it."""
    true = Delivery._answer  # noqa: SLF001 - what the solver says is changed where it comes in

    def fault(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Delivery, "_answer", lambda *found: change(true(*found)))

    return fault


def _method(name: str, change: Callable[[Any], Any]) -> Fault:
    """What a method of HiGHS returns is changed."""
    true = getattr(highspy.Highs, name)

    def fault(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(highspy.Highs, name, lambda model: change(true(model)))

    return fault


def _broken_down(_: object) -> Any:
    raise RuntimeError("out of memory")


def _nan(solution: Any) -> Any:
    return SimpleNamespace(
        col_value=[math.nan] * len(solution.col_value),
        col_dual=solution.col_dual,
        row_value=solution.row_value,
        row_dual=[math.nan] * len(solution.row_dual),
    )


MENDED: dict[str, Fault] = {
    "no basis": _answers(lambda said: Answer(said.short, said.prices, Basis.of((), ()))),
    "far too much of a basis": _answers(
        lambda said: Answer(said.short, said.prices, Basis.of(range(len(said.prices)), range(len(said.prices))))
    ),
    "nothing is missing": _answers(lambda said: Answer(0.0, [0.0] * len(said.prices), said.basis)),
    "half is missing": _answers(lambda said: Answer(0.5, said.prices, said.basis)),
    "prices upside down": _answers(lambda said: Answer(said.short, [1.0 - p for p in said.prices], said.basis)),
    "huge prices": _answers(lambda said: Answer(said.short, [p * 1e30 + 1e25 for p in said.prices], said.basis)),
}
"""Finite figures that are wrong."""

TOLD: dict[str, tuple[Fault, str]] = {
    "no number": (_method("getSolution", _nan), "not a number"),
    "a time limit": (_method("getModelStatus", lambda _: highspy.HighsModelStatus.kTimeLimit), "Time limit"),
    "a wrong infeasibility": (_method("getModelStatus", lambda _: highspy.HighsModelStatus.kInfeasible), "answer"),
    "a crash": (_method("run", _broken_down), "out of memory"),
}
"""Failures that end an attempt, with words from what is said of it."""


@pytest.mark.parametrize("fault", sorted(MENDED))
@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_wrong_figures_of_a_solver_change_no_award(name: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = _planned(name)
    MENDED[fault](monkeypatch)
    found = _planned(name)
    assert _alike(found, right)
    assert found.checks.certificate == "proved"


def test_a_basis_that_was_mended_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _planned("by period").engine.mended == 0
    MENDED["no basis"](monkeypatch)
    assert _planned("by period").engine.mended > 0


def test_a_basis_that_is_far_from_optimal_is_asked_for_again_from_a_cold_start(monkeypatch: pytest.MonkeyPatch) -> None:
    right = _planned("by period")
    warm = Delivery._warm_solve  # noqa: SLF001 - only what comes from a warm start is changed

    def far(delivery: Delivery) -> Answer:
        said = warm(delivery)
        return Answer(said.short, said.prices, Basis.of((), ()))

    monkeypatch.setattr(Delivery, "_warm_solve", far)
    monkeypatch.setattr("optimizer.linear.settling.MOST_EXCHANGES", 1)
    found = _planned("by period")
    assert _alike(found, right)
    assert found.engine.mended > 0
    assert found.engine.attempts == []


@pytest.mark.parametrize("fault", sorted(TOLD))
def test_another_solver_answers_and_the_plan_says_why(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = _planned("by period")
    make, words = TOLD[fault]
    make(monkeypatch)
    found = _planned("by period")
    assert _alike(found, right)
    assert found.engine.solver.startswith("CBC")
    assert [words in attempt for attempt in found.engine.attempts] == [True, True]
    assert ["warm" in found.engine.attempts[0], "cold" in found.engine.attempts[1]] == [True, True]


@pytest.mark.parametrize("fault", sorted(TOLD))
def test_no_plan_is_shown_where_no_solver_answers(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, words = TOLD[fault]
    make(monkeypatch)

    def fail(*_: object, **__: object) -> None:
        raise SolverError("CBC is out of order.")

    monkeypatch.setattr(Delivery, "_cold_solve", fail)
    with pytest.raises(CheckError, match=words) as refusal:
        _planned("by period")
    assert "so none is shown" in str(refusal.value)
    assert "CBC is out of order" in str(refusal.value)


@pytest.mark.parametrize("fault", sorted(TOLD.keys() - {"a wrong infeasibility"}))
def test_another_solver_chooses_the_same_purchases(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = _planned("crowded")
    assert right.co_purchases
    TOLD[fault][0](monkeypatch)
    found = _planned("crowded")
    assert _alike(found, right)
    assert found.engine.solver.startswith("CBC")
