"""Registry: for every code the check of what must be the case where a reason has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.truth import Truth

Check = Callable[[Truth, Explanation, Any], None]
CHECKS: dict[Code, Check] = {}


def holds(*codes: Code) -> Callable[[Check], Check]:
    """Register a check for some codes."""

    def registered(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(codes, check))
        return check

    return registered
