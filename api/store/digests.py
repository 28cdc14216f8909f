"""Digests: bytes into the name by which anybody can tell that they are the same."""

from __future__ import annotations

import hashlib


def digest_of(data: bytes) -> str:
    """`sha256:` and the SHA-256 of bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
