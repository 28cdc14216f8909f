"""Each role on each route. The table is complete: a route without a line, or a line without a route, fails."""

import pytest

from api.app import PREFIX
from api.service.access import SCOPES, Scope
from api.service.privacy import OWN_FIRM_ONLY
from api.store import Role
from tests.api.service.deployment import FIRM, OTHER_FIRM, Deployment, document

P, A, U, L, D = Role.PLANNER, Role.APPROVER, Role.AUDITOR, Role.APPLICANT, Role.ADMIN
READERS = {P, A, U, D}
EVERYBODY = set(Role)
ANYBODY = None
"""Also without a key."""

TABLE = {
    ("GET", "/samples"): READERS,
    ("GET", "/samples/{name}"): READERS,
    ("GET", "/schema"): ANYBODY,
    ("POST", "/scenarios"): {P},
    ("GET", "/scenarios"): READERS,
    ("GET", "/scenarios/{scenario}"): READERS,
    ("GET", "/scenarios/{scenario}/notes"): READERS,
    ("PUT", "/scenarios/{scenario}/notes"): {P},
    ("POST", "/scenarios/{scenario}/derive"): {P},
    ("POST", "/plans"): {P},
    ("GET", "/plans"): READERS,
    ("GET", "/plans/{plan}"): READERS,
    ("POST", "/plans/{plan}/cancel"): {P},
    ("GET", "/plans/{plan}/document"): READERS,
    ("GET", "/plans/{plan}/rows"): READERS,
    ("GET", "/plans/{plan}/bottlenecks"): READERS,
    ("GET", "/plans/{plan}/certificate"): READERS,
    ("GET", "/plans/{plan}/bundle"): READERS,
    ("GET", "/plans/{plan}/awards"): READERS,
    ("GET", "/plans/{plan}/applications/{application}/explanation"): EVERYBODY,
    ("GET", "/plans/{plan}/firms/{firm}/explanation"): READERS,
    ("POST", "/plans/{plan}/applications/{application}/counterfactual"): READERS,
    ("POST", "/plans/{plan}/firms/{firm}/counterfactual"): READERS,
    ("POST", "/what-ifs"): {P},
    ("GET", "/comparisons"): READERS,
    ("POST", "/sweeps"): {P},
    ("GET", "/sweeps"): READERS,
    ("GET", "/sweeps/{sweep}"): READERS,
    ("POST", "/sweeps/{sweep}/cancel"): {P},
    ("GET", "/sweeps/{sweep}/table"): READERS,
    ("GET", "/sweeps/{sweep}/events"): READERS,
    ("POST", "/verifications"): READERS,
    ("POST", "/decisions"): {P},
    ("GET", "/decisions"): READERS,
    ("GET", "/decisions/{decision}"): READERS,
    ("POST", "/decisions/{decision}/approve"): {A},
    ("POST", "/decisions/{decision}/publish"): {P},
    ("POST", "/decisions/{decision}/withdraw"): {A},
    ("GET", "/decisions/{decision}/bundle"): READERS,
    ("GET", "/log"): {U, D},
    ("GET", "/log/checkpoint"): {U, D},
    ("GET", "/log/verify"): {U, D},
    ("POST", "/log/verify"): {U, D},
    ("GET", "/livez"): ANYBODY,
    ("GET", "/readyz"): ANYBODY,
    ("GET", "/metrics"): {D},
    ("GET", "/version"): ANYBODY,
}
DIGEST = "sha256:" + 64 * "0"
NAMES = dict.fromkeys(("scenario", "plan", "sweep"), DIGEST) | {
    "name": "three-claims",
    "decision": 16 * "0",
    "application": "A1",
    "firm": OTHER_FIRM,
}
BODIES = {"/plans": {"scenario": "sha256:" + 64 * "0"}, "/scenarios": {}, "/verifications": {}, "/what-ifs": {}}


def routes(deployed: Deployment) -> set[tuple[str, str]]:
    paths = deployed.app.openapi()["paths"]
    return {(method.upper(), path.removeprefix(PREFIX)) for path, item in paths.items() for method in item}


def test_every_route_has_a_line_and_every_line_a_route(deployed: Deployment) -> None:
    assert routes(deployed) == TABLE.keys()
    addresses = {str(getattr(route, "path", "")) for route in deployed.app.routes}
    ours = {address.replace(":path}", "}") for address in addresses if address.startswith(PREFIX)}
    assert ours <= {PREFIX + path for _, path in TABLE} | {f"{PREFIX}/openapi.json"}


def status(deployed: Deployment, method: str, path: str, role: Role | None) -> int:
    address = path.format_map(NAMES)
    body = {} if method == "GET" else {"json": BODIES.get(path, {})}
    code: int = deployed.ask(method, address, role, **body).status_code
    return code


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_role_may_do_what_the_table_says_and_nothing_else(deployed: Deployment, method: str, path: str) -> None:
    allowed = TABLE[method, path]
    for role in Role:
        refused = allowed is not ANYBODY and role not in allowed
        assert (status(deployed, method, path, role) == 403) == refused, role
    assert (status(deployed, method, path, None) == 401) == (allowed is not ANYBODY)


def test_whoever_makes_plans_does_not_approve_them_and_whoever_manages_keys_does_neither() -> None:
    holders = {scope: {role for role in Role if scope in SCOPES[role]} for scope in Scope}
    assert not holders[Scope.CREATE] & holders[Scope.APPROVE]
    assert not holders[Scope.OPERATE] & (holders[Scope.CREATE] | holders[Scope.APPROVE])


def test_an_applicant_sees_its_own_firm_in_a_published_plan_and_nothing_else(deployed: Deployment) -> None:
    plan = deployed.plan(title="Seen by an applicant")
    own = f"/plans/{plan}/awards?firm={FIRM}"
    assert deployed.ask("GET", own, L).status_code == 404
    decision = deployed.ask("POST", "/decisions", P, json={"plan": plan}).json()["id"]
    assert deployed.ask("GET", own, L).status_code == 404
    assert deployed.ask("POST", f"/decisions/{decision}/approve", A, json={}).status_code == 200
    assert deployed.ask("POST", f"/decisions/{decision}/publish", P, json={}).status_code == 200
    seen = deployed.ask("GET", own, L)
    assert {item["firm"] for item in seen.json()["items"]} == {FIRM}
    table = deployed.ask("GET", own, L, headers={"Accept": "text/csv"}).text
    assert OTHER_FIRM not in table
    for other in ("", f"?firm={OTHER_FIRM}", "?firm=nobody", "?group_by=firm"):
        assert deployed.ask("GET", f"/plans/{plan}/awards{other}", L).status_code == 403
    reasons = deployed.ask("GET", f"/plans/{plan}/firms/{FIRM}/explanation?audience=planner", L)
    assert reasons.json()["audience"] == "applicant"
    assert deployed.ask("GET", f"/plans/{plan}/applications/A1/explanation", L).json()["name"] == "A1"
    for other in (f"firms/{OTHER_FIRM}", "firms/nobody", "applications/A2", "applications/nothing"):
        refused = deployed.ask("GET", f"/plans/{plan}/{other}/explanation", L)
        assert (refused.status_code, refused.json()["detail"]) == (403, OWN_FIRM_ONLY)


def test_one_person_with_two_keys_cannot_propose_and_approve(deployed: Deployment) -> None:
    keys = deployed.service.store.keys
    mine = keys.create("the planner", [Role.APPROVER], "setup").secret
    plan = deployed.plan(title="Proposed")
    decision = deployed.ask("POST", "/decisions", P, json={"plan": plan}).json()["id"]
    header = {"Authorization": f"Bearer {mine}"}
    answer = deployed.ask("POST", f"/decisions/{decision}/approve", None, json={}, headers=header)
    assert answer.status_code == 409
    assert "same person" in answer.json()["detail"]


def test_a_revoked_key_opens_nothing(deployed: Deployment) -> None:
    keys = deployed.service.store.keys
    made = keys.create("gone", [Role.PLANNER], "setup")
    header = {"Authorization": f"Bearer {made.secret}"}
    assert deployed.ask("POST", "/scenarios?validate_only=true", None, json=document(), headers=header).is_success
    keys.revoke(made.key.id, "setup")
    assert deployed.ask("GET", "/samples", None, headers=header).status_code == 401
