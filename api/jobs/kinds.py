"""Kinds of jobs: a claim into a result that is kept, whatever the kind. A new kind is one function and one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import optimizer
from api.jobs.here import Here
from api.jobs.telling import Telling
from api.store import Store, open_store
from api.store.jobs import Claim
from api.store.sweeps import sweep
from api.sweeps import run_sweep
from optimizer.errors import QuotaplanError


def make_plan(store: Store, claim: Claim) -> None:
    """Make the plan of a scenario, and keep it."""
    tell = Telling(store, claim.token)
    store.plans.keep(claim, optimizer.plan(store.scenarios.get(claim.job.scenario), progress=tell))


def make_sweep(store: Store, claim: Claim) -> None:
    """Run the points of a sweep that are not known yet, in this one process, each kept as it comes."""
    facts = store.scenarios.get(claim.job.scenario)
    points = sweep(facts, store.sweeps.info(claim.job.subject).spec).points()
    tell = Telling(store, claim.token)
    run_sweep(facts, points, Here(), store.sweeps.points(claim.job.subject), progress=tell)
    store.sweeps.finish(claim)


KINDS: Mapping[str, Callable[[Store, Claim], None]] = MappingProxyType({"plan": make_plan, "sweep": make_sweep})


def run(url: str, claim: Claim) -> None:
    """Run a claimed job to its end, in this process; what it makes is kept with the job's end, or not at all."""
    store = opened(url)
    try:
        KINDS[claim.job.kind](store, claim)
    except QuotaplanError as error:
        store.jobs.fail(claim.token, str(error))
    except Exception as error:
        store.jobs.fail(claim.token, f"The program failed, which is its own fault: {type(error).__name__}: {error}")
        raise


def ready(url: str) -> None:
    """Open the store in this process, before there is a job."""
    opened(url)


@lru_cache(maxsize=1)
def opened(url: str) -> Store:
    """The store, opened once in a process."""
    return open_store(url, create=False)
