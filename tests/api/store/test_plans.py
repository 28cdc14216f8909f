"""Plans in a store: asked for once, made once, kept byte for byte."""

from __future__ import annotations

import pytest

import optimizer
from api.formats import plan_json
from api.store import MissingError, Store
from inputs import read_scenario
from tests.api.store import made

THREE = read_scenario("three-claims")


def test_a_plan_is_kept_byte_for_byte(store: Store) -> None:
    plan = made.plan(store, THREE)
    assert store.plans.document(plan) == plan_json(optimizer.plan(THREE))
    assert store.plans.get(plan) == optimizer.plan(THREE)


def test_what_is_asked_for_twice_is_made_once(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    first = store.plans.submit(THREE.digest, "Li")
    second = store.plans.submit(THREE.digest, "Wang")
    assert (first.created, second.created) == (True, False)
    assert second.job == first.job
    made.run(store)
    third = store.plans.submit(THREE.digest, "Li")
    assert (third.created, third.id, third.job.state) == (False, first.id, "succeeded")


def test_no_plan_without_its_scenario(store: Store) -> None:
    with pytest.raises(MissingError, match="there is no scenario"):
        store.plans.submit(THREE.digest, "Li")
