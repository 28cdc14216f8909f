"""Dotted paths: `policy.rules.quota.limit` into its parts.

A part with a dot in it stands in double quotes. In a selector, `firm.` belongs to the attribute.
"""

from __future__ import annotations

import re

PART = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^."]+)')
SELECTORS = frozenset({"where", "require"})


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a path.

    Raises:
        ValueError: if it has an empty part, or a quote that does not close.
    """
    parts: list[str] = []
    position = 0
    while True:
        found = PART.match(text, position)
        if found is None:
            raise ValueError(f'"{text}" is not a path of parts with points between them')
        part = found["plain"] if found["quoted"] is None else found["quoted"]
        if parts[-1:] == ["firm"] and parts[-2:-1] and parts[-2] in SELECTORS:
            parts[-1] = f"firm.{part}"
        else:
            parts.append(part.strip() if found["quoted"] is None else part)
        position = found.end()
        if position == len(text):
            return tuple(parts)
        if text[position] != ".":
            raise ValueError(f'"{text}" is not a path of parts with points between them')
        position += 1
