"""What a run does in the tests of runners: as the title of its scenario says."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import optimizer
from optimizer.plans import Plan
from optimizer.scenario import Scenario

PLAN = optimizer.plan


def behave() -> None:
    """Make this process run by titles: `sleeps FILE`, `dies FILE`, `raises`; anything else is planned."""
    optimizer.plan = by_title


def by_title(scenario: Scenario, **options: Any) -> Plan:
    word, _, name = scenario.title.partition(" ")
    if word == "sleeps":
        _sign(Path(name))
        time.sleep(60)
    if word == "dies" and not Path(name).exists():
        _sign(Path(name))
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "raises":
        raise ValueError("something that nobody thought of")
    return PLAN(scenario, **options)


def _sign(file: Path) -> None:
    """Leave the number of this process."""
    beside = file.with_suffix(".part")
    beside.write_text(str(os.getpid()))
    beside.rename(file)
