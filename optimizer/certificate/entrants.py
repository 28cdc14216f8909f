"""Entrants: who takes part in a filling, what each may still get, and the path of its claimant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from optimizer.certificate.exact import figure, total
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.paths import ONE, PATHS, Claimant, Path

Whose = tuple[str, Fraction]
"""Owner and weight: claims of one owner with different weights are claimed for apart."""


class Entrant(NamedTuple):
    """A claim that takes part in a filling."""

    claim: int
    """Index of the claim."""
    left: Fraction
    """Units that it may still get."""
    path: int
    """Index of its claimant's path."""


@dataclass(frozen=True)
class Entrants:
    """All that take part in one filling."""

    rank: Fraction | None
    """The score that they share, in a ranked round."""
    listed: tuple[Entrant, ...]
    paths: tuple[Path, ...]


def fillings(facts: Facts, rule: Mapping[str, Any], members: Sequence[int]) -> list[tuple[Fraction | None, list[int]]]:
    """The members of a round, or those of each score, highest first; a member without a figure is in none."""
    if not isinstance(rule["divide"], Mapping) or "ranked" not in rule["divide"]:
        return [(None, list(members))]
    read = facts.reader(rule["divide"]["ranked"])
    by_score: dict[Fraction, list[int]] = defaultdict(list)
    for index in members:
        score = read(facts.claims[index].id)
        if score is not None and not isinstance(score, bool | str):
            by_score[figure(score)].append(index)
    return sorted(by_score.items(), reverse=True)


def enter(
    facts: Facts, rule: Mapping[str, Any], units: Sequence[Fraction], rank: Fraction | None, members: Iterable[int]
) -> Entrants:
    """The members that have not reached what they may, each with the path of its claimant."""
    reach = ((i, _reach(facts.claims[i], rule["each"]) - units[i]) for i in members)
    left = {i: rest for i, rest in reach if rest.numerator > 0}
    if not left:
        return Entrants(rank, (), ())
    whose = _whose(facts, rule, left)
    claimed: dict[Whose, list[Fraction]] = defaultdict(list)
    for index, rest in left.items():
        claimed[whose[index]].append(rest)
    claimants = {owner: Claimant(total(parts), owner[1]) for owner, parts in claimed.items()}
    divide = "proportional" if isinstance(rule["divide"], Mapping) else rule["divide"]
    path_of = PATHS[divide](set(claimants.values()))
    number: dict[Path, int] = {}
    numbered = {claimant: number.setdefault(path, len(number)) for claimant, path in path_of.items()}
    path_at = {owner: numbered[claimant] for owner, claimant in claimants.items()}
    return Entrants(rank, tuple(Entrant(at, rest, path_at[whose[at]]) for at, rest in left.items()), tuple(number))


def _whose(facts: Facts, rule: Mapping[str, Any], indices: Iterable[int]) -> dict[int, Whose]:
    owner = facts.reader("id" if rule["claimant"] == "application" else rule["claimant"])
    weight = facts.reader(rule["weight"]) if rule["weight"] is not None else None
    ids = {index: facts.claims[index].id for index in indices}
    return {index: (str(owner(name)), (figure(weight(name)) or ONE) if weight else ONE) for index, name in ids.items()}


def _reach(claim: Claim, each: Any) -> int:
    """What a claim may have after a round, whole lots."""
    if each is None:
        return claim.units
    most = min(claim.units, each) if isinstance(each, int) else int(claim.units * figure(each["share"]))
    return most // claim.lot * claim.lot
