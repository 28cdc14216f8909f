"""Auditing: a store, and checkpoints of its log from elsewhere, into whether the log and what it tells of are whole.

Entries are chained by their hashes, so a change, a gap or another order shows in the log itself. That its end was cut
off shows where something is kept that it does not tell of, or where a checkpoint knows more than it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, select

from api.store import tables
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.log import START, chained
from api.store.records import LogEntry, Record
from api.store.sweeps import digest_of_results
from optimizer.errors import InputError, Problem

MOST = 20
"""Failures that are told; the first is what matters."""
AT_A_TIME = 500
"""Rows that are read together."""


class Checkpoint(Record):
    """What the log was at some time, to be kept where nobody who can change the store can change it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    number: int
    """Of the last entry."""
    time: str
    """When that entry was written."""
    hash: str
    """Its hash, which depends on every entry before it."""


class LogVerification(BaseModel):
    """Whether a log is whole."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    ok: bool
    """Whether everything holds."""
    entries: int
    """Entries that were read."""
    checkpoints: int
    """Checkpoints that it was held against."""
    documents: int
    """Scenarios, plans, bundles and results of sweeps whose bytes are those that the log tells of."""
    failures: tuple[str, ...] = ()
    """What is wrong, each in a sentence."""


def checkpoint_of(entry: LogEntry) -> Checkpoint:
    """The checkpoint of a log that ends with an entry."""
    return Checkpoint(number=entry.number, time=entry.time, hash=entry.hash)


def read_checkpoints(text: str, name: str) -> list[Checkpoint]:
    """Checkpoints from a file with one JSON object a line.

    Raises:
        InputError: if a line is none.
    """
    found: list[Checkpoint] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(Checkpoint.model_validate_json(line))
        except ValidationError:
            advice = "keep what `quotaplan log checkpoint` printed"
            problems.append(Problem((), "is no checkpoint", advice, f"{name} line {number}"))
    if not found and not problems:
        problems.append(Problem((), "holds no checkpoint", "write what `quotaplan log checkpoint` prints", name))
    if problems:
        raise InputError(problems)
    return found


def audit(database: Database, checkpoints: Sequence[Checkpoint] = ()) -> LogVerification:
    """Check a log, entry by entry, against itself, against checkpoints, and against what is kept."""
    audit = _Audit(checkpoints)
    with database.reading() as connection:
        failures = [*audit.of_entries(connection), *audit.of_checkpoints(), *audit.of_documents(connection)]
    return LogVerification(
        ok=not failures,
        entries=audit.entries,
        checkpoints=len(checkpoints),
        documents=audit.documents,
        failures=tuple(failures[:MOST]),
    )


class _Audit:
    """One pass over a store."""

    def __init__(self, checkpoints: Iterable[Checkpoint]) -> None:
        self.entries = 0
        self.documents = 0
        self._checkpoints: dict[int, list[Checkpoint]] = defaultdict(list)
        for item in checkpoints:
            self._checkpoints[item.number].append(item)
        self._met: set[int] = set()
        self._last = (0, START)
        self._told: dict[str, set[str]] = {"scenario": set(), "plan": set(), "bundle": set(), "document": set()}
        self._sweeps: dict[str, str] = {}

    def of_entries(self, connection: Connection) -> Iterator[str]:
        """What is wrong within the log."""
        query = select(tables.log).order_by(tables.log.c.number).execution_options(yield_per=AT_A_TIME)
        for row in connection.execute(query):
            entry = LogEntry.model_validate(row._asdict())
            yield from self._of_entry(entry)
            self.entries += 1
            self._last = (entry.number, entry.hash)
            if entry.action == "sweep.run":
                self._sweeps[entry.subjects["sweep"]] = entry.subjects["document"]
            for noun, name in entry.subjects.items():
                if noun in self._told and _tells_of(entry.action, noun):
                    self._told[noun].add(name)

    def _of_entry(self, entry: LogEntry) -> Iterator[str]:
        number, previous = self._last
        if entry.number != number + 1:
            between = (
                f"entry {number + 1}" if entry.number == number + 2 else f"entries {number + 1} to {entry.number - 1}"
            )
            yield f"Missing: {between}."
        elif entry.previous != previous:
            yield f"Entry {entry.number} does not follow the one before it: another stood there when it was written."
        if chained(entry.model_dump(exclude={"hash"})) != entry.hash:
            yield f"Entry {entry.number} was changed after it was written."
        for known in self._checkpoints.get(entry.number, ()):
            self._met.add(entry.number)
            if (known.hash, known.time) != (entry.hash, entry.time):
                yield f"Entry {entry.number} is not the one that the checkpoint of {known.time} knows."

    def of_checkpoints(self) -> Iterator[str]:
        """What checkpoints know and the log does not."""
        for number in sorted(self._checkpoints.keys() - self._met):
            time = self._checkpoints[number][0].time
            yield f"The log ends with entry {self._last[0]}; the checkpoint of {time} knows entry {number}."

    def of_documents(self, connection: Connection) -> Iterator[str]:
        """What is kept and is not what the log tells of."""
        kept = {noun: set[str]() for noun in ("scenario", "plan", "bundle")}
        for noun, name, named, digest in _documents(connection):
            self.documents += 1
            kept[noun].add(name)
            if digest != named:
                yield f"The {noun} {name} was changed after it was written."
            if noun == "plan" and named not in self._told["document"]:
                yield f"The log does not tell of the plan {name} as it is."
            elif name not in self._told[noun]:
                yield f"The log does not tell of the {noun} {name}."
        yield from self._of_sweeps(connection)
        for noun, names in kept.items():
            for name in sorted(self._told[noun] - names):
                yield f"The log tells of the {noun} {name}, which is gone."

    def _of_sweeps(self, connection: Connection) -> Iterator[str]:
        for name, digest in self._sweeps.items():
            self.documents += 1
            if digest_of_results(connection, name)[1] != digest:
                yield f"The results of the sweep {name} were changed after it was run."


def _tells_of(action: str, noun: str) -> bool:
    """Whether entries of an action say that something is kept."""
    return action in {
        "scenario": ("scenario.add", "scenario.derive"),
        "plan": ("plan.run",),
        "document": ("plan.run",),
        "bundle": ("decision.publish",),
    }.get(noun, ())


def _documents(connection: Connection) -> Iterator[tuple[str, str, str, str]]:
    """Everything that is kept: noun, id, the digest that it should have, and the one that it has."""
    scenarios, plans, bundles = tables.scenarios, tables.plans, tables.bundles
    for row in _read(connection, select(scenarios.c.id, scenarios.c.document)):
        yield "scenario", row.id, row.id, digest_of(row.document)
    for row in _read(connection, select(plans.c.id, plans.c.digest, plans.c.document)):
        yield "plan", row.id, row.digest, digest_of(row.document)
    for row in _read(connection, select(bundles.c.digest, bundles.c.data)):
        yield "bundle", row.digest, row.digest, digest_of(row.data)


def _read(connection: Connection, query: Any) -> Iterator[Any]:
    return iter(connection.execute(query.execution_options(yield_per=AT_A_TIME)))
