"""Limits: how much there is for some applicants, in proportion to what they ask for, so that every size is as tight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.applicants import EXEMPTIONS, HYPERSCALER, LOT, SEED, Applicants
from optimizer.claims import Integers

QUOTA = 0.2
"""Part of all claims that may be imported, as in the sample."""
INSPECTION = (0.15, 0.25, 0.3, 0.375)
"""Part of the quota that customs can inspect in each period."""
SITE = 0.03
"""Part of the quota that each site outside the mainland may take."""
TRANCHE = 0.8
"""What the group of a hyperscaler may get, over what equal awards under the quota alone would give it."""
LICENCE = (0.3, 0.9)
"""What a badly licensed firm may get, over the same."""
BADLY_LICENSED = 0.01
"""Part of the firms that have a licence for less than they would get."""
RESERVE, RESEARCH_POOL = 1 / 3, 0.1
"""Part of their claims that universities, and research, get first."""
SUPPLY = 0.5
"""Domestic accelerators over the quota."""

THOUSANDS = {
    "Ascend-910B": (36, 32, 28, 24),
    "Ascend-910C": (110, 120, 130, 140),
    "Ascend-950DT": (0, 0, 0, 20),
    "Ascend-950PR": (10, 65, 175, 250),
    "Biren-BR1xx": (3, 4, 4, 4),
    "Enflame-S60": (9, 10, 10, 11),
    "Hygon-BW1000": (15, 17, 18, 20),
    "Kunlun-P800": (34, 37, 39, 39),
    "MTT-S5000": (4, 5, 5, 6),
    "MetaX-C500": (6, 7, 7, 8),
    "MetaX-C600": (1, 2, 4, 5),
    "Siyuan-590": (29, 31, 34, 36),
    "Siyuan-690": (8, 16, 24, 32),
    "T-Head-PPU": (69, 75, 78, 78),
}
"""Thousands of each domestic product in each period of the sample; only their proportions count here."""


@dataclass(frozen=True)
class Limits:
    """All limits in units."""

    quota: int
    inspection: tuple[int, ...]
    tranche: int
    """For the group of a hyperscaler."""
    site: int
    """For each site outside the mainland."""
    licensed: Integers
    """Shape (firms,)."""
    reserve: int
    research: int
    supply: dict[str, tuple[int, ...]]
    """Domestic product to units in each period."""


def limits_for(applicants: Applicants) -> Limits:
    """Limits that are as tight for these applicants as for any other number of them."""
    by_firm = _totals(applicants.firm, applicants.units, len(applicants.kind))
    quota = _lots(QUOTA * by_firm.sum())
    equal = _equal_award(_totals(applicants.owner, by_firm, 0), quota)
    made = sum(sum(units) for units in THOUSANDS.values())
    return Limits(
        quota=quota,
        inspection=tuple(_lots(part * quota) for part in INSPECTION),
        tranche=_lots(TRANCHE * equal),
        site=_lots(SITE * quota),
        licensed=_licensed(applicants, by_firm, equal),
        reserve=_lots(RESERVE * _claimed(applicants, "university")),
        research=_lots(RESEARCH_POOL * _claimed(applicants, "rnd")),
        supply={
            name: tuple(round(SUPPLY * quota * each / made) for each in units) for name, units in THOUSANDS.items()
        },
    )


def _totals(codes: Integers, units: Integers, size: int) -> Integers:
    return np.bincount(codes, weights=units, minlength=size).astype(np.int64)


def _lots(units: float) -> int:
    return int(units) // LOT * LOT


def _claimed(applicants: Applicants, exemption: str) -> int:
    return int(applicants.units[applicants.exemption == EXEMPTIONS.index(exemption)].sum())


def _equal_award(claims: Integers, quota: int) -> float:
    """The award of all who are cut, if everyone gets the same and nobody more than it claims."""
    rising = np.sort(claims)
    left = quota - np.append(0, np.cumsum(rising)[:-1])
    award = left / np.arange(len(rising), 0, -1)
    return float(award[np.argmax(award <= rising)])


def _licensed(applicants: Applicants, by_firm: Integers, equal: float) -> Integers:
    """A licence for all that a firm asks for, but for a few firms that would get more than theirs."""
    chance = np.random.default_rng(SEED)
    licensed = by_firm.copy()
    large = np.flatnonzero((by_firm > equal) & (applicants.kind != HYPERSCALER))
    count = min(len(large), max(2, int(BADLY_LICENSED * len(by_firm))))
    few = chance.choice(large, size=count, replace=False)
    licensed[few] = (equal * chance.uniform(*LICENCE, count)).astype(np.int64) // LOT * LOT
    return licensed
