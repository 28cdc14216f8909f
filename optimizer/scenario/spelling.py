"""Spelling: telling a slip of the pen from a name that was meant."""

from __future__ import annotations

from collections.abc import Collection

SHORTEST = 4
"""Characters of a name that one slip may turn into another name; shorter names differ by one slip too often."""

TRUTHS = ("false", "true")


def near_miss(name: str, declared: Collection[str]) -> str | None:
    """The declared name that this one misses by case, separators or one slip; None if it is declared or far off."""
    if name in declared:
        return None
    for other in sorted(declared):
        if _plain(name) == _plain(other) or (len(other) >= SHORTEST and one_slip_apart(name, other)):
            return other
    return None


def near_truth(value: object) -> str | None:
    """Which of true and false a text is, or nearly is; None for anything else."""
    if not isinstance(value, str):
        return None
    return value if value in TRUTHS else near_miss(value, TRUTHS)


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one character was left out, added or changed, or two neighbours changed places."""
    short, long = sorted((one, other), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    rest_of_short, rest_of_long = short[same:], long[same:]
    if len(long) == len(short) + 1:
        return rest_of_short == rest_of_long[1:]
    if len(long) > len(short) or not rest_of_short:
        return False
    return rest_of_short[1:] == rest_of_long[1:] or (
        rest_of_short[:2] == rest_of_long[1::-1] and rest_of_short[2:] == rest_of_long[2:]
    )


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_").strip("_")
