"""What becomes of those who are slow on purpose, and that others do not suffer by them."""

import socket
import threading
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from api.service import protocol
from inputs import read_scenario
from tests.api.service.serving import served

TOKEN = "of-this-run"
THREE = read_scenario("three-claims")
SWEEP = {"scenario": THREE.digest, "vary": ["policy.rules.quota.limit=1,2"]}


def test_who_connects_and_says_nothing_is_sent_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 0.1)
    with served(folder) as listening, socket.create_connection(listening.socket.getsockname()[:2]) as slow:
        slow.sendall(b"GET /api/v1/livez HTTP/1.1\r\nHost: loc")
        slow.settimeout(30)
        assert slow.recv(100) == b""


def test_who_sends_a_body_drop_by_drop_is_cut_off(folder: Path) -> None:
    head = f"POST /api/v1/scenarios HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
    limits = {"arrive_seconds": 0.5, "read_seconds": 60.0}
    with (
        served(folder, token=TOKEN, limits=limits) as listening,
        socket.create_connection(listening.socket.getsockname()[:2]) as slow,
    ):
        slow.sendall(head.encode())
        over = threading.Event()
        drops = threading.Thread(target=drip, args=(slow, over))
        drops.start()
        slow.settimeout(60)
        answer = slow.recv(10_000)
        over.set()
        drops.join()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()


def drip(slow: socket.socket, over: threading.Event) -> None:
    while not over.wait(0.05):
        try:
            slow.sendall(b" ")
        except OSError:
            return


def test_listeners_who_do_not_read_hold_up_nobody_and_end_with_the_server(folder: Path) -> None:
    header = {"Authorization": f"Bearer {TOKEN}"}
    with served(folder, token=TOKEN) as listening, ExitStack() as opened:
        client = opened.enter_context(httpx2.Client(base_url=listening.address + "api/v1", headers=header, timeout=60))
        client.post("/scenarios", json=THREE.document()).raise_for_status()
        sweep = client.post("/sweeps", json=SWEEP).json()["id"]
        host, port = listening.socket.getsockname()[:2]
        for _ in range(60):
            slow = opened.enter_context(socket.create_connection((host, port)))
            asked = f"GET /api/v1/sweeps/{sweep}/events HTTP/1.1\r\nHost: localhost\r\n"
            slow.sendall(f"{asked}Authorization: Bearer {TOKEN}\r\n\r\n".encode())
        assert [client.get("/readyz").status_code for _ in range(20)] == 20 * [200]
        assert client.get(f"/sweeps/{sweep}").json()["state"] == "queued"
