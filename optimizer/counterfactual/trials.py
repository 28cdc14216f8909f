"""Trials: one figure and a number of steps in, what some applications are granted then out, by dividing again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from flint import fmpq

from optimizer.claims import Claims
from optimizer.counterfactual.lines import Track, track
from optimizer.counterfactual.moves import Move, Shift
from optimizer.curve.family import Course, Family, Path
from optimizer.curve.figures import moves_limits
from optimizer.entitling import Entitled, entitle
from optimizer.explanation.ground import Ground
from optimizer.granting import grant
from optimizer.planning import plan
from optimizer.plans import Plan
from optimizer.progress import silent
from optimizer.quantities import ONE, ZERO, figure, rational
from optimizer.repairs.changes import Change
from optimizer.repairs.searching import fewest
from optimizer.scenario import Scenario
from optimizer.screening import screen
from optimizer.writing.limits import stopping

MOST_RUNS = 160
"""Divisions after which no more figures are tried."""

WIDER = 100
"""By how much further a figure is moved where the last step brought nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What some applications have after a change, before whole lots."""

    entitlement: fmpq
    limits: tuple[str, ...]
    """Rows that stop them."""
    dropped: bool = False
    """Whether all of them dropped out below their minimum."""


@dataclass
class Trials:
    """Divides again with one figure changed, each change once."""

    ground: Ground
    names: Sequence[str]
    """The applications whose units are counted together."""
    want: int
    runs: int = 0
    tracks: dict[Path, Track | None] = field(default_factory=dict)
    """What they are entitled to along the changes that have been searched, where that is proved."""
    _known: dict[tuple[Path, int], Outcome] = field(default_factory=dict)
    _entitled: dict[tuple[Path, int], Entitled] = field(default_factory=dict)
    _granted: dict[tuple[Path, int], int] = field(default_factory=dict)
    _families: dict[Path, Family] = field(default_factory=dict)

    @cached_property
    def lots(self) -> int:
        """Units below which awards together are above entitlements: a lot of each."""
        return sum(int(self.ground.claims.lot[self.ground.at[name]]) for name in self.names)

    def affordable(self) -> bool:
        """Whether there are divisions left."""
        return self.runs < MOST_RUNS

    def outcome(self, move: Move, steps: int) -> Outcome:
        """What they are entitled to after some steps of a change."""
        key = move.path, steps
        if key not in self._known:
            self.runs += 1
            self._known[key] = self._read(self._course(move, steps))
        return self._known[key]

    def granted(self, move: Move, steps: int) -> int:
        """What they are granted after some steps of a change, in whole lots."""
        key = move.path, steps
        if key not in self._granted:
            self.runs += 1
            self._granted[key] = self._handed(move, steps)
        return self._granted[key]

    @property
    def tried(self) -> Iterable[tuple[Path, int]]:
        """Path and steps of every change that was divided."""
        return self._known

    def missing(self, move: Move, steps: int) -> fmpq | None:
        """Units that they still miss after some steps; None if they have what is wanted."""
        entitlement = self.outcome(move, steps).entitlement
        has_it = entitlement + self.lots > self.want and self.granted(move, steps) >= self.want
        return None if has_it else max(self.want - entitlement, ONE)

    def _surplus(self, move: Move, steps: int) -> fmpq:
        """Units that they are entitled to beyond what is wanted; below nothing where lots make up for it."""
        return self.outcome(move, steps).entitlement - self.want

    def fewest(self, move: Move) -> int | None:
        """Steps that give them what is wanted, one less not giving it; None if none were found.

        From a small change on, the line through what it gained is followed, as far as there is any change to make. Of
        the few periods that a window may open to, each is tried.
        """
        missing, surplus, now = partial(self.missing, move), partial(self._surplus, move), self.now
        if isinstance(move, Shift):
            return next((steps for steps in range(1, move.most + 1) if missing(steps) is None), None)
        family = self._family(move)
        found = self.tracks[move.path] = None if family is None else track(family, self.names, move)
        if found is not None:
            least, enough = self.least(move), found.first(fmpq(self.want))
            if least is None:
                self.outcome(move, move.most)
                return None
            if enough is not None and missing(enough) is None:
                return fewest(missing, enough, now, self.affordable, least - 1, surplus)
        too_few = (self.least(move) or 1) - 1
        steps = min(move.most, too_few + 1 if too_few else max(1, int(now.ceil())))
        while (short := missing(steps)) is not None:
            if steps == move.most or not self.affordable():
                return None
            gained = now - short
            further = int((steps * now / gained * fmpq(9, 8)).ceil()) if gained > 0 else steps * WIDER
            too_few, steps = steps, min(move.most, max(further, 2 * steps))
        return fewest(missing, steps, now, self.affordable, too_few, surplus)

    def least(self, move: Move) -> int | None:
        """Steps of a change than which fewer are proved not to be enough; None if that is proved of all of them.

        An award is less than a lot above its entitlement, and never above its claim.
        """
        found = self.tracks.get(move.path)
        if found is not None:
            return found.first(fmpq(self.want - self.lots))
        if isinstance(move, Change) and move.path[::2] == ("applications", "units"):
            claimed = sum(self.ground.award(name).claim for name in self.names)
            return max(1, -((claimed - self.want) // move.step))
        return 1

    def never(self, move: Move) -> bool:
        """Whether a change that was searched in vain is proved to bring too little, however far it goes."""
        return isinstance(move, Shift) or self.least(move) is None

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
        made = Scenario.parse(move.made(self.ground.scenario, steps).document())
        return granted(plan(made, drop_outs=False), self.names)

    def _course(self, move: Move, steps: int) -> Course:
        """The division after some steps; all those that move one limit share a model."""
        family = self._family(move)
        if family is not None:
            return family.course(rational(move.figure(steps)))
        entitled = self._entitled[move.path, steps] = self._entitle(move, steps)
        return Course(ZERO, entitled.claims, entitled.merged, entitled.filling, entitled.dropped)

    def _family(self, move: Move) -> Family | None:
        """All divisions with one limit moved, which share a model."""
        if isinstance(move, Shift) or not moves_limits(self.ground.scenario, move.path):
            return None
        if move.path not in self._families:
            ends = sorted((rational(move.now), rational(move.figure(move.most))))
            self._families[move.path] = Family(self.ground.scenario, move.path, *ends)
        return self._families[move.path]

    def _entitle(self, move: Move, steps: int) -> Entitled:
        made = move.made(self.ground.scenario, steps)
        return entitle(self.ground.claims if move.path[0] == "policy" else screen(made).claims, made.policy)

    def _chosen(self, claims: Claims) -> list[int]:
        place = {name: at for at, name in enumerate(claims.ids)}
        return [place[name] for name in self.names]

    def _read(self, course: Course) -> Outcome:
        filling = course.filling
        if filling.shortfall is not None:
            return Outcome(ZERO, (f"round {filling.shortfall.round}",))
        chosen = self._chosen(course.claims)
        exact, codes = filling.cohorts.cells(np.array(chosen, dtype=np.int64))
        units = sum((exact[code] for code in codes.tolist()), ZERO)
        out = {item.application for item in course.dropped}
        return Outcome(units, stopping(filling, course.merged, chosen), dropped=out.issuperset(chosen))

    def _handed(self, move: Move, steps: int) -> int:
        entitled = self._entitled.get((move.path, steps)) or self._entitle(move, steps)
        if entitled.filling.shortfall is not None:
            return 0
        grants = grant(entitled, self.ground.scenario.policy.tie_break_seed, silent)
        return int(grants.delivered[self._chosen(entitled.claims)].sum())


def granted(found: Plan, names: Sequence[str]) -> int:
    """Units that a plan grants some applications together."""
    return sum(found.awards[name].units for name in names if name in found.awards)
