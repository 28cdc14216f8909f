"""The description of the service: reviewed, whole, and true of its own examples."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import api
from api.app import described
from api.service.wiring import A_PLAN, A_SCENARIO
from inputs import read_scenario
from tests.api.service.deployment import Deployment
from tests.api.service.test_roles import ANYBODY, TABLE

COMMITTED = Path(api.__file__).parent / "openapi.json"
RENEW = "if the change is meant: quotaplan schema --api > api/openapi.json"
DOCUMENT: dict[str, Any] = described()
OPERATIONS = [
    (method.upper(), path, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]


def test_the_committed_description_is_the_one_that_is_served(deployed: Deployment) -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == json.loads(json.dumps(DOCUMENT)), RENEW
    assert deployed.ask("GET", "/openapi.json", None).json() == json.loads(json.dumps(DOCUMENT))


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from references(item)


def test_every_reference_leads_somewhere() -> None:
    names = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(references(DOCUMENT)) <= names


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_every_operation_says_what_it_does_how_it_fails_and_what_it_takes(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    assert operation["description"].endswith(".")
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    assert all("content" in answer for code, answer in operation["responses"].items() if code.startswith("2"))
    assert "4XX" in operation["responses"]
    assert all(parameter.get("description") for parameter in operation.get("parameters", []))
    allowed = TABLE[method, path.removeprefix("/api/v1")]
    is_open = allowed is ANYBODY
    if "security" in operation and allowed is not ANYBODY:
        holders = operation["description"].rpartition("For a key of: ")[2].strip(".").split(", ")
        assert set(holders) >= {role.value for role in allowed}
    assert ("security" in operation) != (is_open or path.endswith("/metrics"))


def test_every_field_of_a_message_is_described() -> None:
    asked = ("NewPlan", "NewWhatIf", "NewSweep", "Notes", "Proposal", "Reasoned", "Bundle", "Known", "Wish")
    told = ("ScenarioInfo", "PlanInfo", "SweepInfo", "Job", "Decision", "Step", "LogEntry", "LogVerification", "Sample")
    wholes = (
        "PlanStatus",
        "SweepStatus",
        "WhatIf",
        "Validated",
        "Verified",
        "AwardEntry",
        "GroupEntry",
        "ProblemDetail",
    )
    for name in (*asked, *told, *wholes):
        fields = DOCUMENT["components"]["schemas"][name]["properties"]
        assert all({"description", "$ref"} & schema.keys() for schema in fields.values()), name


def example(path: str) -> Any:
    content = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    if "example" in content:
        return content["example"]
    schema = DOCUMENT["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    properties = {name: field for name, field in schema["properties"].items() if name in schema["required"]}
    return {name: first_example(field) for name, field in properties.items()}


def first_example(field: dict[str, Any]) -> Any:
    branches = [field, *field.get("anyOf", [])]
    return next(branch["examples"][0] for branch in branches if "examples" in branch)


def test_the_examples_run_one_after_the_other(deployed: Deployment) -> None:
    assert read_scenario("three-claims").digest == A_SCENARIO
    for path in ("/api/v1/scenarios", "/api/v1/plans", "/api/v1/sweeps", "/api/v1/what-ifs", "/api/v1/decisions"):
        answer = deployed.ask("POST", path.removeprefix("/api/v1"), json=example(path))
        assert answer.is_success, (path, answer.text)
        deployed.work()
    assert deployed.ask("GET", f"/plans/{A_PLAN}").json()["info"]["scenario"] == A_SCENARIO


def test_the_page_that_shows_it_loads_nothing_from_elsewhere(deployed: Deployment) -> None:
    page = deployed.client.get("http://localhost/docs").text
    assert "swagger-ui" in page
    assert "https://" not in page
    assert deployed.client.get("http://localhost/static-offline-docs/swagger-ui.css").status_code == 200
