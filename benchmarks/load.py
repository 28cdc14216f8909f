"""Load: a server and a number of clients in another process in, what-ifs a second and how long each took out.

    uv run python -m benchmarks.load --clients 1 8 32 --seconds 20 --workers 2

Every what-if changes the quota of the sample h200-2026 to a figure that nobody asked for before, so that each is a plan
of 120 applications, proved, kept and logged; `known` asks for those again.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from api.client import Client, ServiceError
from benchmarks.machine import described
from benchmarks.tables import aligned
from inputs import read_scenario

SAMPLE = "h200-2026"
HEADER = ("clients", "what-ifs", "a second", "p50 ms", "p95 ms", "p99 ms", "errors")
TOKEN = "a-key-of-this-run"
SETTINGS = {"token": TOKEN, "limits": {"rate": "1000000/minute"}}
START_SECONDS = 120


@dataclass
class Seen:
    """What the clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    def row(self, clients: int) -> tuple[str, ...]:
        """One line of the table."""
        ordered = sorted(self.milliseconds) or [0.0]
        points = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99))
        rate = len(self.milliseconds) / self.seconds
        figures = (f"{point:,.0f}" for point in points)
        return str(clients), f"{len(self.milliseconds):,}", f"{rate:.1f}", *figures, str(self.errors)


@contextmanager
def serving(workers: int) -> Iterator[str]:
    """The address of a server in a process of its own."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "settings.json").write_text(json.dumps(SETTINGS))
        command = [str(Path(sys.executable).parent / "quotaplan"), "serve", "--port", "0", "--workers", str(workers)]
        command += ["--store", str(folder / "store.db"), "--settings", str(folder / "settings.json")]
        with (folder / "told").open("w") as told, subprocess.Popen(command, stderr=told) as process:
            try:
                yield _address(folder / "told", process)
            finally:
                process.terminate()


def _address(told: Path, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"Serving at (\S+)\?token=", told.read_text())
        if found is not None:
            return found[1]
        time.sleep(0.1)
    raise SystemExit(f"The server did not start: {told.read_text()}")


def asked_by(clients: int, seconds: float, ask: Callable[[], object]) -> Seen:
    """So many clients, each asking again as soon as it has its answer."""
    seen, start = Seen(), time.monotonic()

    def go_on() -> None:
        while time.monotonic() < start + seconds:
            begun = time.perf_counter()
            try:
                ask()
            except ServiceError:
                seen.errors += 1
            else:
                seen.milliseconds.append(1000 * (time.perf_counter() - begun))

    threads = [threading.Thread(target=go_on) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.seconds = time.monotonic() - start
    return seen


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    print("\n".join(described()))
    quotas = count(399_999, -1)
    with serving(options.workers) as address, Client(address, TOKEN) as service:
        baseline = service.add(read_scenario(SAMPLE)).id
        service.plan(baseline)
        plan = next(service.plans(baseline)).id

        def new() -> object:
            return service.what_if(plan, {"policy": {"rules": {"national_quota": {"limit": next(quotas)}}}})

        def known() -> object:
            return service.what_if(plan, {"policy": {"rules": {"national_quota": {"limit": 399_999}}}})

        asked_by(2 * options.workers, 5.0, new)
        for title, ask in (("New what-ifs", new), ("Known what-ifs", known)):
            rows = [asked_by(clients, options.seconds, ask).row(clients) for clients in options.clients]
            print(f"\n{title}, {options.workers} workers")
            print(aligned(HEADER, rows))


if __name__ == "__main__":
    main()
