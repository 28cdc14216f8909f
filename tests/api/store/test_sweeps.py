"""Sweeps in a store: points kept as they come, gone on with, and never run twice."""

from __future__ import annotations

import pytest

from api.store import MissingError, Store
from api.store.records import SweepSpec
from api.sweeps.outputs import json_of
from optimizer.errors import InputError
from tests.api.store import made
from tests.api.store.made import THREE

SPEC = SweepSpec(vary=("policy.rules.quota.limit=90:120:10",))


def test_a_sweep_gives_the_figures_of_every_point(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    submission = store.sweeps.submit(THREE.digest, SPEC, "Li")
    assert store.sweeps.outcome(submission.id).results == {}
    made.run(store)
    outcome = store.sweeps.outcome(submission.id)
    assert [outcome.results[number].awarded for number in range(4)] == [90, 100, 110, 120]
    assert b'"awarded":120' in json_of(outcome)
    info = store.sweeps.info(submission.id)
    assert (info.points, info.spec, info.scenario) == (4, SPEC, THREE.digest)
    assert store.jobs.get(submission.job.id).state == "succeeded"


def test_the_same_sweep_is_run_once(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    first = store.sweeps.submit(THREE.digest, SPEC, "Li")
    assert store.sweeps.submit(THREE.digest, SPEC, "Wang").job == first.job
    made.run(store)
    again = store.sweeps.submit(THREE.digest, SPEC, "Wang")
    assert (again.created, again.id, again.job.id) == (False, first.id, first.job.id)
    other = store.sweeps.submit(THREE.digest, SPEC.model_copy(update={"seed": 1}), "Li")
    assert (other.created, other.id == first.id) == (True, False)
    assert [item.id for item in store.sweeps.search(scenario=THREE.digest).items] == [other.id, first.id]
    part = store.sweeps.search(limit=1)
    assert [item.id for item in store.sweeps.search(cursor=part.next).items] == [first.id]


def test_a_sweep_that_was_stopped_goes_on_from_there(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    submission = store.sweeps.submit(THREE.digest, SPEC, "Li")
    made.run(store)
    done = store.sweeps.outcome(submission.id).results
    other = store.sweeps.submit(THREE.digest, SPEC.model_copy(update={"seed": 1}), "Li")
    kept = done[0].model_copy(update={"awarded": 1_000_000})
    store.sweeps.points(other.id).add([kept])
    made.run(store)
    assert store.sweeps.outcome(other.id).results == {**done, 0: kept}


def test_what_is_wrong_with_a_sweep_is_told_at_once(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    with pytest.raises(InputError, match=r"policy\.rules\.quata"):
        store.sweeps.submit(THREE.digest, SweepSpec(vary=("policy.rules.quata.limit=1,2",)), "Li")
    with pytest.raises(InputError, match="has 10,001 values; vary 10,000 at most"):
        store.sweeps.submit(THREE.digest, SweepSpec(vary=("policy.rules.quota.limit=0:10000:1",)), "Li")
    square = ("policy.rules.quota.limit=0:100:1", "applications.A1.units=0:99:1")
    with pytest.raises(InputError, match="there would be 10,100 points; vary fewer values, 10,000 points at most"):
        store.sweeps.submit(THREE.digest, SweepSpec(vary=square), "Li")
    with pytest.raises(MissingError, match="there is no scenario"):
        store.sweeps.submit("sha256:0", SPEC, "Li")
    with pytest.raises(MissingError, match="there is no sweep"):
        store.sweeps.outcome("sha256:0")
    assert store.jobs.search().items == ()
