from __future__ import annotations

import pytest

from tests.certificate.many import verdict

BEST = 2_026_001_598
"""A round that maximises, whose best total and whose stops need prices that no simple fraction comes to."""


@pytest.mark.parametrize("seed", [*range(7_000_000, 7_000_060), BEST])
def test_both_checkers_accept_the_plan_of_a_random_scenario(seed: int) -> None:
    assert not verdict(seed).failures
