"""Language: reasons in, sentences out, by one template for each code.

A template is a text with the names of a reason's figures in braces, each with how it is to be read: `{claim:units}`.
Where a code has several templates, the first of which all figures are there is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
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
        writer = _Writer(self)
        for template in self.templates[facts["code"]]:
            names = {name for _, name, _, _ in writer.parse(template) if name}
            if all(facts[name] not in (None, [], {}) for name in names):
                return writer.format(template, **facts)
        raise LookupError(f"no template tells {reason!r}")

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


class _Writer(Formatter):
    """Fills templates."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._ways: dict[str, Callable[[Any], str]] = {
            "": str,
            "amount": amount,
            "fine": fine,
            "figure": _shown,
            "change": _change,
            "percent": lambda figure: percent(exact(figure)),
            "list": language.listed,
            "or": lambda items: language.listed(items, language.either),
            "clause": lambda text: text.rstrip(" .。"),
            "one": language.one,
            "window": lambda ends: ends[0] if len(ends) == 1 else language.span.format(*ends),
            "word": language.word,
            "periods": language.periods,
            "purchases": language.purchases,
            "gains": language.gains,
        }

    def format_field(self, value: Any, format_spec: str) -> str:
        """One figure, read as its template asks."""
        if format_spec in self._language.nouns:
            return self._language.counted(value, format_spec)
        return self._ways[format_spec](value)
