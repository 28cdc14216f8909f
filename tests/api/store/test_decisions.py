"""Decisions: two people, states in order, reasons, and a bundle that anybody can check."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from api.store import ConflictError, MissingError, Store
from api.store.bundles import bundle
from inputs import patch_scenario
from optimizer.errors import InputError
from tests.api.store import made
from tests.api.store.made import THREE


def test_a_plan_becomes_the_plan(store: Store) -> None:
    plan = made.plan(store)
    proposed = store.decisions.propose(plan, "Li", reason="The quota of August")
    approved = store.decisions.approve(proposed.id, "Wang")
    published = store.decisions.publish(proposed.id, "Li")
    assert [proposed.state, approved.state, published.state] == ["proposed", "approved", "published"]
    assert [(step.action, step.actor) for step in published.steps] == [
        ("propose", "Li"),
        ("approve", "Wang"),
        ("publish", "Li"),
    ]
    assert published.steps[0].reason == "The quota of August"
    assert store.decisions.get(proposed.id) == published


def test_nobody_approves_what_they_proposed(store: Store) -> None:
    decision = store.decisions.propose(made.plan(store), "Li")
    for actor in ("Li", "li", " LI ", "\uff2c\uff49"):
        with pytest.raises(ConflictError, match="proposed by the same person; ask another"):
            store.decisions.approve(decision.id, actor)
    assert store.decisions.get(decision.id).state == "proposed"


def test_states_come_in_order(store: Store) -> None:
    decision = store.decisions.propose(made.plan(store), "Li")
    with pytest.raises(ConflictError, match="it is proposed; only what is approved can be published"):
        store.decisions.publish(decision.id, "Li")
    store.decisions.approve(decision.id, "Wang")
    with pytest.raises(ConflictError, match="it is approved; only what is proposed can be approved"):
        store.decisions.approve(decision.id, "Wang")
    store.decisions.publish(decision.id, "Li")
    store.decisions.withdraw(decision.id, "Li", "A row was wrong")
    for step in (store.decisions.approve, store.decisions.publish):
        with pytest.raises(ConflictError, match="it is withdrawn"):
            step(decision.id, "Zhao")
    with pytest.raises(ConflictError, match="only what is proposed, approved or published can be withdrawn"):
        store.decisions.withdraw(decision.id, "Li", "Again")


def test_withdrawing_needs_a_reason(store: Store) -> None:
    decision = store.decisions.propose(made.plan(store), "Li")
    with pytest.raises(InputError, match="reason: is missing"):
        store.decisions.withdraw(decision.id, "Li", " ")
    assert store.decisions.withdraw(decision.id, "Li", "Too early").steps[-1].reason == "Too early"


def test_a_plan_stands_in_one_decision_at_a_time(store: Store) -> None:
    plan = made.plan(store)
    first = store.decisions.propose(plan, "Li")
    with pytest.raises(ConflictError, match="it is proposed already"):
        store.decisions.propose(plan, "Wang")
    store.decisions.withdraw(first.id, "Li", "Too early")
    second = store.decisions.propose(plan, "Wang")
    assert [item.id for item in store.decisions.search(plan=plan).items] == [second.id, first.id]
    assert [item.id for item in store.decisions.search(state="withdrawn").items] == [first.id]
    part = store.decisions.search(limit=1)
    assert [item.id for item in store.decisions.search(cursor=part.next).items] == [first.id]


def test_what_cannot_be_carried_out_is_not_proposed(store: Store) -> None:
    guarantee = {"policy": {"rounds": {"general": {"guarantee": True}}}}
    plan = made.plan(store, patch_scenario(THREE, guarantee))
    assert store.plans.info(plan).outcome == "infeasible"
    with pytest.raises(ConflictError, match="it cannot be carried out"):
        store.decisions.propose(plan, "Li")


def test_what_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(MissingError, match="there is no plan"):
        store.decisions.propose("sha256:0", "Li")
    for ask in (store.decisions.get, store.decisions.bundle, lambda name: store.decisions.approve(name, "Li")):
        with pytest.raises(MissingError, match="there is no decision"):
            ask("0")


def test_what_was_published_is_frozen_with_all_it_takes_to_check_it(store: Store, tmp_path: Path) -> None:
    decision = made.published(store)
    data = store.decisions.bundle(decision.id)
    assert data == bundle(store.scenarios.canonical(THREE.digest), store.plans.document(decision.plan))
    head = store.log.head()
    assert head is not None
    assert head.subjects["bundle"] == decision.bundle
    with ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["README.txt", "scenario.json", "plan.json", "quotaplan_verify.py"]
        archive.extractall(tmp_path)
        readme = archive.read("README.txt").decode()
    command = next(line.split() for line in readme.splitlines() if line.startswith("    python "))
    checked = subprocess.run([sys.executable, *command[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0
    assert checked.stdout.splitlines()[-1].startswith("The plan holds")
    store.decisions.withdraw(decision.id, "Li", "A row was wrong")
    assert store.decisions.bundle(decision.id) == data


def test_only_what_was_published_has_a_bundle(store: Store) -> None:
    decision = store.decisions.propose(made.plan(store), "Li")
    with pytest.raises(ConflictError, match="it is proposed; a bundle is frozen when it is published"):
        store.decisions.bundle(decision.id)
