"""Walk: everything that the store writes, ended by `kill -9` before each statement and each commit in turn.

After each death a new process looks at the store, does the same again, and looks once more. Prints counts as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from api.jobs.kinds import KINDS
from api.store import Store, open_store
from api.store.records import SweepSpec
from inputs import patch_scenario, read_scenario
from optimizer.scenario import Scenario
from tests.kill.points import Death
from tests.kill.wholeness import flaws

THREE = read_scenario("three-claims")
Action = Callable[[Store, Scenario], None]


def submit(store: Store, facts: Scenario) -> None:
    """Hand in a scenario and ask for its plan."""
    store.scenarios.add(facts, "Li", tags=("walk",), note="by foot")
    store.plans.submit(facts.digest, "Li")


def make(store: Store, facts: Scenario) -> None:
    """Claim the jobs that wait until the plan is made."""
    while not store.plans.search(scenario=facts.digest).items:
        claim = store.jobs.claim()
        assert claim is not None
        store.jobs.tell(claim.token, "dividing", 1, 2)
        KINDS[claim.job.kind](store, claim)


def publish(store: Store, facts: Scenario) -> None:
    """Propose, approve and publish the plan, as far as that is not done."""
    plan = store.plans.id_of(facts.digest)
    for _ in range(3):
        standing = store.decisions.search(plan=plan).items
        if not standing:
            store.decisions.propose(plan, "Li")
        elif standing[0].state == "proposed":
            store.decisions.approve(standing[0].id, "Wang")
        elif standing[0].state == "approved":
            store.decisions.publish(standing[0].id, "Li")


def derive(store: Store, facts: Scenario) -> None:
    """Derive a scenario, and cancel the job that was to plan it."""
    child = store.scenarios.derive(facts.digest, {"description": "derived"}, "Li").scenario
    job = store.plans.submit(child.id, "Li").job
    if job.state == "queued":
        store.jobs.cancel(job.id, "Wang")


def sweep(store: Store, facts: Scenario) -> None:
    """Ask for a sweep and run it."""
    spec = SweepSpec(vary=("policy.rules.quota.limit=90,100",))
    while store.sweeps.submit(facts.digest, spec, "Li").job.state != "succeeded":
        claim = store.jobs.claim(("sweep",))
        assert claim is not None
        KINDS["sweep"](store, claim)


def key(store: Store, _facts: Scenario) -> None:
    """Make a key and revoke it."""
    store.keys.revoke(store.keys.create("Zhao", ["auditor"], "Li").key.id, "Li")


NEEDS: Mapping[Action, tuple[Action, ...]] = MappingProxyType(
    {submit: (), make: (submit,), publish: (submit, make), derive: (submit,), sweep: (submit,), key: ()}
)
"""The actions, each with those that come before it."""


def walk(where: str, every: int = 1) -> dict[str, int]:
    """How often a process died in each action; the store is whole after each.

    Args:
        every: each so-and-so-manieth point only.
    """
    deaths = {"migrate": _deaths_of_opening(where, every)}
    for action, needs in NEEDS.items():
        deaths[action.__name__] = 0
        died = True
        while died:
            number = deaths[action.__name__] + 1
            facts = patch_scenario(THREE, {"title": f"{action.__name__} {number}"})
            for before in needs:
                _elsewhere(where, before, facts)
            died = _elsewhere(where, action, facts, point=number * every)
            _elsewhere(where, action, facts, late=True)
            deaths[action.__name__] += died
    return deaths


def _deaths_of_opening(where: str, every: int) -> int:
    """How often a process died while it made the tables; it is the same empty store that is opened again."""
    number = 0
    while _elsewhere(where, None, THREE, point=(number + 1) * every):
        number += 1
    return number


def _elsewhere(where: str, action: Action | None, facts: Scenario, *, point: int = 0, late: bool = False) -> bool:
    """Whether a process of its own died of an action; it looks at the store first and last.

    Args:
        point: where it dies; 0: nowhere.
        late: whether it comes so late that claims which were not renewed are over.
    """
    child = os.fork()
    if not child:
        os._exit(_lived(where, action, facts, point, timedelta(minutes=late)))
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL and point:
        return True
    if status:
        sys.exit(f"{action.__name__ if action else 'opening'} ended with {status}")
    return False


def _lived(where: str, action: Action | None, facts: Scenario, point: int, later: timedelta) -> int:
    """The exit code of a process that lived to the end: 0 if the store was whole before and after."""
    if action is None:
        Death(point)
    with open_store(where, clock=lambda: datetime.now(UTC) + later) as store:
        found = flaws(store)
        if action is not None and not found:
            if point:
                Death(point)
            action(store, facts)
            found = flaws(store)
        sys.stderr.writelines(f"{flaw}\n" for flaw in found)
        return 1 if found else 0


if __name__ == "__main__":
    json.dump(walk(sys.argv[1], *map(int, sys.argv[2:])), sys.stdout)
