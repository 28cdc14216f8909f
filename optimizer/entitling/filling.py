"""Filling: rounds to entitlements and the bottlenecks that prove them.

A pool of exact inequalities stands for what can be delivered. Each round is raised against the pool, exactly; then the
linear programme is asked whether the result can be delivered. If not, its prices give one more inequality and the round
is raised again. Where a raise under fewer limits ends at something that can be delivered, it ended at the right place:
every target on the way was no larger, so it could be delivered as well, and every stop is proved by its inequality.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from flint import fmpq

from optimizer.claims import Integers, Mask, exact
from optimizer.entitling.bounds import Bounds
from optimizer.entitling.cohorts import Cohorts, Entrants, enter
from optimizer.entitling.descent import Descent, descend
from optimizer.entitling.filled import Drawn, Filling, Passage, Proof, Shortfall, Stop
from optimizer.entitling.maximum import Contest, best, with_pool
from optimizer.entitling.oracle import Oracle
from optimizer.entitling.pricing import Cut, priced
from optimizer.errors import SolverError
from optimizer.model.merging import Merged
from optimizer.model.steps import Step
from optimizer.quantities import ONE, ZERO


@dataclass(frozen=True, slots=True)
class Arena:
    """What holds while a round is raised."""

    merged: Merged
    oracle: Oracle
    cuts: list[Cut]
    """Inequalities that hold in this round only."""
    best: Proof | None = None
    """What shows that no total is larger, in a round that maximises."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a filling stands after some rounds."""

    cohorts: Cohorts
    stops: tuple[Stop, ...] = ()
    passages: tuple[Passage, ...] = ()
    drawn: tuple[Drawn, ...] = ()


@dataclass
class Filler:
    """Fills the rounds of one merged model as often as applications drop out; what it learns of limits it keeps."""

    merged: Merged
    rounds: Sequence[Step]
    cuts: list[Cut]
    """Inequalities known so far; every round may add some."""
    oracle: Oracle
    progress: Callable[[str, int, int | None], None]
    _marks: list[Mark] = field(default_factory=list)
    """Where the last filling stood after each round."""
    _present: Mask | None = None
    """Who had not dropped out by then."""
    _gathered: tuple[list[Proof], Bounds] | None = None
    """The inequalities that hold in every round."""

    def fill(self, present: Mask) -> Filling:
        """The division among the applications that have not dropped out.

        Rounds before the first that somebody took part in who has dropped out since are as they were.
        """
        reaches, index = _reaches(self.rounds, present)
        gone = np.array([], dtype=np.int64) if self._present is None else np.flatnonzero(self._present & ~present)
        self._present, self._marks = present.copy(), self._untouched(gone)
        mark = self._marks[-1] if self._marks else Mark(Cohorts.start(self.merged, reaches))
        mark = replace(mark, cohorts=mark.cohorts.reaching(reaches))
        done = len(self._marks)
        for number, step in enumerate(self.rounds[done:], start=done):
            self.progress("dividing", number, len(self.rounds))
            outcome = self._round(mark, step, index[number])
            if isinstance(outcome, Filling):
                return outcome
            mark = outcome
            self._marks.append(mark)
        return Filling(mark.cohorts, mark.stops, mark.passages, mark.drawn)

    def _untouched(self, gone: Integers) -> list[Mark]:
        """Where the last filling stood after each round that nobody took part in who has dropped out since."""
        seen = 0
        for done, mark in enumerate(self._marks):
            if any(passage.entrants.takes_part(gone).any() for passage in mark.passages[seen:]):
                return self._marks[:done]
            seen = len(mark.passages)
        return self._marks

    def _round(self, mark: Mark, step: Step, reach: int) -> Mark | Filling:
        """Where the filling stands after one more round, or how it ends in it if it is guaranteed and cannot be met."""
        before, cohorts, stops, passages = mark.cohorts.totals, mark.cohorts, list(mark.stops), list(mark.passages)
        for rank, members in _ranks(step):
            entrants = enter(cohorts, step, members, reach)
            arena = self._arena(entrants, step, before)
            if arena.best is not None:
                stops.append(Stop(step.name, rank, ZERO, arena.best, ()))
            outcome = self._raise(entrants, step, rank, arena)
            if isinstance(outcome, Shortfall):
                return Filling(cohorts, tuple(stops), tuple(passages), (), outcome)
            descent, proofs = outcome
            passages.append(Passage(step.name, entrants, descent, len(stops)))
            stops += [Stop(step.name, rank, halt.level, proofs[halt.bound], halt.stopped) for halt in descent.halts]
            cohorts = entrants.raised(descent)
        drawn = mark.drawn
        if step.pool is not None:
            drawn += (Drawn(step.name, step.pool, _inside(step, self.merged), before, cohorts.totals),)
        return Mark(cohorts, tuple(stops), tuple(passages), drawn)

    def _arena(self, entrants: Entrants, step: Step, before: Sequence[fmpq]) -> Arena:
        """What holds in a round: all limits, and for its time the pool or the best total."""
        merged, cuts = self.merged, []
        if step.pool is not None:
            merged = with_pool(merged, step.name, _inside(step, merged), _worth(step, merged, before))
            cuts.append(priced(merged, {len(self.merged.rows): ONE}))
        if step.divide != "maximize":
            return Arena(merged, self.oracle, cuts)
        contest = Contest(_scores(step, merged), entrants.cohorts.totals, entrants.curves.ends())
        found = best(merged, step.name, contest, self.oracle)
        return Arena(found.merged, self.oracle.about(found.merged), cuts, Proof(found.merged, found.proof))

    def _raise(
        self, entrants: Entrants, step: Step, rank: fmpq | None, arena: Arena
    ) -> tuple[Descent, list[Proof]] | Shortfall:
        """Raise one round until what it gives can be delivered.

        Raises:
            SolverError: if it cannot be, and what is said to show that does not.
        """
        curves = entrants.curves
        while True:
            proofs, bounds = self._known(arena)
            if step.guarantee:
                worst = _most_broken(curves.ends(), proofs)
                if worst is not None:
                    return Shortfall(step.name, *worst, rank, entrants.members)
            descent = descend(curves, bounds)
            cut = arena.oracle.at_all(descent.units)
            if cut is None:
                return descent, proofs
            if cut.bound.cost(descent.units) <= cut.worth:
                raise SolverError("What was said to show that entitlements cannot be delivered holds for them.")
            (self.cuts if arena.oracle is self.oracle else arena.cuts).append(cut)

    def _known(self, arena: Arena) -> tuple[list[Proof], Bounds]:
        """What is known to hold, and what shows it; gathered again only where there is something new."""
        if not arena.cuts and self._gathered is not None and len(self._gathered[0]) == len(self.cuts):
            return self._gathered
        proofs = [Proof(arena.merged, cut) for cut in arena.cuts] + [Proof(self.merged, cut) for cut in self.cuts]
        found = proofs, Bounds([proof.cut.bound for proof in proofs], len(self.merged.types))
        self._gathered = self._gathered if arena.cuts else found
        return found


def _reaches(rounds: Sequence[Step], present: Mask) -> tuple[list[Integers], list[int]]:
    """The distinct reaches of the rounds, nothing for who has dropped out, and the index of each round's own."""
    distinct: list[Integers] = []
    index = []
    for step in rounds:
        at = next(
            (i for i, known in enumerate(distinct) if known is step.reach or np.array_equal(known, step.reach)), -1
        )
        if at < 0:
            at = len(distinct)
            distinct.append(step.reach)
        index.append(at)
    return [np.where(present, reach, 0) for reach in distinct], index


def _ranks(step: Step) -> list[tuple[fmpq | None, Mask]]:
    """The fillings of a round: one, or one for each distinct score, highest first."""
    if step.divide != "ranked" or step.score is None:
        return [(None, step.members)]
    column = step.score
    scored = {score: code for code, score in enumerate(map(exact, column.values)) if score is not None}
    return [(score, step.members & (column.codes == scored[score])) for score in sorted(scored, reverse=True)]


def _most_broken(wanted: Sequence[fmpq], proofs: Sequence[Proof]) -> tuple[Proof, fmpq] | None:
    """The inequality that units of each type break by most, in units of the dearest type, if they break any."""
    worst: tuple[Proof, fmpq] | None = None
    for proof in proofs:
        cost = proof.cut.bound.cost(wanted)
        if cost > proof.cut.worth:
            excess = (cost - proof.cut.worth) / max(proof.cut.unit)
            if worst is None or excess > worst[1]:
                worst = proof, excess
    return worst


def _scores(step: Step, merged: Merged) -> list[fmpq]:
    """The score of one unit of each type; 0 for types that do not take part."""
    scores = [ZERO] * len(merged.types)
    if step.score is not None:
        codes, values = step.score.codes, step.score.values
        for k, code in {(int(merged.of[at]), int(codes[at])) for at in np.flatnonzero(step.members).tolist()}:
            scores[k] = exact(values[code]) or ZERO
    return scores


def _inside(step: Step, merged: Merged) -> list[fmpq]:
    """1 for each type that takes part in a round, else 0."""
    inside = np.zeros(len(merged.types), dtype=bool)
    inside[merged.of[step.members]] = True
    return [ONE if member else ZERO for member in inside.tolist()]


def _worth(step: Step, merged: Merged, before: Sequence[fmpq]) -> fmpq:
    """What the members of a round may have after it: what they had, and its pool."""
    had = sum((units for units, inside in zip(before, _inside(step, merged), strict=True) if inside), ZERO)
    return (step.pool or ZERO) + had
