"""What each resource answers."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.formats import plan_json
from api.service.wiring import Paging
from api.store import Role
from inputs import read_scenario
from inputs.reading import SAMPLES
from optimizer.errors import InputError
from tests.api.service.deployment import Deployment, document

TEMPLATE = SAMPLES / "template"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AUDITOR = Role.AUDITOR


def submitted(deployed: Deployment, **changes: Any) -> str:
    found: str = deployed.ask("POST", "/scenarios", json=document() | changes).json()["id"]
    return found


def test_a_scenario_is_kept_once_under_the_digest_of_its_bytes(deployed: Deployment) -> None:
    first = deployed.ask("POST", "/scenarios?tag=a&tag=b&note=mine", json=document())
    again = deployed.ask("POST", "/scenarios", json=document())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["Location"] == again.headers["Location"] == f"/api/v1/scenarios/{first.json()['id']}"
    read = deployed.ask("GET", f"/scenarios/{first.json()['id']}")
    assert "sha256:" + hashlib.sha256(read.content).hexdigest() == first.json()["id"]
    found = deployed.ask("GET", "/scenarios?tag=b").json()["items"]
    assert [(item["id"], item["tags"], item["note"]) for item in found] == [(first.json()["id"], ["a", "b"], "mine")]


def test_what_is_only_validated_is_not_kept(deployed: Deployment) -> None:
    answer = deployed.ask("POST", "/scenarios?validate_only=true", json=document() | {"title": "Only looked at"})
    assert (answer.status_code, answer.json()["applications"]) == (200, 3)
    assert deployed.ask("GET", f"/scenarios/{answer.json()['id']}").status_code == 404


def test_figures_are_read_exactly(deployed: Deployment) -> None:
    figure = "0.1234567890123456789012345"
    text = read_scenario("three-claims").canonical_json().decode().replace('"units":100', f'"units":100,"x":{figure}')
    answer = deployed.ask("POST", "/scenarios", content=text, headers={"Content-Type": "application/json"})
    assert figure in deployed.ask("GET", f"/scenarios/{answer.json()['id']}").text


def test_tables_are_read_as_the_command_line_reads_them(deployed: Deployment) -> None:
    names = ("scenario.yaml", "firms.csv", "applications.csv", "domestic_supply.csv")
    files = [(name.partition(".")[0], (f"../../{name}", (TEMPLATE / name).read_bytes())) for name in names]
    answer = deployed.ask("POST", "/scenarios", files=files)
    assert answer.json()["id"] == read_scenario(TEMPLATE).digest


def test_problems_of_tables_are_those_of_the_command_line(deployed: Deployment, folder: Path) -> None:
    names = ("scenario.yaml", "firms.csv", "applications.csv", "domestic_supply.csv")
    for name in names:
        wrong = b",F9," if name == "applications.csv" else b",F1,"
        (folder / name).write_bytes((TEMPLATE / name).read_bytes().replace(b",F1,", wrong))
    with pytest.raises(InputError) as caught:
        read_scenario(folder)
    files = [(name.partition(".")[0], (name, (folder / name).read_bytes())) for name in names]
    answer = deployed.ask("POST", "/scenarios?validate_only=true", files=files)
    assert answer.status_code == 422
    assert [item["message"] for item in answer.json()["problems"]] == [str(item) for item in caught.value.problems]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("firms", ("firms.csv", b"id\nF1\n"))], "form: is missing"),
        ([("scenario", ("s.exe", b"MZ"))], '".exe" is no kind of file for it; send .yaml or .yml or .json'),
        ([("scenario", ("s.yaml", b"a: 1")), ("firm", ("firms.csv", b"id"))], 'did you mean "firms"?'),
        ([("workbook", ("w.xlsx", b"no zip"))], "is not a whole .xlsx workbook"),
        ([("workbook", ("w.xlsx", b"")), ("firms", ("f.csv", b""))], "holds a whole scenario"),
    ],
)
def test_odd_forms_are_refused_in_a_sentence(deployed: Deployment, files: Any, said: str) -> None:
    answer = deployed.ask("POST", "/scenarios", files=files)
    assert answer.status_code == 422
    assert any(said in item["message"] for item in answer.json()["problems"])


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        ("application/merge-patch+json", {"policy": {"rules": {"quota": {"limit": 230}}}}),
        ("application/json-patch+json", [{"op": "replace", "path": "/policy/rules/quota/limit", "value": 230}]),
    ],
)
def test_a_patch_makes_a_child_that_knows_its_parent(deployed: Deployment, kind: str, patch: Any) -> None:
    parent = submitted(deployed)
    answer = deployed.ask("POST", f"/scenarios/{parent}/derive", json=patch, headers={"Content-Type": kind})
    assert answer.json()["derived"]["parent"] == parent
    child = deployed.ask("GET", f"/scenarios/{answer.json()['id']}").json()
    assert child["policy"]["rules"]["quota"]["limit"] == 230


def test_a_patch_is_told_with_every_digit(deployed: Deployment) -> None:
    patch = '{"policy":{"rules":{"quota":{"limit":230.000000000000000000000001}}}}'
    header = {"Content-Type": "application/merge-patch+json"}
    path = f"/scenarios/{submitted(deployed)}/derive"
    told = deployed.ask("POST", path, content=patch, headers=header).json()
    assert told["derived"]["patch"] == patch
    assert deployed.ask("POST", path, content=told["derived"]["patch"], headers=header).json()["id"] == told["id"]


def test_an_empty_patch_makes_the_parent_and_a_list_is_no_merge_patch(deployed: Deployment) -> None:
    parent, path = submitted(deployed), "/scenarios/{}/derive"
    header = {"Content-Type": "application/merge-patch+json"}
    assert deployed.ask("POST", path.format(parent), json={}, headers=header).json()["id"] == parent
    assert deployed.ask("POST", path.format(parent), json=[], headers=header).status_code == 422
    assert deployed.ask("POST", path.format(parent), content=b"x").status_code == 415


def test_a_plan_is_the_one_of_the_command_line_and_never_changes(deployed: Deployment) -> None:
    plan = deployed.plan()
    status = deployed.ask("GET", f"/plans/{plan}").json()
    assert (status["state"], status["outcome"], status["info"]["awarded"]) == ("succeeded", "allocated", 200)
    read = deployed.ask("GET", f"/plans/{plan}/document")
    assert read.content == plan_json(deployed.service.store.plans.get(plan))
    seen = deployed.ask("GET", f"/plans/{plan}/document", headers={"If-None-Match": read.headers["ETag"]})
    assert (seen.status_code, seen.content, seen.headers["ETag"]) == (304, b"", read.headers["ETag"])
    weak = {"If-None-Match": f'"other", W/{read.headers["ETag"]}'}  # as a proxy that compresses makes it
    assert deployed.ask("GET", f"/plans/{plan}/document", headers=weak).status_code == 304
    assert "immutable" in read.headers["Cache-Control"]


def test_a_plan_that_waits_says_so_and_can_be_cancelled(deployed: Deployment) -> None:
    scenario = submitted(deployed, title="Never made")
    asked = deployed.ask("POST", "/plans", json={"scenario": scenario}, headers={"Prefer": "wait=0"})
    again = deployed.ask("POST", "/plans", json={"scenario": scenario})
    assert (asked.status_code, again.status_code, asked.json()["state"]) == (201, 200, "queued")
    plan = asked.json()["id"]
    assert deployed.ask("GET", f"/plans/{plan}/document").status_code == 404
    assert deployed.ask("POST", f"/plans/{plan}/cancel").json()["state"] == "cancelled"
    assert deployed.ask("POST", f"/plans/{plan}/cancel").status_code == 409


def test_lists_come_in_parts_that_make_up_the_whole(deployed: Deployment) -> None:
    plan, found, cursor = deployed.plan(), [], ""
    for _ in range(3):
        part = deployed.ask("GET", f"/plans/{plan}/awards?limit=1{cursor}").json()
        found += [item["application"] for item in part["items"]]
        cursor = f"&cursor={part['next']}"
    assert (found, part["next"]) == (["A1", "A2", "A3"], None)
    assert deployed.ask("GET", f"/plans/{plan}/awards?limit=0").status_code == 422
    assert deployed.ask("GET", f"/plans/{plan}/awards?{next(iter(Paging.model_fields))}s=1").status_code == 422


def test_awards_are_exact_as_json_and_whole_as_tables(deployed: Deployment) -> None:
    path = f"/plans/{deployed.plan()}/awards"
    first = deployed.ask("GET", path).json()["items"][0]
    assert (first["entitlement"], first["units"], first["level"]) == ("50", 50, "5/6")
    csv = deployed.ask("GET", path, headers={"Accept": "text/csv;q=0.9, application/json;q=0.1"})
    assert csv.text.splitlines()[1].startswith("A1,F1,")
    grouped = deployed.ask("GET", f"{path}?group_by=round", headers={"Accept": "text/csv"}).text
    assert grouped == "group,applications,claim,units,2026\ngeneral,3,600,200,200\n"
    book = deployed.ask("GET", path, headers={"Accept": XLSX})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["application", "A1", "A2", "A3"]
    assert (rows[1][8:12], rows[1][13]) == ([100.0, 50.0, 50.0, 0.5], 0.833333)
    assert deployed.ask("GET", path, headers={"Accept": XLSX}).content == book.content
    assert len({answer.headers["ETag"] for answer in (csv, book)}) == 2


@pytest.mark.parametrize("group", ["firm", "group", "kind", "product", "use_case"])
def test_awards_add_up_by_whatever_applications_have_in_common(deployed: Deployment, group: str) -> None:
    found = deployed.ask("GET", f"/plans/{deployed.plan()}/awards?group_by={group}").json()["items"]
    assert sum(item["units"] for item in found) == 200


def test_rows_bottlenecks_and_certificate_are_those_of_the_plan(deployed: Deployment) -> None:
    path = f"/plans/{deployed.plan()}"
    binding = deployed.ask("GET", f"{path}/rows?binding=true&rule=quota").json()["items"]
    assert [row["row"] for row in binding] == ["quota"]
    assert deployed.ask("GET", f"{path}/rows?binding=false").json()["items"] == []
    stops = deployed.ask("GET", f"{path}/bottlenecks").json()["items"]
    assert deployed.ask("GET", f"{path}/certificate").json()["bottlenecks"] == stops
    assert stops[0]["rows"] == {"quota": "1"}


def test_a_bundle_holds_what_somebody_else_needs_to_check_the_plan(deployed: Deployment) -> None:
    answer = deployed.ask("GET", f"/plans/{deployed.plan()}/bundle")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        scenario, plan = (json.loads(bundle.read(name)) for name in ("scenario.json", "plan.json"))
    verified = deployed.ask("POST", "/verifications", AUDITOR, json={"scenario": scenario, "plan": plan}).json()
    assert verified["ok"]
    plan["awards"]["A1"]["units"] = 51
    refused = deployed.ask("POST", "/verifications", AUDITOR, json={"scenario": scenario, "plan": plan}).json()
    assert not refused["ok"]
    assert refused["failures"]


def test_what_is_no_plan_is_refused_with_every_problem(deployed: Deployment) -> None:
    answer = deployed.ask("POST", "/verifications", json={"scenario": document(), "plan": {"format": 2}})
    assert answer.status_code == 422
    assert {"/format", "/outcome"} <= {item["pointer"] for item in answer.json()["problems"]}


def test_reasons_come_as_data_and_as_sentences(deployed: Deployment) -> None:
    path = f"/plans/{deployed.plan()}"
    found = deployed.ask("GET", f"{path}/applications/A1/explanation").json()
    assert found["kind"] == "application"
    assert all(reason["sentence"].endswith(".") for reason in found["reasons"])
    assert [part["name"] for part in deployed.ask("GET", f"{path}/firms/F2/explanation").json()["parts"]] == ["A2"]
    for nothing in ("applications/A9", "firms/F9"):
        answer = deployed.ask("GET", f"{path}/{nothing}/explanation")
        assert (answer.status_code, "allowed:" in answer.json()["detail"]) == (404, True)


def test_a_wish_is_answered_with_what_would_grant_it(deployed: Deployment) -> None:
    path = f"/plans/{deployed.plan()}"
    found = deployed.ask("POST", f"{path}/applications/A2/counterfactual", json={"want": 80}).json()
    way = next(answer for answer in found["answers"] if answer["code"] == "way")
    assert (way["path"], way["gives"]) == ("policy.rules.quota.limit", 80)
    assert way["sentence"].endswith(".")
    firm = deployed.ask("POST", f"{path}/firms/F2/counterfactual?audience=applicant", json={"want": 80}).json()
    assert (firm["kind"], firm["audience"]) == ("firm", "applicant")
    assert deployed.ask("POST", f"{path}/firms/F9/counterfactual", json={"want": 80}).status_code == 404
    assert deployed.ask("POST", f"{path}/firms/F2/counterfactual", json={"want": 0}).status_code == 422


def test_a_what_if_answers_with_scenario_plan_and_comparison(deployed: Deployment) -> None:
    asked = {"baseline": deployed.plan(), "patch": {"policy": {"rules": {"quota": {"limit": 230}}}}}
    waits = deployed.ask("POST", "/what-ifs", json=asked, headers={"Prefer": "wait=0"})
    assert (waits.status_code, waits.json()["comparison"]) == (202, None)
    deployed.work()
    answer = deployed.ask("POST", "/what-ifs", json=asked).json()
    assert answer["comparison"]["after"]["totals"]["awarded"] == 230
    sides = f"baseline={asked['baseline']}&plan={answer['plan']['id']}"
    assert deployed.ask("GET", f"/comparisons?{sides}").json() == answer["comparison"]


def test_an_empty_what_if_is_the_baseline_itself(deployed: Deployment) -> None:
    plan = deployed.plan()
    answer = deployed.ask("POST", "/what-ifs", json={"baseline": plan, "patch": {}}).json()
    assert (answer["plan"]["id"], answer["comparison"]["applications"]) == (plan, [])
    assert deployed.ask("POST", "/what-ifs", json={"baseline": plan, "patch": 7}).status_code == 422


def test_a_sweep_tells_how_far_it_is_and_again_from_where_the_listener_left(deployed: Deployment) -> None:
    asked = {"scenario": submitted(deployed), "vary": ["policy.rules.quota.limit=100:300:100"]}
    made = deployed.ask("POST", "/sweeps", json=asked)
    path = f"/sweeps/{made.json()['id']}"
    assert (made.status_code, made.json()["info"]["points"]) == (201, 3)
    deployed.work()
    assert deployed.ask("GET", path).json()["state"] == "succeeded"
    heard = deployed.ask("GET", f"{path}/events")
    assert heard.headers["content-type"].startswith("text/event-stream")
    numbers = [line for line in heard.text.splitlines() if line.startswith("id: ")]
    states = [line for line in heard.text.splitlines() if line.startswith("event: ")]
    assert (states[0], states[-1]) == ("event: queued", "event: succeeded")
    since = deployed.ask("GET", f"{path}/events", headers={"Last-Event-ID": "1"}).text
    assert [line for line in since.splitlines() if line.startswith("id: ")] == numbers[1:]
    assert deployed.ask("GET", "/sweeps").json()["items"][0]["id"] == made.json()["id"]
    assert deployed.ask("POST", "/sweeps", json=asked).status_code == 200
    assert deployed.ask("POST", f"{path}/cancel").status_code == 409


@pytest.mark.parametrize("accept", ["application/json", "text/csv", XLSX])
def test_a_sweep_has_a_table_in_every_form(deployed: Deployment, accept: str) -> None:
    asked = {"scenario": submitted(deployed), "vary": ["policy.rules.quota.limit=150"]}
    path = f"/sweeps/{deployed.ask('POST', '/sweeps', json=asked).json()['id']}/table"
    deployed.work()
    answer = deployed.ask("GET", path, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert b"150" in answer.content or accept == XLSX


def test_the_log_tells_everything_and_can_be_verified(deployed: Deployment) -> None:
    plan = deployed.plan(title="Logged")
    entries = deployed.ask("GET", f"/log?action=plan&subject={plan}", AUDITOR).json()["items"]
    assert [entry["action"] for entry in entries] == ["plan.run", "plan.submit"]
    assert deployed.ask("GET", "/log/verify", AUDITOR).json()["ok"]


def test_the_log_is_held_against_checkpoints_from_elsewhere(deployed: Deployment) -> None:
    known = [deployed.ask("GET", "/log/checkpoint", AUDITOR).json()]
    deployed.plan(title="After the first checkpoint")
    known.append(deployed.ask("GET", "/log/checkpoint", AUDITOR).json())
    found = deployed.ask("POST", "/log/verify", AUDITOR, json={"checkpoints": known}).json()
    assert (found["ok"], found["checkpoints"], found["failures"]) == (True, 2, [])
    other, later = known[0] | {"hash": "sha256:" + 64 * "0"}, known[1] | {"number": known[1]["number"] + 1}
    found = deployed.ask("POST", "/log/verify", AUDITOR, json={"checkpoints": [other, *known, later]}).json()
    number = known[0]["number"]
    assert found["failures"] == [
        f"Entry {number} is not the one that the checkpoint of {other['time']} knows.",
        f"The log ends with entry {number + 3}; the checkpoint of {later['time']} knows entry {number + 4}.",
    ]
    assert deployed.ask("POST", "/log/verify", AUDITOR, json={"checkpoints": []}).status_code == 422


def test_notes_can_be_replaced_and_samples_and_schema_read(deployed: Deployment) -> None:
    path = f"/scenarios/{submitted(deployed, title='Noted')}/notes"
    assert deployed.ask("PUT", path, json={"tags": ["x"], "note": "y"}).json()["tags"] == ["x"]
    assert deployed.ask("GET", path).json()["note"] == "y"
    names = [item["name"] for item in deployed.ask("GET", "/samples").json()["items"]]
    assert "three-claims" in names
    assert deployed.ask("GET", "/samples/none").status_code == 404
    assert deployed.ask("GET", "/schema").json()["title"] == "Scenario"


def test_health_version_and_metrics_name_no_firm(deployed: Deployment) -> None:
    path = f"/plans/{deployed.plan()}"
    deployed.ask("GET", f"{path}/firms/F2/explanation")
    assert deployed.ask("GET", "/livez", None).json() == {"status": "alive"}
    assert deployed.ask("GET", "/readyz", None).json()["status"] == "ready"
    assert deployed.ask("GET", "/version", None).json()["api"] == "v1"
    metrics = deployed.ask("GET", "/metrics", Role.ADMIN).text
    assert 'quotaplan_jobs{state="succeeded"}' in metrics
    assert "/plans/{plan}/firms/{firm}" in metrics
    assert "F2" not in metrics
