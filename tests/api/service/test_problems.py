"""Every kind of problem, provoked. The table is complete: a kind without a line fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.problems import MEDIA_TYPE, Kind
from api.store import Role
from optimizer.errors import CheckError, SolverError
from tests.api.service.deployment import BASE, Deployment, deploy, document

NOBODY = "sha256:" + 64 * "0"
JSON = {"Content-Type": "application/json"}
Provoke = Callable[[Deployment, pytest.MonkeyPatch], Any]


def malformed(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    return deployed.ask("POST", "/scenarios", content="{", headers=JSON)


def changed(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    scenario = deployed.ask("POST", "/scenarios", json=document()).json()["id"]
    path, notes = f"/scenarios/{scenario}/notes", {"tags": ["seen"], "note": "by two people"}
    seen = deployed.ask("GET", path).headers["ETag"]
    assert deployed.ask("PUT", path, json=notes, headers={"If-Match": seen}).status_code == 200
    return deployed.ask("PUT", path, json=notes | {"note": "too late"}, headers={"If-Match": seen})


def conflict(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    plan = deployed.plan(title="Proposed twice")
    assert deployed.ask("POST", "/decisions", json={"plan": plan}).status_code == 201
    return deployed.ask("POST", "/decisions", json={"plan": plan})


def too_large(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    return deployed.ask("POST", "/scenarios", content=bytes(deployed.service.settings.limits.body_bytes + 1))


def not_acceptable(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    return deployed.ask("GET", f"/plans/{deployed.plan()}/awards", headers={"Accept": "image/png"})


def too_many(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    header = {"Authorization": f"Bearer {deployed.service.store.keys.create('eager', ['auditor'], 'setup').secret}"}
    answers = [deployed.ask("GET", "/samples/three-claims", None, headers=header) for _ in range(9)]
    assert answers[0].status_code == 200
    return answers[-1]


def busy(deployed: Deployment, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("api.store.jobs.Jobs.queue", 0, raising=False)
    scenario = deployed.ask("POST", "/scenarios", json=document() | {"title": "Waits"}).json()["id"]
    return deployed.ask("POST", "/plans", json={"scenario": scenario})


def raising(error: Exception) -> Provoke:
    def provoke(deployed: Deployment, monkeypatch: pytest.MonkeyPatch) -> Any:
        def fail(*_: object) -> None:
            raise error

        monkeypatch.setattr("api.routes.verifications.certificate.verify", fail)
        plan = deployed.ask("GET", f"/plans/{deployed.plan()}/document").json()
        return deployed.ask("POST", "/verifications", json={"scenario": document(), "plan": plan})

    return provoke


def slow(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    import asyncio  # noqa: PLC0415

    return asyncio.run(_hold_back(deployed))


PROVOKED: dict[Kind, Provoke] = {
    Kind.MALFORMED: malformed,
    Kind.UNKNOWN_CALLER: lambda deployed, _: deployed.ask("GET", "/plans", None),
    Kind.FORBIDDEN: lambda deployed, _: deployed.ask("POST", "/plans", Role.AUDITOR, json={"scenario": NOBODY}),
    Kind.NOT_FOUND: lambda deployed, _: deployed.ask("GET", f"/plans/{NOBODY}"),
    Kind.WRONG_METHOD: lambda deployed, _: deployed.ask("DELETE", "/plans"),
    Kind.NOT_ACCEPTABLE: not_acceptable,
    Kind.CONFLICT: conflict,
    Kind.CHANGED: changed,
    Kind.TOO_LARGE: too_large,
    Kind.WRONG_FORM: lambda deployed, _: deployed.ask("POST", "/plans", content="scenario: 1", headers={}),
    Kind.MISDIRECTED: lambda deployed, _: deployed.ask("GET", "/plans", headers={"Host": "evil.example"}),
    Kind.REFUSED: lambda deployed, _: deployed.ask("POST", "/scenarios", json={"format": 2}),
    Kind.TOO_MANY: too_many,
    Kind.OUR_FAULT: raising(RuntimeError("A firm's name")),
    Kind.UNPROVED: raising(CheckError("The plan of F1 does not hold.")),
    Kind.BUSY: busy,
}
