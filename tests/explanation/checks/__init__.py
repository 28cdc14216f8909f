"""Checks: for every code what must be the case where a reason has it, asserted from the truth alone."""

from tests.explanation.checks import applications, groups, lots, others, stops
from tests.explanation.checks.registry import CHECKS

__all__ = ["CHECKS", "applications", "groups", "lots", "others", "stops"]
