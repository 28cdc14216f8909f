"""The client, against a server on a port of this machine whose one worker makes the plans."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

import optimizer
from api.client import Client, ServiceError
from api.serving import Listening
from inputs import patch_scenario, read_scenario
from optimizer.errors import InputError
from tests.api.service.serving import served

ROOT = Path(__file__).parents[3]
TOKEN = "of-this-run"
SAMPLE = read_scenario("three-claims")
PATCH = {"policy": {"rules": {"quota": {"limit": 230}}}}


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with served(tmp_path_factory.mktemp("client"), token=TOKEN, workers=1) as found:
        yield found


@pytest.fixture(scope="module")
def client(listening: Listening) -> Iterator[Client]:
    with Client(listening.address, TOKEN) as found:
        found.plan(found.add(SAMPLE).id)  # each test may be the only one that its process runs
        yield found


def test_a_plan_of_the_service_is_the_plan_that_is_made_here(client: Client) -> None:
    info = client.add(SAMPLE)
    plan = client.plan(info.id)
    assert plan == optimizer.plan(SAMPLE)
    assert client.scenario(info.id) == SAMPLE
    assert [item.scenario for item in client.plans(info.id)] == [info.id]
    assert client.verify(plan, SAMPLE).ok


def test_changes_are_tried_and_explained(client: Client) -> None:
    baseline = next(client.plans(client.add(SAMPLE).id)).id
    found = client.what_if(baseline, PATCH)
    assert found.comparison is not None
    assert found.comparison.after.totals.awarded == 230
    assert found.scenario.id == patch_scenario(SAMPLE, PATCH).digest == client.derive(SAMPLE.digest, PATCH).id
    operations = [{"op": "replace", "path": "/policy/rules/quota/limit", "value": 230}]
    assert client.derive(SAMPLE.digest, operations).id == found.scenario.id
    assert client.explain(baseline, application="A1")["name"] == "A1"
    assert client.explain(baseline, firm="F1")["kind"] == "firm"


def test_a_decision_needs_another_person(client: Client) -> None:
    decision = client.propose(next(client.plans(SAMPLE.digest)).id, "fair")
    with pytest.raises(ServiceError, match="proposed by the same person") as caught:
        client.decide(decision.id, "approve")
    assert caught.value.problem is not None
    assert caught.value.problem.status == 409


def test_problems_come_back_as_they_would_be_here(client: Client) -> None:
    with pytest.raises(InputError) as there:
        client.derive(SAMPLE.digest, {"applications": {"A1": {"firm": "F9"}}})
    with pytest.raises(InputError) as here:
        patch_scenario(SAMPLE, {"applications": {"A1": {"firm": "F9"}}})
    assert str(there.value) == str(here.value)


def test_who_is_not_known_or_not_there_is_told_so(listening: Listening) -> None:
    with Client(listening.address, "guessed") as stranger, pytest.raises(ServiceError, match="Send a valid key"):
        stranger.add(SAMPLE)
    broken = httpx2.MockTransport(lambda _: httpx2.Response(502, text="<html>"))
    with Client("http://x", "k", transport=broken) as client, pytest.raises(ServiceError, match="answered with 502"):
        client.add(SAMPLE)

    def nobody(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    silent = httpx2.MockTransport(nobody)
    with Client("http://x", "k", transport=silent) as client, pytest.raises(ServiceError, match="not answer: refused"):
        client.add(SAMPLE)


def run(*arguments: str, key: str | None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(Path(sys.executable).parent)} | ({} if key is None else {"QUOTAPLAN_KEY": key})
    command = [str(Path(sys.executable).parent / "quotaplan"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_command_line_has_plans_made_by_the_service(client: Client, listening: Listening) -> None:
    client.plan(client.add(SAMPLE).id)
    arguments = ("plan", "three-claims", "--format", "json", "--server", listening.address)
    made = run(*arguments, key=TOKEN)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == optimizer.plan(SAMPLE).model_dump_json(indent=2) + "\n"
    refused = run(*arguments, key=None)
    assert (refused.returncode, "QUOTAPLAN_KEY" in refused.stderr) == (2, True)


AWARDS = "{'A1': 50, 'A2': 75, 'A3': 75}"


@pytest.mark.parametrize(
    ("document", "printed"),
    [("README.md", f"{AWARDS}\n"), ("docs/operations.md", f"{AWARDS} True\n30 units more\n")],
)
def test_the_example_of_the_documentation_runs(
    document: str, printed: str, listening: Listening, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    (example,) = (block for part in text.split("```python\n")[1:] if "Client(" in (block := part.partition("```")[0]))
    exec(example.replace("http://127.0.0.1:8080", listening.address), {"key": TOKEN})  # noqa: S102 - as a reader does
    assert capsys.readouterr().out == printed
