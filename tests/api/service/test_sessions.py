"""How a browser gets in and stays in, and what somebody else might do with that."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.service.door import COOKIE
from api.store import Role
from tests.api.service.deployment import Deployment, deploy
from tests.api.service.issuing import TOKEN

HERE = "http://localhost"
FORGED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJydW4tMCJ9."


@pytest.fixture
def browser(guarded: Deployment) -> Iterator[TestClient]:
    yield guarded.client
    guarded.client.cookies.clear()


def entered(deployment: Deployment, key: str, **headers: str) -> int:
    """The status with which a browser is let in by a key, or not."""
    browser = deployment.client
    answer = browser.post(f"{HERE}/session", data={"key": key}, headers=headers, follow_redirects=False)
    code: int = answer.status_code
    return code


def test_an_invitation_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(
    guarded: Deployment, browser: TestClient
) -> None:
    invitation = guarded.service.door.invite()
    opened = browser.get(f"{HERE}/plans?x=1&token={invitation}", follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/plans?x=1")
    cookie = opened.headers["set-cookie"]
    assert all(part in cookie for part in (COOKIE, "HttpOnly", "SameSite=strict"))
    assert invitation not in cookie
    assert browser.get(f"{HERE}/api/v1/scenarios").status_code == 200


def test_an_invitation_lets_one_browser_in(guarded: Deployment, browser: TestClient) -> None:
    address = f"{HERE}/?token={guarded.service.door.invite()}"
    assert browser.get(address, follow_redirects=False).status_code == 303
    assert browser.get(address, follow_redirects=False).status_code == 303, "it is the same browser"
    browser.cookies.clear()
    again = browser.get(address, headers={"Accept": "text/html"}, follow_redirects=False)
    assert (again.status_code, "lets one browser in, once" in again.text) == (401, True)
    for other in (address, f"{HERE}/?token=guessed", f"{HERE}/?token={TOKEN}"):
        assert browser.get(other, follow_redirects=False).status_code == 401
    assert entered(guarded, TOKEN) == 303, "the key of the run is entered, and stands in no address"


def test_pages_of_other_sites_change_nothing_and_sign_nobody_in(guarded: Deployment, browser: TestClient) -> None:
    body = {"scenario": "sha256:" + 64 * "0"}
    own, foreign = {"Origin": HERE}, {"Origin": "http://evil.example"}
    same, cross = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site", "Origin": HERE}
    sibling = {"Sec-Fetch-Site": "same-site"}
    found = {}
    for name, headers in {"own": own, "same": same, "foreign": foreign, "cross": cross, "sibling": sibling}.items():
        browser.cookies.clear()
        signed_in = entered(guarded, TOKEN, **headers)
        entered(guarded, TOKEN)
        found[name] = (signed_in, browser.post(f"{HERE}/api/v1/plans", json=body, headers=headers).status_code)
    refused = (403, 403)
    assert found == {
        "own": (303, 404),
        "same": (303, 404),
        "foreign": refused,
        "cross": refused,
        "sibling": refused,
    }


def test_a_session_is_of_its_run_and_of_its_store(folder: Path) -> None:
    """Two servers that sign with the same secret, one after the other."""
    forged = [FORGED]
    secret = "the same for both of them"
    for token in ("first", "second"):
        other = deploy(folder, token=token, secret=secret)
        with other.client:
            entered(other, token)
            forged.append(other.client.cookies[COOKIE])
    keyed = deploy(folder, secret=secret)
    with keyed.client:
        entered(keyed, keyed.keys[Role.AUDITOR])
        forged.append(keyed.client.cookies[COOKIE])
    (folder / "store.db").rename(folder / "old.db")
    empty = deploy(folder, token="second", secret=secret)
    with empty.client:
        found = [
            empty.client.get(f"{HERE}/api/v1/scenarios", headers={"Cookie": f"{COOKIE}={cookie}"}).status_code
            for cookie in forged
        ]
    assert found == [401, 401, 200, 401]


def test_only_what_shows_nothing_is_open_and_a_form_is_small(browser: TestClient) -> None:
    for near in ("/docs/more", "/docsx", "/sessions", "/static-offline-docs", "//docs"):
        assert browser.get(HERE + near).status_code == 401, near
    large = browser.post(f"{HERE}/session", data={"key": 5_000 * "k"})
    assert (large.status_code, large.headers["content-type"]) == (413, "application/problem+json")

    def endless() -> Iterator[bytes]:
        yield b"key=k"

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post(f"{HERE}/session", content=endless(), headers=form).status_code == 413


def test_pages_ask_who_is_there(guarded: Deployment, browser: TestClient) -> None:
    asked = browser.get(f"{HERE}/plans/%22%3E%3Cscript%3E", headers={"Accept": "text/html"})
    assert (asked.status_code, "<script>" in asked.text, 'type="password"' in asked.text) == (401, False, True)
    assert browser.get(f"{HERE}/plans").headers["content-type"] == "application/problem+json"
    assert browser.post(f"{HERE}/session", data={"key": "guessed"}).status_code == 401
    key = {"key": guarded.keys[Role.AUDITOR]}
    elsewhere = browser.post(f"{HERE}/session?next=//evil.example", data=key, follow_redirects=False)
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (303, "/")
    assert browser.get(f"{HERE}/api/v1/scenarios").status_code == 200
    browser.cookies.clear()
    browser.post(f"{HERE}/session", data={"key": guarded.keys[Role.APPLICANT]}, follow_redirects=False)
    assert browser.get(f"{HERE}/plans").status_code == 403


def test_a_session_ends_with_its_key(guarded: Deployment, browser: TestClient) -> None:
    keys = guarded.service.store.keys
    made = keys.create("short", [Role.AUDITOR], "setup")
    browser.post(f"{HERE}/session", data={"key": made.secret}, follow_redirects=False)
    assert browser.get(f"{HERE}/api/v1/scenarios").status_code == 200
    keys.revoke(made.key.id, "setup")
    assert browser.get(f"{HERE}/api/v1/scenarios").status_code == 401


def test_every_answer_tells_a_browser_to_trust_nothing(guarded: Deployment) -> None:
    for path in ("/api/v1/livez", "/docs", "/api/v1/nothing", "/nothing"):
        headers = guarded.client.get(f"http://localhost{path}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "http:" not in headers["Content-Security-Policy"]
        assert "server" not in headers
