"""Whether purchases can be shared out over what is owed: cases worked out on paper, and both checkers held together."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.certificate.covering import Source, covers
from tests.certificate.checkers import alone

Worth = dict[int, int]
"""Duty to what one unit counts for it."""
Case = tuple[list[tuple[int, Worth]], list[int]]
"""Units with their worth, and what is owed."""


def _covers(case: Case, *, by_simplex: bool = False) -> bool:
    """The answer; by the way for units that count differently even where none do, if asked for."""
    stocks, owed = case
    sources = [
        Source(Fraction(units), {duty: Fraction(each) for duty, each in worth.items()}) for units, worth in stocks
    ]
    if by_simplex:
        sources.append(Source(Fraction(0), {0: Fraction(1), 1: Fraction(2)}))
    return covers(sources, [Fraction(amount) for amount in owed])


@pytest.mark.parametrize("by_simplex", [False, True])
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (([(5, {0: 1})], [5, 0]), True),
        (([(5, {0: 1})], [6, 0]), False),
        (([(5, {0: 1})], [4, 1]), False),
        (([(5, {0: 1, 1: 1})], [4, 1]), True),
        (([(5, {0: 1, 1: 1})], [4, 2]), False),
        (([(2, {0: 3}), (1, {1: 7})], [6, 7]), True),
        (([(2, {0: 3}), (1, {1: 7})], [7, 6]), False),
        (([], [0, 0]), True),
        (([], [0, 1]), False),
        # duty 0 has to leave the second stock to duty 1, for which there is no other
        (([(3, {0: 1, 1: 1}), (3, {0: 1})], [3, 3]), True),
        (([(3, {0: 1, 1: 1}), (3, {0: 1})], [4, 3]), False),
        (([(3, {0: 1}), (3, {0: 1, 1: 1}), (3, {1: 1, 2: 1})], [4, 2, 3]), True),
        (([(3, {0: 1}), (3, {0: 1, 1: 1}), (3, {1: 1, 2: 1})], [4, 3, 3]), False),
        # the last duty gets room at the end of a chain: 2 takes from 1, 1 from 0, 0 from what is left
        (([(2, {0: 1, 1: 1}), (2, {1: 1, 2: 1}), (2, {0: 1, 3: 1})], [2, 2, 2, 0]), True),
        (([(2, {0: 1, 1: 1}), (2, {1: 1, 2: 1}), (2, {0: 1, 3: 1})], [2, 2, 2, 1]), False),
        # several chains, each with room for a part only
        (([(4, {0: 1, 1: 1}), (1, {0: 1, 2: 1}), (3, {0: 1, 3: 1})], [4, 3, 0, 0]), True),
        (([(4, {0: 1, 1: 1}), (1, {0: 1, 2: 1}), (3, {0: 1, 3: 1})], [4, 4, 0, 0]), True),
        (([(4, {0: 1, 1: 1}), (1, {0: 1, 2: 1}), (3, {0: 1, 3: 1})], [5, 4, 0, 0]), False),
        # nobody passes on more than it holds, and what was passed on is gone
        (([(2, {1: 1, 3: 1}), (3, {0: 1, 1: 1})], [1, 1, 0, 3]), False),
        (([(1, {1: 1, 2: 1}), (4, {0: 1, 1: 1})], [0, 1, 4]), False),
        (([(1, {1: 1, 2: 1}), (4, {0: 1, 1: 1})], [1, 2, 2]), False),
        # a duty that takes of one stock twice holds both
        (
            (
                [
                    (3, dict.fromkeys((2, 5, 0), 1)),
                    (4, {2: 1}),
                    (3, dict.fromkeys((1, 0, 3), 1)),
                    (3, dict.fromkeys((1, 2, 0, 5), 1)),
                    (4, dict.fromkeys((1, 4, 2), 1)),
                ],
                [1, 4, 5, 1, 4, 0],
            ),
            True,
        ),
    ],
)
def test_units_are_shared_out_once(case: Case, *, expected: bool, by_simplex: bool) -> None:
    assert _covers(case, by_simplex=by_simplex) is expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # a unit of the first stock is worth more where the second can help as well
        (([(2, {0: 3, 1: 1}), (3, {1: 1})], [6, 3]), True),
        (([(2, {0: 3, 1: 1}), (3, {1: 1})], [3, 4]), True),
        (([(2, {0: 3, 1: 1}), (3, {1: 1})], [4, 4]), False),
        # half a unit each: 1/2 x 3 and 1/2 x 1 of the first, and the second in part
        (([(1, {0: 4, 1: 2})], [2, 1]), True),
        (([(1, {0: 4, 1: 2})], [3, 1]), False),
        (([(1, {0: 4, 1: 2})], [2, 2]), False),
        # each stock is worth more elsewhere than where it is needed
        (([(2, {0: 1, 1: 5}), (2, {0: 5, 1: 1})], [10, 10]), True),
        (([(2, {0: 1, 1: 5}), (2, {0: 5, 1: 1})], [11, 0]), True),
        (([(2, {0: 1, 1: 5}), (2, {0: 5, 1: 1})], [12, 1]), False),
        (([(2, {0: 1, 1: 5}), (2, {0: 5, 1: 1})], [13, 0]), False),
        # more than one exchange, of units that count twice or three times
        (([(2, {0: 2, 1: 3}), (1, {1: 1, 0: 3})], [5, 1]), True),
        (([(1, {0: 3, 1: 1}), (2, {0: 1, 1: 1})], [1, 4]), False),
        (([(3, {1: 1, 0: 1}), (1, {1: 2, 0: 3})], [4, 2]), True),
    ],
)
def test_units_that_count_differently_go_where_all_is_met(case: Case, *, expected: bool) -> None:
    assert _covers(case) is expected


stocks = st.lists(
    st.tuples(st.integers(0, 5), st.dictionaries(st.integers(0, 3), st.integers(1, 3), min_size=1)), max_size=5
)
owed = st.lists(st.integers(0, 6), min_size=4, max_size=4)


def _by_file(case: Case) -> bool:
    supplies: dict[tuple[tuple[int, Fraction], ...], int] = {}
    for units, worth in case[0]:
        reach = tuple(sorted((duty, Fraction(each)) for duty, each in worth.items()))
        supplies[reach] = supplies.get(reach, 0) + units
    amounts = [Fraction(amount) for amount in case[1]]
    same = alone.same_basis(supplies)
    return bool(alone.flows(supplies, amounts) if same else alone.simplex(supplies, amounts))


@given(st.tuples(stocks, owed))
def test_both_checkers_answer_alike(case: Case) -> None:
    assert _covers(case) is _by_file(case)


@given(st.tuples(stocks, owed))
def test_both_ways_answer_alike(case: Case) -> None:
    alike = [(units * max(worth.values()), dict.fromkeys(worth, 1)) for units, worth in case[0]], case[1]
    assert _covers(alike) is _covers(alike, by_simplex=True)


@given(stocks, st.data())
def test_what_was_shared_out_can_be(held: list[tuple[int, Worth]], data: st.DataObject) -> None:
    met = [0, 0, 0, 0]
    for units, worth in held:
        left = units
        for duty, each in worth.items():
            gift = data.draw(st.integers(0, left))
            left -= gift
            met[duty] += gift * each
    assert _covers((held, met))
    total = sum(units * max(worth.values()) for units, worth in held)
    assert not _covers((held, [total + 1, 0, 0, 0]))
