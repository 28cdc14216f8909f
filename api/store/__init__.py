"""The store: scenarios, plans, jobs, keys, decisions and the log, in one SQLite file or in PostgreSQL.

`open_store` takes a path or a URL and gives a `Store`, whose rooms have a noun each.
"""

from __future__ import annotations

from api.store.auditing import Checkpoint, LogVerification
from api.store.errors import BusyError, ConflictError, MissingError, TooLargeError
from api.store.records import (
    Decision,
    Derivation,
    Job,
    JobEvent,
    Key,
    LogEntry,
    NewKey,
    Page,
    PlanInfo,
    Role,
    ScenarioInfo,
    Step,
    Stored,
    Submission,
    SweepInfo,
    SweepSpec,
)
from api.store.store import Store, open_store

__all__ = [
    "BusyError",
    "Checkpoint",
    "ConflictError",
    "Decision",
    "Derivation",
    "Job",
    "JobEvent",
    "Key",
    "LogEntry",
    "LogVerification",
    "MissingError",
    "NewKey",
    "Page",
    "PlanInfo",
    "Role",
    "ScenarioInfo",
    "Step",
    "Store",
    "Stored",
    "Submission",
    "SweepInfo",
    "SweepSpec",
    "TooLargeError",
    "open_store",
]
