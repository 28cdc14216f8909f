"""Scenarios: kept once each under the digest of their canonical JSON, with notes and tags beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from api.store import tables
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.errors import MissingError, TooLargeError
from api.store.log import Log
from api.store.paging import newest, paged
from api.store.records import Derivation, Page, ScenarioInfo, Stored
from inputs import patch_scenario
from inputs.documents import json_reading
from inputs.patching import Patch
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import canonical_json, exact_form

KEPT = '{"patch":'
"""What stands before a patch that is kept: canonical JSON is that of a map."""
INFO = [column for column in tables.scenarios.c if column.name != "document"]


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a store."""

    database: Database
    log: Log

    def add(self, scenario: Scenario, actor: str, *, tags: Iterable[str] = (), note: str = "") -> Stored:
        """Keep a scenario; one that is there already gets the tags and the note, where they are given."""
        document = scenario.canonical_json()
        with self.database.writing() as connection:
            created = self._insert(connection, scenario, document, actor)
            if created:
                self.log.append(connection, actor, "scenario.add", {"scenario": scenario.digest})
            if _note(connection, scenario.digest, tags, note or None) and not created:
                self.log.append(connection, actor, "scenario.annotate", {"scenario": scenario.digest})
            return Stored(scenario=_info(connection, scenario.digest), created=created)

    def derive(
        self,
        parent: str,
        patch: Patch,
        actor: str,
        *,
        tags: Iterable[str] = (),
        note: str = "",
        most: int | None = None,
    ) -> Stored:
        """Keep what a patch makes of a scenario. An empty patch makes the scenario itself.

        Args:
            most: applications that it may have; None: any number.

        Raises:
            MissingError: if there is no such parent.
            TooLargeError: if it has more applications.
            InputError: if the patch cannot be applied, or with every problem of what it makes.
        """
        child = patch_scenario(self.get(parent), patch)
        if most is not None and len(child.applications) > most:
            raise TooLargeError(len(child.applications), most)
        document = child.canonical_json()
        with self.database.writing() as connection:
            created = self._insert(connection, child, document, actor)
            if child.digest != parent and _derive(connection, child.digest, parent, patch):
                self.log.append(connection, actor, "scenario.derive", {"scenario": child.digest, "parent": parent})
            if _note(connection, child.digest, tags, note or None) and not created:
                self.log.append(connection, actor, "scenario.annotate", {"scenario": child.digest})
            return Stored(scenario=_info(connection, child.digest), created=created)

    def annotate(self, name: str, actor: str, *, tags: Iterable[str], note: str) -> ScenarioInfo:
        """Replace the tags and the note of a scenario.

        Raises:
            MissingError: if there is no such scenario.
        """
        with self.database.writing() as connection:
            _info(connection, name)
            connection.execute(delete(tables.tags).where(tables.tags.c.scenario == name))
            _note(connection, name, tags, note)
            self.log.append(connection, actor, "scenario.annotate", {"scenario": name})
            return _info(connection, name)

    def info(self, name: str) -> ScenarioInfo:
        """What is known of a scenario.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            return _info(connection, name)

    def canonical(self, name: str) -> bytes:
        """The canonical JSON of a scenario, whose digest is its id.

        Raises:
            MissingError: if there is none.
        """
        table = tables.scenarios
        with self.database.reading() as connection:
            found = connection.scalar(select(table.c.document).where(table.c.id == name))
        if found is None:
            raise MissingError("scenario", name)
        return bytes(found)

    def get(self, name: str) -> Scenario:
        """A scenario.

        Raises:
            MissingError: if there is none.
        """
        return Scenario.parse(json_reading(self.canonical(name).decode(), name).document)

    def search(
        self, text: str = "", *, tag: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[ScenarioInfo]:
        """Scenarios, newest first.

        Args:
            text: only those with this in their title or note, or whose id begins with it.
            tag: only those with this tag.
            limit: how many at most.
            cursor: what the part before gave as `next`.

        Raises:
            InputError: if the cursor is none.
        """
        table = tables.scenarios
        query = newest(table, limit, cursor).with_only_columns(*INFO)
        if text:
            query = query.where(_mentions(text))
        if tag is not None:
            query = query.where(table.c.id.in_(select(tables.tags.c.scenario).where(tables.tags.c.tag == tag)))
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
            known = _infos(connection, rows)
            return paged(rows, limit, lambda row: known[row.id])

    def _insert(self, connection: Connection, scenario: Scenario, document: bytes, actor: str) -> bool:
        """Whether the scenario is new, and now kept."""
        table = tables.scenarios
        if connection.scalar(select(table.c.number).where(table.c.id == scenario.digest)) is not None:
            return False
        connection.execute(
            insert(table).values(
                id=scenario.digest,
                title=scenario.title,
                applications=len(scenario.applications),
                document=document,
                added=self.database.clock(),
                actor=actor,
            )
        )
        return True


def _mentions(text: str) -> Any:
    table = tables.scenarios
    noted = select(tables.notes.c.scenario).where(tables.notes.c.note.icontains(text, autoescape=True))
    title = table.c.title.icontains(text, autoescape=True)
    return title | table.c.id.startswith(text, autoescape=True) | table.c.id.in_(noted)


def _derive(connection: Connection, child: str, parent: str, patch: Patch) -> bool:
    """Note that a scenario came from another, unless it is noted; whether it was new."""
    table = tables.derivations
    written = canonical_json({"patch": exact_form(patch)[0]})
    digest = digest_of(written)
    known = (table.c.child == child) & (table.c.parent == parent) & (table.c.patch_digest == digest)
    if connection.scalar(select(table.c.number).where(known)) is not None:
        return False
    connection.execute(insert(table).values(child=child, parent=parent, patch=written, patch_digest=digest))
    return True


def _patch(written: bytes) -> str:
    """A patch as JSON text, from what is kept of it."""
    return written.decode().removeprefix(KEPT).removesuffix("}")


def _note(connection: Connection, name: str, tags: Iterable[str], note: str | None) -> bool:
    """Add tags to a scenario, and replace its note unless that is None; whether that changed something."""
    there = set(connection.scalars(select(tables.tags.c.tag).where(tables.tags.c.scenario == name)))
    new = sorted(set(tags) - there)
    for tag in new:
        connection.execute(insert(tables.tags).values(scenario=name, tag=tag))
    before = connection.scalar(select(tables.notes.c.note).where(tables.notes.c.scenario == name))
    if note is None or note == before:
        return bool(new)
    if before is None:
        connection.execute(insert(tables.notes).values(scenario=name, note=note))
    else:
        connection.execute(update(tables.notes).where(tables.notes.c.scenario == name).values(note=note))
    return True


def _info(connection: Connection, name: str) -> ScenarioInfo:
    found = _infos(connection, connection.execute(select(*INFO).where(tables.scenarios.c.id == name)).all())
    if not found:
        raise MissingError("scenario", name)
    return found[name]


def _infos(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, ScenarioInfo]:
    """What is known of the scenarios in some rows, by their ids."""
    names = [row.id for row in rows]
    notes, tags, derivations = tables.notes, tables.tags, tables.derivations
    noted = {row.scenario: row.note for row in connection.execute(select(notes).where(notes.c.scenario.in_(names)))}
    tagged: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(tags).where(tags.c.scenario.in_(names)).order_by(tags.c.tag)):
        tagged[row.scenario].append(row.tag)
    first: dict[str, Derivation] = {}
    made = select(derivations).where(derivations.c.child.in_(names)).order_by(derivations.c.number.desc())
    for row in connection.execute(made):
        first[row.child] = Derivation(parent=row.parent, patch=_patch(row.patch))
    return {
        row.id: ScenarioInfo(
            id=row.id,
            title=row.title,
            applications=row.applications,
            added=row.added,
            actor=row.actor,
            derived=first.get(row.id),
            tags=tuple(tagged[row.id]),
            note=noted.get(row.id, ""),
        )
        for row in rows
    }
