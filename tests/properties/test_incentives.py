"""What pays under which division rule, with one cap: the theory that the search must not contradict.

Moulin 2000, Thomson 2003: proportional is proof against splitting and merging, equal awards against merging and against
asking for more, equal losses against splitting; and no rule gains a group anything whose subsidiaries name their owner.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inputs import patch_scenario
from optimizer import plan
from optimizer.divisions import DIVISIONS
from optimizer.incentives import Applicants, Kind, Ranges, manipulations, use
from optimizer.scenario import Scenario
from tests.strategies import ONE_ROW, Document, random_document

SEEDS = st.integers(0, 2**32 - 1)
RANGES = Ranges(more=(Fraction(3, 2),), less=(), split=(2,))
PROOF: list[tuple[str, Kind]] = [
    *((rule, "splitting, owner declared") for rule in DIVISIONS),
    ("proportional", "splitting"),
    ("proportional", "merging"),
    ("equal_awards", "asking for more"),
    ("equal_awards", "merging"),
    ("equal_losses", "splitting"),
]


def by_owner(seed: int, rule: str) -> Document:
    """One cap and one round, in which owners are compared."""
    document = random_document(seed, replace(ONE_ROW, divisions=(rule,), weights=False))
    for item in document["policy"]["rounds"].values():
        item["claimant"] = "group"
    return document


@pytest.mark.parametrize(("rule", "kind"), PROOF)
@given(seed=SEEDS)
@settings(max_examples=20)
def test_nobody_gains(rule: str, kind: Kind, seed: int) -> None:
    applicants = Applicants.of(Scenario.parse(by_owner(seed, rule)))
    truth = plan(applicants.scenario)
    for item in manipulations(applicants, applicants.largest(2), RANGES):
        if item.kind == kind:
            filed = plan(patch_scenario(applicants.scenario, item.patch))
            gained = use(filed, applicants, item.groups, item.filed)
            assert gained.entitled <= use(truth, applicants, item.groups, {}).entitled
