"""The two checkers, asked alike: what fails about a plan, or nothing."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from optimizer.certificate import verify
from optimizer.plans import Plan
from optimizer.scenario import Scenario

ALONE = Path(__file__).parents[2] / "verifier" / "quotaplan_verify.py"
Document = dict[str, Any]
Checker = Callable[[Document, Scenario], str | None]
"""A plan as plain maps and its scenario to the first thing that fails."""


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


alone = _loaded(ALONE)
"""The file that is handed over, as a module."""


def by_package(plan: Document, scenario: Scenario) -> str | None:
    """What `quotaplan verify` finds, which takes every figure as it is written."""
    try:
        verification = verify(Plan.model_validate(plan, strict=True), scenario)
    except ValidationError as error:
        return str(error)
    return None if verification.ok else " ".join(verification.failures)


def by_file(plan: Document, scenario: Scenario) -> str | None:
    """What the file that is handed over finds, reading both documents as they stand on disk."""
    text = scenario.canonical_json()
    try:
        for _ in alone.steps(json.loads(json.dumps(plan)), json.loads(text, parse_float=Decimal), text):
            pass
    except alone.DoesNotHoldError as problem:
        return str(problem)
    return None


CHECKERS: dict[str, Checker] = {"package": by_package, "file": by_file}
