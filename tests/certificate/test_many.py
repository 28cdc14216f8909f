from __future__ import annotations

import pytest

from tests.certificate.many import verdict


@pytest.mark.parametrize("seed", range(7_000_000, 7_000_060))
def test_both_checkers_accept_the_plan_of_a_random_scenario(seed: int) -> None:
    assert not verdict(seed).failures
