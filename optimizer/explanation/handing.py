"""Handing out: why an application got a further lot or none, and whether a draw decided that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from flint import fmpq

from optimizer.explanation.ground import Ground
from optimizer.explanation.lots import DrawLost, DrawWon, FewerLots, FurtherLot, NoFurtherLot
from optimizer.explanation.reasons import Reason
from optimizer.lottery import lot_number
from optimizer.model.steps import Step
from optimizer.quantities import ZERO, figure, written


def lots(ground: Ground, name: str) -> Iterator[Reason]:
    """What became of an entitlement that is no whole number of lots, or of which not all lots were granted."""
    award, lot = ground.award(name), int(ground.claims.lot[ground.at[name]])
    entitlement = figure(award.entitlement)
    whole = int((entitlement / lot).floor())
    rest = entitlement - whole * lot
    about = {"entitlement": award.entitlement, "lot": lot, "whole": whole}
    if award.units < whole * lot:
        yield FewerLots.model_validate(about | _blocking(ground, name) | {"granted": award.units // lot})
        return
    if rest == 0:
        return
    if award.units > whole * lot:
        yield FurtherLot.model_validate(about | {"rest": written(rest)})
    else:
        yield NoFurtherLot.model_validate(about | _blocking(ground, name) | {"rest": written(rest)})
    yield from _drawn(ground, name, rest / lot)


def _blocking(ground: Ground, name: str) -> dict[str, object]:
    """The limits that left no room for a lot: those it draws on and those beside them; of a pool, what it comes to."""
    stop = ground.blocked.get(name)
    rows = [] if stop is None else list(stop.rows)
    own = ground.draws(name)
    found: dict[str, object] = {
        "rows": [row for row in rows if row in own],
        "beside": [row for row in rows if row not in own],
    }
    pooled = next((step for step in ground.steps.values() if rows == [f"pool[{step.name}]"]), None)
    return found if pooled is None else found | ground.once(("pooled", rows[0]), lambda: _pooled(ground, pooled))


def _pooled(ground: Ground, step: Step) -> dict[str, object]:
    """What those who take part in a round with a pool may have in all, whichever rounds give it, and what they have."""
    inside = [award for name, award in ground.plan.awards.items() if step.members[ground.at[name]]]
    given = sum((figure(award.given.get(step.name, "0")) for award in inside), ZERO)
    entitled = sum((figure(award.entitlement) for award in inside), ZERO)
    together = entitled + (step.pool or ZERO) - given
    return {"pooled": step.name, "together": written(together), "had": sum(award.units for award in inside)}


def _drawn(ground: Ground, name: str, remainder: fmpq) -> Iterator[Reason]:
    """A draw, where it put who got a lot before who got none of the same limits, all else being equal."""
    tied = dict(_tied(ground)[int(ground.claims.submitted[ground.at[name]]), remainder])
    won = tied.pop(name)
    seed = ground.scenario.policy.tie_break_seed
    others = sorted(
        other
        for other, other_won in tied.items()
        if other_won != won and _decided(ground, seed, *((name, other) if won else (other, name)))
    )
    if others:
        yield (DrawWon if won else DrawLost)(
            applications=others,
            count=len(others),
            firms=ground.firms(others, ground.award(name).firm),
            seed=seed,
        )


def _tied(ground: Ground) -> Mapping[tuple[int, fmpq], Mapping[str, bool]]:
    """By day of submission and remainder, who has these, each with whether it got a further lot."""

    def found() -> Mapping[tuple[int, fmpq], Mapping[str, bool]]:
        tied: dict[tuple[int, fmpq], dict[str, bool]] = defaultdict(dict)
        columns = (ground.claims.submitted.tolist(), ground.claims.lot.tolist())
        for other, day, lot in zip(ground.claims.ids, *columns, strict=True):
            award = ground.award(other)
            share = figure(award.entitlement) / lot
            tied[day, share - share.floor()][other] = award.units > int(share.floor()) * lot
        return tied

    return ground.once(("tied", 0), found)


def _decided(ground: Ground, seed: str, winner: str, loser: str) -> bool:
    """Whether a draw put a winner before a loser who lacked room in a limit that the winner draws on as well."""
    stop = ground.blocked.get(loser)
    shared = stop is not None and not ground.draws(winner).isdisjoint(stop.rows)
    return shared and lot_number(seed, winner) < lot_number(seed, loser)
