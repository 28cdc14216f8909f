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
from inputs.reading import SAMPLES
from tests.api.service.deployment import FIRM, OTHER_FIRM, Deployment, deploy, document
from tests.api.service.issuing import AUDIENCE, ISSUER, OURS, THEIRS, signed
from tests.api.service.test_resources import XLSX

TEMPLATE = SAMPLES / "template"
JSON = {"Content-Type": "application/json"}


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


def nested(depth: int) -> str:
    return depth * '{"a":' + "1" + depth * "}"


BODIES: dict[str, tuple[bytes | str, int]] = {
    "a thousand levels": (nested(1_000), 400),
    "a hundred thousand lists": (100_000 * "[", 400),
    "levels that the reader bears": (nested(200), 422),
    "a name twice": ('{"format": 1, "format": 1}', 400),
    "a figure of a million digits": ('{"format": ' + 1_000_000 * "9" + "}", 400),
    "a figure beyond any scale": ('{"format": 1e999999999}', 400),
    "a figure beyond the scale of scales": ('{"format": -1.5e-99999999999999999999}', 400),
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


PATCHES: dict[str, tuple[str, int]] = {
    "five thousand levels": (nested(5_000), 400),
    "a level more with each operation": (
        json.dumps([{"op": "add", "path": "/title" + depth * "/a", "value": {}} for depth in range(1_500)]),
        422,
    ),
    "copies of copies": (
        json.dumps(
            [
                {"op": "add", "path": "/title", "value": ["a"]},
                *(100 * [{"op": "copy", "from": "/title", "path": "/title/-"}]),
            ]
        ),
        422,
    ),
    "a hundred thousand operations": (json.dumps(100_000 * [{"op": "test", "path": "/format", "value": 1}]), 422),
    "a figure of many digits": ('{"policy": {"rules": {"quota": {"limit": 1e999999}}}}', 400),
    "the whole scenario away": ('[{"op": "remove", "path": ""}]', 422),
}


@pytest.mark.parametrize("patch", PATCHES)
def test_odd_patches_are_refused_and_nothing_fails(guarded: Deployment, patch: str) -> None:
    text, status = PATCHES[patch]
    body = f'{{"baseline": "{guarded.plan()}", "patch": {text}}}'
    answer = guarded.ask("POST", "/what-ifs", content=body, headers=JSON)
    assert answer.status_code == status, answer.text


def test_a_chain_of_patches_does_not_pass_the_limit_of_applications(folder: Path) -> None:
    small = deploy(folder, limits={"applications": 4})
    with small.client:
        plan = small.plan()
        scenario = small.ask("GET", f"/plans/{plan}").json()["info"]["scenario"]
        statuses = []
        for name in ("A4", "A5"):
            patch = {"applications": {name: {"firm": "F1", "product": "H200", "units": 8}}}
            tried = small.ask("POST", "/what-ifs", json={"baseline": plan, "patch": patch})
            header = {"Content-Type": "application/merge-patch+json"}
            derived = small.ask("POST", f"/scenarios/{scenario}/derive", json=patch, headers=header)
            statuses.append((tried.status_code, derived.status_code))
            small.work()
            plan = tried.json().get("plan", {}).get("id")
            scenario = derived.json().get("id")
    assert statuses == [(202, 200), (413, 413)]


@pytest.mark.parametrize(
    "vary",
    [
        ["policy.rules.quota.limit=0:999999:1"],
        [f"applications.A{number}.units=1:100:1" for number in (1, 2, 3)],
        ["policy.rules.quota.limit=0:1e15:1e-15"],
        ["policy.rules.quota.limit=normal(1e308,1e308)"],
        [450 * "1:"],
    ],
)
def test_a_sweep_without_measure_is_refused_before_it_is_laid_out(guarded: Deployment, vary: list[str]) -> None:
    scenario = guarded.ask("POST", "/scenarios", json=document()).json()["id"]
    answer = guarded.ask("POST", "/sweeps", json={"scenario": scenario, "vary": vary})
    assert answer.status_code == 422, answer.text


def test_methods_that_nobody_knows_are_counted_as_one(guarded: Deployment) -> None:
    for number in range(20):
        guarded.ask(f"X{number}", "/samples")
    told = guarded.ask("GET", "/metrics", Role.ADMIN).text
    assert not any(f"X{number}" in told for number in range(20))


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


def test_too_many_applications_are_refused_before_they_are_read(folder: Path) -> None:
    small = deploy(folder, limits={"applications": 2})
    with small.client:
        for path, body in (("/scenarios", document()), ("/verifications", {"scenario": document(), "plan": {}})):
            answer = small.ask("POST", path, json=body)
            assert (answer.status_code, "2 at most" in answer.json()["detail"]) == (413, True)


def test_a_foreign_name_does_not_lead_here(guarded: Deployment) -> None:
    for name in ("evil.example", "127.0.0.1.evil.example", "", "[::2]:80"):
        assert guarded.ask("GET", "/samples", headers={"Host": name}).status_code == 421
    for name in ("localhost:8080", "127.0.0.1", "[::1]:80"):
        assert guarded.ask("GET", "/livez", headers={"Host": name}).status_code == 200


FIGURES = ("1e999999999", 100_000 * "9", "1/" + 100_000 * "9", "1/0", "0x10", "nan", "", "-")


def test_odd_figures_of_a_plan_are_found_wanting_and_nothing_fails(guarded: Deployment) -> None:
    plan = guarded.ask("GET", f"/plans/{guarded.plan()}/document").json()
    for figure in FIGURES:
        plan["awards"]["A1"]["entitlement"] = figure
        answer = guarded.ask("POST", "/verifications", json={"scenario": document(), "plan": plan})
        assert (answer.status_code, answer.json()["ok"]) == (200, False), figure[:20]
        assert len(answer.content) < 1_000
