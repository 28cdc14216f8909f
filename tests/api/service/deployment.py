"""A service over a store of its own, with a key for each role and a plan of three claims; no workers run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

import optimizer
from api.app import create_app
from api.jobs.kinds import KINDS
from api.service.wiring import Service
from api.settings import Settings
from api.store import Role
from inputs import read_scenario

BASE = "http://localhost/api/v1"
FIRM, OTHER_FIRM = "F1", "F2"


@dataclass(frozen=True)
class Deployment:
    app: FastAPI
    client: TestClient
    keys: dict[Role, str]

    @property
    def service(self) -> Service:
        found: Service = self.app.state.service
        return found

    def ask(self, method: str, path: str, role: Role | None = Role.PLANNER, **options: Any) -> Any:
        headers = {} if role is None else {"Authorization": f"Bearer {self.keys[role]}"}
        return self.client.request(method, BASE + path, headers=headers | options.pop("headers", {}), **options)

    def plan(self, **changes: Any) -> str:
        """Id of the plan of three claims, made here and now."""
        store = self.service.store
        scenario = self.service.store.scenarios.add(changed_sample(**changes), "setup").scenario.id
        submission = store.plans.submit(scenario, "setup")
        self.work()
        return submission.id

    def work(self) -> None:
        """Do every job that waits, here and now."""
        store = self.service.store
        while (claim := store.jobs.claim()) is not None:
            KINDS[claim.job.kind](store, claim)


def changed_sample(**changes: Any) -> optimizer.Scenario:
    return optimizer.Scenario.parse(read_scenario("three-claims").document() | changes)


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read_scenario("three-claims").canonical_json())
    return found


def deploy(folder: Path, **settings: Any) -> Deployment:
    limits = {"failures": "10000/minute", "rate": "10000/minute", "wait_seconds": 0.2} | settings.pop("limits", {})
    written = {"store": str(folder / "store.db"), "workers": 0, "limits": limits} | settings
    app = create_app(Settings.model_validate(written))
    keys = app.state.service.store.keys
    made = {
        role: keys.create(f"the {role}", [role], "setup", firm=FIRM if role is Role.APPLICANT else None).secret
        for role in Role
    }
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    return Deployment(app, client, made)
