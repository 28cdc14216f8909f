"""Entrants: who takes part in a filling, what each may still get, and the path of its claimant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress
from typing import Any

from optimizer.certificate.alike import Alike, alike
from optimizer.certificate.exact import figure, weighted
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.certificate.paths import ONE, PATHS, Claimant, Path


@dataclass(frozen=True)
class Entrants:
    """All that take part in one filling."""

    rank: Fraction | None
    """The score that they share, in a ranked round."""
    claims: Sequence[int]
    """Who takes part, as indices of claims."""
    pasts: Alike[tuple[int, int]]
    """For each of them, where it stands before, as the place of its history, and what it may reach."""
    left: Sequence[Fraction]
    """For each distinct past, the units that it may still get."""
    path_of: Sequence[int]
    """For each of them, the place of its claimant's path."""
    paths: tuple[Path, ...]


def fillings(facts: Facts, rule: Mapping[str, Any], members: Sequence[int]) -> list[tuple[Fraction | None, list[int]]]:
    """The members of a round, or those of each score, highest first; a member without a figure is in none."""
    if not isinstance(rule["divide"], Mapping) or "ranked" not in rule["divide"]:
        return [(None, list(members))]
    scores = facts.said.of(rule["divide"]["ranked"])
    by_score: dict[Fraction, list[int]] = defaultdict(list)
    ranks = [None if score is None or isinstance(score, bool | str) else figure(score) for score in scores.distinct]
    for index in members:
        if (rank := ranks[scores.of[index]]) is not None:
            by_score[rank].append(index)
    return sorted(by_score.items(), reverse=True)


def enter(
    facts: Facts, rule: Mapping[str, Any], histories: Alike[History], rank: Fraction | None, members: Sequence[int]
) -> Entrants:
    """The members that have not reached what they may, each with the path of its claimant."""
    asked = alike((facts.claims[index].units, facts.claims[index].lot) for index in members)
    reach = asked.by(lambda claim: _reach(*claim, rule["each"]))
    pasts = alike(zip((histories.of[index] for index in members), reach.each, strict=True))
    left = [most - histories.distinct[history].units for history, most in pasts.distinct]
    open_ = [rest > 0 for rest in left]
    taking = [open_[at] for at in pasts.of]
    claims, pasts = list(compress(members, taking)), pasts.those(taking)
    if not claims:
        return Entrants(rank, (), pasts, left, (), ())
    whose = _whose(facts, rule, claims)
    claimed: list[list[tuple[Fraction, int]]] = [[] for _ in whose.distinct]
    for (owner, past), count in Counter(zip(whose.of, pasts.of, strict=True)).items():
        claimed[owner].append((left[past], count))
    claimants = [Claimant(weighted(parts), weight) for parts, (_, weight) in zip(claimed, whose.distinct, strict=True)]
    divide = "proportional" if isinstance(rule["divide"], Mapping) else rule["divide"]
    path_of = PATHS[divide](set(claimants))
    paths = alike(path_of.values())
    place = dict(zip(path_of, paths.of, strict=True))
    placed = [place[claimant] for claimant in claimants]
    return Entrants(rank, claims, pasts, left, [placed[owner] for owner in whose.of], tuple(paths.distinct))


def _whose(facts: Facts, rule: Mapping[str, Any], indices: Sequence[int]) -> Alike[tuple[int, Fraction]]:
    """Owner, by its place, and weight of claims: those of one owner with different weights are claimed for apart."""
    owner = facts.said.of("id" if rule["claimant"] == "application" else rule["claimant"]).of
    if rule["weight"] is None:
        return alike(owner[index] for index in indices).by(lambda place: (place, ONE))
    weight = facts.said.of(rule["weight"])
    weights = [figure(value) or ONE for value in weight.distinct]
    return alike((owner[index], weight.of[index]) for index in indices).by(lambda pair: (pair[0], weights[pair[1]]))


def _reach(units: int, lot: int, each: Any) -> int:
    """What a claim may have after a round, whole lots."""
    if each is None:
        return units
    most = min(units, each) if isinstance(each, int) else int(units * figure(each["share"]))
    return most // lot * lot
