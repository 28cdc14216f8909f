"""Store: a path or URL into the rooms of a store, brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from sqlalchemy import text

from api.store import engine as engines
from api.store.auditing import Checkpoint, LogVerification, audit
from api.store.decisions import Decisions
from api.store.engine import Clock, Database, now
from api.store.jobs import QUEUE, Jobs
from api.store.keys import Keys
from api.store.log import Log
from api.store.plans import Plans
from api.store.pruning import prune
from api.store.scenarios import Scenarios
from api.store.sweeps import Sweeps
from api.store.versions import bring_up_to_date


class Store(AbstractContextManager["Store"]):
    """What the service keeps. Every room writes in one transaction what belongs together, and logs it there."""

    def __init__(self, database: Database, *, queue: int = QUEUE) -> None:
        self.database = database
        self.log = Log(database)
        self.scenarios = Scenarios(database, self.log)
        self.jobs = Jobs(database, self.log, queue=queue)
        self.plans = Plans(database, self.log, self.jobs)
        self.sweeps = Sweeps(database, self.log, self.jobs, self.scenarios)
        self.keys = Keys(database, self.log)
        self.decisions = Decisions(database, self.log)

    @property
    def url(self) -> str:
        """Where it is, for another process to open; the password is in it."""
        return self.database.engine.url.render_as_string(hide_password=False)

    def ready(self) -> bool:
        """Whether it answers."""
        with self.database.reading() as connection:
            return bool(connection.scalar(text("SELECT 1")))

    def audit(self, checkpoints: Sequence[Checkpoint] = ()) -> LogVerification:
        """Whether the log is whole, agrees with checkpoints from elsewhere, and with what is kept."""
        return audit(self.database, checkpoints)

    def prune(self, age: timedelta, actor: str) -> int:
        """How many steps of jobs were removed, of those that ended so long ago; nothing else is ever removed."""
        return prune(self.database, self.log, age, actor)

    def close(self) -> None:
        """Give every connection back."""
        self.database.engine.dispose()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_store(where: str | Path, *, create: bool = True, queue: int = QUEUE, clock: Clock = now) -> Store:
    """The store at a path or URL, made if it is not there and brought up to date if it is old.

    Args:
        where: the path of an SQLite file, or a URL as postgresql://user@host/name.
        create: whether a file that is not there is made.
        queue: jobs that may wait at a time.
        clock: what tells the time.

    Raises:
        InputError: if it cannot be opened, or was written by a newer version of the program.
    """
    engine = engines.open_engine(engines.store_url(where), create=create)
    database = Database(engine, clock)
    try:
        bring_up_to_date(database)
    except BaseException:
        engine.dispose()
        raise
    return Store(database, queue=queue)
