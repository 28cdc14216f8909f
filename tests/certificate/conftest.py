from __future__ import annotations

import pytest

from tests.certificate.checkers import CHECKERS, Checker


@pytest.fixture(params=sorted(CHECKERS))
def check(request: pytest.FixtureRequest) -> Checker:
    return CHECKERS[request.param]
