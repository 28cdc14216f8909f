"""Decisions: a plan is proposed, approved by somebody else, published with its bundle, or withdrawn with a reason."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, insert, select, update

from api.store import tables
from api.store.bundles import bundle
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.errors import ConflictError, MissingError
from api.store.log import Log
from api.store.paging import newest, page
from api.store.plans import read_info
from api.store.records import Decision, DecisionState, Page, Step
from optimizer.errors import InputError, Problem

NEXT: Mapping[str, tuple[tuple[DecisionState, ...], DecisionState]] = MappingProxyType(
    {
        "approve": (("proposed",), "approved"),
        "publish": (("approved",), "published"),
        "withdraw": (("proposed", "approved", "published"), "withdrawn"),
    }
)
"""What can be done to a decision: in which states, and what it is then."""

table = tables.decisions


@dataclass(frozen=True)
class Decisions:
    """The decisions of a store."""

    database: Database
    log: Log

    def propose(self, plan: str, actor: str, *, reason: str = "") -> Decision:
        """Propose that a plan becomes the plan.

        Raises:
            MissingError: if there is no such plan, or it is not finished.
            ConflictError: if it allocates nothing, or is proposed already.
        """
        with self.database.writing() as connection:
            if read_info(connection, plan).outcome == "infeasible":
                advice = "change the scenario so that its guarantees can be met"
                raise ConflictError("plan", "it cannot be carried out", advice)
            standing = (table.c.plan == plan) & (table.c.state != "withdrawn")
            if connection.scalar(select(table.c.id).where(standing)) is not None:
                raise ConflictError("plan", "it is proposed already", "withdraw that decision first")
            name = secrets.token_hex(8)
            connection.execute(insert(table).values(id=name, plan=plan, state="proposed"))
            return self._stepped(connection, name, "propose", actor, reason)

    def approve(self, name: str, actor: str, *, reason: str = "") -> Decision:
        """Approve what somebody else proposed.

        Raises:
            MissingError: if there is no such decision.
            ConflictError: if it is not proposed, or was proposed by the same person.
        """
        with self.database.writing() as connection:
            decision = _allowed(connection, name, "approve")
            if _person(decision.steps[0].actor) == _person(actor):
                raise ConflictError("decision", "it was proposed by the same person", "ask another to approve it")
            return self._stepped(connection, name, "approve", actor, reason)

    def publish(self, name: str, actor: str, *, reason: str = "") -> Decision:
        """Make an approved plan the plan, and freeze its bundle.

        Raises:
            MissingError: if there is no such decision.
            ConflictError: if it is not approved.
        """
        with self.database.writing() as connection:
            decision = _allowed(connection, name, "publish")
            data = _bundle(connection, decision.plan)
            digest = digest_of(data)
            bundles = tables.bundles
            if connection.scalar(select(bundles.c.digest).where(bundles.c.digest == digest)) is None:
                connection.execute(insert(bundles).values(digest=digest, data=data))
            connection.execute(update(table).where(table.c.id == name).values(bundle=digest))
            return self._stepped(connection, name, "publish", actor, reason)

    def withdraw(self, name: str, actor: str, reason: str) -> Decision:
        """Take a decision back, for a reason. What was published stays kept.

        Raises:
            MissingError: if there is no such decision.
            InputError: if no reason is given.
            ConflictError: if it was withdrawn before.
        """
        if not reason.strip():
            raise InputError([Problem(("reason",), "is missing", "say why the decision is withdrawn")])
        with self.database.writing() as connection:
            _allowed(connection, name, "withdraw")
            return self._stepped(connection, name, "withdraw", actor, reason)

    def get(self, name: str) -> Decision:
        """A decision.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            return _get(connection, name)

    def search(
        self,
        *,
        plan: str | None = None,
        state: DecisionState | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Decision]:
        """Decisions, newest first.

        Raises:
            InputError: if the cursor is none.
        """
        query = newest(table, limit, cursor, plan=plan, state=state)
        with self.database.reading() as connection:
            return page(connection, query, limit, partial(_decision, connection))

    def bundle(self, name: str) -> bytes:
        """The zip that was frozen when a decision was published.

        Raises:
            MissingError: if there is no such decision.
            ConflictError: if it was never published.
        """
        with self.database.reading() as connection:
            decision = _get(connection, name)
            if decision.bundle is None:
                raise ConflictError("decision", f"it is {decision.state}", "a bundle is frozen when it is published")
            bundles = tables.bundles
            return bytes(
                connection.execute(select(bundles.c.data).where(bundles.c.digest == decision.bundle)).scalar_one()
            )

    def _stepped(self, connection: Connection, name: str, action: str, actor: str, reason: str) -> Decision:
        """A decision after a step, which is kept and logged."""
        table_of_steps = tables.steps
        if action in NEXT:
            connection.execute(update(table).where(table.c.id == name).values(state=NEXT[action][1]))
        number = len(_get(connection, name).steps) + 1
        time = self.database.clock()
        values = {"decision": name, "number": number, "action": action, "actor": actor, "time": time, "reason": reason}
        connection.execute(insert(table_of_steps).values(values))
        decision = _get(connection, name)
        subjects = {"decision": name, "plan": decision.plan}
        subjects |= {} if decision.bundle is None else {"bundle": decision.bundle}
        self.log.append(connection, actor, f"decision.{action}", subjects, reason=reason or None)
        return decision


def _allowed(connection: Connection, name: str, action: str) -> Decision:
    """A decision to which something can be done now."""
    decision = _get(connection, name)
    states, then = NEXT[action]
    if decision.state not in states:
        advice = f"only what is {', '.join(states[:-1])}{' or ' if states[1:] else ''}{states[-1]} can be {then}"
        raise ConflictError("decision", f"it is {decision.state}", advice)
    return decision


def _bundle(connection: Connection, plan: str) -> bytes:
    plans, scenarios = tables.plans, tables.scenarios
    query = select(plans.c.document, scenarios.c.document).join_from(plans, scenarios).where(plans.c.id == plan)
    document, scenario = connection.execute(query).one()
    return bundle(scenario, document)


def _person(actor: str) -> str:
    """Who somebody is, however the name is written."""
    return " ".join(normalize("NFKC", actor).split()).casefold()


def _get(connection: Connection, name: str) -> Decision:
    row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
    if row is None:
        raise MissingError("decision", name)
    return _decision(connection, row)


def _decision(connection: Connection, row: Any) -> Decision:
    steps = tables.steps
    columns = [column for column in steps.c if column.name not in {"decision", "number"}]
    taken = connection.execute(select(*columns).where(steps.c.decision == row.id).order_by(steps.c.number))
    return Decision(
        id=row.id,
        plan=row.plan,
        state=row.state,
        bundle=row.bundle,
        steps=tuple(Step.model_validate(step._asdict()) for step in taken),
    )
