"""Cases: what is measured, each in a process of its own, so that its memory is its own.

`python -m benchmarks.cases CASE` prints one line of JSON: the figures of the case.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import get_args

import numpy as np

from api.formats import plan_json
from benchmarks.applicants import draw
from benchmarks.arrays import claims_of, policy_of
from benchmarks.folder import write_folder
from benchmarks.limits import limits_for
from benchmarks.measuring import Spent, spent
from benchmarks.merged import merged
from benchmarks.names import CBC, DIVISION, MERGED, MINIMUM, ODD, ROUND
from benchmarks.plain import Programme, Question, plain
from benchmarks.solving import UnavailableError, UnsolvedError, by_cbc, by_highs, declared
from benchmarks.unmerged import unmerged
from inputs import read_scenario
from optimizer import plan, verify
from optimizer.dividing import divide
from optimizer.plans import Plan
from optimizer.rules import write_rows

ALONE = Path(__file__).parents[1] / "verifier" / "quotaplan_verify.py"
Figures = dict[str, float | str]

VARIANTS = MappingProxyType(
    {
        ROUND: {},
        ODD: {"round_figures": False},
        MINIMUM: {"minimum_units": True},
    }
)


def core(size: int, variant: str, _place: Path) -> Figures:
    """Divide claims that are arrays already."""
    applicants = draw(size, **VARIANTS[variant])
    limits = limits_for(applicants)
    claims, policy = claims_of(applicants, limits), policy_of(limits)
    division, time = spent(lambda: divide(claims, policy))
    return _figures(time) | {
        "awarded": int(division.grants.delivered.sum()),
        "types": len(division.entitled.merged.types),
        "stops": len(division.entitled.filling.stops),
        "solves": division.entitled.oracle.effort.solves,
        "dropped": len(division.entitled.dropped),
    }


def folder(size: int, variant: str, place: Path) -> Figures:
    """Write the files of a scenario."""
    applicants = draw(size, **VARIANTS[variant])
    write_folder(place, applicants, limits_for(applicants))
    return {"bytes": sum(file.stat().st_size for file in place.iterdir())}


def reading(_size: int, _variant: str, place: Path) -> Figures:
    """Read and validate the files of a scenario."""
    scenario, time = spent(lambda: read_scenario(place))
    return _figures(time) | {"firms": len(scenario.firms)}


def whole(_size: int, _variant: str, place: Path) -> Figures:
    """Read the files of a scenario, divide, prove, and write plan.json beside them."""
    file = place / "plan.json"

    def work() -> Plan:
        answer = plan(read_scenario(place))
        file.write_bytes(plan_json(answer))
        return answer

    answer, time = spent(work)
    return _figures(time) | {"awarded": answer.totals.awarded, "bytes": file.stat().st_size}


def checking(_size: int, _variant: str, place: Path) -> Figures:
    """Check a plan by the package, and by the single file for a bare Python; both against making it."""
    scenario = read_scenario(place)
    made, planning = spent(lambda: plan(scenario))
    verification, time = spent(lambda: verify(made, scenario))
    files = place / "plan.json", place / "scenario.json"
    files[0].write_bytes(plan_json(made))
    files[1].write_bytes(scenario.canonical_json())
    asked = [sys.executable, "-I", *map(str, (ALONE, *files))]
    answer, alone = spent(lambda: subprocess.run(asked, capture_output=True, check=False, text=True), most_runs=1)
    proof = made.model_dump_json(include={"bottlenecks", "lot_stops", "timing"})
    return _figures(time) | {
        "holds": "both" if verification.ok and answer.returncode == 0 else "no",
        "making": planning.seconds - time.seconds,
        "alone": alone.seconds,
        "bytes": files[0].stat().st_size,
        "proof": len(proof),
    }


def dividing(size: int, way: str, _place: Path) -> Figures:
    """Find the same entitlements as the core by plain programmes, and say by how many units they differ at most."""
    applicants = draw(size)
    limits = limits_for(applicants)
    claims, policy = claims_of(applicants, limits), policy_of(limits)
    same = divide(claims, policy).entitled.filling.cohorts.about()
    try:
        found, time = spent(lambda: unmerged(claims, policy, way), most_runs=1)
    except UnsolvedError as error:
        return {"failed": str(error)}
    return _figures(time) | {"solves": found.solves, "apart": float(np.abs(found.entitlements - same).max())}


def plainly(question: Question) -> Callable[[int, str, Path], Figures]:
    """Ask one question of the plain programme, by one way of solving it."""

    def asked(size: int, way: str, _place: Path) -> Figures:
        applicants = draw(size)
        limits = limits_for(applicants)
        claims = claims_of(applicants, limits)
        if way == MERGED:
            _, time = spent(lambda: by_highs(merged(claims, policy_of(limits), question), "simplex"))
            return _figures(time)
        programme = plain(claims, write_rows(policy_of(limits).rules, claims), question)
        shape: Figures = {
            "columns": len(programme.worth),
            "rows": len(programme.limit),
            "entries": len(programme.value),
        }
        try:
            return shape | _solved(programme, way)
        except (UnavailableError, UnsolvedError) as error:
            return shape | {"failed": str(error)}

    return asked


def _solved(programme: Programme, way: str) -> Figures:
    if way != CBC:
        value, time = spent(lambda: by_highs(programme, way))
        return _figures(time) | {"value": value}
    problem, building = spent(lambda: declared(programme), most_runs=1)
    value, time = spent(lambda: by_cbc(problem))
    return _figures(time) | {"value": value, "building": building.seconds}


def _figures(time: Spent) -> Figures:
    return {"seconds": time.seconds, "processor": time.processor, "runs": time.runs, "memory": time.memory}


CASES: Mapping[str, Callable[[int, str, Path], Figures]] = MappingProxyType(
    {"core": core, "folder": folder, "reading": reading, "whole": whole, "checking": checking, DIVISION: dividing}
    | {question: plainly(question) for question in get_args(Question)}
)

if __name__ == "__main__":
    case = json.loads(sys.argv[1])
    print(json.dumps(CASES[case["name"]](case["size"], case["detail"], Path(case["place"]))))
