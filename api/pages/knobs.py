"""Knobs: a scenario in, the figures of it that a planner may move out, each with its path, its words and its range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from inputs.places import dotted
from optimizer.divisions import DIVISIONS
from optimizer.scenario import Scenario

ROUND_STEPS = (1, 2, 5, 10)
"""Ranges end at, and steps are, one of these times a power of ten."""
STEPS = 200
"""About so many steps from one end of a range to the other."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One figure of a scenario."""

    path: str
    group: str
    """What it belongs to, in the words of the policy."""
    label: str
    value: Decimal
    high: Decimal
    """The upper end of the range; the lower is 0. A field takes more than that."""
    step: Decimal
    unit: str = ""

    @property
    def text(self) -> str:
        """The figure as it is written into a setting."""
        return f"{self.value:f}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A division rule, to be chosen among those that need nothing else."""

    path: str
    group: str
    label: str
    value: str
    options: tuple[str, ...]


def knobs(scenario: Scenario) -> list[Knob | Choice]:
    """Limits, shares and ratios of rules, pools and division rules of rounds, and the domestic supply."""
    found: list[Knob | Choice] = []
    for name, rule in scenario.policy.rules.items():
        found += _of(rule, ("policy", "rules", name), _words(name))
    for name, step in scenario.policy.rounds.items():
        group = f"round {_words(name)}"
        if isinstance(step.divide, str):
            path = dotted(("policy", "rounds", name, "divide"))
            found.append(Choice(path, group, "division rule", step.divide, tuple(DIVISIONS)))
        found += _of(step, ("policy", "rounds", name), group)
    for name, product in scenario.domestic.items():
        supply = {period: product.supply.get(period, 0) for period in scenario.periods}
        found += _of({"supply": supply}, ("domestic", name), f"domestic supply of {name}")
    return found


def volume(scenario: Scenario, application: str) -> Knob:
    """The units that an application asks for."""
    units = Decimal(scenario.applications[application].units)
    path = dotted(("applications", application, "units"))
    return _knob(path, f"application {application}", "units asked for", units, "units")


def _of(node: BaseModel | Mapping[str, Any], path: tuple[str, ...], group: str, label: str = "") -> Iterator[Knob]:
    """Every figure of a part of the policy, apart from the order in which things go."""
    items = (
        node.items() if isinstance(node, Mapping) else ((key, getattr(node, key)) for key in type(node).model_fields)
    )
    for key, value in items:
        words = f"{label} {_words(key)}".strip()
        if key == "order" or isinstance(value, bool):
            continue
        if isinstance(value, int | Decimal):
            yield _knob(dotted((*path, key)), group, words, Decimal(value), "")
        elif key not in {"where", "require"} and isinstance(value, BaseModel | Mapping):
            yield from _of(value, (*path, key), group, words)


def _knob(path: str, group: str, label: str, value: Decimal, unit: str) -> Knob:
    """A knob that reaches to about twice its figure; what is a part of something, at least to 1."""
    part = path.rsplit(".", 1)[-1] in {"ratio", "share"}
    high = max(_rounded(2 * value), Decimal(1)) if part else _rounded(2 * value or Decimal(1000))
    step = Decimal("0.01") if part else max(_rounded(high / STEPS), Decimal(1))
    return Knob(path, group, label, value, high, step, unit)


def _rounded(figure: Decimal) -> Decimal:
    """The next figure upwards that is 1, 2 or 5 times a power of ten."""
    power = Decimal(10) ** figure.adjusted()
    return next(step * power for step in map(Decimal, ROUND_STEPS) if step * power >= figure)


def _words(name: str) -> str:
    return name.replace("_", " ")
