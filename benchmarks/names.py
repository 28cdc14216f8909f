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

ROUND, ODD, MINIMUM = "round figures", "odd figures", "minimum units"
"""Variants of the applicants."""
