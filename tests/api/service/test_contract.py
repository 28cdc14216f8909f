"""The service does what its description says: a few requests for each operation, made up by schemathesis."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from api.app import described
from tests.api.service.serving import served

CONFIG = Path(__file__).parent / "schemathesis.toml"
TOKEN = "of-this-run"
NO_LIMITS = {"rate": "1000000/minute", "failures": "1000000/minute", "wait_seconds": 0.1}
FEW = {"phases": {"coverage": {"enabled": False}}}
"""The longer run of schemathesis.toml has this phase as well."""

contract = schemathesis.openapi.from_dict(
    described(), config=SchemathesisConfig.from_dict(tomllib.loads(CONFIG.read_text(encoding="utf-8")) | FEW)
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server on a port of this machine answers."""
    with served(tmp_path_factory.mktemp("contract"), token=TOKEN, limits=NO_LIMITS) as listening:
        yield listening.address


@contract.parametrize()
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_the_contract(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"})
