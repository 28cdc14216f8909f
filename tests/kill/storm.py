"""Storm: two servers on one store are asked for plans, while they and their workers are ended by `kill -9`.

Some deaths come from outside at any moment, others from within before a write drawn by chance. Whoever asks does what
a careful client does: asks again where no answer came. Prints counts as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

import optimizer
from api.formats import plan_json
from api.store import open_store
from inputs import patch_scenario, read_scenario
from optimizer.scenario import Scenario
from tests.api.store.databases import postgresql
from tests.kill.server import POINTS
from tests.kill.wholeness import flaws

THREE = read_scenario("three-claims")
TOKEN = "a-token-of-this-storm"
SETTINGS = {"token": TOKEN, "workers": 1, "port": 0, "limits": {"rate": "1000000/minute", "drain_seconds": 60}}
ASKERS = 4
LONGEST = 1800.0
"""Seconds after which the storm has failed."""


class Server:
    """A server that is started again whenever it has died."""

    def __init__(self, where: str, settings: Path, counts: Counter[str]) -> None:
        self._command = [sys.executable, "-m", "tests.kill.server", "serve", "--store", where]
        self._command += ["--settings", str(settings)]
        self._counts = counts
        self._process: subprocess.Popen[str] | None = None
        self.address: str | None = None

    def start(self, points: int) -> None:
        """Start it; it ends itself before one of so many writes, unless that is 0."""
        environment = os.environ | {POINTS: str(points)}
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Serving at "):
                self.address = line.split()[2].partition("?")[0]

    @property
    def has_died(self) -> bool:
        if self._process is None or self._process.poll() is None:
            return False
        self.address = None
        return True

    def _answers(self) -> bool:
        """Whether it serves, and so hears that it is to end."""
        try:
            with urllib.request.urlopen(f"{self.address}api/v1/livez", timeout=10):
                return True
        except (OSError, ValueError):
            return False

    def drop(self) -> None:
        """End it at once, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def told(self) -> None:
        """Count how it died."""
        assert self._process is not None
        self._counts["servers that died"] += 1
        if self._process.returncode != -signal.SIGKILL:
            sys.exit(f"a server ended by itself, with {self._process.returncode}")

    def kill(self) -> None:
        """End it, or a worker of it."""
        assert self._process is not None
        workers = list(_workers(self._process.pid))
        target = random.choice([self._process.pid, *workers])
        self._counts["servers killed" if target == self._process.pid else "workers killed"] += 1
        os.kill(target, signal.SIGKILL)

    def end(self) -> None:
        """Tell it to end once it serves, and wait until it has."""
        assert self._process is not None
        while not self._answers():
            if self.has_died:
                self.told()
                self.start(0)
            time.sleep(0.1)
        self._process.terminate()
        if self._process.wait(120) not in {0, -signal.SIGTERM}:
            sys.exit(f"a server did not end well: {self._process.returncode}")


def _workers(server: int) -> Iterator[int]:
    """The processes that a server started to run jobs."""
    for item in Path(f"/proc/{server}/task").glob("*/children"):
        try:
            for child in item.read_text().split():
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield int(child)
        except OSError:
            continue


class Storm:
    """One storm over one store."""

    def __init__(self, where: str, folder: Path, *, plans: int, kills: int) -> None:
        self.counts = Counter({"servers killed": 0, "workers killed": 0, "servers that died": 0})
        self._where, self._kills = where, kills
        self._step = plans / (kills + 1)
        self._next = self._step
        self._made: list[str] = []
        self._scenarios = [patch_scenario(THREE, {"title": f"Plan {number}"}) for number in range(plans)]
        (folder / "settings.json").write_text(json.dumps(SETTINGS))
        self._servers = [Server(where, folder / "settings.json", self.counts) for _ in range(2)]
        self._end = time.monotonic() + LONGEST

    def run(self) -> None:
        """Ask for every plan until it is there, while servers and workers die; then look at what is left."""
        for server in self._servers:
            server.start(0)
        with ThreadPoolExecutor(ASKERS) as askers:
            answers = [askers.submit(self._until_made, facts) for facts in self._scenarios]
            while not all(answer.done() for answer in answers):
                self._strike()
            for answer in answers:
                answer.result()
        for server in self._servers:
            server.end()
        self._look()

    def drop(self) -> None:
        """Leave no server behind."""
        for server in self._servers:
            server.drop()

    def _strike(self) -> None:
        """Start what has died, wait a moment, and kill something if enough plans are made for the next death.

        Deaths go by plans and not by time, so that the storm is as hard on a fast machine as on a slow one.
        """
        for server in self._servers:
            if server.has_died:
                server.told()
                server.start(random.randint(100, 600) if self._kills > 0 else 0)
        time.sleep(random.uniform(0, 0.05))
        serving = [server for server in self._servers if server.address is not None and not server.has_died]
        if serving and self._is_due():
            self._kills -= 1
            self._next += self._step
            random.choice(serving).kill()

    def _is_due(self, more: int = 0) -> bool:
        """Whether something is to die once so many more plans are made."""
        return self._kills > 0 and len(self._made) >= self._next + more

    def _until_made(self, facts: Scenario) -> None:
        while self._is_due(2):  # what others ask for is under way
            time.sleep(0.01)
        while True:
            if time.monotonic() > self._end:
                raise TimeoutError(f"no plan after {LONGEST:,.0f} seconds: {facts.title}")
            if all(server.address is None for server in self._servers):
                time.sleep(0.2)
                continue
            try:
                self._asked("POST", "scenarios", facts.canonical_json())
                status = self._asked("POST", "plans", json.dumps({"scenario": facts.digest}).encode())
            except (OSError, ValueError, HTTPException):  # refused, cut off, or half an answer
                self.counts["requests without an answer"] += 1
                time.sleep(0.2)
                continue
            if status["state"] == "succeeded":
                self._made.append(facts.digest)
                return

    def _asked(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        """What one of the servers answers."""
        addresses = [server.address for server in self._servers if server.address is not None]
        if not addresses:
            raise OSError("nobody serves")
        address = random.choice(addresses)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Prefer": "wait=10"}
        request = urllib.request.Request(f"{address}api/v1/{path}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def _look(self) -> None:
        """Count what is in the store, and what is wrong with it."""
        with open_store(self._where, create=False) as store:
            found = flaws(store)
            for facts in self._scenarios:
                if store.plans.document(store.plans.id_of(facts.digest)) != plan_json(optimizer.plan(facts)):
                    found.append(f"{facts.title} has another plan than it should")
            jobs, cursor = store.jobs.search(limit=10_000), store.log.head()
            self.counts["plans"] = len(store.plans.search(limit=10_000).items)
            self.counts["runs begun again"] = sum(max(job.attempts - 1, 0) for job in jobs.items)
            self.counts["jobs that failed and were asked for again"] = sum(job.state == "failed" for job in jobs.items)
            self.counts["log entries"] = 0 if cursor is None else cursor.number
            found += [f"job {job.id} is {job.state}" for job in jobs.items if job.state not in {"succeeded", "failed"}]
        self.counts["flaws"] = len(found)
        sys.stderr.writelines(f"{flaw}\n" for flaw in found)


def storm(where: str, *, plans: int, kills: int) -> dict[str, int]:
    """The counts of a storm."""
    with tempfile.TemporaryDirectory() as folder:
        found = Storm(where, Path(folder), plans=plans, kills=kills)
        try:
            found.run()
        finally:
            found.drop()
        return dict(found.counts)


@contextmanager
def _place(store: str) -> Iterator[str]:
    """The path or URL of a store; for `postgresql`, of a new database in a server of its own or at TEST_PG_URL."""
    if store != "postgresql":
        yield store
        return
    with postgresql(f"storm-{os.getpid()}") as server, server.database() as url:
        yield url


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Ends servers and workers by kill -9 while plans are asked for.")
    parser.add_argument("store", help="a path, a URL, or the word postgresql for a database that is made for it")
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--kills", type=int, default=60)
    given = parser.parse_args()
    with _place(given.store) as where:
        counts = storm(where, plans=given.plans, kills=given.kills)
    json.dump(counts, sys.stdout)
    sys.exit(1 if counts["flaws"] else 0)
