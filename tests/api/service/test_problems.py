"""Every kind of problem, provoked. The table is complete: a kind without a line fails."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.types import Message

from api.problems import MEDIA_TYPE, Kind
from api.store import BusyError, Role
from optimizer.errors import CheckError
from tests.api.service.deployment import Deployment, deploy, document

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
    return deployed.ask("POST", "/scenarios", content=bytes(100_001), headers=JSON)


def not_acceptable(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    return deployed.ask("GET", f"/plans/{deployed.plan()}/awards", headers={"Accept": "image/png"})


def too_many(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    header = {"Authorization": "Bearer guessed"}
    answers = (deployed.ask("GET", "/samples", None, headers=header) for _ in range(50))
    return next(answer for answer in answers if answer.status_code != 401)


def raise_busy(*_: object) -> None:
    raise BusyError(1000, 5)


def busy(deployed: Deployment, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("api.store.plans.Plans.submit", raise_busy)
    scenario = deployed.ask("POST", "/scenarios", json=document() | {"title": "Waits"}).json()["id"]
    return deployed.ask("POST", "/plans", json={"scenario": scenario})


def asleep(*_: object) -> bytes:
    """A search that finds nothing in its time, in a process of its own."""
    time.sleep(60)
    return b""


def too_long(deployed: Deployment, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("api.routes.counterfactuals.seek", asleep)
    return deployed.ask("POST", f"/plans/{deployed.plan()}/applications/A1/counterfactual", json={"want": 60})


def raising(error: Exception) -> Provoke:
    def provoke(deployed: Deployment, monkeypatch: pytest.MonkeyPatch) -> Any:
        def fail(*_: object) -> None:
            raise error

        monkeypatch.setattr("api.routes.verifications.checked", fail)
        plan = deployed.ask("GET", f"/plans/{deployed.plan()}/document").json()
        return deployed.ask("POST", "/verifications", json={"scenario": document(), "plan": plan})

    return provoke


def slow(deployed: Deployment, _: pytest.MonkeyPatch) -> Any:
    return asyncio.run(held_back(deployed))


async def held_back(deployed: Deployment) -> Response:
    """What is answered to somebody who announces a body and then sends nothing."""
    sent: list[Message] = []

    async def nothing() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    async def take(message: Message) -> None:
        sent.append(message)

    headers = {"host": "localhost", "content-type": "application/json", "content-length": "9"}
    headers["authorization"] = f"Bearer {deployed.keys[Role.PLANNER]}"
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/scenarios",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await deployed.app(scope, nothing, take)
    return Response(sent[0]["status"], headers=sent[0]["headers"], content=sent[1]["body"])


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
    Kind.TOO_SLOW: slow,
    Kind.TOO_LONG: too_long,
}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A service with limits that are soon met."""
    limits = {"body_bytes": 100_000, "read_seconds": 0.05, "failures": "41/hour", "quick_seconds": 0.01}
    found = deploy(tmp_path_factory.mktemp("strict"), limits=limits)
    with found.client:
        yield found


def test_every_kind_is_provoked() -> None:
    assert PROVOKED.keys() == set(Kind)


@pytest.mark.parametrize("kind", sorted(PROVOKED, key=lambda kind: (kind == Kind.TOO_MANY, str(kind))))
def test_each_kind_is_answered_in_the_one_shape(
    strict: Deployment, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = PROVOKED[kind](strict, monkeypatch)
    body = answer.json()
    assert answer.status_code == kind.status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert body.keys() == {"type", "title", "status", "detail", "request_id", "problems"}
    assert (body["type"], body["title"], body["status"]) == (kind.uri, kind.title, kind.status)
    assert body["detail"].endswith(".")
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for problem in body["problems"]:
        assert problem.keys() == {"pointer", "message", "seen", "allowed"}


@pytest.mark.parametrize("kind", [Kind.TOO_MANY, Kind.BUSY])
def test_who_is_told_to_wait_is_told_how_long(strict: Deployment, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    provoked = PROVOKED[kind](strict, monkeypatch)
    assert int(provoked.headers["Retry-After"]) > 0


def test_all_problems_of_an_input_are_told_at_once_each_where_it_is(deployed: Deployment) -> None:
    wrong = document() | {"periods": [], "title": 7}
    wrong["applications"]["A1"]["firm"] = "F9"
    answer = deployed.ask("POST", "/scenarios", json=wrong)
    told = {item["pointer"]: item["allowed"] for item in answer.json()["problems"]}
    assert told.keys() == {"/periods", "/title", "/applications/A1/firm"}
    assert told["/applications/A1/firm"] == "allowed: F1, F2, F3"


def test_what_failed_is_not_told_to_the_asker_nor_by_its_words_to_the_log(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = PROVOKED[Kind.OUR_FAULT](deployed, monkeypatch)
    written = capsys.readouterr().err
    assert "A firm" not in answer.text + written


def test_a_check_of_a_plan_is_stopped_when_its_time_is_over(
    strict: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.verifying.check", asleep)
    plan = strict.ask("GET", f"/plans/{strict.plan()}/document").json()
    answer = strict.ask("POST", "/verifications", json={"scenario": document(), "plan": plan})
    assert answer.status_code == Kind.TOO_LONG.status
