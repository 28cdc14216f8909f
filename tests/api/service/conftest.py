import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc import jwk

from tests.api.service.deployment import Deployment, deploy
from tests.api.service.issuing import AUDIENCE, ISSUER, OURS, TOKEN


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One service for the tests of a file, which leave each other's things alone."""
    found = deploy(tmp_path_factory.mktemp("service"))
    with found.client:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A service with an issuer and a token of its run."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "keys.json").write_text(json.dumps(jwk.KeySet([OURS]).as_dict(private=False)))
    issuer = {"issuer": ISSUER, "audience": AUDIENCE, "key_set": str(folder / "keys.json")}
    found = deploy(folder, issuer=issuer, token=TOKEN)
    with found.client:
        yield found
