"""A sweep on a Dask cluster: a real scheduler and two workers, which listen on this machine only."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from api.program import app
from api.sweeps import Memory, pools, run_sweep, sweep_of
from inputs import read_scenario
from optimizer.errors import InputError
from tests.api.sweeps.pools import Here

SCENARIO = read_scenario("three-claims")
LIMIT = "policy.rules.quota.limit"
LOOPBACK = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]


def start(stack: ExitStack, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of Dask, ended when the stack is."""
    command = [sys.executable, "-m", *arguments, *LOOPBACK]
    with (folder / f"{arguments[0]}-{time.monotonic_ns()}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)
    return process


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler with two workers, and the process ids of all three."""
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        scheduler = start(stack, folder, "distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file))
        worker = ("distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
        workers = [start(stack, folder, *worker) for _ in range(2)]
        distributed = pytest.importorskip("distributed")
        while not file.exists():
            assert scheduler.poll() is None
            time.sleep(0.05)
        with distributed.Client(scheduler_file=str(file), set_as_default=False, timeout=30) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, [scheduler.pid, *(process.pid for process in workers)]


def listeners(pid: int) -> list[Any]:
    """Where a process and its children wait for connections."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    connections = [item for process in family for item in process.net_connections("inet")]
    return [item.laddr.ip for item in connections if item.status == psutil.CONN_LISTEN]


def test_a_cluster_gives_what_a_thread_gives_and_listens_on_this_machine_only(dask: tuple[str, list[int]]) -> None:
    address, processes = dask
    points = sweep_of(SCENARIO, [f"{LIMIT}=100:300:20", "policy.rounds.general.divide=talmud,equal_awards"]).points()
    before = set(listeners(psutil.Process().pid))
    with pools.cluster(address) as pool:
        assert pool.lanes == 2
        assert run_sweep(SCENARIO, points, pool, Memory()) == run_sweep(SCENARIO, points, Here(), Memory())
        found = [listeners(pid) for pid in processes]
        assert set(listeners(psutil.Process().pid)) == before
    assert all(found)
    assert {ip for own in found for ip in own} == {"127.0.0.1"}


def test_the_command_runs_on_a_cluster(dask: tuple[str, list[int]]) -> None:
    arguments = ["sweep", "three-claims", "--vary", f"{LIMIT}=100,-1", "--scheduler", dask[0], "--format", "csv"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert [line.split(",")[2] for line in result.stdout.splitlines()] == ["outcome", "allocated", "refused"]


def test_workers_without_this_version_are_refused(dask: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "OWN", "9.9")
    with (
        pytest.raises(InputError, match=r"has quotaplan 0\.1\.0; install quotaplan 9\.9 on every worker"),
        pools.cluster(dask[0]),
    ):
        pass


def test_an_address_where_nothing_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "CONNECT_SECONDS", 0.2)
    with (
        pytest.raises(InputError, match=r"--scheduler tcp://127\.0\.0\.1:9: does not answer"),
        pools.cluster("tcp://127.0.0.1:9"),
    ):
        pass
