"""Covering: whether what a firm bought meets what its imports oblige it to, in time, with nothing counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

ZERO = Fraction(0)


class Source(NamedTuple):
    """Bought units that count alike, and from when on."""

    period: int
    """Period of purchase; -1 for before the first."""
    units: Fraction
    worth: Mapping[int, Fraction]
    """What one unit counts for each duty that may use it, by index."""


class Duty(NamedTuple):
    """What is owed for the imports of one period, by one class of claims."""

    period: int
    owed: Fraction


def covers(sources: Sequence[Source], duties: Sequence[Duty]) -> bool:
    """Whether the sources can be shared out so that every duty is met by purchases of its period or before."""
    return _greedily(sources, duties) or _exactly(sources, duties)


def _greedily(sources: Sequence[Source], duties: Sequence[Duty]) -> bool:
    """Share out in the order of need, what fewest can use first: a quick way that may miss one."""
    left = [source.units for source in sources]
    for index, duty in sorted(enumerate(duties), key=lambda item: item[1].period):
        owed = duty.owed
        usable = [at for at, source in enumerate(sources) if index in source.worth]
        for at in sorted(usable, key=lambda at: (len(sources[at].worth), sources[at].period)):
            taken = min(left[at], owed / sources[at].worth[index])
            left[at] -= taken
            owed -= taken * sources[at].worth[index]
        if owed > 0:
            return False
    return True


def _exactly(sources: Sequence[Source], duties: Sequence[Duty]) -> bool:
    """The most that the sources can meet, found by exchange of variables in fractions, against all that is owed.

    The table says how much of each source and each duty is left (its rows) as units are given from a source to a duty
    (its columns); its last row is the worth given, its last column what there is. An exchange makes a column as large
    as the rows allow. The first column and row in order are taken (Bland 1977), so no exchange comes back.
    """
    gifts = [(at, index, value) for at, source in enumerate(sources) for index, value in source.worth.items()]
    table = [[*(Fraction(at == giver) for giver, _, _ in gifts), source.units] for at, source in enumerate(sources)]
    for at, duty in enumerate(duties):
        table.append([*(value if at == taker else ZERO for _, taker, value in gifts), duty.owed])
    table.append([*(-value for _, _, value in gifts), ZERO])
    columns = list(range(len(gifts)))
    rows = list(range(len(gifts), len(gifts) + len(table) - 1))
    while rising := [(name, at) for at, name in enumerate(columns) if table[-1][at] < 0]:
        _, column = min(rising)
        room = [(line[-1] / line[column], rows[at], at) for at, line in enumerate(table[:-1]) if line[column] > 0]
        _, _, row = min(room)
        _exchange(table, row, column)
        rows[row], columns[column] = columns[column], rows[row]
    return table[-1][-1] == sum((duty.owed for duty in duties), ZERO)


def _exchange(table: list[list[Fraction]], row: int, column: int) -> None:
    """Solve one row for one column and put the result into all other rows."""
    pivot = table[row][column]
    table[row] = [value / pivot for value in table[row]]
    table[row][column] = 1 / pivot
    for at, line in enumerate(table):
        factor = line[column]
        if at != row and factor:
            line[:] = [value - factor * base for value, base in zip(line, table[row], strict=True)]
            line[column] = -factor / pivot
