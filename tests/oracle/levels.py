"""The division rules, as the formulas of the method: what a claimant has at each level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claimant:
    """All that one owner claims in a round at one weight."""

    claim: float
    weight: float


@dataclass(frozen=True, slots=True)
class Claimants:
    """The claimants of one filling, and what the rules compare them by."""

    each: Mapping[str, Claimant]
    """Member of the round to its claimant."""
    rule: str

    def share(self, member: str, level: float) -> float:
        """The part of its claim that a member has at a level."""
        own = self.each[member]
        return self._phi(own.claim, own.weight, level) / own.claim

    def _phi(self, claim: float, weight: float, level: float) -> float:
        everyone = self.each.values()
        most = max(item.claim / item.weight for item in everyone)
        heaviest = max(item.claim * item.weight for item in everyone)
        if self.rule == "equal_awards":
            return min(claim, level * most * weight)
        if self.rule == "equal_losses":
            return max(0.0, claim - (1 - level) * heaviest / weight)
        if self.rule == "talmud" and level <= 0.5:
            return min(claim / 2, level * most * weight)
        if self.rule == "talmud":
            return max(claim / 2, claim - (1 - level) * heaviest / weight)
        return min(claim, level * claim * weight / min(item.weight for item in everyone))
