"""Markup: names of a policy in words, and figures with their units."""

import pytest

from api.pages.markup import figured, spoken, tag, words


@pytest.mark.parametrize(
    ("text", "spoken_"),
    [
        ("national_quota", "national quota"),
        ("no_listed_end_user: it is listed.", "no listed end user: it is listed."),
        ("pool[absolutely_necessary]", "pool[absolutely necessary]"),
        ("policy.rules.national_quota.limit", "policy.rules.national_quota.limit"),
        ("policy.rules.national_quota", "policy.rules.national_quota"),
        ("domestic_supply.csv", "domestic_supply.csv"),
        ("raise national_quota.", "raise national quota."),
    ],
)
def test_names_are_spoken_and_paths_stay(text: str, spoken_: str) -> None:
    assert words(text) == spoken_
    assert spoken(tag("p", text)) == tag("p", text)


def test_units_are_smaller_than_their_figure_and_a_word_alone_is_not() -> None:
    assert figured("USD 2,700") == "<small>USD</small> 2,700"
    assert figured("general") == "general"
