"""The division by brute force: bisect for each level, and ask of each member whether it could have more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.facts import Application, Document, Facts, facts, figure, selected
from tests.oracle.levels import Claimant, Claimants
from tests.oracle.model import Programme

HALVINGS = 50
NEGLIGIBLE = 1e-5
"""Units: who could have no more than this on top can have no more."""
SLACK = 3e-9
"""Units: what others may be short of what they hold, so that a solver's last digits stop nobody."""

Awards = dict[str, float]


@dataclass(frozen=True, slots=True)
class Division:
    """What the oracle says: entitlements in units, and who dropped out in which order."""

    outcome: str
    entitlements: Mapping[str, float]
    dropped: Mapping[str, float]
    """Who dropped out, in order, with the entitlement it had then."""


def divide(document: Document) -> Division:
    """Divide, and divide again without the worst off of those below their minimum, until there is none."""
    known, dropped = facts(document), dict[str, float]()
    while True:
        awards = _rounds(document, known, dropped)
        if awards is None:
            return Division("infeasible", {}, dropped)
        short = [
            item for name, item in known.applications.items() if NEGLIGIBLE < awards[name] < item.minimum - NEGLIGIBLE
        ]
        if not short:
            return Division("allocated", awards, dropped)
        seed = document.get("policy", {}).get("tie_break_seed", "")
        out = min(_standing(item, awards, seed) for item in short)[-1]
        dropped[out] = awards[out]


def _standing(application: Application, awards: Awards, seed: str) -> tuple[float, str, str, str]:
    """Sorts the first to drop out first: least of its minimum, then latest, then by lot."""
    lottery = hashlib.sha256(f"{seed}:{application.name}".encode()).hexdigest()
    part = round(awards[application.name] / application.minimum, 9)
    return part, _backwards(application.submitted), _backwards(lottery), application.name


def _backwards(text: str) -> str:
    """A text that sorts before another where this one sorts after it."""
    return "".join(chr(0x7F - ord(letter)) for letter in text)


def _rounds(document: Document, known: Facts, dropped: Awards) -> Awards | None:
    """The entitlements after all rounds; None if a guarantee cannot be met."""
    held = dict.fromkeys(known.applications, 0.0)
    rounds = document.get("policy", {}).get("rounds", {"general": {"order": 1}})
    for item in sorted(rounds.values(), key=lambda item: item["order"]):
        reach = {
            name: _reach(item, application)
            for name, application in known.applications.items()
            if name not in dropped and selected(item.get("where", {}), application)
        }
        held = _round(item, known, held, reach)
        if item.get("guarantee") and any(held[name] < reach[name] - NEGLIGIBLE for name in reach):
            return None
    return held


def _reach(item: Mapping[str, Any], application: Application) -> float:
    """What an application may reach in a round: whole lots."""
    each, claim, lot = item.get("each"), application.claim, application.lot
    if isinstance(each, Mapping):
        return float(figure(each["share"]) * claim // lot * lot)
    return float(claim if each is None else min(claim, each) // lot * lot)


def _round(item: Mapping[str, Any], known: Facts, held: Awards, reach: Awards) -> Awards:
    """Raise the members of one round."""
    members = {name for name in reach if reach[name] > held[name]}
    rows = [] if item.get("pool") is None else [_pool(float(figure(item["pool"])), held, members)]
    divide = item.get("divide", "proportional")
    if isinstance(divide, str):
        return _fill(Programme(known, rows), divide, _claimants(item, known, held, reach, members), held, reach)
    score = {name: float(figure(known.applications[name].attributes[next(iter(divide.values()))])) for name in members}
    if "maximize" in divide:
        return _maximize(item, known, held, reach, score, rows)
    for value in sorted(set(score.values()), reverse=True):
        tier = {name for name in members if score[name] == value}
        claimants = _claimants(item, known, held, reach, tier)
        held = _fill(Programme(known, rows), "proportional", claimants, held, reach)
    return held


def _pool(pool: float, held: Awards, members: set[str]) -> tuple[dict[str, float], float, float]:
    """What the members hold may grow by the pool."""
    return dict.fromkeys(members, 1.0), -float("inf"), pool + sum(held[name] for name in members)


def _maximize(
    item: Mapping[str, Any],
    known: Facts,
    held: Awards,
    reach: Awards,
    score: Awards,
    rows: list[tuple[dict[str, float], float, float]],
) -> Awards:
    """Make the score-weighted sum as large as possible, then fill proportionally among the best."""
    if not score:
        return held
    ceiling = {name: max(held[name], reach[name]) if name in score else held[name] for name in held}
    best = Programme(known, rows).largest(score, _almost(held), ceiling)
    optimal = (score, best - 40 * SLACK, float("inf"))
    claimants = _claimants(item, known, held, reach, set(score))
    return _fill(Programme(known, [*rows, optimal]), "proportional", claimants, held, reach, ceiling)


def _claimants(
    item: Mapping[str, Any], known: Facts, held: Awards, reach: Awards, members: set[str]
) -> dict[str, Claimant]:
    """Whose total claim counts for each member; applications of one owner with different weights count apart."""
    owner, weight = {}, {}
    for name in members:
        application, whose = known.applications[name], item.get("claimant", "group")
        weight[name] = float(figure(application.attributes[item["weight"]])) if item.get("weight") else 1.0
        owner[name] = {"application": name, "firm": application.firm, "group": application.group}[whose], weight[name]
    total = {key: sum(reach[name] - held[name] for name in members if owner[name] == key) for key in owner.values()}
    return {name: Claimant(total[owner[name]], weight[name]) for name in members}


def _fill(
    programme: Programme,
    rule: str,
    each: Mapping[str, Claimant],
    held: Awards,
    reach: Awards,
    most: Awards | None = None,
) -> Awards:
    """Raise all members together; freeze those who cannot be raised at all; go on with the rest."""
    claimants, base, active = Claimants(each, rule), dict(held), set(each)

    def at(level: float) -> Awards:
        """What everybody must have at a level: the active their target, the rest what they hold."""
        targets = {name: base[name] + (reach[name] - base[name]) * claimants.share(name, level) for name in active}
        return _almost(held) | targets

    level = 0.0
    while active:
        level = _highest(programme, at, level, most)
        least = at(level)
        held |= {name: least[name] for name in active}
        if level == 1:
            break
        spare = _almost(least, 3 * SLACK)
        stopped = {name for name in active if programme.largest({name: 1.0}, spare, most) <= held[name] + NEGLIGIBLE}
        if not stopped:
            raise ArithmeticError(f"nobody stopped at level {level}")
        active -= stopped
    return held


def _highest(programme: Programme, at: Callable[[float], Awards], low: float, most: Awards | None) -> float:
    """The highest level at which the targets can be delivered together."""
    if programme.feasible(at(1.0), most):
        return 1.0
    high = 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if programme.feasible(at(middle), most) else (low, middle)
    return low


def _almost(awards: Awards, slack: float = SLACK) -> Awards:
    return {name: value - slack for name, value in awards.items()}
