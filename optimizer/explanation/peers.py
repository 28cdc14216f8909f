"""Peers: who stopped with an application, who went further and why that is fair, and who had been served before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimizer.explanation.crowds import Crowd, crowds
from optimizer.explanation.ground import Ground
from optimizer.explanation.reasons import Reason
from optimizer.explanation.stops import HaveAll, ServedBefore, StoppedWith, WentFurther
from optimizer.quantities import ZERO, written


def peers(ground: Ground, name: str, index: int) -> Iterator[Reason]:
    """How the others stand to the stop of an application.

    Args:
        index: the bottleneck.
    """
    stand, about = crowds(ground, index), _About(ground, name, index)
    if beside := about.told(stand.beside):
        yield StoppedWith(**beside)
    if sharing := about.told(stand.sharing):
        yield HaveAll(**sharing)
    if free := about.told(stand.free):
        yield WentFurther(**free, rows=[item.row for item in ground.award(name).limited_by])
    if before := about.told(stand.before):
        own = stand.gave.get(name, ())
        yield ServedBefore(
            **before,
            rounds=[step for step, count in stand.gave_to.items() if count > (step in own)],
            units=written(stand.held_by_all - stand.held.get(name, ZERO)),
        )


class _About:
    """What one application is told about crowds."""

    def __init__(self, ground: Ground, name: str, index: int) -> None:
        self._name, self._firm = name, ground.award(name).firm
        self._round = ground.plan.bottlenecks[index].round

    def told(self, crowd: Crowd) -> dict[str, Any] | None:
        """The others of a crowd; None if there are none."""
        others = crowd.without(self._name)
        if not others:
            return None
        firms = len(crowd.firms - {self._firm})
        return {"round": self._round, "applications": others, "count": len(others), "firms": firms}
