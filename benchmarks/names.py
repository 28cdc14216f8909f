"""Names: what cases are called in requests, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, str] = MappingProxyType({"total": "most units in all", "share": "largest common share"})
"""Questions to the plain programme."""

CBC = "cbc"
WAYS: Mapping[str, str] = MappingProxyType(
    {
        "simplex": "HiGHS, simplex",
        "ipx": "HiGHS, interior point (IPX)",
        "hipo": "HiGHS, interior point (HiPO)",
        "pdlp": "HiGHS, first order (PDLP)",
        CBC: "PuLP with CBC",
    }
)
"""Ways to solve it; all but the last are names of algorithms in HiGHS."""

MERGED = "merged"
DIVISION = "division"
ASKED: Mapping[str, str] = MappingProxyType({**QUESTIONS, DIVISION: "whole division"})
"""What is asked of plain programmes."""
BY: Mapping[str, str] = MappingProxyType({**WAYS, MERGED: "merged first, then HiGHS, simplex"})
"""Everything that answers."""
DIVIDING = ("simplex",)
"""Algorithms that a whole division by plain programmes is tried with."""

ROUND, ODD, MINIMUM = "round figures", "odd figures", "minimum units"
"""Variants of the applicants."""
