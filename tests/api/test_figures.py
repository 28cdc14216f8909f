from fractions import Fraction

import pytest

from api.figures import amount, counted, dollars, percent


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 units"), (1, "1 unit"), (2, "2 units"), (1915208, "1,915,208 units")]
)
def test_one_is_told_from_many(count: int, words: str) -> None:
    assert counted(count, "unit") == words


def test_a_plural_without_an_s() -> None:
    assert counted(2, "limit binds", "limits bind") == "2 limits bind"


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (3000, "3,000"),
        ("0", "0"),
        ("12.5", "12.5"),
        ("1234567/3", "411,522.33"),
        ("2999999/1000", "3,000"),
        ("-1/3", "-0.33"),
        ("123456789012345678901234567890", "123,456,789,012,345,678,901,234,567,890"),
    ],
)
def test_an_exact_figure_is_shown_to_two_decimals(exact: int | str, shown: str) -> None:
    assert amount(exact) == shown


def test_dollars_are_whole() -> None:
    assert dollars("21600000.5") == "USD 21,600,000"


@pytest.mark.parametrize(
    ("part", "of", "shown"),
    [
        (0, 3, "0.0 %"),
        (1, 3, "33.3 %"),
        (3, 3, "100.0 %"),
        (0, 0, "-"),
        (1, 10**6, "< 0.1 %"),
        (10**6 - 1, 10**6, "> 99.9 %"),
        (Fraction(3, 2), 1, "150.0 %"),
    ],
)
def test_only_all_is_100_percent_and_only_nothing_is_0(part: int | Fraction, of: int, shown: str) -> None:
    assert percent(part, of) == shown


def test_a_share_without_decimals() -> None:
    assert percent(Fraction(2, 3), places=0) == "67 %"
    assert percent(Fraction(1, 999), places=0) == "< 1 %"
