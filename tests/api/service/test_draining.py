"""How `quotaplan serve` ends while a job runs: it lets it end, or hands it to the server that comes next."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from api.store import Job, open_store
from inputs import read_scenario
from tests.api.service.serving import started

KEY = "of-this-run"
THREE = read_scenario("three-claims")
POINTS = 200


class Ended:
    """A server's process, once it has ended."""

    code: int | None = None


@contextmanager
def serving(
    folder: Path, drain_seconds: float, end: signal.Signals, workers: int = 1
) -> Iterator[tuple[httpx2.Client, Ended]]:
    """A server, told to end by a signal as a terminal or a supervisor sends it."""
    settings = {"token": KEY, "workers": workers, "limits": {"drain_seconds": drain_seconds}}
    (folder / "settings.json").write_text(json.dumps(settings))
    process, address = started(folder, "--settings", str(folder / "settings.json"))
    ended = Ended()
    header = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    try:
        with httpx2.Client(base_url=address.partition("?")[0] + "api/v1", headers=header) as client:
            yield client, ended
            process.send_signal(end)
            process.communicate(timeout=120)
    finally:
        process.kill()
        ended.code = process.wait()


def job_of(folder: Path, sweep: str) -> Job:
    with open_store(folder / "s.db", create=False) as store:
        found = store.jobs.latest(sweep)
    assert found is not None
    return found


def until(folder: Path, sweep: str, states: set[str]) -> str:
    """The state of a sweep, once it is one of these."""
    while job_of(folder, sweep).state not in states:
        time.sleep(0.1)
    return job_of(folder, sweep).state


def begun(client: httpx2.Client, folder: Path) -> str:
    """A sweep whose points are being made."""
    client.post("/scenarios", content=THREE.canonical_json()).raise_for_status()
    asked: dict[str, Any] = {"scenario": THREE.digest, "vary": [f"policy.rules.quota.limit=1:{POINTS}:1"]}
    sweep: str = client.post("/sweeps", json=asked).raise_for_status().json()["id"]
    assert until(folder, sweep, {"running", "succeeded"}) == "running"
    return sweep


def test_a_job_that_can_end_in_time_ends(folder: Path) -> None:
    with serving(folder, 100, signal.SIGINT) as (client, ended):
        sweep = begun(client, folder)
    job = job_of(folder, sweep)
    assert (ended.code, job.state, job.attempts) == (0, "succeeded", 1)


def test_who_listens_does_not_hold_up_the_end(folder: Path) -> None:
    with serving(folder, 1_000, signal.SIGTERM, workers=0) as (client, ended):
        client.post("/scenarios", content=THREE.canonical_json()).raise_for_status()
        asked = {"scenario": THREE.digest, "vary": ["policy.rules.quota.limit=1,2"]}
        sweep = client.post("/sweeps", json=asked).raise_for_status().json()["id"]
        heard = client.build_request("GET", f"/sweeps/{sweep}/events")
        events = client.send(heard, stream=True)
        assert next(events.iter_lines())
    assert ended.code == 0


def test_a_job_that_cannot_is_handed_back_and_done_by_the_next_server(folder: Path) -> None:
    with serving(folder, 0.1, signal.SIGTERM) as (client, ended):
        sweep = begun(client, folder)
    job = job_of(folder, sweep)
    assert (ended.code, job.state, job.attempts) == (0, "queued", 0)
    with serving(folder, 100, signal.SIGTERM) as (_, ended):
        assert until(folder, sweep, {"succeeded", "failed"}) == "succeeded"
    assert (ended.code, job_of(folder, sweep).id, job_of(folder, sweep).attempts) == (0, job.id, 1)
    with open_store(folder / "s.db", create=False) as store:
        assert store.audit().failures == ()
        states = [event.state for event in store.jobs.events(job.id)]
        turns = [state for place, state in enumerate(states) if not place or state != states[place - 1]]
        assert turns == ["queued", "running", "queued", "running", "succeeded"]
        assert [entry.action for entry in store.log.entries(action="sweep").items] == ["sweep.run", "sweep.submit"]
        assert len(store.sweeps.outcome(sweep).results) == POINTS
