"""The commands about a store: keys, log and store, as a person at a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.program import app
from api.store import Role, open_store
from tests.api.store import made


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, as somebody."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOGNAME", "operator")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_key_is_made_shown_once_listed_and_revoked() -> None:
    made_key = run("keys", "create", "--owner", "Li Wei", "--role", "planner", "--role", "approver")
    secret = made_key.stdout.strip()
    assert (made_key.exit_code, made_key.stdout.count("\n")) == (0, 1)
    name = secret.split("_")[1]
    assert f"Key {name} for Li Wei" in made_key.stderr
    with open_store("quotaplan.db") as store:
        assert store.keys.authenticate(secret) is not None
        assert store.keys.get(name).actor == "shell:operator"
    listed = run("keys", "list").stdout
    assert "planner, approver" in listed
    assert "holds" in listed
    assert secret not in listed
    assert run("keys", "revoke", name).exit_code == 0
    assert "revoked 20" in run("keys", "list").stdout
    again = run("keys", "revoke", name)
    assert (again.exit_code, "was revoked before" in again.stderr) == (2, True)


def test_a_key_for_an_applicant_holds_for_some_days() -> None:
    options = ("--owner", "Qian", "--role", "applicant", "--firm", "F01", "--days", "30", "--store", "other.db")
    assert run("keys", "create", *options).exit_code == 0
    listed = run("keys", "list", "--store", "other.db").stdout
    assert "F01" in listed
    assert "holds until 20" in listed
    assert not Path("quotaplan.db").exists()


def test_help_names_every_role() -> None:
    text = run("keys", "create", "--help").stdout
    assert all(role in text for role in Role)


def test_what_is_wrong_is_told_and_nothing_is_made() -> None:
    result = run("keys", "create", "--owner", "", "--role", "king")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 problems in the input" in result.stderr
    for command in (("keys", "list"), ("log", "verify"), ("log", "checkpoint"), ("log", "show")):
        missing = run(*command, "--store", "none.db")
        assert missing.exit_code == 2
        assert "there is no store at" in missing.stderr
    assert not Path("none.db").exists()


def test_the_log_is_verified_and_checkpointed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTAPLAN_STORE", "other.db")
    with open_store("other.db") as store:
        assert run("log", "checkpoint").exit_code == 2
        made.plan(store)
        kept = run("log", "checkpoint").stdout
        Path("kept.jsonl").write_text(kept)
        whole = run("log", "verify", "--checkpoint", "kept.jsonl")
        assert (whole.exit_code, whole.stdout) == (0, "The log is whole: 3 entries, 2 documents, 1 checkpoint.\n")
        made.unguarded(store, "DELETE FROM log WHERE number = 3")
        cut = run("log", "verify", "--checkpoint", "kept.jsonl")
        assert cut.exit_code == 4
        assert "FAILS  The log ends with entry 2; the checkpoint of" in cut.stdout
        assert "FAILS  The log does not tell of the plan" in cut.stdout


def test_the_last_entries_are_shown_one_a_line() -> None:
    with open_store("quotaplan.db") as store:
        made.plan(store)
    lines = run("log", "show", "--last", "2").stdout.splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["plan.submit", "plan.run"]


def test_a_store_is_backed_up_restored_and_brought_up_to_date() -> None:
    assert run("store", "migrate").stdout.startswith("quotaplan.db is up to date (tables 0")
    with open_store("quotaplan.db") as store:
        made.plan(store)
    assert run("store", "backup", "copy").stdout == "quotaplan.db copied to copy, which was checked and is whole.\n"
    restored = run("store", "restore", "copy", "--store", "again.db")
    assert restored.stdout == "again.db made from copy: 3 log entries, all whole.\n"
    assert run("store", "backup", "copy").exit_code == 2


def test_old_steps_are_removed_by_a_command() -> None:
    with open_store("quotaplan.db") as store:
        made.plan(store)
    pruned = run("store", "prune", "--older-than", "90d")
    assert (pruned.exit_code, pruned.stdout) == (0, "0 steps of jobs removed that ended more than 90 days ago.\n")
    pruned = run("store", "prune", "--older-than", "0d")
    assert (pruned.exit_code, pruned.stdout) == (0, "2 steps of jobs removed that ended more than 0 days ago.\n")
    refused = run("store", "prune", "--older-than", "soon")
    assert (refused.exit_code, '"soon" is no age; write days, as 90d' in refused.stderr) == (2, True)
    assert run("log", "verify").exit_code == 0
