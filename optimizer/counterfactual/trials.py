"""Trials: one figure and a number of steps in, what some applications are granted then out, by dividing again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from flint import fmpq

from optimizer.counterfactual.moves import Move, Shift
from optimizer.dividing import divide
from optimizer.explanation.ground import Ground, figure
from optimizer.planning import plan
from optimizer.plans import Plan
from optimizer.quantities import ONE, ZERO
from optimizer.repairs.searching import fewest
from optimizer.scenario import Scenario
from optimizer.screening import screen
from optimizer.writing.limits import stopping

MOST_RUNS = 160
"""Divisions after which no more figures are tried."""

WIDER = 8
"""By how much further a figure is moved where the last step brought nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What some applications have after a change."""

    units: int
    entitlement: fmpq
    limits: tuple[str, ...]
    """Rows that stop them."""


@dataclass
class Trials:
    """Divides again with one figure changed, each change once."""

    ground: Ground
    names: Sequence[str]
    """The applications whose units are counted together."""
    want: int
    runs: int = 0
    _known: dict[tuple[tuple[str, ...], int], Outcome] = field(default_factory=dict)

    def affordable(self) -> bool:
        """Whether there are divisions left."""
        return self.runs < MOST_RUNS

    def outcome(self, move: Move, steps: int) -> Outcome:
        """What they have after some steps of a change."""
        key = move.path, steps
        if key not in self._known:
            self.runs += 1
            self._known[key] = self._divided(move.made(self.ground.scenario, steps), move.path[0] == "policy")
        return self._known[key]

    @property
    def tried(self) -> Iterable[tuple[tuple[str, ...], int]]:
        """Path and steps of every change that was divided."""
        return self._known

    def missing(self, move: Move, steps: int) -> fmpq | None:
        """Units that they still miss after some steps; None if they have what is wanted."""
        found = self.outcome(move, steps)
        return None if found.units >= self.want else max(self.want - found.entitlement, ONE)

    def fewest(self, move: Move) -> int | None:
        """Steps that give them what is wanted, one less not giving it; None if none were found.

        From a small change on, the line through what it gained is followed, as far as there is any change to make. Of
        the few periods that a window may open to, each is tried.
        """
        missing, now = partial(self.missing, move), self.now
        if isinstance(move, Shift):
            return next((steps for steps in range(1, move.most + 1) if missing(steps) is None), None)
        steps = min(move.most, max(1, int(now.ceil())))
        while (short := missing(steps)) is not None:
            if steps == move.most or not self.affordable():
                return None
            gained = now - short
            further = int((steps * now / gained * fmpq(9, 8)).ceil()) if gained > 0 else steps * WIDER
            steps = min(move.most, max(further, 2 * steps))
        return fewest(missing, steps, now, self.affordable)

    @property
    def now(self) -> fmpq:
        """Units that they miss as it is."""
        entitled = (figure(self.ground.award(name).entitlement) for name in self.names)
        return max(self.want - sum(entitled, ZERO), ONE)

    def planned(self, move: Move, steps: int) -> int:
        """Units that a plan which passes its checks grants them after some steps.

        Raises:
            InputError: if the scenario is refused then.
            CheckError: if no plan passes its checks.
        """
        self.runs += 1
        return granted(plan(Scenario.parse(move.made(self.ground.scenario, steps).document())), self.names)

    def _divided(self, scenario: Scenario, same_claims: bool) -> Outcome:  # noqa: FBT001 - a fact, not a switch
        claims = self.ground.claims if same_claims else screen(scenario).claims
        division = divide(claims, scenario.policy)
        if division.entitled.filling.shortfall is not None:
            return Outcome(0, ZERO, (f"round {division.entitled.filling.shortfall.round}",))
        place = {name: at for at, name in enumerate(claims.ids)}
        chosen = [place[name] for name in self.names]
        exact, codes = division.entitled.filling.cohorts.cells(np.array(chosen, dtype=np.int64))
        return Outcome(
            int(division.grants.delivered[chosen].sum()),
            sum((exact[code] for code in codes.tolist()), ZERO),
            stopping(division.entitled.filling, division.entitled.merged, chosen),
        )


def granted(found: Plan, names: Sequence[str]) -> int:
    """Units that a plan grants some applications together."""
    return sum(found.awards[name].units for name in names if name in found.awards)
