"""Nothing is lost or half-written when processes end at any point."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.api.store.conftest import postgresql, where

__all__ = ["postgresql", "where"]
ROOT = Path(__file__).parents[2]


def program(name: str, *arguments: str) -> dict[str, int]:
    """The counts that a kill test prints."""
    command = [sys.executable, "-m", f"tests.kill.{name}", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert result.returncode == 0, result.stderr
    counts: dict[str, int] = json.loads(result.stdout)
    return counts


def test_between_writes(where: str) -> None:
    deaths = program("walk", where, "6" if "://" in where else "3")
    assert deaths.keys() == {"migrate", "submit", "make", "publish", "derive", "sweep", "key"}
    assert min(deaths.values()) >= 1
    assert sum(deaths.values()) >= 15


def test_in_a_storm(where: str) -> None:
    counts = program("storm", where, "--plans", "12", "--kills", "2")
    assert counts["plans"] == 12
    assert counts["flaws"] == 0
    assert counts["servers killed"] + counts["workers killed"] == 2
