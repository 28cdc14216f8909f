"""Axes: what `--vary` says, into the values that a path takes in turn, or the chances by which it is drawn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from api.sweeps.distributions import DISTRIBUTIONS, Distribution, Triangular, distribution
from api.sweeps.points import Point, Setting
from inputs.patching import as_written
from inputs.settings import place_at
from inputs.yaml_values import yaml_value
from optimizer.errors import InputError, Problem
from optimizer.quantities import exact_number
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import exact_form
from optimizer.scenario.schema import bare, bounds, follow, members

MOST_POINTS = 1_000_000
"""No sweep has more points."""
ESTIMATES = "estimates"
"""The word for a draw between the low and the high estimate of a supply."""
RANGE = re.compile(r"\s*([^:,\[{\"']+):([^:,]+):([^:,]+)")
CALL = re.compile(rf"\s*({'|'.join(DISTRIBUTIONS)})\s*\((.*)\)\s*")
FORMS = "write FROM:TO:STEP, a list a,b,c, uniform(a,b), triangular(a,b,c), normal(mean,deviation) or estimates"


@dataclass(frozen=True, slots=True)
class Listed:
    """Values that a path takes one after the other."""

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that is drawn, and what may stand in its place."""

    path: str
    distribution: Distribution
    whole: bool
    low: Decimal | None
    high: Decimal | None

    def at(self, share: float) -> int | Decimal:
        """The value at a share of the chances, whole or to six digits; the nearest that may stand there."""
        value = exact_number(f"{self.distribution.at(share):.6g}")
        value = max(value, self.low) if self.low is not None else value
        value = min(value, self.high) if self.high is not None else value
        return exact_number(str(round(value) if self.whole else value))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Figures that are drawn together, by one share of the chances: high in one means high in all."""

    path: str
    figures: tuple[Figure, ...]

    def shares(self, samples: int, seed: int) -> list[float]:
        """Shares of the chances; more samples go on where fewer ended, whatever else is drawn."""
        words = np.frombuffer(hashlib.sha256(self.path.encode()).digest(), dtype="<u4").tolist()
        drawn = np.random.default_rng([seed, *words]).random(samples)
        return [float(share) for share in np.clip(drawn, 2.0**-53, 1 - 2.0**-53)]

    def at(self, share: float) -> tuple[Setting, ...]:
        """The settings at a share of the chances."""
        return tuple((figure.path, figure.at(share)) for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is varied, and how."""

    listed: tuple[Listed, ...]
    drawn: tuple[Drawn, ...]
    zipped: bool = False
    """Whether the listed axes go in step, the first values together, then the second, and so on."""
    samples: int = 1
    seed: int = 0

    def cells(self) -> list[tuple[Setting, ...]]:
        """The settings of each point of the grid; one without any if nothing is listed."""
        values = [[(axis.path, value) for value in axis.values] for axis in self.listed]
        if self.zipped:
            return list(zip(*values, strict=True))
        return list(product(*values))

    def points(self) -> list[Point]:
        """Every run: at each point of the grid, the same samples."""
        shares = [axis.shares(self.samples, self.seed) for axis in self.drawn]
        draws = [
            tuple(setting for axis, own in zip(self.drawn, shares, strict=True) for setting in axis.at(own[sample]))
            for sample in range(self.samples)
        ]
        runs = product(enumerate(self.cells()), draws)
        return [Point(number, cell, (*at, *draw)) for number, ((cell, at), draw) in enumerate(runs)]


def sweep_of(
    scenario: Scenario,
    varied: Sequence[str],
    *,
    zipped: bool = False,
    samples: int | None = None,
    seed: int = 0,
    most: int = MOST_POINTS,
) -> Sweep:
    """The sweep that some `PATH=...` describe, with so many points at most.

    Raises:
        InputError: with every axis that cannot be read or leads nowhere, or if there would be too many points.
    """
    document = as_written(scenario)
    listed: list[Listed] = []
    drawn: list[Drawn] = []
    problems: list[Problem] = []
    for text in varied:
        try:
            for axis in _axes(scenario, document, text, most):
                if isinstance(axis, Listed):
                    listed.append(axis)
                else:
                    drawn.append(axis)
        except InputError as error:
            problems += error.problems
    paths = [axis.path for axis in listed] + [figure.path for axis in drawn for figure in axis.figures]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    problems += [Problem((), f"{path} is varied twice", "vary each path once", "--vary") for path in twice]
    found = Sweep(tuple(listed), tuple(drawn), zipped, (samples or 100) if drawn else 1, seed)
    problems += _shape_problems(found, samples, most)
    if problems:
        raise InputError(problems)
    return found


def _shape_problems(sweep: Sweep, samples: int | None, most: int) -> Iterator[Problem]:
    lengths = [len(axis.values) for axis in sweep.listed]
    if sweep.zipped and len(set(lengths)) > 1:
        seen = f"the axes have {', '.join(map(str, lengths))} values"
        yield Problem((), seen, "give each as many, or leave out --zip", "--zip")
    if samples is not None and not sweep.drawn:
        yield Problem((), "nothing is drawn", "vary a path by a distribution as well", "--samples")
    if samples is not None and samples < 1:
        yield Problem((), f"{samples} is too small", "write a whole number of at least 1", "--samples")
    count = sweep.samples * (max(lengths, default=1) if sweep.zipped else int(np.prod(lengths, dtype=object)))
    if count > most:
        yield Problem((), f"there would be {count:,} points", f"vary fewer values, {most:,} points at most", "--vary")


def _axes(scenario: Scenario, document: dict[str, Any], text: str, most: int) -> Iterator[Listed | Drawn]:
    """The axes that one `PATH=...` describes: one, or one for each domestic product."""
    path, equals, said = (part.strip() for part in text.partition("="))
    if not equals or not said:
        raise InputError([Problem((), "has no values", FORMS, f"--vary {text}")])
    call = CALL.fullmatch(said)
    if said == ESTIMATES:
        yield from _estimates(scenario, place_at(document, path), path)
        return
    if call is None:
        values = _values(said, path, most)
        place_at(document, path, values[0])
        yield Listed(path, values)
        return
    try:
        law = distribution(call[1], [float(part) for part in call[2].split(",")])
    except ValueError as error:
        raise InputError([Problem((), f"{said}: {error}", FORMS, path)]) from error
    yield Drawn(path, (_figure(document, path, law),))


def _figure(document: dict[str, Any], path: str, law: Distribution) -> Figure:
    expected = follow(Scenario, place_at(document, path), document)
    kinds = {bare(item) for item in members(expected)}
    low, high = bounds(expected)
    return Figure(path, law, kinds == {int}, low, high)


def _values(said: str, path: str, most: int) -> tuple[Any, ...]:
    """The values of FROM:TO:STEP, TO included where a step ends there, or those of a list."""
    span = RANGE.fullmatch(said)
    if span is None:
        if set(said) <= set("0123456789.:-+eE ") and ":" in said:
            raise InputError([Problem((), f'"{said}" is no range', FORMS, path)])
        values = exact_form(yaml_value(f"[{said}]", path))[0]
        if not values:
            raise InputError([Problem((), "has no values", FORMS, path)])
        return tuple(values)
    try:
        first, last, step = (Decimal(exact_number(part)) for part in span.groups())
    except ValueError as error:
        raise InputError([Problem((), str(error), FORMS, path)]) from error
    if step == 0 or (last - first) / step < 0:
        raise InputError([Problem((), f"steps of {step:f} do not lead from {first:f} to {last:f}", FORMS, path)])
    count = int((last - first) / step) + 1
    if count > most:
        raise InputError([Problem((), f"has {count:,} values", f"vary {most:,} at most", path)])
    return tuple(exact_number(str(first + step * index)) for index in range(count))


def _estimates(scenario: Scenario, place: tuple[str | int, ...], path: str) -> Iterator[Drawn]:
    """A draw for each domestic product at a place, between the estimates of its supply, with all its periods in step.

    The place is the map of domestic products, one of them, its supply, or its supply in one period.
    """
    root, name, field, period, *rest = [*map(str, place), "", "", ""][: max(4, len(place))]
    if root != "domestic" or field not in {"", "supply"} or rest:
        advice = "name domestic, domestic.PRODUCT.supply or domestic.PRODUCT.supply.PERIOD"
        raise InputError([Problem((), "has no low and high estimates", advice, path)])
    problems: list[Problem] = []
    for product_name, facts in sorted(scenario.domestic.items()):
        if name not in {"", product_name}:
            continue
        figures = []
        for when in [period] if period else scenario.periods:
            base = facts.supply.get(when, 0)
            low, high = facts.supply_low.get(when, base), facts.supply_high.get(when, base)
            try:
                law = Triangular(low, base, high)
            except ValueError as error:
                where = f"domestic.{product_name}.supply in {when}"
                problems.append(Problem((), f"its low, base and high estimates {error}", "mend them", where))
                continue
            if law.low < law.high:
                figures.append(Figure(f'domestic."{product_name}".supply."{when}"', law, True, Decimal(0), None))  # noqa: FBT003 - units are whole
        if figures:
            yield Drawn(f"domestic.{product_name}.supply", tuple(figures))
        elif name:
            problems.append(Problem((), "has no low and high estimates", "fill supply_low and supply_high", path))
    if problems:
        raise InputError(problems)
