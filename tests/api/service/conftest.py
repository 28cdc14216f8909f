from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service.deployment import Deployment, deploy


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One service for the tests of a file, which leave each other's things alone."""
    found = deploy(tmp_path_factory.mktemp("service"))
    with found.client:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
