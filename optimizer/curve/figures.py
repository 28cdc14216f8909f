"""Figures: which single figures of a scenario a curve may follow, over which range, and in what steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from flint import fmpq
from pydantic import BaseModel

from optimizer.claims import Claims
from optimizer.errors import InputError, Problem, unknown
from optimizer.quantities import LARGEST, ZERO, rational
from optimizer.rules import Cap
from optimizer.rules.cap import AttributeLimit
from optimizer.scenario import Scenario
from optimizer.scenario.schema import bare, bounds, follow, members

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A figure and the range in which it is followed."""

    path: Path
    now: int | Decimal
    low: fmpq
    high: fmpq
    whole: bool
    """Whether only whole numbers may stand there."""
    kind: Literal["pieces", "points"]
    """"pieces" for a limit: then entitlements are made of straight pieces, unless a round divides what another left."""
    step: int = 1
    """Whole numbers between which nothing can change: the lot, for the units of an application."""


def range_of(scenario: Scenario, path: Path, low: Decimal | None, high: Decimal | None) -> Range:
    """The figure at a path, followed from half of what it is to half as much again if nothing else is said.

    Raises:
        InputError: if there is no figure, or the range is none.
    """
    now = _figure(scenario, path)
    expected = follow(Scenario, path, scenario.model_dump(by_alias=True))
    least, most = bounds(expected)
    start = rational(now) / 2 if low is None else rational(low)
    end = rational(now) * 3 / 2 if high is None else rational(high)
    if start >= end:
        seen, advice = f"the range from {start} to {end} is empty", "name its ends, the smaller one first"
        raise InputError([Problem(path, seen, advice)])
    if (least is not None and start < rational(least)) or end > rational(LARGEST if most is None else most):
        allowed = f"{0 if least is None else least:,f} and {LARGEST if most is None else most:,f}"
        raise InputError([Problem(path, f"the range from {start} to {end} is too wide", f"stay between {allowed}")])
    whole = {bare(item) for item in members(expected)} == {int}
    kind: Literal["pieces", "points"] = "pieces" if _is_limit(scenario, path) else "points"
    step = 1
    if path[0] == "applications" and path[2:] == ("units",):
        step = scenario.products[scenario.applications[path[1]].product].lot
    return Range(path, now, start, end, whole, kind, step)


def _figure(scenario: Scenario, path: Path) -> int | Decimal:
    part: Any = scenario
    for at, name in enumerate(path):
        if isinstance(part, BaseModel):
            known = {*type(part).model_fields, *(part.__pydantic_extra__ or {})}
            if name not in known:
                raise _missing(path[: at + 1], known)
            part = getattr(part, name)
        elif isinstance(part, Mapping):
            if name not in part:
                raise _missing(path[: at + 1], set(part))
            part = part[name]
        else:
            part = None
    if isinstance(part, bool) or not isinstance(part, int | Decimal):
        raise InputError([Problem(path, "is no figure", "name a single figure, such as policy.rules.quota.limit")])
    return part


def _missing(path: Path, known: set[str]) -> InputError:
    return InputError([Problem(path, *unknown(path[-1], known, ".".join(path[:-1]) or "a scenario"))])


def _is_limit(scenario: Scenario, path: Path) -> bool:
    """Whether a figure stands on the right-hand side of rows only, and in no coefficient and no claim."""
    match path:
        case ("policy", "rules", name, "limit", *_) | ("policy", "rules", name, "share", "ratio"):
            return isinstance(scenario.policy.rules[name], Cap)
        case ("policy", "rounds", _, "pool") | ("domestic", _, "supply", _):
            return True
        case ("firms", _, attribute):
            caps = (rule for rule in scenario.policy.rules.values() if isinstance(rule, Cap))
            return any(isinstance(cap.limit, AttributeLimit) and cap.limit.attribute == attribute for cap in caps)
    return False


def moves_limits(scenario: Scenario, path: Path) -> bool:
    """Whether a figure moves limits and pools and nothing else; what firms bring may also decide who is selected."""
    return path[0] != "firms" and _is_limit(scenario, path)


def watched(claims: Claims, name: str) -> list[int]:
    """Indices of the applications of a name: an application's, a firm's, an owner's, or `total` for all.

    Raises:
        InputError: if nobody has it who passed screening.
    """
    if name == "total":
        return list(range(len(claims)))
    if name in claims.ids:
        return [claims.ids.index(name)]
    for attribute in ("firm", "group"):
        column = claims.attributes[attribute]
        if name in column.values:
            return [at for at, code in enumerate(column.codes.tolist()) if column.values[code] == name]
    known = {
        *claims.ids,
        *map(str, claims.attributes["firm"].values),
        *map(str, claims.attributes["group"].values),
        "total",
    }
    raise InputError([Problem((), *unknown(name, known, "who passed screening"), "--for")])


def admissible(within: Range, about: fmpq, step: fmpq) -> fmpq:
    """A value near another that may stand in a scenario: a whole number, or a decimal no longer than a step needs."""
    if within.whole:
        return fmpq(int(about.floor()))
    unit = fmpq(1)
    while unit > step > ZERO:
        unit /= 10
    return fmpq(int((about / unit).floor())) * unit
