"""What somebody might try, and what becomes of it. Each attack is one line of the table."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc import jwk

from api.service import tokens
from api.store import Role
from tests.api.service.deployment import FIRM, OTHER_FIRM, Deployment, deploy, document
from tests.api.service.issuing import AUDIENCE, ISSUER, OURS, THEIRS, signed
from tests.api.service.test_resources import XLSX


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
    "for somebody whose name breaks lines": lambda: signed(sub="ann\nroot"),
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
    for odd in (["emperor"], [{"a": 1}], 7, None):
        nobody = {"Authorization": f"Bearer {signed(roles=odd)}"}
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


def test_methods_that_nobody_knows_are_counted_as_one(guarded: Deployment) -> None:
    for number in range(20):
        guarded.ask(f"X{number}", "/samples")
    told = guarded.ask("GET", "/metrics", Role.ADMIN).text
    assert not any(f"X{number}" in told for number in range(20))


@pytest.mark.parametrize("path", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e", "three-claims/../.."])
def test_no_path_leads_out_of_the_samples(guarded: Deployment, path: str) -> None:
    assert guarded.ask("GET", f"/samples/{path}").status_code == 404
    assert guarded.client.get(f"http://localhost/static-offline-docs/{path}").status_code in {401, 404}


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
    book = guarded.ask("GET", f"/plans/{plan}/awards", headers={"Accept": XLSX})
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        sheet = b"".join(parts.read(name) for name in parts.namelist() if "worksheets" in name)
        texts = parts.read("xl/sharedStrings.xml")
    assert b"<f>" not in sheet
    assert formula.encode() in texts


def test_a_patch_cannot_reach_into_what_is_kept(guarded: Deployment) -> None:
    plan = guarded.plan()
    before = guarded.ask("GET", f"/plans/{plan}/document").content
    patch = {"applications": {"A2": {"units": 9_000}}}
    assert guarded.ask("POST", "/what-ifs", Role.APPLICANT, json={"baseline": plan, "patch": patch}).status_code == 403
    assert guarded.ask("POST", "/what-ifs", json={"baseline": plan, "patch": patch}).is_success
    assert guarded.ask("GET", f"/plans/{plan}/document").content == before
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        assert guarded.ask(method, f"/plans/{plan}/document", json={}).status_code == 405


def test_a_foreign_name_does_not_lead_here(guarded: Deployment) -> None:
    for name in ("evil.example", "127.0.0.1.evil.example", "", "[::2]:80"):
        assert guarded.ask("GET", "/samples", headers={"Host": name}).status_code == 421
    for name in ("localhost:8080", "127.0.0.1", "[::1]:80"):
        assert guarded.ask("GET", "/livez", headers={"Host": name}).status_code == 200


def test_a_tag_that_fits_opens_nothing(guarded: Deployment) -> None:
    plan = guarded.plan()
    tag = guarded.ask("GET", f"/plans/{plan}/document").headers["ETag"]
    for seen in ("*", tag, f"W/{tag}"):
        header = {"If-None-Match": seen}
        assert guarded.ask("GET", f"/plans/{plan}/document", headers=header).status_code == 304
        assert guarded.ask("GET", f"/plans/{plan}/document", Role.APPLICANT, headers=header).status_code == 403
        assert guarded.ask("GET", f"/plans/{plan}/document", None, headers=header).status_code == 401
        assert guarded.ask("GET", f"/plans/sha256:{64 * '0'}/document", headers=header).status_code == 404
    other = guarded.ask("GET", f"/plans/{plan}/document", headers={"If-None-Match": '"of another plan"'})
    assert (other.status_code, "Authorization" in other.headers["Vary"]) == (200, True)


def test_what_a_client_sends_breaks_no_line_of_the_log(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deployed = deploy(folder)
    forged = '%0d%0a{"event": "forged"}'
    headers = {"X-Request-Id": "chosen", "User-Agent": "forged"}
    for method, path in (("GET", f"/plans/{forged}"), ("FORGED", "/plans"), ("GET", f"/scenarios?text={forged}")):
        answer = deployed.ask(method, path, headers=headers)
        assert answer.headers["X-Request-Id"] != "chosen"
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == 3 * ["request"]
    assert not any("forged" in str(value) for line in lines for name, value in line.items() if name != "method")
