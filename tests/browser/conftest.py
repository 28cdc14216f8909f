"""A server of its own for each worker, and a browser that reaches nothing but that server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.looking import AXE, SHOTS
from tests.browser.served import Site

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 20_000
"""Milliseconds that a test waits for something to come."""
REQUIRED = "QUOTAPLAN_BROWSER"
"""Set where a browser has to be there, as in .ci/run; elsewhere its tests are passed over if there is none."""


def missing() -> str:
    """What a test in a browser needs and does not find, in a sentence."""
    if shutil.which("chromium") is None:
        return "There is no Chromium here; .ci/run installs it, or apt-get install chromium."
    return "" if AXE.is_file() else f"There is no axe-core in {AXE.relative_to(ROOT)}; .ci/run installs it."


@pytest.fixture(scope="session", autouse=True)
def _equipped() -> None:
    sentence = missing()
    if sentence and os.environ.get(REQUIRED):
        pytest.fail(sentence)
    if sentence:
        pytest.skip(sentence)


@pytest.fixture(scope="module")
def browser(_equipped: None) -> Iterator[Browser]:
    """A browser for the tests of one file. Playwright's loop runs as long, and other tests need one of their own."""
    own = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=own)
        yield found
        found.close()


@pytest.fixture(scope="session")
def site(_equipped: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    command = [sys.executable, "-m", "tests.browser.site", str(tmp_path_factory.mktemp("site"))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address, token, key = (server.stdout.readline().strip() for _ in range(3))
        assert key, "the server did not start"
        yield Site(address.rstrip("/"), token, key)
        server.terminate()
        server.wait(60)


@pytest.fixture
def screen(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab that tells everything that goes wrong in it: errors of scripts, and requests to other machines."""
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname != "127.0.0.1":
            wrong.append(f"a request to {request.url}")

    context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    tab = context.new_page()
    context.request.post("/session", form={"key": site.token}, max_redirects=0)
    tab.goto("/", wait_until="commit")
    tab.on("console", heard)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", asked)
    yield tab
    SHOTS.mkdir(parents=True, exist_ok=True)
    context.close()
    assert wrong == []
