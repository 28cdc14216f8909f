"""What somebody might send: bodies, patches, files and figures that are made to break their reader."""

import json
from pathlib import Path

import pytest

from inputs.reading import SAMPLES
from tests.api.service.deployment import Deployment, deploy, document

TEMPLATE = SAMPLES / "template"
JSON = {"Content-Type": "application/json"}


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


def test_too_many_applications_are_refused_before_they_are_read(folder: Path) -> None:
    small = deploy(folder, limits={"applications": 2})
    with small.client:
        for path, body in (("/scenarios", document()), ("/verifications", {"scenario": document(), "plan": {}})):
            answer = small.ask("POST", path, json=body)
            assert (answer.status_code, "2 at most" in answer.json()["detail"]) == (413, True)


FIGURES = ("1e999999999", 100_000 * "9", "1/" + 100_000 * "9", "1/0", "0x10", "nan", "", "-")


def test_odd_figures_of_a_plan_are_found_wanting_and_nothing_fails(guarded: Deployment) -> None:
    plan = guarded.ask("GET", f"/plans/{guarded.plan()}/document").json()
    for figure in FIGURES:
        plan["awards"]["A1"]["entitlement"] = figure
        answer = guarded.ask("POST", "/verifications", json={"scenario": document(), "plan": plan})
        assert (answer.status_code, answer.json()["ok"]) == (200, False), figure[:20]
        assert len(answer.content) < 1_000
