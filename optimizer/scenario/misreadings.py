"""Misreadings: a text that stands where a figure belongs in, the figure that was most likely meant out."""

from __future__ import annotations

import re
from unicodedata import normalize

FIGURE = re.compile(r"[+-]?[0-9][0-9,' _]*(\.[0-9]+)?([eE][+-]?[0-9]+)?")
COMMA_FOR_POINT = re.compile(r"([+-]?[0-9]+),([0-9]{1,2}|[0-9]{4,})")
"""One comma, and behind it not the three digits that a group of thousands has."""


def figure_meant(text: str) -> str | None:
    """The figure that a text most likely means, as it is to be written; None if it means none.

    Full-width digits are those of the same value, and a comma is a decimal point where no group of thousands follows.
    """
    plain = normalize("NFKC", text)
    comma = COMMA_FOR_POINT.fullmatch(plain)
    if comma:
        return ".".join(comma.groups())
    return re.sub("[,' _]", "", plain) if FIGURE.fullmatch(plain) else None
