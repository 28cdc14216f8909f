"""Lottery: what decides where everything else is equal, and anyone can draw again."""

from __future__ import annotations

import hashlib


def lot_number(seed: str, application: str) -> bytes:
    """The number that an application draws in a tie: the lower goes first."""
    return hashlib.sha256(f"{seed}:{application}".encode()).digest()
