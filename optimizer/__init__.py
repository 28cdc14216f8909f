"""The core: divides claims, proves the division, and knows no file, no web, no clock and no chance."""

from optimizer.certificate import Verification, verify
from optimizer.planning import plan
from optimizer.plans import Plan
from optimizer.scenario import Scenario

__all__ = ["Plan", "Scenario", "Verification", "plan", "verify"]
