"""The shelf: scenarios and plans of the store as nouns; those read last stay at hand, since they never change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from api.store import Store
from optimizer.plans import Plan
from optimizer.scenario import Scenario

Noun = TypeVar("Noun")
PLACES = 32
"""Scenarios, and plans, that stay at hand."""


class _Row(Generic[Noun]):
    """Some nouns by their id, the one used last at the end."""

    def __init__(self, read: Callable[[str], Noun], places: int) -> None:
        self._read, self._places = read, places
        self._lock, self._nouns = Lock(), OrderedDict[str, Noun]()

    def get(self, name: str) -> Noun:
        with self._lock:
            if name in self._nouns:
                self._nouns.move_to_end(name)
                return self._nouns[name]
        noun = self._read(name)
        with self._lock:
            self._nouns[name] = noun
            while len(self._nouns) > self._places:
                self._nouns.popitem(last=False)
        return noun


class Shelf:
    """Scenarios and plans at hand."""

    def __init__(self, store: Store, places: int = PLACES) -> None:
        self._store = store
        self._scenarios, self._plans = _Row(store.scenarios.get, places), _Row(store.plans.get, places)

    def scenario(self, name: str) -> Scenario:
        """A scenario by its digest.

        Raises:
            MissingError: if there is none.
        """
        return self._scenarios.get(name)

    def plan(self, name: str) -> Plan:
        """A plan by its id.

        Raises:
            MissingError: if there is none, or it is not made yet.
        """
        return self._plans.get(name)

    def planned(self, name: str) -> tuple[Plan, Scenario]:
        """A plan by its id, with its scenario.

        Raises:
            MissingError: if there is none, or it is not made yet.
        """
        plan = self.plan(name)
        return plan, self.scenario(plan.scenario_digest)
