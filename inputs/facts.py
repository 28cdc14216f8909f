"""Facts: the tables of a scenario joined to the document that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from inputs.grids import Grid
from inputs.places import Parts, Reading
from inputs.supply import SupplyTable, supply_of
from inputs.tables import Table, table_of
from optimizer.errors import InputError, Problem
from optimizer.scenario import Application, Firm
from optimizer.scenario.spelling import near_miss

MODELS: Mapping[str, type[BaseModel]] = {"firms": Firm, "applications": Application}
SUPPLY = "domestic_supply"
TABLES = (*MODELS, SUPPLY)
"""Tables that a scenario may have."""


@dataclass
class _Joining:
    """A document that is being filled from tables."""

    reading: Reading
    document: dict[str, Any]
    problems: list[Problem]
    tables: dict[str, Table] = field(default_factory=dict)
    supply: SupplyTable | None = None
    supplied: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the table of domestic products says of each."""

    def add_records(self, part: str, grid: Grid) -> None:
        """Fill firms or applications."""
        self.tables[part], records, problems = table_of(part, MODELS[part], grid)
        self.problems += problems
        if part in self.document:
            place = self.reading.place((part,))
            self.problems.append(Problem((part,), f"{grid.name} has them as well", "keep one of both", place))
        self.document[part] = records

    def add_supply(self, grid: Grid) -> None:
        """Fill domestic products, each field from the table or from the document."""
        self.supply, self.supplied, problems = supply_of(grid)
        self.problems += problems
        written = self.document.get("domestic") or {}
        if not isinstance(written, dict):
            return
        merged = dict(self.supplied) | written
        for product, facts in self.supplied.items():
            here = written.get(product) or {}
            if not isinstance(here, dict):
                continue
            merged[product] = facts | here
            for name in sorted(facts.keys() & here.keys()):
                path = ("domestic", product, name)
                if here[name] != facts[name]:
                    seen = f"{grid.name} says otherwise"
                    self.problems.append(Problem(path, seen, "write it in one place", self.reading.place(path)))
        self.document["domestic"] = merged

    def place(self, path: Parts) -> str:
        """Where something stands: in a table, or in the document."""
        part = str(path[0]) if path else ""
        if part in self.tables:
            return self.tables[part].place(path)
        if part == "domestic" and self.supply is not None:
            facts = self.supplied.get(str(path[1]), {}) if path[1:] else {}
            if path[2:] and path[2] in facts:
                return self.supply.place(path)
        return self.reading.place(path)

    def told(self, path: Parts) -> bool:
        """Whether a problem only follows from one of those of its table."""
        return bool(path) and path[0] in self.tables and self.tables[str(path[0])].told(path)


def joined(reading: Reading, grids: Mapping[str, Grid]) -> Reading:
    """A document, which is a map, with the facts that stand in tables.

    Raises:
        InputError: if a table is missing or none of its kind; what follows from that is not told.
    """
    joining = _Joining(reading, dict(reading.document), list(reading.problems))
    there = reading.document.keys() | grids.keys()
    lacking = [part for part in MODELS if part not in there and not any(near_miss(key, [part]) for key in there)]
    refused = [
        Problem((), f"has no {part}", f"put {part}.csv beside it, or write them into it", reading.place(()))
        for part in lacking
    ]
    for name, grid in grids.items():
        try:
            if name == SUPPLY:
                joining.add_supply(grid)
            else:
                joining.add_records(name, grid)
        except InputError as error:
            refused += error.problems
    if refused:
        raise InputError([*refused, *joining.problems])
    called = {"domestic" if name == SUPPLY else name: grid.name for name, grid in grids.items()}
    return replace(
        reading,
        document=joining.document,
        problems=tuple(joining.problems),
        place=joining.place,
        called=called,
        told=joining.told,
    )
