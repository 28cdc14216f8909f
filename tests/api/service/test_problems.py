from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings


def test_what_is_no_json_is_malformed_and_says_where() -> None:
    client = TestClient(create_app(Settings()))
    answer = client.post("/api/v1/verifications", content="{", headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "body line 1" in answer.json()["problems"][0]["message"]


def test_nothing_is_at_an_unknown_address() -> None:
    answer = TestClient(create_app(Settings())).get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:quotaplan:problem:not-found"
