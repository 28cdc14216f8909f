"""A round that is raised comes to an end, whatever it is told; the last exact delivery answers what it can."""

from __future__ import annotations

import pytest

from optimizer.entitling import Entitled, descent, entitle
from optimizer.entitling.oracle import Oracle
from optimizer.errors import SolverError
from optimizer.scenario import Scenario
from optimizer.screening import screen
from tests.certificate.scenarios import ALLOCATED


def _entitled(name: str) -> Entitled:
    scenario = Scenario.parse(ALLOCATED[name])
    return entitle(screen(scenario).claims, scenario.policy)


def test_an_inequality_that_holds_is_no_reason_to_raise_a_round_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = _entitled("crowded").seeds
    monkeypatch.setattr(Oracle, "at_all", lambda *_: known[0])
    with pytest.raises(SolverError, match="holds for them"):
        _entitled("crowded")


def test_looking_further_and_further_for_what_is_met_first_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def missed(*_: object) -> None:
        raise descent._TooFarError  # noqa: SLF001 - what a first look that misses something ends in

    monkeypatch.setattr("optimizer.entitling.descent._Course.run", missed)
    with pytest.raises(SolverError, match="too far off"):
        _entitled("crowded")


def test_a_question_that_the_last_delivery_answers_is_not_put_to_the_solver() -> None:
    entitled = _entitled("crowded")
    totals, asked = entitled.filling.cohorts.totals, entitled.oracle.effort.solves
    assert entitled.oracle.at_all(totals) is None
    assert entitled.oracle.effort.solves == asked


def test_what_the_last_delivery_does_not_answer_is_put_to_the_solver() -> None:
    entitled = _entitled("crowded")
    totals, asked = entitled.filling.cohorts.totals, entitled.oracle.effort.solves
    more = [units + item.lot for units, item in zip(totals, entitled.merged.types, strict=True)]
    cut = entitled.oracle.at_all(more)
    assert cut is not None
    assert cut.bound.cost(more) > cut.worth
    assert entitled.oracle.effort.solves == asked + 1
