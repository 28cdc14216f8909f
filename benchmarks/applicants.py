"""Applicants: firms and applications drawn by chance from a fixed seed, as arrays.

They are like those of the sample h200-2026: a few large firms and many small ones, use cases that domestic accelerators
can replace more or less, universities and research that owe no co-purchase, windows that mostly end with the year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.claims import Integers

SEED = 2026
LOT = 8
PERIODS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
FIRST_DAY, DAYS = 739_586, 60
"""Applications come in from 1 December 2025 on, as a proleptic ordinal, for so many days."""

APPLICATIONS_OF_A_FIRM, MOST_FIRMS, FEWEST_FIRMS = 25, 5_000, 4
TAIL = 0.8
"""Size of a firm over its rank, as a power: in the sample as well, a few firms ask for half of all units."""
TYPICAL_LOTS = 100
"""Lots that a typical internet company asks for in one application."""

KINDS = ("internet", "ai_lab", "cloud_idc", "auto", "university", "research_inst", "hyperscaler")
KIND_SHARES = (0.3, 0.2, 0.15, 0.1, 0.15, 0.1, 0.0)
KIND_SIZES = (1.0, 0.7, 0.5, 0.4, 0.03, 0.06, 1.0)
"""Size of a typical firm of each kind, beside an internet company."""
UNIVERSITY, RESEARCH, HYPERSCALER = (KINDS.index(name) for name in ("university", "research_inst", "hyperscaler"))
"""The largest firms are the hyperscalers: see `draw`."""

USE_CASES = (
    ("inference_chat", 0.15, "0.9"),
    ("pretraining_frontier", 0.12, "0.2"),
    ("cloud_rental_iaas", 0.12, "0.6"),
    ("ai4science", 0.1, "0.5"),
    ("pretraining_vertical", 0.1, "0.6"),
    ("robotics", 0.09, "0.5"),
    ("post_training_rl", 0.07, "0.3"),
    ("multimodal", 0.07, "0.4"),
    ("ads_recsys", 0.07, "0.8"),
    ("architecture_research", 0.06, "0.5"),
    ("autonomous_driving", 0.05, "0.5"),
)
"""Name, share of the applications, and how well domestic accelerators can stand in."""
RESEARCH_USES = ("ai4science", "architecture_research")
EXEMPTIONS = ("none", "rnd", "university")

SITES, SITE_SHARES = ("mainland", "overseas", "hong_kong"), (0.88, 0.07, 0.05)
WINDOWS, WINDOW_SHARES = ((0, 3), (1, 3), (2, 3), (3, 3), (0, 1), (1, 2)), (0.1, 0.3, 0.3, 0.2, 0.05, 0.05)
"""First and last period, and share of the applications."""

ACCEPTED = (
    ("Ascend-910C", "Ascend-950PR"),
    ("Ascend-910B", "Ascend-910C"),
    ("Siyuan-590", "Siyuan-690"),
    ("T-Head-PPU",),
    ("Ascend-910C", "Kunlun-P800"),
    ("Hygon-BW1000", "Siyuan-590"),
    ("Ascend-950DT", "Biren-BR1xx", "Enflame-S60", "MTT-S5000", "MetaX-C500", "MetaX-C600"),
)
ACCEPTED_SHARES = (0.44, 0.2, 0.1, 0.08, 0.06, 0.06, 0.06)
"""Share of the firms whose programs run on each set of domestic products."""


@dataclass(frozen=True)
class Applicants:
    """Firms and their applications."""

    kind: Integers
    """Shape (firms,): index into `KINDS`."""
    group: Integers
    """Shape (firms,): number of the owner; -1 for a firm that is its own."""
    firm: Integers
    """Shape (applications,), as all that follow."""
    units: Integers
    """Units asked for, whole lots."""
    use_case: Integers
    exemption: Integers
    site: Integers
    window: Integers
    accepted: Integers
    day: Integers
    """Day of submission as a proleptic ordinal."""
    minimum: Integers
    """Fewest units that are of any use; 0 where any number is."""

    def __len__(self) -> int:
        return len(self.units)

    @property
    def owner(self) -> Integers:
        """Shape (firms,): a number that the firms of one owner share."""
        own = len(self.group) + np.arange(len(self.group))
        return np.where(self.group < 0, own, self.group)


def draw(size: int, *, minimum_units: bool = False, round_figures: bool = True) -> Applicants:
    """Draw some applications, and a firm for every 25 of them up to 5,000.

    Args:
        minimum_units: whether half of the applications need at least a quarter of their units.
        round_figures: whether lots are asked for in two significant digits, as people do.
    """
    chance = np.random.default_rng(SEED)
    firms = max(FEWEST_FIRMS, min(MOST_FIRMS, size // APPLICATIONS_OF_A_FIRM))
    kind = _pick(chance, KIND_SHARES, firms)
    scale = np.array(KIND_SIZES)[kind] * ((chance.permutation(firms) + 0.5) / firms) ** -TAIL
    kind[np.argsort(scale)[-max(3, firms // 200) :]] = HYPERSCALER
    firm = chance.integers(0, firms, size)
    use_case = _pick(chance, tuple(share for _, share, _ in USE_CASES), size)
    lots = np.ceil(TYPICAL_LOTS * scale[firm] * chance.lognormal(0.0, 0.8, size)).astype(np.int64)
    lots = _round(lots) if round_figures else lots
    return Applicants(
        kind=kind,
        group=np.where(chance.random(firms) < 0.2, chance.integers(0, firms // 10 + 1, firms), -1),
        firm=firm,
        units=lots * LOT,
        use_case=use_case,
        exemption=_exemption(kind[firm], use_case),
        site=_pick(chance, SITE_SHARES, size),
        window=_pick(chance, WINDOW_SHARES, size),
        accepted=_pick(chance, ACCEPTED_SHARES, firms)[firm],
        day=FIRST_DAY + chance.integers(0, DAYS, size),
        minimum=np.where(chance.random(size) < 0.5, lots // 4 * LOT, 0) * minimum_units,
    )


def _pick(chance: np.random.Generator, shares: tuple[float, ...], size: int) -> Integers:
    """Indices drawn with the given shares."""
    return chance.choice(len(shares), size=size, p=np.array(shares) / sum(shares)).astype(np.int64)


def _round(lots: Integers) -> Integers:
    """The same figures in two significant digits."""
    digits = np.floor(np.log10(lots)).astype(np.int64)
    step = np.power(10, np.maximum(0, digits - 1), dtype=np.int64)
    return lots // step * step


def _exemption(kind: Integers, use_case: Integers) -> Integers:
    """Universities are exempt as such, institutes and research uses as research."""
    research_use = np.array([name in RESEARCH_USES for name, _, _ in USE_CASES])[use_case]
    research = np.where((kind == RESEARCH) | research_use, EXEMPTIONS.index("rnd"), EXEMPTIONS.index("none"))
    return np.where(kind == UNIVERSITY, EXEMPTIONS.index("university"), research)
