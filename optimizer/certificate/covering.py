"""Covering: whether what a firm bought meets what its imports oblige it to, in time, with nothing counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

ZERO = Fraction(0)


class Source(NamedTuple):
    """Bought units that count alike."""

    units: Fraction
    worth: Mapping[int, Fraction]
    """What one unit counts for each duty that may use it, by index; there is one at least."""


def covers(sources: Sequence[Source], duties: Sequence[Fraction]) -> bool:
    """Whether the sources can be shared out so that every duty, by what is owed, is met."""
    if all(len(set(source.worth.values())) == 1 for source in sources):
        return _by_exchange(sources, duties)
    return _by_simplex(sources, duties)


def _by_exchange(sources: Sequence[Source], duties: Sequence[Fraction]) -> bool:
    """Meet one duty after the other; where nothing is left for it, take over from one that can turn elsewhere.

    A chain of such exchanges is an augmenting path (Ford and Fulkerson 1956): if there is none, the duty cannot be met.
    """
    left = [source.units * next(iter(source.worth.values())) for source in sources]
    usable: list[list[int]] = [[] for _ in duties]
    for at, source in sorted(enumerate(sources), key=lambda item: len(item[1].worth)):
        for index in source.worth:
            usable[index].append(at)
    given: list[dict[int, Fraction]] = [{} for _ in sources]
    for index, owed in enumerate(duties):
        missing = owed
        while missing > 0:
            chain = _chain(index, usable, left, given)
            if chain is None:
                return False
            missing -= _passed_on(chain, missing, left, given)
    return True


def _chain(
    index: int, usable: Sequence[Sequence[int]], left: Sequence[Fraction], given: Sequence[Mapping[int, Fraction]]
) -> list[tuple[int, int]] | None:
    """(duty, source) pairs: each duty takes from its source; the last what is left, others what the next gives up."""
    taken_over: dict[int, tuple[int, int]] = {}
    asking, asked = [index], set[int]()
    for duty in asking:
        for at in usable[duty]:
            if left[at] > 0:
                chain = [(duty, at)]
                while chain[0][0] != index:
                    chain.insert(0, taken_over[chain[0][0]])
                return chain
            if at not in asked:
                asked.add(at)
                for other in given[at]:
                    if other != index and other not in taken_over:
                        taken_over[other] = (duty, at)
                        asking.append(other)
    return None


def _passed_on(
    chain: Sequence[tuple[int, int]], owed: Fraction, left: list[Fraction], given: Sequence[dict[int, Fraction]]
) -> Fraction:
    """Pass as much as can be passed along a chain; how much that is."""
    handed = [(source, chain[place + 1][0]) for place, (_, source) in enumerate(chain[:-1])]
    amount = min(owed, left[chain[-1][1]], *(given[source][duty] for source, duty in handed))
    left[chain[-1][1]] -= amount
    for duty, source in chain:
        given[source][duty] = given[source].get(duty, ZERO) + amount
    for source, duty in handed:
        given[source][duty] -= amount
        if not given[source][duty]:
            del given[source][duty]
    return amount


def _by_simplex(sources: Sequence[Source], duties: Sequence[Fraction]) -> bool:
    """The most that the sources can meet, found by exchange of variables in fractions, against all that is owed.

    The table says how much of each source and each duty is left (its rows) as units are given from a source to a duty
    (its columns); its last row is the worth given, its last column what there is. An exchange makes a column as large
    as the rows allow. The first column and row in order are taken (Bland 1977), so no exchange comes back.
    """
    gifts = [(at, index, value) for at, source in enumerate(sources) for index, value in source.worth.items()]
    table = [[*(Fraction(at == giver) for giver, _, _ in gifts), source.units] for at, source in enumerate(sources)]
    for at, owed in enumerate(duties):
        table.append([*(value if at == taker else ZERO for _, taker, value in gifts), owed])
    table.append([*(-value for _, _, value in gifts), ZERO])
    columns = list(range(len(gifts)))
    rows = list(range(len(gifts), len(gifts) + len(table) - 1))
    while rising := [(name, at) for at, name in enumerate(columns) if table[-1][at] < 0]:
        _, column = min(rising)
        room = [(line[-1] / line[column], rows[at], at) for at, line in enumerate(table[:-1]) if line[column] > 0]
        _, _, row = min(room)
        _exchange(table, row, column)
        rows[row], columns[column] = columns[column], rows[row]
    return table[-1][-1] == sum(duties, ZERO)


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
