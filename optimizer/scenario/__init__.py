"""The scenario: facts and policy as one frozen schema, one canonical form, and every problem of what is not sound."""

from optimizer.scenario.models import (
    Application,
    ByScore,
    ByTotalScore,
    EachShare,
    Firm,
    Policy,
    Requirement,
    Round,
    Scenario,
)

__all__ = [
    "Application",
    "ByScore",
    "ByTotalScore",
    "EachShare",
    "Firm",
    "Policy",
    "Requirement",
    "Round",
    "Scenario",
]
