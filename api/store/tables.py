"""Tables: every column of the store, in one place. How they came to be is told by `migrations`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from api.store.columns import Moment, Packed, Structure

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A number that counts up by itself; SQLite does that for plain integers only."""
ALIVE = text("state IN ('queued', 'running')")
STANDING = text("state <> 'withdrawn'")

scenarios = Table(
    "scenarios",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("applications", Integer, nullable=False),
    Column("document", Packed, nullable=False),
    Column("added", Moment, nullable=False),
    Column("actor", Text, nullable=False),
)

derivations = Table(
    "derivations",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("child", ForeignKey(scenarios.c.id), nullable=False),
    Column("parent", ForeignKey(scenarios.c.id), nullable=False),
    Column("patch", Packed, nullable=False),
    Column("patch_digest", Text, nullable=False),
    UniqueConstraint("child", "parent", "patch_digest"),
)

notes = Table(
    "notes",
    METADATA,
    Column("scenario", ForeignKey(scenarios.c.id), primary_key=True),
    Column("note", Text, nullable=False),
)

tags = Table(
    "tags",
    METADATA,
    Column("scenario", ForeignKey(scenarios.c.id), primary_key=True),
    Column("tag", Text, primary_key=True, index=True),
)

jobs = Table(
    "jobs",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("scenario", ForeignKey(scenarios.c.id), nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("actor", Text, nullable=False),
    Column("submitted", Moment, nullable=False),
    Column("started", Moment),
    Column("finished", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("worker", Text),
    Column("lease", Moment),
    Column("cancelled_by", Text),
    Column("stage", Text, nullable=False, server_default=""),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger),
    Column("problem", Text),
    Index("ix_jobs_state", "state", "number"),
    Index("ix_jobs_subject", "subject", "number"),
    Index("uq_jobs_alive", "kind", "subject", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),
)

job_events = Table(
    "job_events",
    METADATA,
    Column("job", ForeignKey(jobs.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("time", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger),
)

plans = Table(
    "plans",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("scenario", ForeignKey(scenarios.c.id), nullable=False, index=True),
    Column("engine", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("claimed", BigInteger, nullable=False),
    Column("awarded", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", Packed, nullable=False),
    Column("job", ForeignKey(jobs.c.id), nullable=False),
    Column("made", Moment, nullable=False),
    Column("actor", Text, nullable=False),
)

sweeps = Table(
    "sweeps",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("scenario", ForeignKey(scenarios.c.id), nullable=False, index=True),
    Column("engine", Text, nullable=False),
    Column("spec", Structure, nullable=False),
    Column("points", Integer, nullable=False),
    Column("submitted", Moment, nullable=False),
    Column("actor", Text, nullable=False),
)

sweep_results = Table(
    "sweep_results",
    METADATA,
    Column("sweep", ForeignKey(sweeps.c.id), primary_key=True),
    Column("point", Text, primary_key=True),
    Column("document", Packed, nullable=False),
)

keys = Table(
    "keys",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("roles", Structure, nullable=False),
    Column("firm", Text),
    Column("made", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("expires", Moment),
    Column("revoked", Moment),
)

bundles = Table(
    "bundles",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("plan", ForeignKey(plans.c.id), nullable=False),
    Column("state", Text, nullable=False),
    Column("bundle", ForeignKey(bundles.c.digest)),
    Index("uq_decisions_standing", "plan", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
)

steps = Table(
    "steps",
    METADATA,
    Column("decision", ForeignKey(decisions.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("time", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

log = Table(
    "log",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subjects", Structure, nullable=False),
    Column("detail", Structure, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

APPEND_ONLY = (scenarios, derivations, plans, bundles, steps, log)
"""Tables whose rows are written once: the database itself refuses to change or remove them."""
