"""Incentives: a scenario in, what its applicants could file instead of what they need, and what each would gain out.

Nothing is run here: a manipulation is a patch, and whoever runs the patched scenario hands its plan back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.incentives.asking import asking
from optimizer.incentives.findings import DEFINITION, Finding, Incentives, Trial, Use, best, use
from optimizer.incentives.manipulations import Applicants, Kind, Manipulation, Patch, Ranges
from optimizer.incentives.merging import merging
from optimizer.incentives.shifting import periods, use_cases
from optimizer.incentives.splitting import splitting

__all__ = [
    "DEFINITION",
    "Applicants",
    "Finding",
    "Incentives",
    "Kind",
    "Manipulation",
    "Patch",
    "Ranges",
    "Trial",
    "Use",
    "best",
    "manipulations",
    "use",
]

PARTNERS = 3
"""So many of the largest groups are partners that somebody may merge with."""


def manipulations(applicants: Applicants, groups: Sequence[str], ranges: Ranges) -> Iterator[Manipulation]:
    """Everything that is tried for some groups; two of them merge once, the larger one taking in the other."""
    merged: set[frozenset[str]] = set()
    for group in groups:
        yield from asking(applicants, group, ranges)
        yield from splitting(applicants, group, ranges)
        partners = [other for other in applicants.largest(PARTNERS) if other != group]
        new = [other for other in partners if frozenset({group, other}) not in merged]
        merged |= {frozenset({group, other}) for other in new}
        yield from merging(applicants, group, new)
        yield from use_cases(applicants, group)
        yield from periods(applicants, group)
