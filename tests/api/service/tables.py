"""The tables of roles and of attacks that the tests of the service hold, as Markdown.

python -m tests.api.service.tables
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from api.store import Role
from tests.api.service import test_attacks, test_bodies, test_roles, test_sessions, test_slow_clients
from tests.api.service.test_roles import ANYBODY, TABLE

ATTACKS = (test_attacks, test_bodies, test_sessions, test_slow_clients, test_roles)


def lines() -> Iterator[str]:
    """Both tables, line by line."""
    yield from markdown(("route", "nobody", *(role.value for role in Role)), roles())
    yield ""
    yield from markdown(("what holds", "tried with"), [row for module in ATTACKS for row in attacks(module)])


def roles() -> Iterator[tuple[str, ...]]:
    """Each route: who may take it; everybody else is answered with 401 or 403, which the tests try one by one."""
    for (method, path), allowed in TABLE.items():
        marks = ("yes" if allowed is ANYBODY or role in allowed else "403" for role in Role)
        yield f"{method} {path}", "yes" if allowed is ANYBODY else "401", *marks


def attacks(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Each test of a file: what it says, and what it is tried with."""
    for name, test in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("test_") and test.__module__ == module.__name__:
            yield name.removeprefix("test_").replace("_", " "), "; ".join(tried(test))


def tried(test: Any) -> Iterator[str]:
    """The names of what a test is run with, one after the other; of routes only how many there are."""
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            values = list(mark.args[1])
            named = all(isinstance(value, str) for value in values)
            yield "; ".join(values) if named else f"{len(values)} cases"


def markdown(header: tuple[str, ...], rows: Any) -> Iterator[str]:
    """A table."""
    for cells in (header, ("---",) * len(header), *rows):
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
