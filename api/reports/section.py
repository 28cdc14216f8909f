"""A section of a report: a title over sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.reports.chart import Chart
from api.tables import Table, fold, printable

Part = str | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A title, and under it sentences (which keep their indent when they are folded), tables and charts.

    A chart draws what a table beside it tells, so text does without.
    """

    title: str
    body: tuple[Part, ...]

    def lines(self, width: int) -> Iterator[str]:
        """Everything under the title, in lines of at most `width` characters."""
        for part in self.body:
            match part:
                case Table():
                    yield from part.lines(width)
                case str():
                    indent = " " * (len(part) - len(part.lstrip()))
                    yield from (indent + line for line in fold(printable(part.strip()), width - len(indent)))
