"""Lottery: what decides where everything else is equal, and anyone can draw again."""

from __future__ import annotations

import hashlib


def lot_number(seed: str, name: str) -> bytes:
    """The number that a name draws in a tie: the lower goes first."""
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()
