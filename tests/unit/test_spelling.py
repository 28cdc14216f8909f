"""A slip of the pen is told from a name that was meant."""

import pytest

from optimizer.scenario.spelling import near_miss

FIELDS = ("id", "firm", "product", "use_case", "units", "from", "to", "minimum_units")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("frim", "firm"),
        ("frm", "firm"),
        ("firmm", "firm"),
        ("film", "firm"),
        ("Firm", "firm"),
        ("ID", "id"),
        ("use case", "use_case"),
        ("Use-Case", "use_case"),
        ("unit", "units"),
        ("minimun_units", "minimum_units"),
        ("from_", "from"),
        ("firm", None),
        ("project", None),
        ("it", None),
        ("too", None),
        ("mfir", None),
        ("site", None),
        ("", None),
    ],
)
def test_near_miss(name: str, meant: str | None) -> None:
    assert near_miss(name, FIELDS) == meant
