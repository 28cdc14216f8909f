"""Lottery: what decides where everything else is equal, and anyone can draw again."""

from __future__ import annotations

import hashlib


def draw(seed: str, *places: int) -> float:
    """A number from 0 to 1 that is drawn for a place, not for a name."""
    return int.from_bytes(lot_number(seed, ":".join(map(str, places)))[:6]) / 2**48


def lot_number(seed: str, name: str) -> bytes:
    """The number that a name draws in a tie: the lower goes first."""
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()
