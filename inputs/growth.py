"""Growth: a value into how many values it is once everything that it refers to is counted each time."""

from __future__ import annotations


def values_in(value: object, most: int) -> int:
    """The number of values in maps and lists, however few objects they share; inside itself one counts as too many.

    Args:
        most: what is too many.
    """
    return _counted(value, {}, most)


def _counted(value: object, known: dict[int, int], most: int) -> int:
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = most + 1
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_counted(item, known, most) for item in inner)
    return known[id(value)]
