"""Language: reasons in, sentences out, by one template for each code.

A template is a text with the names of a reason's figures in braces, each with how it is to be read: `{claim:units}`.
Where a code has several templates, the first of which all figures are there is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from types import MappingProxyType
from typing import Any

from optimizer.explanation.reasons import Code, Reason
from optimizer.figures import amount, exact, fine, percent

MOST_NAMED = 8
"""So many names are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Language:
    """What a language needs to tell reasons."""

    templates: Mapping[Code, tuple[str, ...]]
    words: Mapping[str, str]
    """Words of the policy, such as a division rule, as the language has them; others stand for themselves."""
    nouns: Mapping[str, tuple[str, ...]]
    """What is counted: one and many, with {} for the figure, and none where that is said in words of its own."""
    comma: str
    last: str
    """What stands before the last item of a list."""
    either: str
    """The same in a list of which one is enough."""
    more: str
    """How many items of a list are left out."""
    title: str
    """What stands above the reasons for a {name}, which is of a {kind}."""
    wish: str
    """The same above what would give it the units that it {want}s."""
    span: str
    """From a first to a last period."""
    in_period: str
    """Units {units} in a {period}."""
    of_product: str
    """Units {units} of a {product}, {when}."""

    def sentence(self, reason: Reason) -> str:
        """A reason as one sentence."""
        facts = dict(reason)
        for template in self.templates[facts["code"]]:
            parts = _parts(template)
            if all(name is None or facts[name] not in (None, [], {}) for _, name, _ in parts):
                return "".join(
                    text + ("" if name is None else self._read(facts[name], how)) for text, name, how in parts
                )
        raise LookupError(f"no template tells {reason!r}")

    def _read(self, value: Any, how: str) -> str:
        """One figure, read as its template asks."""
        if how in self.nouns:
            return self.counted(value, how)
        match how:
            case "or":
                return self.listed(value, self.either)
            case "window":
                return value[0] if len(value) == 1 else self.span.format(*value)
            case "list":
                return self.listed(value)
            case "word" | "one" | "gain" | "periods" | "purchases" | "gains":
                return str(getattr(self, how)(value))
            case _:
                return WAYS[how](value)

    def heading(self, name: str, kind: str, want: int | None = None) -> str:
        """What stands above the sentences about something of a kind, or about the units that it wants."""
        told = {"name": name, "kind": self.word(kind)}
        return self.title.format(**told) if want is None else self.wish.format(want=self.counted(want, "units"), **told)

    def listed(self, items: Sequence[str], last: str | None = None) -> str:
        """Some names in a row."""
        if len(items) > MOST_NAMED + 1:
            rest = self.more.format(len(items) - MOST_NAMED)
            items = [*items[:MOST_NAMED], rest]
        if len(items) < 2:  # noqa: PLR2004 - one item, or none, needs nothing between
            return "".join(items)
        return self.comma.join(items[:-1]) + (self.last if last is None else last) + items[-1]

    def counted(self, figure: int | str, noun: str) -> str:
        """A figure of something."""
        one, many, *none = self.nouns[noun]
        if none and not exact(figure):
            return none[0]
        return (one if abs(exact(figure)) == 1 else many).format(fine(figure))

    def one(self, unit: str) -> str:
        """One of what a limit is counted in."""
        return self.counted(1, unit) if unit in self.nouns else f"1 {unit}"

    def gain(self, figure: str) -> str:
        """Units more, or less."""
        return f"{'+' if exact(figure) > 0 else ''}{self.counted(figure, 'units')}"

    def word(self, name: str) -> str:
        """A word of the policy."""
        return self.words.get(name, name)

    def periods(self, units: Mapping[str, int]) -> str:
        """Units by period."""
        parts = [self.in_period.format(units=f"{count:,}", period=period) for period, count in units.items()]
        return self.listed(parts)

    def purchases(self, bought: Mapping[str, Mapping[str, int]]) -> str:
        """Units by domestic product and period."""
        return self.listed(
            [
                self.of_product.format(units=f"{sum(units.values()):,}", product=product, when=self.periods(units))
                for product, units in bought.items()
            ]
        )

    def gains(self, units: Mapping[str, str]) -> str:
        """Units by application, those that get most first."""
        ordered = sorted(units.items(), key=lambda item: (-exact(item[1]), item[0]))
        return self.listed([f"{name} {_change(figure)}" for name, figure in ordered])


def _shown(figure: int | str) -> str:
    """A figure of a scenario as it stands there, thousands apart; a text, such as a period, as it is."""
    return f"{figure:,}" if isinstance(figure, int) else figure


def _change(figure: str) -> str:
    return f"{'+' if exact(figure) > 0 else ''}{fine(figure)}"


WAYS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "": str,
        "amount": amount,
        "fine": fine,
        "figure": _shown,
        "change": _change,
        "percent": lambda figure: percent(exact(figure)),
        "clause": lambda text: text.rstrip(" .。"),
    }
)
"""How a figure may be read in every language."""


@cache
def _parts(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """A template as texts, each with the name of the figure that follows it and how that is to be read."""
    return tuple((text, name, how or "") for text, name, how, _ in Formatter().parse(template))
