"""Mutations: each changes one thing about a plan that holds, so that it no longer does.

A mutation takes a plan as plain maps and changes it; it says whether it found something to change.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.certificate.mutations import awards, drops, people, proofs, tables, timing, witness
from tests.certificate.mutations.parts import Document

Mutation = Callable[[Document], bool]

MUTATIONS: dict[str, Mutation] = {
    name: function
    for module in (awards, drops, proofs, people, tables, timing, witness)
    for name, function in vars(module).items()
    if getattr(function, "__module__", "") == module.__name__ and not name.startswith("_")
}
"""Every mutation by its name."""

__all__ = ["MUTATIONS", "Mutation"]
