"""Counterfactual: a plan, a name and the units that it wants in, the single figures that would give them out.

Each figure is sought by dividing again, and proved by a plan that passes its checks; so is the one a step before it,
with which the units are not given. What cannot give them is told as well, and how far it was tried.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from optimizer.counterfactual.answers import (
    AboveClaim,
    AnyAnswer,
    Counterfactual,
    EachWasRun,
    HasIt,
    NobodyHas,
    NoSingleChange,
    NothingNearer,
    NotTried,
    NoWay,
    StandsOutside,
    StandsRefused,
    Wanted,
    Way,
)
from optimizer.counterfactual.moves import Move, Moves, Shift
from optimizer.counterfactual.trials import Trials, granted
from optimizer.errors import InputError, Problem, unknown
from optimizer.explanation.explained import Kind
from optimizer.explanation.ground import Ground
from optimizer.plans import Plan
from optimizer.progress import Progress, silent
from optimizer.quantities import written
from optimizer.repairs.changes import stated
from optimizer.scenario import Scenario

__all__ = ["Counterfactual", "counterfactual"]

MOST_MOVES = 20
"""No more figures than this are tried."""
MOST_WAYS = 6
"""No more ways than this are told: those of the smallest relative change."""


def counterfactual(
    plan: Plan, scenario: Scenario, name: str, want: int, *, kind: Kind | None = None, progress: Progress = silent
) -> Counterfactual:
    """What would give an application or a firm the units that it wants.

    Args:
        scenario: the scenario that the plan is for.
        want: units, of all its applications together for a firm.
        kind: what the name is of, where an application and a firm have the same.

    Raises:
        InputError: if there is no such application or firm, or the units are none.
    """
    ground = Ground.of(plan, scenario)
    kind = _kind(scenario, name, kind)
    if want < 1:
        raise InputError([Problem((), f"{want} units are nothing to want", "write a whole number of units", "--want")])
    names = [name] if kind == "application" else sorted(a for a, x in scenario.applications.items() if x.firm == name)
    wish = _Wish(ground, name, names, want, progress)
    return Counterfactual(
        scenario_digest=plan.scenario_digest,
        kind=kind,
        name=name,
        firm=scenario.applications[name].firm if kind == "application" else name,
        want=want,
        granted=wish.granted,
        answers=tuple(wish.answers()),
    )


def _kind(scenario: Scenario, name: str, kind: Kind | None) -> Kind:
    known: dict[Kind, Container[str]] = {"application": scenario.applications, "firm": scenario.firms}
    for one, names in known.items():
        if kind in {None, one} and name in names:
            return one
    every = [*scenario.applications, *scenario.firms]
    raise InputError([Problem((), *unknown(name, every, "the applications and firms"), "ID")])


@dataclass
class _Wish:
    """Units that some applications want together."""

    ground: Ground
    name: str
    names: Sequence[str]
    want: int
    progress: Progress
    granted: int = field(init=False)

    def __post_init__(self) -> None:
        self.granted = granted(self.ground.plan, self.names)

    def answers(self) -> Iterator[AnyAnswer]:
        """What would give the units, and what would not."""
        plan = self.ground.plan
        yield Wanted(name=self.name, granted=self.granted, want=self.want)
        able = [name for name in self.names if name in plan.awards]
        inside = [name for name in able if self._selected(name)]
        failed = sorted({item.requirement for name in self.names for item in plan.refused.get(name, [])})
        if self.granted >= self.want:
            yield HasIt()
        elif plan.conflict is not None:
            yield NobodyHas(round=plan.conflict.round)
        elif not able:
            yield StandsRefused(requirements=failed)
        elif not inside:
            yield StandsOutside(rounds=list(self.ground.steps))
        else:
            yield from self._sought(inside)

    def _selected(self, name: str) -> bool:
        return any(step.members[self.ground.at[name]] for step in self.ground.steps.values())

    def _sought(self, names: Sequence[str]) -> Iterator[AnyAnswer]:
        trials, moves = Trials(self.ground, names, self.want), Moves(self.ground)
        claim = sum(self.ground.award(name).claim for name in names)
        if self.want > claim:
            yield AboveClaim(claim=claim)
            listed: list[Move] = [moves.own_units(name) for name in names]
        else:
            listed = moves.of(names, self._beyond(names, trials))
        tried, left = listed[:MOST_MOVES], [_path(move) for move in listed[MOST_MOVES:]]
        found: list[tuple[Move, int]] = []
        not_so: list[Move] = []
        for number, move in enumerate(tried):
            self.progress(f"trying {_path(move)}", number, len(tried))
            if not trials.affordable():
                left.append(_path(move))
            elif (steps := trials.fewest(move)) is not None:
                found.append((move, steps))
            elif trials.affordable() or trials.never(move):
                not_so.append(move)
            else:
                left.append(_path(move))
        found.sort(key=lambda item: item[0].extent(item[1]))
        ways = [self._way(trials, move, steps) for move, steps in found[:MOST_WAYS]]
        yield from ways
        yield from self._nothing_nearer(trials, found[:MOST_WAYS])
        if not ways:
            yield NoSingleChange(tried=len(listed), proved=sum(map(trials.never, not_so)), minimum=self._minimum())
        yield from (_no_way(trials, move) for move in not_so)
        if left:
            yield NotTried(paths=left)
        yield EachWasRun(runs=trials.runs)

    def _minimum(self) -> int | None:
        """The minimum of an application that dropped out below it; none of a firm, which has several."""
        drops = [self.ground.dropped[name][1].minimum_units for name in self.names if name in self.ground.dropped]
        return drops[0] if drops and self.name in self.names else None

    def _beyond(self, names: Sequence[str], trials: Trials) -> Sequence[str]:
        """The rows that would stop those who dropped out if any number of units were of use to them."""
        for name in names:
            if name in self.ground.dropped:
                move = next(move for move in Moves(self.ground).of([name]) if move.path[-1] == "minimum_units")
                return trials.outcome(move, move.most).limits
        return ()

    def _nothing_nearer(self, trials: Trials, found: Sequence[tuple[Move, int]]) -> Iterator[NothingNearer]:
        """What is proved about the figures of the ways."""
        for move, steps in found:
            least = steps if isinstance(move, Shift) else trials.least(move) or 1
            if least > 1 or trials.tracks.get(move.path) is not None:
                yield NothingNearer(
                    path=_path(move),
                    firm=_firm(self.ground, move),
                    from_=_shown(move, 0),
                    nearest=_shown(move, least),
                )

    def _way(self, trials: Trials, move: Move, steps: int) -> Way:
        """A way, proved by a plan that passes its checks; and so is that one step less is not enough."""
        self.progress(f"proving {_path(move)}", 0, None)
        _, size, _ = move.extent(steps)
        return Way(
            path=_path(move),
            firm=_firm(self.ground, move),
            words=move.words,
            from_=_shown(move, 0),
            to=_shown(move, steps),
            size=written(size),
            gives=trials.planned(move, steps),
            before=_shown(move, steps - 1),
            then=trials.planned(move, steps - 1) if steps > 1 else self.granted,
        )


def _no_way(trials: Trials, move: Move) -> NoWay:
    steps = max(steps for path, steps in trials.tried if path == move.path)
    found, track = trials.outcome(move, steps), trials.tracks.get(move.path)
    out = trials.ground.dropped.get(trials.names[0]) if found.dropped and len(trials.names) == 1 else None
    minimum = None if out is None else out[1].minimum_units
    nothing = track is not None and not track.most and minimum is not None
    return NoWay(
        path=_path(move),
        firm=_firm(trials.ground, move),
        from_=_shown(move, 0),
        tried=_shown(move, steps),
        gives=trials.granted(move, steps),
        limits=list(found.limits),
        highest=None if track is None or nothing else written(track.most),
        never=minimum if nothing else None,
        minimum=minimum,
        periods=move.most if isinstance(move, Shift) else None,
    )


def _firm(ground: Ground, move: Move) -> str | None:
    """The firm that a figure is about."""
    if move.path[0] == "applications":
        return ground.scenario.applications[move.path[1]].firm
    return move.path[1] if move.path[0] == "firms" else None


def _path(move: Move) -> str:
    return ".".join(move.path)


def _shown(move: Move, steps: int) -> int | str:
    figure = move.figure(steps)
    return figure if isinstance(figure, str) else stated(figure)
