"""Plans: made once for each scenario and version of the program, and kept as the bytes of their plan.json."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, insert, select

from api.formats import plan_json
from api.store import tables
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.errors import MissingError
from api.store.jobs import Claim, Jobs
from api.store.log import Log
from api.store.paging import newest, page
from api.store.records import Outcome, Page, PlanInfo, Submission
from optimizer.plans import Plan
from optimizer.scenario.canonical import canonical_json

table = tables.plans
INFO = [column for column in table.c if column.name != "document"]


@dataclass(frozen=True)
class Plans:
    """The plans of a store."""

    database: Database
    log: Log
    jobs: Jobs
    engine: str = version("quotaplan")
    """Version of the program that makes plans here."""

    def id_of(self, scenario: str) -> str:
        """Id of the plan of a scenario, made or not."""
        return plan_id(scenario, self.engine)

    def submit(self, scenario: str, actor: str) -> Submission:
        """Ask for the plan of a scenario; one that is there, or being made, is not made again.

        Raises:
            MissingError: if there is no such scenario.
            BusyError: if too much is waiting.
        """
        name = self.id_of(scenario)
        with self.database.writing() as connection:
            if connection.scalar(select(tables.scenarios.c.id).where(tables.scenarios.c.id == scenario)) is None:
                raise MissingError("scenario", scenario)
            made = connection.scalar(select(table.c.job).where(table.c.id == name))
            if made is not None:
                job, created = self.jobs.read(connection, made), False
            else:
                job, created = self.jobs.submit(connection, "plan", name, scenario, actor)
            subjects = {"plan": name, "scenario": scenario, "job": job.id}
            self.log.append(connection, actor, "plan.submit", subjects, known=None if created else 1)
            return Submission(id=name, job=job, created=created)

    def keep(self, claim: Claim, plan: Plan) -> bool:
        """Keep what the job of a claim made, end the job and log it, all or nothing; False if the claim was lost."""
        document = plan_json(plan)
        digest = digest_of(document)
        with self.database.writing() as connection:
            if not self.jobs.succeed(connection, claim, plan.outcome):
                return False
            connection.execute(
                insert(table).values(
                    id=claim.job.subject,
                    scenario=claim.job.scenario,
                    engine=plan.engine.version,
                    outcome=plan.outcome,
                    claimed=plan.totals.claimed,
                    awarded=plan.totals.awarded,
                    digest=digest,
                    document=document,
                    job=claim.job.id,
                    made=self.database.clock(),
                    actor=claim.job.actor,
                )
            )
            subjects = {"plan": claim.job.subject, "document": digest, "job": claim.job.id}
            self.log.append(connection, claim.job.actor, "plan.run", subjects, outcome=plan.outcome)
            return True

    def info(self, name: str) -> PlanInfo:
        """What is known of a finished plan.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            return read_info(connection, name)

    def document(self, name: str) -> bytes:
        """The plan.json of a plan, byte for byte.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            found = connection.scalar(select(table.c.document).where(table.c.id == name))
        if found is None:
            raise MissingError("plan", name)
        return bytes(found)

    def get(self, name: str) -> Plan:
        """A plan.

        Raises:
            MissingError: if there is none.
        """
        return Plan.model_validate_json(self.document(name), strict=True)

    def search(
        self,
        *,
        scenario: str | None = None,
        outcome: Outcome | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[PlanInfo]:
        """Finished plans, newest first.

        Raises:
            InputError: if the cursor is none.
        """
        query = newest(table, limit, cursor, scenario=scenario, outcome=outcome).with_only_columns(*INFO)
        with self.database.reading() as connection:
            return page(connection, query, limit, _info)


def plan_id(scenario: str, engine: str) -> str:
    """The digest of what a plan depends on: the scenario, and the version of the program that makes it."""
    return digest_of(canonical_json({"engine": engine, "scenario": scenario}))


def read_info(connection: Connection, name: str) -> PlanInfo:
    """What is known of a finished plan.

    Raises:
        MissingError: if there is none.
    """
    row = connection.execute(select(*INFO).where(table.c.id == name)).one_or_none()
    if row is None:
        raise MissingError("plan", name)
    return _info(row)


def _info(row: Any) -> PlanInfo:
    return PlanInfo(**{name: value for name, value in row._asdict().items() if name != "number"})
