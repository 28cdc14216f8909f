"""Planning: one scenario in, one plan out, checked before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from optimizer.certificate import verify
from optimizer.collection import collection_put_off
from optimizer.dividing import Division, divide
from optimizer.errors import CheckError, SolverError
from optimizer.plans import Checks, Engine, Plan
from optimizer.programme import Solver
from optimizer.progress import Progress, silent
from optimizer.repairs import mended
from optimizer.scenario import Scenario
from optimizer.screening import Screening, screen
from optimizer.writing import write_plan


def plan(scenario: Scenario, *, solver: str = "HiGHS", drop_outs: bool = True, progress: Progress = silent) -> Plan:
    """Divide the quota of a scenario.

    The plan is checked in exact arithmetic, without a solver. If it fails, it is made again from a cold start, then by
    another solver; what was tried stands in `engine.attempts`.

    Args:
        solver: any solver that PuLP knows.
        drop_outs: whether the plan also carries what shows that those who dropped out below their minimum had to, which
            takes longer; without, a checker says that it is not proved.
        progress: called with the stage, what is done of it, and how much there is, if known.

    Raises:
        InputError: if there is no such solver here.
        CheckError: if no attempt gives a plan that passes its checks.
    """
    progress("screening", 0, None)
    screening = screen(scenario)
    attempts: list[str] = []
    with collection_put_off():
        for step in _ladder(solver):
            try:
                division = divide(screening.claims, scenario.policy, solver=step, evidence=drop_outs, progress=progress)
                return _checked(scenario, screening, division, step, attempts, progress)
            except (SolverError, CheckError) as error:
                attempts.append(f"{step}, {'warm' if step.warm else 'cold'}: {error}")
    raise CheckError("No plan passed its checks, so none is shown. " + " ".join(attempts))


@cache
def _version() -> str:
    """The version of this program, which does not change while it runs; looking it up takes a file."""
    return version("quotaplan")


def _ladder(solver: str) -> Iterator[Solver]:
    """What is tried in turn: the solver asked for, the same from a cold start, another one."""
    first = Solver(solver)
    yield first
    if first.warm:
        yield Solver(solver, warm=False)
    yield Solver("CBC" if solver == "HiGHS" else "HiGHS")


def _checked(
    scenario: Scenario,
    screening: Screening,
    division: Division,
    solver: Solver,
    attempts: list[str],
    progress: Progress,
) -> Plan:
    """The plan of a division.

    Raises:
        SolverError: if the solver gives no answer, or one that breaks a row.
        CheckError: if the plan fails a check.
    """
    progress("writing", 0, None)
    engine = Engine(
        version=_version(), solver=str(solver), attempts=list(attempts), mended=division.entitled.oracle.effort.mended
    )
    open_ = any(late.cut is None for late in division.grants.late)
    proved = Checks(rows="proved", certificate="proved", lots="proved", timing="searched" if open_ else "proved")
    if division.grants.handout is None:
        proved = Checks(rows="none", certificate="proved", lots="none")
    searched = proved.model_copy(update={"lots": "searched"})
    drafts = [(proved, False), (proved, True), (searched, True)] if division.grants.withdrawn else [(proved, False)]
    for checks, tried in drafts:
        found = write_plan(scenario, screening, division, engine, searched=tried)
        progress("checking", 0, None)
        checked = found.model_copy(update={"checks": checks})
        verification = verify(checked, scenario)
        if verification.ok:
            if checked.conflict is None:
                return checked
            return checked.model_copy(
                update={"conflict": mended(checked.conflict, scenario, division, solver, progress)}
            )
    raise CheckError(" ".join(verification.failures))
