"""The log: every change shows, whoever makes it; what is cut off shows by a checkpoint or by what it tells of."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from api.store import Store
from api.store.auditing import checkpoint_of, read_checkpoints
from api.store.records import SweepSpec
from api.store.tables import APPEND_ONLY
from optimizer.errors import InputError
from tests.api.store import made
from tests.api.store.made import THREE


def everything(store: Store) -> None:
    """Make one of each thing that the log tells of."""
    made.published(store)
    store.scenarios.derive(THREE.digest, {"title": "Other"}, "Li")
    store.sweeps.submit(THREE.digest, SweepSpec(vary=("policy.rules.quota.limit=90,100",)), "Li")
    made.run(store)
    store.keys.create("Zhao", ["auditor"], "admin")


def failures(store: Store) -> tuple[str, ...]:
    found = store.audit()
    assert found.ok is (not found.failures)
    return found.failures


def test_a_log_that_nobody_touched_is_whole(store: Store) -> None:
    everything(store)
    found = store.audit()
    assert (found.ok, found.entries, found.documents) == (True, 10, 5)
    assert [entry.number for entry in store.log.entries().items] == list(range(10, 0, -1))


def test_an_empty_log_is_whole(store: Store) -> None:
    assert store.audit().ok
    assert store.log.head() is None


def test_everything_that_happens_is_told(store: Store) -> None:
    everything(store)
    actions = [entry.action for entry in reversed(store.log.entries().items)]
    assert actions == [
        "scenario.add",
        "plan.submit",
        "plan.run",
        "decision.propose",
        "decision.approve",
        "decision.publish",
        "scenario.derive",
        "sweep.submit",
        "sweep.run",
        "key.create",
    ]


def test_the_database_refuses_to_change_what_is_written_once(store: Store) -> None:
    everything(store)
    for table in APPEND_ONLY:
        column = table.columns.keys()[-1]
        for statement in (f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"):
            with pytest.raises(DatabaseError, match="append-only"), store.database.writing() as connection:
                connection.execute(text(statement))
    assert store.audit().ok


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ("UPDATE log SET actor = 'Nobody' WHERE number = 3", "Entry 3 was changed after it was written."),
        (
            "UPDATE log SET time = '2020' || substr(time, 5) WHERE number = 1",
            "Entry 1 was changed after it was written.",
        ),
        ("DELETE FROM log WHERE number = 4", "Missing: entry 4."),
        ("DELETE FROM log WHERE number IN (4, 5)", "Missing: entries 4 to 5."),
        ("DELETE FROM log WHERE number = 1", "Missing: entry 1."),
        ("UPDATE log SET number = 11 WHERE number = 4", "Missing: entry 4."),
    ],
)
def test_a_change_of_the_log_shows(store: Store, change: str, failure: str) -> None:
    everything(store)
    made.unguarded(store, change)
    assert failures(store)[0] == failure


def test_another_order_shows(store: Store) -> None:
    everything(store)
    moves = [f"UPDATE log SET number = {to} WHERE number = {at}" for at, to in ((4, 99), (5, 4), (99, 5))]
    made.unguarded(store, *moves)
    assert "Entry 4 does not follow the one before it: another stood there when it was written." in failures(store)


def test_an_end_that_was_cut_off_shows_by_a_checkpoint(store: Store) -> None:
    everything(store)
    head = store.log.head()
    assert head is not None
    checkpoint = checkpoint_of(head)
    assert store.audit([checkpoint]).ok
    made.unguarded(store, "DELETE FROM log WHERE number = 10")
    assert store.audit().ok  # the log alone cannot tell
    assert store.audit([checkpoint]).failures == (
        f"The log ends with entry 9; the checkpoint of {checkpoint.time} knows entry 10.",
    )


def test_a_log_that_was_written_anew_shows_by_a_checkpoint(store: Store) -> None:
    store.keys.create("Zhao", ["auditor"], "admin")
    head = store.log.head()
    assert head is not None
    made.unguarded(store, "DELETE FROM log")
    store.keys.create("Qian", ["auditor"], "admin")
    assert store.audit().ok
    assert store.audit([checkpoint_of(head)]).failures[0].startswith("Entry 1 is not the one that the checkpoint")


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ("DELETE FROM log WHERE number > 2", "The log does not tell of the plan"),
        ("UPDATE plans SET document = (SELECT document FROM scenarios LIMIT 1)", "The plan sha256:"),
        ("UPDATE plans SET digest = 'sha256:0'", "The plan sha256:"),
        ("UPDATE bundles SET data = (SELECT document FROM plans)", "The bundle sha256:"),
        ("UPDATE scenarios SET document = (SELECT document FROM plans)", "The scenario sha256:"),
        ("DELETE FROM sweep_results", "The results of the sweep sha256:"),
    ],
)
def test_a_change_of_what_the_log_tells_of_shows(store: Store, change: str, failure: str) -> None:
    everything(store)
    made.unguarded(store, change)
    assert any(found.startswith(failure) for found in failures(store))


def test_what_is_gone_shows(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    made.unguarded(store, "DELETE FROM scenarios")
    assert failures(store) == (f"The log tells of the scenario {THREE.digest}, which is gone.",)


def test_entries_are_found_by_action_and_subject(store: Store) -> None:
    everything(store)
    assert len(store.log.entries(action="decision").items) == 3
    assert [entry.action for entry in store.log.entries(subject=THREE.digest, action="plan").items] == ["plan.submit"]
    part = store.log.entries(limit=4)
    assert [entry.number for entry in store.log.entries(limit=4, cursor=part.next).items] == [6, 5, 4, 3]


def test_checkpoints_are_lines_of_json() -> None:
    line = '{"number": 3, "time": "2026-08-03T09:00:00.000000Z", "hash": "sha256:0"}'
    assert [item.number for item in read_checkpoints(f"{line}\n\n{line}\n", "kept.jsonl")] == [3, 3]
    with pytest.raises(InputError, match=r"kept\.jsonl line 2: is no checkpoint"):
        read_checkpoints(f"{line}\n{{}}\n", "kept.jsonl")
    with pytest.raises(InputError, match="holds no checkpoint"):
        read_checkpoints("\n", "kept.jsonl")
