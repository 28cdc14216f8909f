"""Things made in a store by the shortest way, for tests that are about something else."""

from __future__ import annotations

from api.jobs.kinds import KINDS
from api.store import Store
from optimizer.scenario import Scenario


def run(store: Store) -> None:
    """Run the job that waits, in this process."""
    claim = store.jobs.claim()
    assert claim is not None
    KINDS[claim.job.kind](store, claim)


def plan(store: Store, scenario: Scenario, actor: str = "Li") -> str:
    """Id of the finished plan of a scenario."""
    store.scenarios.add(scenario, actor)
    submission = store.plans.submit(scenario.digest, actor)
    run(store)
    return submission.id
