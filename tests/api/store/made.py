"""Things made in a store by the shortest way, for tests that are about something else."""

from __future__ import annotations

from sqlalchemy import text

from api.jobs.kinds import KINDS
from api.store import Decision, Store
from api.store.jobs import Claim
from api.store.tables import APPEND_ONLY
from inputs import patch_scenario, read_scenario
from optimizer.scenario import Scenario

THREE = read_scenario("three-claims")


def scenario(title: str) -> Scenario:
    """A scenario that differs from others in its title."""
    return patch_scenario(THREE, {"title": title})


def claim(store: Store) -> Claim:
    """The claim on the job that waits."""
    claimed = store.jobs.claim()
    assert claimed is not None
    return claimed


def run(store: Store) -> None:
    """Run the job that waits, in this process."""
    claimed = claim(store)
    KINDS[claimed.job.kind](store, claimed)


def plan(store: Store, facts: Scenario = THREE, actor: str = "Li") -> str:
    """Id of the finished plan of a scenario."""
    store.scenarios.add(facts, actor)
    submission = store.plans.submit(facts.digest, actor)
    run(store)
    return submission.id


def published(store: Store) -> Decision:
    """A decision on a plan, with everything behind it."""
    decision = store.decisions.propose(plan(store), "Li")
    store.decisions.approve(decision.id, "Wang")
    return store.decisions.publish(decision.id, "Li")


def unguarded(store: Store, *statements: str) -> None:
    """Do what nobody may: write past the guards of the database, as somebody who owns it can."""
    sqlite = store.database.engine.dialect.name == "sqlite"
    with store.database.writing() as connection:
        for table in APPEND_ONLY:
            if not sqlite:
                connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL"))
                continue
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_no_{verb}"))
        for statement in statements:
            connection.execute(text(statement))
