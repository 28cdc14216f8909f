"""What `quotaplan serve` starts, whom it lets in, and how it ends."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.serving import listen, settled
from api.settings import Settings, read_settings
from optimizer.errors import InputError
from tests.api.service.serving import started


def test_the_address_that_is_printed_lets_its_reader_in_and_sigterm_ends_it(folder: Path) -> None:
    process, address = started(folder, "--workers", "0")
    try:
        with httpx2.Client(follow_redirects=True) as browser:
            browser.get(address)
            assert browser.get(address.partition("?")[0] + "api/v1/scenarios").status_code == 200
        assert httpx2.get(address.partition("?")[0] + "api/v1/scenarios").status_code == 401
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 0
    assert all("token" not in line for line in told.splitlines() if line.startswith("{"))


def test_what_others_reach_needs_a_key_first(folder: Path) -> None:
    store = str(folder / "s.db")
    for chosen in ({"host": "0.0.0.0"}, {"hosts": ("quotaplan.example",)}):  # noqa: S104 - it is refused
        settings = settled(None, {"port": 0, "store": store, **chosen})
        assert settings.token is None
        with (
            pytest.raises(InputError, match="nobody has a key; make one first: quotaplan keys create"),
            listen(settings),
        ):
            pass


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = settled(None, {"port": taken.getsockname()[1], "store": str(folder / "s.db")})
        with pytest.raises(InputError, match="cannot be listened on"), listen(settings):
            pass


def test_settings_come_from_a_file_and_the_command_line_goes_before_it(folder: Path) -> None:
    file = folder / "settings.json"
    file.write_text(json.dumps({"port": 1, "workers": 7, "limits": {"rate": "5/minute"}}))
    settings = settled(file, {"port": 2})
    assert (settings.port, settings.workers, settings.limits.rate) == (2, 7, "5/minute")
    assert settings.token
    assert settings.secret != settled(file, {}).secret


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"prot": 1}', "prot: extra inputs are not permitted"),
        ('{"port": "80"}', "port: input should be a valid integer"),
        ('{"limits": {"rate": "often"}}', "limits.rate"),
        ("{", "settings.json"),
    ],
)
def test_every_problem_of_settings_is_told(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_settings(text, "settings.json")
    assert said in str(caught.value)


def test_the_documented_settings_are_read() -> None:
    text = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")
    written = text.split("```json\n")[1].split("```")[0]
    settings = read_settings(written, "docs/operations.md")
    assert (settings.limits.model_dump(), settings.workers) == (Settings().limits.model_dump(), Settings().workers)


def test_commands_that_need_no_server_do_not_load_one() -> None:
    heavy = ("fastapi", "sqlalchemy", "uvicorn", "nicegui", "httpx2")
    code = f"import sys, api.program; print([name for name in {heavy} if name in sys.modules])"
    loaded: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
