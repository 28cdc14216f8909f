"""Plans in a store: asked for once, made once, kept byte for byte."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

import optimizer
from api.formats import plan_json
from api.store import MissingError, Store
from tests.api.store import made
from tests.api.store.made import THREE


def test_a_plan_is_kept_byte_for_byte(store: Store) -> None:
    plan = made.plan(store)
    document = store.plans.document(plan)
    assert document == plan_json(optimizer.plan(THREE))
    assert store.plans.get(plan) == optimizer.plan(THREE)
    info = store.plans.info(plan)
    assert info.digest == "sha256:" + hashlib.sha256(document).hexdigest()
    assert (info.scenario, info.outcome, info.awarded) == (THREE.digest, "allocated", 200)


def test_what_is_asked_for_twice_is_made_once(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    first = store.plans.submit(THREE.digest, "Li")
    second = store.plans.submit(THREE.digest, "Wang")
    assert (first.created, second.created) == (True, False)
    assert second.job == first.job
    made.run(store)
    third = store.plans.submit(THREE.digest, "Li")
    assert (third.created, third.id, third.job.state) == (False, first.id, "succeeded")
    assert len(store.log.entries(action="plan.submit").items) == 3


def test_another_version_of_the_program_makes_another_plan(store: Store) -> None:
    newer = replace(store.plans, engine="99")
    assert newer.id_of(THREE.digest) != store.plans.id_of(THREE.digest)


def test_a_plan_that_failed_is_made_when_it_is_asked_for_again(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    first = store.plans.submit(THREE.digest, "Li")
    store.jobs.fail(made.claim(store).token, "No plan.")
    second = store.plans.submit(THREE.digest, "Li")
    assert (second.created, second.id) == (True, first.id)
    made.run(store)
    assert store.plans.info(first.id).job == second.job.id


def test_plans_are_listed_by_scenario_and_outcome(store: Store) -> None:
    first, second = made.plan(store, made.scenario("a")), made.plan(store, made.scenario("b"))
    assert [item.id for item in store.plans.search().items] == [second, first]
    found = store.plans.search(scenario=made.scenario("a").digest, outcome="allocated")
    assert [item.id for item in found.items] == [first]
    assert store.plans.search(outcome="infeasible").items == ()
    part = store.plans.search(limit=1)
    assert [item.id for item in store.plans.search(cursor=part.next).items] == [first]


def test_no_plan_without_its_scenario(store: Store) -> None:
    with pytest.raises(MissingError, match="there is no scenario"):
        store.plans.submit(THREE.digest, "Li")
    assert store.log.head() is None


def test_what_is_not_there_is_missing(store: Store) -> None:
    for ask in (store.plans.info, store.plans.document, store.plans.get):
        with pytest.raises(MissingError, match="there is no plan"):
            ask("sha256:0")
