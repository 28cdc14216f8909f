"""Running: one case in a process of its own, ended when its time is up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured, with how many applications, and in which variant or way."""

    name: str
    size: int
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a case by name, or why there are none."""

    case: Case
    figures: dict[str, float]
    failed: str | None = None
    stopped: bool = False
    """Whether its time was up."""


def run(case: Case, place: Path, limit: float) -> Outcome:
    """Run a case.

    This process must stay small: the peak memory of a process begins with that of the one that started it.

    Args:
        place: the folder with the files of the scenario.
        limit: seconds after which the case is stopped, everything included.
    """
    request = json.dumps(asdict(case) | {"place": str(place)})
    command = [sys.executable, "-m", "benchmarks.cases", request]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            answer, errors = process.communicate(timeout=limit)
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as end:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(end, KeyboardInterrupt):
                raise
            return Outcome(case, {}, f"stopped after {limit:,.0f} s, building included", stopped=True)
    if process.returncode:
        return Outcome(case, {}, (errors.strip().splitlines() or [f"ended with {process.returncode}"])[-1])
    figures = json.loads(answer.splitlines()[-1])
    failed = figures.pop("failed", None)
    return Outcome(case, figures, failed)
