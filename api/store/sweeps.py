"""Sweeps: what was asked for, kept under its digest, and the results of its points as they come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from api.store import tables
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.errors import MissingError
from api.store.jobs import Claim, Jobs
from api.store.log import Log
from api.store.paging import newest, page
from api.store.records import Page, Submission, SweepInfo, SweepSpec
from api.store.scenarios import Scenarios
from api.sweeps.answers import Result
from api.sweeps.axes import Sweep, sweep_of
from api.sweeps.outcome import Outcome
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import canonical_json, exact_form

MOST_POINTS = 10_000
"""A sweep of the service has no more points; larger ones are for the command line."""

table = tables.sweeps
kept = tables.sweep_results


@dataclass(frozen=True)
class Sweeps:
    """The sweeps of a store."""

    database: Database
    log: Log
    jobs: Jobs
    scenarios: Scenarios
    engine: str = version("quotaplan")
    """Version of the program that makes plans here."""

    def submit(self, scenario: str, spec: SweepSpec, actor: str) -> Submission:
        """Ask for a sweep; one that is there, or being made, is not made again, and one that was ended goes on.

        Raises:
            MissingError: if there is no such scenario.
            InputError: with everything that is wrong with it.
            BusyError: if too much is waiting.
        """
        axes = sweep(self.scenarios.get(scenario), spec)
        document = canonical_json({"engine": self.engine, "scenario": scenario, **exact_form(spec.model_dump())[0]})
        name = digest_of(document)
        with self.database.writing() as connection:
            if connection.scalar(select(table.c.id).where(table.c.id == name)) is None:
                values: dict[str, Any] = {
                    "id": name,
                    "scenario": scenario,
                    "engine": self.engine,
                    "spec": spec.model_dump(),
                }
                values |= {
                    "points": len(axes.cells()) * axes.samples,
                    "submitted": self.database.clock(),
                    "actor": actor,
                }
                connection.execute(insert(table).values(values))
            job = self.jobs.succeeded(connection, name)
            created = False
            if job is None:
                job, created = self.jobs.submit(connection, "sweep", name, scenario, actor)
            subjects = {"sweep": name, "scenario": scenario, "job": job.id}
            self.log.append(connection, actor, "sweep.submit", subjects, known=None if created else 1)
            return Submission(id=name, job=job, created=created)

    def info(self, name: str) -> SweepInfo:
        """What is known of a sweep.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
        if row is None:
            raise MissingError("sweep", name)
        return _info(row)

    def search(self, *, scenario: str | None = None, limit: int = 50, cursor: str | None = None) -> Page[SweepInfo]:
        """Sweeps, newest first.

        Raises:
            InputError: if the cursor is none.
        """
        query = newest(table, limit, cursor, scenario=scenario)
        with self.database.reading() as connection:
            return page(connection, query, limit, _info)

    def outcome(self, name: str) -> Outcome:
        """A sweep with the results that are there so far, as the formats of sweeps write it.

        Raises:
            MissingError: if there is none.
        """
        info = self.info(name)
        facts = self.scenarios.get(info.scenario)
        axes = sweep(facts, info.spec)
        points = axes.points()
        known = self.points(name).known()
        keys = {point.number: point.key(facts.digest) for point in points}
        results = {number: known[key] for number, key in keys.items() if key in known}
        return Outcome(facts.title or info.scenario, axes, points, results)

    def points(self, name: str) -> Points:
        """Where a run of a sweep keeps its results."""
        return Points(self.database, name)

    def finish(self, claim: Claim) -> bool:
        """End the job of a claim whose points are kept, and log it; False if the claim was lost."""
        with self.database.writing() as connection:
            if not self.jobs.succeed(connection, claim, None):
                return False
            name = claim.job.subject
            count, digest = digest_of_results(connection, name)
            subjects = {"sweep": name, "document": digest, "job": claim.job.id}
            self.log.append(connection, claim.job.actor, "sweep.run", subjects, points=count)
            return True


@dataclass(frozen=True)
class Points:
    """The results of one sweep; a store of `api.sweeps`."""

    database: Database
    sweep: str

    def known(self) -> Mapping[str, Result]:
        """What is kept so far, by key."""
        query = select(kept.c.document).where(kept.c.sweep == self.sweep)
        with self.database.reading() as connection:
            documents = connection.scalars(query).all()
        found = (Result.model_validate(json.loads(document, parse_float=Decimal)) for document in documents)
        return {result.key: result for result in found}

    def add(self, results: Sequence[Result]) -> None:
        """Keep some results, all or none of them; the last for a point counts."""
        rows = [
            {"sweep": self.sweep, "point": item.key, "document": canonical_json(exact_form(item.model_dump())[0])}
            for item in results
        ]
        with self.database.writing() as connection:
            again = kept.c.point.in_([item.key for item in results])
            connection.execute(delete(kept).where(kept.c.sweep == self.sweep, again))
            connection.execute(insert(kept), rows)


def sweep(scenario: Scenario, spec: SweepSpec) -> Sweep:
    """What is varied, and how.

    Raises:
        InputError: with everything that is wrong with it.
    """
    return sweep_of(scenario, spec.vary, zipped=spec.zipped, samples=spec.samples, seed=spec.seed, most=MOST_POINTS)


def digest_of_results(connection: Connection, name: str) -> tuple[int, str]:
    """How many results of a sweep are kept, and their digest."""
    query = select(kept.c.point, kept.c.document).where(kept.c.sweep == name)
    found = {row.point: digest_of(row.document) for row in connection.execute(query)}
    return len(found), digest_of(canonical_json(found))


def _info(row: Any) -> SweepInfo:
    return SweepInfo(**{name: value for name, value in row._asdict().items() if name != "number"})
