"""Answers: a scenario and some points in, what each run gave out. This is what a pool's processes do."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

import optimizer
from api.sweeps.points import Point
from inputs.patching import put_values
from optimizer.errors import CheckError, InputError
from optimizer.plans import Plan
from optimizer.scenario import Scenario

Status = Literal["allocated", "infeasible", "refused", "unproved", "failed"]


class Result(BaseModel):
    """What one point gave. A point without a plan says why, and the others go on without it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    key: str
    settings: dict[str, Any]
    """Each path that was varied, and the value that stood there."""
    status: Status
    """The plan's outcome; else the input was refused, a check failed, or the program."""
    sentence: str = ""
    """Why there is no plan, or no division."""
    digest: str | None = None
    """The digest of the point's scenario, by which its whole plan can be made again."""
    claimed: int = 0
    """Units that count, of all who passed screening."""
    awarded: int = 0
    """Units granted."""
    bought: int = 0
    """Domestic units bought along."""
    firms: dict[str, int] = {}
    """Units granted to each firm that passed screening."""
    limits: list[str] = []
    """The rows that stopped somebody, those first that cost most units."""

    @property
    def is_settled(self) -> bool:
        """Whether the same point would give the same again; a failure of the program may be mended."""
        return self.status in {"allocated", "infeasible", "refused"}

    @classmethod
    def of(cls, point: Point, key: str, digest: str, plan: Plan) -> Result:
        """The result of a point that has a plan."""
        firms: Counter[str] = Counter()
        stopped: Counter[str] = Counter()
        for award in plan.awards.values():
            firms[award.firm] += award.units
            for item in award.limited_by:
                stopped[item.row] += award.claim - award.units
        purchases = (
            units for own in plan.co_purchases.values() for product in own.values() for units in product.values()
        )
        return cls(
            key=key,
            settings=dict(point.settings),
            status=plan.outcome,
            sentence=plan.conflict.sentence if plan.conflict else "",
            digest=digest,
            claimed=plan.totals.claimed,
            awarded=plan.totals.awarded,
            bought=sum(purchases),
            firms=dict(sorted(firms.items())),
            limits=sorted(stopped, key=lambda row: (-stopped[row], row)),
        )

    @classmethod
    def without(cls, point: Point, key: str, status: Status, error: BaseException) -> Result:
        """The result of a point that has no plan."""
        if isinstance(error, InputError):
            sentence = "; ".join(map(str, error.problems))
        else:
            sentence = str(error) if isinstance(error, CheckError) else f"{type(error).__name__}: {error}"
        return cls(key=key, settings=dict(point.settings), status=status, sentence=sentence)


def answers(scenario: Scenario, points: Sequence[Point]) -> tuple[list[Result], float]:
    """The results of some points of a sweep over a scenario, and the seconds that they took."""
    start = time.perf_counter()
    return [answer(scenario, point) for point in points], time.perf_counter() - start


def answer(scenario: Scenario, point: Point) -> Result:
    """The result of one point; whatever goes wrong with it is part of the result."""
    key = point.key(scenario.digest)
    try:
        facts = put_values(scenario, point.settings)
        return Result.of(point, key, facts.digest, optimizer.plan(facts, drop_outs=False))
    except InputError as error:
        return Result.without(point, key, "refused", error)
    except CheckError as error:
        return Result.without(point, key, "unproved", error)
    except Exception as error:  # noqa: BLE001 - one point must not end the sweep; what went wrong is told
        return Result.without(point, key, "failed", error)
