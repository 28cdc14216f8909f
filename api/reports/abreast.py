"""Tables side by side: any number of columns of figures about the same names, in as many tables as fit on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.figures import Figure, whole
from api.tables import Cells, Column, Table

ABREAST = 7
"""So many columns of figures stand side by side in one table."""

Figures = tuple[str, Cells, str | Figure]
"""A column: its heading, a cell for each name, and one for all of them."""


def abreast(heading: str, names: Sequence[str], figures: Sequence[Figures]) -> Iterator[str | Table]:
    """As many tables as it takes, with a blank line before each."""
    for start in range(0, len(figures), ABREAST):
        headings, cells, sums = zip(*figures[start : start + ABREAST], strict=True)
        columns = (Column(heading), *(Column(heading, "right") for heading in headings))
        rows = tuple((name, *row) for name, *row in zip(names, *cells, strict=True))
        yield ""
        yield Table(columns, rows, ("all", *sums) if len(names) > 1 else None)


def units_column(heading: str, units: Mapping[str, int], names: Sequence[str]) -> Figures:
    """A column of units, added up; who has none has 0."""
    counts = [units.get(name, 0) for name in names]
    return heading, list(map(whole, counts)), whole(sum(counts))
