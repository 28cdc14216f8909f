"""What somebody might try, and what becomes of it. Each attack is one line of the table."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwk, jwt

from api.service import tokens
from api.service.door import COOKIE
from api.store import Role
from inputs.reading import SAMPLES
from tests.api.service.deployment import FIRM, OTHER_FIRM, Deployment, deploy, document

TOKEN = "the-token-of-this-run"  # noqa: S105
ISSUER, AUDIENCE = "https://id.example", "quotaplan"
OURS = jwk.RSAKey.generate_key(2048, {"kid": "ours"}, private=True)
THEIRS = jwk.RSAKey.generate_key(2048, {"kid": "ours"}, private=True)
TEMPLATE = SAMPLES / "template"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A service with an issuer and a token of its run."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "keys.json").write_text(json.dumps(jwk.KeySet([OURS]).as_dict(private=False)))
    issuer = {"issuer": ISSUER, "audience": AUDIENCE, "key_set": str(folder / "keys.json")}
    found = deploy(folder, issuer=issuer, token=TOKEN)
    with found.client:
        yield found


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": ISSUER, "aud": AUDIENCE, "sub": "ann", "exp": now + 600, "roles": ["planner"]} | changes


def signed(key: Any = OURS, algorithm: str = "RS256", **changes: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": "ours"}, claims(**changes), key, [algorithm])


def unsigned() -> str:
    _, body, _ = signed().split(".")
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}."


def with_the_public_key_as_a_secret() -> str:
    public = json.dumps(OURS.as_dict(private=False))
    return signed(jwk.OctKey.import_key(public.encode()), "HS256")


def swapped() -> str:
    head, _, signature = signed().split(".")
    return ".".join((head, signed(sub="eve").split(".")[1], signature))


FORGERIES: dict[str, Callable[[], str]] = {
    "unsigned": unsigned,
    "signed by somebody else": lambda: signed(THEIRS),
    "the public key as a shared secret": with_the_public_key_as_a_secret,
    "another body under the signature": swapped,
    "expired": lambda: signed(exp=int(time.time()) - 3600),
    "without an end": lambda: signed(exp=None),
    "not valid yet": lambda: signed(nbf=int(time.time()) + 3600),
    "of another issuer": lambda: signed(iss="https://evil.example"),
    "for another service": lambda: signed(aud="mail"),
    "for nobody": lambda: signed(sub=None),
    "no token at all": lambda: "a.b.c",
    "a guessed key": lambda: "qp_00000000_" + 43 * "A",
    "a key cut short": lambda: "qp_",
    "characters that no key has": lambda: "qp_\u00e9_x",
    "nothing": lambda: "",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nobody_gets_in_with_a_forgery(guarded: Deployment, forgery: str) -> None:
    header = {"Authorization": f"Bearer {FORGERIES[forgery]()}".encode()}
    for method, path in (("GET", "/scenarios"), ("POST", "/plans")):
        assert guarded.ask(method, path, None, headers=header).status_code == 401


def test_a_true_token_gets_its_roles_and_no_others(guarded: Deployment) -> None:
    header = {"Authorization": f"Bearer {signed()}"}
    added = guarded.ask("POST", "/scenarios", None, json=document(), headers=header)
    assert added.json()["actor"] == "ann"
    assert guarded.ask("GET", "/log", None, headers=header).status_code == 403
    nobody = {"Authorization": f"Bearer {signed(roles=['emperor'])}"}
    assert guarded.ask("GET", "/scenarios", None, headers=nobody).status_code == 403


def test_a_token_of_an_applicant_sees_its_firm_alone(guarded: Deployment) -> None:
    plan = guarded.plan()
    header = {"Authorization": f"Bearer {signed(roles='applicant', firm=FIRM)}"}
    assert guarded.ask("GET", f"/plans/{plan}/awards?firm={OTHER_FIRM}", None, headers=header).status_code == 403
    assert guarded.ask("GET", f"/plans/{plan}/awards?firm={FIRM}", None, headers=header).status_code == 404


def test_keys_that_the_issuer_renewed_are_read_again_and_lost_ones_let_nobody_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "renewed.json"
    found = deploy(folder, issuer={"issuer": ISSUER, "audience": AUDIENCE, "key_set": str(file)})
    with found.client:
        statuses = []
        for keys in (None, THEIRS, OURS):
            if keys is not None:
                file.write_text(json.dumps(jwk.KeySet([keys]).as_dict(private=False)))
            header = {"Authorization": f"Bearer {signed()}"}
            monkeypatch.setattr(tokens, "REFRESH_SECONDS", 60.0)
            statuses.append(found.ask("GET", "/scenarios", None, headers=header).status_code)
            monkeypatch.setattr(tokens, "REFRESH_SECONDS", 0.0)
            statuses.append(found.ask("GET", "/scenarios", None, headers=header).status_code)
    assert statuses == [401, 401, 401, 401, 401, 200]


def test_a_caller_may_ask_so_often_and_no_more(folder: Path) -> None:
    found = deploy(folder, limits={"rate": "5/hour"})
    with found.client:
        statuses = [found.ask("GET", "/samples/none").status_code for _ in range(7)]
        assert found.ask("GET", "/samples/none", Role.AUDITOR).status_code == 404
    assert statuses == [404] * 5 + [429] * 2


def nested(depth: int) -> str:
    return depth * '{"a":' + "1" + depth * "}"


BODIES: dict[str, tuple[bytes | str, int]] = {
    "a thousand levels": (nested(1_000), 400),
    "a hundred thousand lists": (100_000 * "[", 400),
    "levels that the reader bears": (nested(200), 422),
    "a name twice": ('{"format": 1, "format": 1}', 400),
    "a figure of a million digits": ('{"format": ' + 1_000_000 * "9" + "}", 400),
    "a figure beyond any scale": ('{"format": 1e999999999}', 400),
    "no figure": ('{"format": NaN}', 400),
    "half a character": ('{"title": "\\ud800"}', 400),
    "bytes that are no text": (b'{"title": "\xff\xfe"}', 400),
    "the character that ends texts": ('{"title": "a\\u0000b"}', 400),
    "true for a number": (json.dumps(document() | {"format": True}), 422),
}


@pytest.mark.parametrize("body", BODIES)
def test_odd_json_is_refused_and_nothing_fails(guarded: Deployment, body: str) -> None:
    content, status = BODIES[body]
    answer = guarded.ask("POST", "/scenarios", content=content, headers=JSON)
    assert answer.status_code == status, answer.text


def test_a_deep_patch_is_refused(guarded: Deployment) -> None:
    baseline = guarded.plan()
    body = f'{{"baseline": "{baseline}", "patch": {nested(5_000)}}}'
    assert guarded.ask("POST", "/what-ifs", content=body, headers=JSON).status_code == 400


@pytest.mark.parametrize("path", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e", "three-claims/../.."])
def test_no_path_leads_out_of_the_samples(guarded: Deployment, path: str) -> None:
    assert guarded.ask("GET", f"/samples/{path}").status_code == 404
    assert guarded.client.get(f"http://localhost/static-offline-docs/{path}").status_code in {401, 404}


def test_an_upload_reads_no_file_of_the_server(guarded: Deployment, folder: Path) -> None:
    yaml = (TEMPLATE / "scenario.yaml").read_bytes()
    for elsewhere in (str(folder), "../..", "../../../etc", "/etc"):
        sent = yaml + f"\ntables: {elsewhere}\n".encode()
        answer = guarded.ask("POST", "/scenarios", files=[("scenario", ("scenario.yaml", sent))])
        assert answer.status_code == 422
        assert any("tables" in item["message"] for item in answer.json()["problems"])


def test_a_yaml_with_the_character_that_ends_texts_is_refused(guarded: Deployment) -> None:
    sent = (TEMPLATE / "scenario.yaml").read_bytes().replace(b"title:", b'title: "a\\0b" #', 1)
    files = [(name, (f"{name}.csv", (TEMPLATE / f"{name}.csv").read_bytes())) for name in ("firms", "applications")]
    answer = guarded.ask("POST", "/scenarios", files=[("scenario", ("scenario.yaml", sent)), *files])
    assert answer.status_code == 422


def test_a_yaml_that_grows_without_end_is_refused(guarded: Deployment) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(9 * ['*' + old])}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    answer = guarded.ask("POST", "/scenarios", files=[("scenario", ("s.yaml", bomb.encode()))])
    assert answer.status_code == 422


def test_formulas_do_not_reach_a_spreadsheet(guarded: Deployment) -> None:
    scenario = document()
    formula = "=HYPERLINK(0)"
    scenario["applications"][formula] = scenario["applications"].pop("A1")
    added = guarded.ask("POST", "/scenarios", json=scenario).json()["id"]
    plan = guarded.ask("POST", "/plans", json={"scenario": added}).json()["id"]
    guarded.work()
    table = guarded.ask("GET", f"/plans/{plan}/awards", headers={"Accept": "text/csv"}).text
    assert f"'{formula}," in table
    assert f"\n{formula}" not in table


def test_a_patch_cannot_reach_into_what_is_kept(guarded: Deployment) -> None:
    plan = guarded.plan()
    before = guarded.ask("GET", f"/plans/{plan}/document").content
    patch = {"applications": {"A2": {"units": 9_000}}}
    assert guarded.ask("POST", "/what-ifs", Role.APPLICANT, json={"baseline": plan, "patch": patch}).status_code == 403
    assert guarded.ask("POST", "/what-ifs", json={"baseline": plan, "patch": patch}).is_success
    assert guarded.ask("GET", f"/plans/{plan}/document").content == before
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        assert guarded.ask(method, f"/plans/{plan}/document", json={}).status_code == 405


def test_too_many_applications_are_refused_before_they_are_read(folder: Path) -> None:
    small = deploy(folder, limits={"applications": 2})
    with small.client:
        answer = small.ask("POST", "/scenarios", json=document())
        assert (answer.status_code, "2 at most" in answer.json()["detail"]) == (413, True)


def test_a_foreign_name_does_not_lead_here(guarded: Deployment) -> None:
    for name in ("evil.example", "127.0.0.1.evil.example", "", "[::2]:80"):
        assert guarded.ask("GET", "/samples", headers={"Host": name}).status_code == 421
    for name in ("localhost:8080", "127.0.0.1", "[::1]:80"):
        assert guarded.ask("GET", "/livez", headers={"Host": name}).status_code == 200


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(guarded: Deployment) -> None:
    browser = guarded.client
    opened = browser.get(f"http://localhost/plans?x=1&token={TOKEN}", follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/plans?x=1")
    cookie = opened.headers["set-cookie"]
    assert all(part in cookie for part in (COOKIE, "HttpOnly", "SameSite=strict"))
    assert TOKEN not in cookie
    assert browser.get("http://localhost/api/v1/scenarios").status_code == 200
    body = {"scenario": "sha256:" + 64 * "0"}
    ours = browser.post("http://localhost/api/v1/plans", json=body, headers={"Origin": "http://localhost"})
    theirs = browser.post("http://localhost/api/v1/plans", json=body, headers={"Origin": "http://evil.example"})
    assert (ours.status_code, theirs.status_code) == (404, 403)
    browser.cookies.set(COOKIE, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0aGlzLXJ1biJ9.", domain="localhost.local")
    browser.cookies.clear()
    assert browser.get("http://localhost/?token=guessed").status_code == 401


def test_pages_ask_who_is_there(guarded: Deployment) -> None:
    browser = guarded.client
    browser.cookies.clear()
    asked = browser.get("http://localhost/plans/%22%3E%3Cscript%3E", headers={"Accept": "text/html"})
    assert (asked.status_code, "<script>" in asked.text, 'type="password"' in asked.text) == (401, False, True)
    assert browser.get("http://localhost/plans").headers["content-type"] == "application/problem+json"
    assert browser.post("http://localhost/session", data={"key": "guessed"}).status_code == 401
    key = {"key": guarded.keys[Role.AUDITOR]}
    elsewhere = browser.post("http://localhost/session?next=//evil.example", data=key, follow_redirects=False)
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (303, "/")
    assert browser.get("http://localhost/api/v1/scenarios").status_code == 200
    browser.cookies.clear()
    browser.post("http://localhost/session", data={"key": guarded.keys[Role.APPLICANT]}, follow_redirects=False)
    assert browser.get("http://localhost/plans").status_code == 403
    browser.cookies.clear()


def test_a_session_ends_with_its_key(guarded: Deployment) -> None:
    browser, keys = guarded.client, guarded.service.store.keys
    made = keys.create("short", [Role.AUDITOR], "setup")
    browser.post("http://localhost/session", data={"key": made.secret}, follow_redirects=False)
    assert browser.get("http://localhost/api/v1/scenarios").status_code == 200
    keys.revoke(made.key.id, "setup")
    assert browser.get("http://localhost/api/v1/scenarios").status_code == 401
    browser.cookies.clear()


def test_every_answer_tells_a_browser_to_trust_nothing(guarded: Deployment) -> None:
    for path in ("/api/v1/livez", "/docs", "/api/v1/nothing", "/nothing"):
        headers = guarded.client.get(f"http://localhost{path}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "http:" not in headers["Content-Security-Policy"]
        assert "server" not in headers
