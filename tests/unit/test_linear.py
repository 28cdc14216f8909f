from __future__ import annotations

from itertools import combinations

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import SolverError
from optimizer.linear import Basis, Settled, System, settle
from optimizer.linear.factors import factors

Matrix = list[list[int]]


def _system(matrix: Matrix) -> System:
    rows = [[(column, fmpq(value)) for column, value in enumerate(line) if value] for line in matrix]
    return System.of(rows, len(matrix[0]))


def _exact(values: list[int]) -> dict[int, fmpq]:
    return {at: fmpq(value) for at, value in enumerate(values)}


@st.composite
def programmes(draw: st.DrawFn) -> tuple[Matrix, list[int], list[int], Basis]:
    """Rows with a bound on every column, figures of any sign, and some rows and columns as a basis."""
    columns, extra = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    figure = st.integers(-3, 3)
    matrix = [draw(st.lists(figure, min_size=columns, max_size=columns)) for _ in range(extra)]
    matrix += [[int(at == column) for at in range(columns)] for column in range(columns)]
    bounds = draw(st.lists(st.integers(-2, 6), min_size=extra, max_size=extra))
    bounds += draw(st.lists(st.integers(0, 6), min_size=columns, max_size=columns))
    costs = draw(st.lists(figure, min_size=columns, max_size=columns))
    guess = Basis.of(draw(st.sets(st.integers(0, columns - 1))), draw(st.sets(st.integers(0, len(matrix) - 1))))
    return matrix, bounds, costs, guess


def _corners(matrix: Matrix, bounds: list[int]) -> list[dict[int, fmpq]]:
    """Every corner of a programme that keeps its rows, by brute force."""
    system, found = _system(matrix), []
    rows, columns = range(len(matrix)), range(len(matrix[0]))
    for size in range(len(matrix[0]) + 1):
        for basic in combinations(columns, size):
            for tight in combinations(rows, size):
                made = factors(system, Basis.of(basic, tight))
                if len(made.basis.columns) == size:
                    values = made.values({row: fmpq(bounds[row]) for row in tight})
                    found.append({column: values.get(column, fmpq(0)) for column in columns})
    kept = [at for at in found if min(at.values()) >= 0]
    return [at for at in kept if all(sum(matrix[row][c] * at[c] for c in columns) <= bounds[row] for row in rows)]


def _settled(matrix: Matrix, bounds: list[int], costs: list[int], guess: Basis) -> Settled:
    return settle(_system(matrix), _exact(bounds), _exact(costs), guess)


@given(programmes())
def test_the_optimum_does_not_depend_on_the_basis_proposed(
    programme: tuple[Matrix, list[int], list[int], Basis],
) -> None:
    matrix, bounds, costs, guess = programme
    corners = _corners(matrix, bounds)
    if not corners:
        with pytest.raises(SolverError, match="no answer"):
            _settled(matrix, bounds, costs, guess)
        return
    found = _settled(matrix, bounds, costs, guess)
    assert found.cost == min(sum(cost * corner[at] for at, cost in enumerate(costs)) for corner in corners)
    values = [found.values.get(column, fmpq(0)) for column in range(len(costs))]
    assert all(
        sum(a * x for a, x in zip(line, values, strict=True)) <= b for line, b in zip(matrix, bounds, strict=True)
    )


@given(programmes())
def test_prices_prove_that_nothing_costs_less(programme: tuple[Matrix, list[int], list[int], Basis]) -> None:
    matrix, bounds, costs, guess = programme
    try:
        found = _settled(matrix, bounds, costs, guess)
    except SolverError:
        return
    assert all(price > 0 for price in found.prices.values())
    for column, cost in enumerate(costs):
        assert cost + sum(price * matrix[row][column] for row, price in found.prices.items()) >= 0
    assert found.cost == -sum(price * bounds[row] for row, price in found.prices.items())


def test_columns_that_are_closed_stay_at_nothing() -> None:
    found = settle(_system([[1, 1]]), _exact([5]), {0: fmpq(-2), 1: fmpq(-1)}, Basis.of({0}, {0}), closed=(0,))
    assert found.values == {1: fmpq(5)}


def test_what_costs_little_enough_needs_no_prices() -> None:
    found = settle(_system([[-1]]), _exact([-2]), {0: fmpq(1)}, Basis.of({0}, {0}), enough=fmpq(3))
    assert found.cost == fmpq(2)
    assert (found.prices, found.exchanges) == ({}, 0)


def test_a_cost_that_falls_without_end_is_no_optimum() -> None:
    with pytest.raises(SolverError, match="no least cost"):
        settle(_system([[-1]]), _exact([0]), {0: fmpq(-1)}, Basis.of((), ()))


def test_a_basis_that_was_optimal_needs_no_exchange() -> None:
    found = settle(_system([[3, 1], [1, 2]]), _exact([4, 3]), {0: fmpq(-1), 1: fmpq(-1)}, Basis.of({0, 1}, {0, 1}))
    assert found.exchanges == 0
    assert found.values == {0: fmpq(1), 1: fmpq(1)}
    assert found.prices == {0: fmpq(1, 5), 1: fmpq(2, 5)}
