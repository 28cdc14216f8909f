"""A section of a report: a title over sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.tables import Table, fold, printable


@dataclass(frozen=True, slots=True)
class Section:
    """A title, and under it sentences (which keep their indent when they are folded) and tables."""

    title: str
    body: tuple[str | Table, ...]

    def lines(self, width: int) -> Iterator[str]:
        """Everything under the title, in lines of at most `width` characters."""
        for part in self.body:
            if isinstance(part, Table):
                yield from part.lines(width)
            else:
                indent = " " * (len(part) - len(part.lstrip()))
                yield from (indent + line for line in fold(printable(part.strip()), width - len(indent)))
