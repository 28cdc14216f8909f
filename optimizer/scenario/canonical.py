"""One form for every document: exact figures, texts, lists and maps; and the one way to write it.

`exact_form` takes what a file or a Python program holds and reads it as its JSON would be. `canonical_json` writes
what has that form, so that equal documents give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from numbers import Integral
from types import MappingProxyType
from typing import Any

from optimizer.collection import collection_put_off
from optimizer.errors import LONGEST, Problem, quoted
from optimizer.quantities import exact_number

AS_IT_IS = frozenset({str, int, bool, type(None)})
"""Types of which every value already has its one form."""

WORDS: Mapping[bool | None, str] = MappingProxyType({None: "null", True: "true", False: "false"})
"""The three words of JSON."""


def exact_form(document: object) -> tuple[Any, list[Problem]]:
    """A document in its one form, and a problem for each figure that has none, such as NaN.

    Binary floating point is read as it is printed, days become YYYY-MM-DD, and keys texts.
    """
    form = _ExactForm()
    try:
        plain = form.of(document)
        return plain, list(_inexact(plain, ())) if form.has_inexact else []
    except RecursionError:
        return None, [Problem((), "has too many levels", "write maps and lists inside each other less often")]


class _ExactForm:
    """Takes a document apart; a figure that occurs again is looked up."""

    def __init__(self) -> None:
        self.has_inexact = False
        self._known: dict[float | Decimal, int | Decimal] = {}

    def of(self, value: object) -> Any:
        if isinstance(value, list | tuple):
            return [item if type(item) in AS_IT_IS else self.of(item) for item in value]
        if isinstance(value, float | Decimal):
            return self._figure(value)
        if isinstance(value, Mapping):
            return {
                key if type(key) is str else key_text(key): item if type(item) in AS_IT_IS else self.of(item)
                for key, item in value.items()
            }
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Integral) and not isinstance(value, bool):
            return int(value)
        return value

    def _figure(self, value: float | Decimal) -> Any:
        try:
            return self._known[value]
        except (KeyError, TypeError):
            pass
        try:
            exact = self._known[value] = exact_number(repr(value) if isinstance(value, float) else str(value))
        except ValueError:
            self.has_inexact = True
            return value
        return exact


def key_text(key: object) -> str:
    """A key as its JSON would write it."""
    if key is None or isinstance(key, bool):
        return WORDS[key]
    return key.isoformat() if isinstance(key, date) else str(key)


def _inexact(value: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """A problem for each figure that was left because it has no exact form."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _inexact(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inexact(item, (*path, index))
    elif isinstance(value, float | Decimal) and not _is_exact(value):
        finite = Decimal(value).is_finite()
        seen = f"{shown(value)} has too many digits" if finite else f"{shown(value)} is not a number"
        yield Problem(path, seen, "write a figure of at most 40 digits" if finite else "write a figure")


def _is_exact(value: float | Decimal) -> bool:
    try:
        exact_number(str(value))
    except ValueError:
        return False
    return True


def shown(value: object) -> str:
    """A value as a sentence about it shows it."""
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else WORDS[value]
    if isinstance(value, int | float | Decimal):
        return _shown_figure(value)
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    return quoted(str(value))


def _shown_figure(value: float | Decimal) -> str:
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return "a figure of more than 60 digits"
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < LONGEST:
        return f"{value:f}"[:LONGEST]
    return {"nan": "NaN", "inf": "infinity", "-inf": "-infinity"}.get(str(value).lower(), str(value))[:LONGEST]


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """A document in its one form as UTF-8 JSON: keys sorted, no spaces, figures in plain decimals."""
    with collection_put_off():
        return _written_map(document).encode("utf-8", "surrogatepass")


def _written_map(value: Mapping[str, Any]) -> str:
    entries = [f"{encode_basestring(key)}:{WRITTEN[type(item := value[key])](item)}" for key in sorted(value)]
    return "{" + ",".join(entries) + "}"


def _written_list(value: Sequence[Any]) -> str:
    return "[" + ",".join([WRITTEN[type(item)](item) for item in value]) + "]"


WRITTEN: Mapping[type[object], Callable[[Any], str]] = MappingProxyType(
    {
        str: encode_basestring,
        int: str,
        Decimal: "{:f}".format,
        bool: WORDS.__getitem__,
        type(None): WORDS.__getitem__,
        dict: _written_map,
        list: _written_list,
    }
)
"""How a value of each type that an exact form has is written."""
