"""Kinds of jobs: a claim into a result that is kept, whatever the kind. A new kind is one function and one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import optimizer
from api.jobs.telling import Telling
from api.store import Store, open_store
from api.store.jobs import Claim
from optimizer.errors import QuotaplanError


def make_plan(store: Store, claim: Claim) -> None:
    """Make the plan of a scenario, and keep it."""
    tell = Telling(store, claim.token)
    store.plans.keep(claim, optimizer.plan(store.scenarios.get(claim.job.scenario), progress=tell))


KINDS: Mapping[str, Callable[[Store, Claim], None]] = MappingProxyType({"plan": make_plan})


def run(url: str, claim: Claim) -> None:
    """Run a claimed job to its end, in this process; what it makes is kept with the job's end, or not at all."""
    store = _opened(url)
    try:
        KINDS[claim.job.kind](store, claim)
    except QuotaplanError as error:
        store.jobs.fail(claim.token, str(error))
    except Exception as error:
        store.jobs.fail(claim.token, f"The program failed, which is its own fault: {type(error).__name__}: {error}")
        raise


@lru_cache(maxsize=1)
def _opened(url: str) -> Store:
    """The store, opened once in a process."""
    return open_store(url, create=False)
