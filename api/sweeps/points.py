"""Points: the settings of one run of a sweep, and the key by which its result is found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from optimizer.scenario.canonical import canonical_json

Setting = tuple[str, Any]
"""A dotted path of the scenario, and the value that stands there."""


@dataclass(frozen=True, slots=True)
class Point:
    """One run of a sweep."""

    number: int
    cell: int
    """The point of the grid that this is a sample of; without samples, its own number."""
    settings: tuple[Setting, ...]

    @property
    def values(self) -> Mapping[str, Any]:
        """The settings by path."""
        return dict(self.settings)

    def key(self, base: str) -> str:
        """What identifies the result: the digest of the scenario that is varied, the settings and the program.

        It is known before the scenario of the point is made, so that a long sweep is resumed at once.
        """
        document = {"base": base, "settings": dict(self.settings), "version": version("quotaplan")}
        return hashlib.sha256(canonical_json(document)).hexdigest()
