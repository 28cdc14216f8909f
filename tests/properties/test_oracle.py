"""The engine gives what a brute-force division gives, on scenarios with crossed caps, co-purchases and rounds."""

import os

import pytest

from tests.oracle.compare import compare
from tests.strategies import random_document

CASES = int(os.environ.get("QUOTAPLAN_ORACLE_CASES", "60"))


@pytest.mark.parametrize("seed", range(CASES))
def test_engine_agrees_with_the_oracle(seed: int) -> None:
    assert compare(random_document(seed)).complaint == ""
