"""Knobs on a screen: a slider and a field for each figure, a list for each division rule; the script sends moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from markupsafe import Markup

from api.pages.knobs import Choice, Knob, knobs
from api.pages.markup import joined, tag
from optimizer.scenario import Scenario

OPEN = 8
"""So many groups of knobs are open; the others open by a click, or if something in them is moved."""


def knob_fields(found: Sequence[Knob | Choice], moved: Mapping[str, str]) -> Markup:
    """All knobs in their groups, those that are moved where the settings have them."""
    groups = [(name, list(items)) for name, items in groupby(found, key=lambda item: item.group)]
    shown = [
        _group(name, items, moved, opened=number < OPEN or any(item.path in moved for item in items))
        for number, (name, items) in enumerate(groups)
    ]
    return joined(shown)


def figure_options(
    scenario: Scenario, chosen: str = "", *, written: Callable[[Knob], str] = lambda knob: knob.path
) -> Markup:
    """Every figure of a scenario that may be moved, as the entries of a pick list.

    Args:
        written: what an entry writes, its path unless something else is said.
    """
    return joined(
        tag("option", f"{knob.group}, {knob.label}", value=written(knob), selected=knob.path == chosen)
        for knob in knobs(scenario)
        if isinstance(knob, Knob)
    )


def knob_field(knob: Knob, now: str) -> Markup:
    """A slider and a field that hold the same figure."""
    key, words = f"k-{knob.path}", f"{knob.group}, {knob.label}"
    label = tag("label", knob.label, for_=key) + tag("span", _grouped(now), class_="said", aria_hidden="true")
    limits = {"min": "0", "step": f"{knob.step:f}", "data_path": knob.path, "data_from": knob.text}
    slider = tag("input", type="range", max=f"{knob.high:f}", value=now, aria_label=f"{words}, slider", **limits)
    field = tag("input", type="number", id=key, value=now, aria_label=f"{words}", **{**limits, "step": "any"})
    moved = " moved" if now != knob.text else ""
    return tag("div", label + slider + field, class_=f"knob{moved}")


def _grouped(figure: str) -> str:
    """A figure with thousands separators, which a field for numbers does not have; nothing where it would have none."""
    try:
        value = Decimal(figure)
    except InvalidOperation:
        return ""
    return f"{value:,f}" if value.is_finite() and abs(value) >= 1000 else ""  # noqa: PLR2004 - as it is written


def choice_field(choice: Choice, now: str) -> Markup:
    """A list of what may stand there."""
    key = f"k-{choice.path}"
    options = joined(
        tag("option", option.replace("_", " "), value=option, selected=option == now) for option in choice.options
    )
    label = tag("label", choice.label, for_=key)
    chosen = tag("select", options, id=key, data_path=choice.path, data_from=choice.value)
    return tag("div", label + chosen, class_="knob")


def _group(name: str, items: Sequence[Knob | Choice], moved: Mapping[str, str], *, opened: bool) -> Markup:
    fields = joined(
        knob_field(item, moved.get(item.path, item.text))
        if isinstance(item, Knob)
        else choice_field(item, moved.get(item.path, item.value))
        for item in items
    )
    return tag("details", tag("summary", name) + fields, open=opened, class_="group")
