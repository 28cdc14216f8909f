"""The first tables: scenarios with what is noted of them, jobs, plans, keys, decisions and the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ALIVE = sa.text("state IN ('queued', 'running')")
STANDING = sa.text("state <> 'withdrawn'")


def upgrade() -> None:
    """Make the tables, those first that others refer to."""
    _scenarios()
    _jobs()
    _plans()
    _keys()
    _decisions()
    _log()


def downgrade() -> None:
    """Remove the tables, with everything in them."""
    for name in ("log", "steps", "decisions", "bundles", "keys", "plans", "job_events", "jobs"):
        op.drop_table(name)
    for name in ("tags", "notes", "derivations", "scenarios"):
        op.drop_table(name)


def _scenarios() -> None:
    op.create_table(
        "scenarios",
        _number(),
        *_texts("id", "title"),
        sa.Column("applications", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        *_texts("added", "actor"),
        sa.UniqueConstraint("id", name="uq_scenarios_id"),
    )
    op.create_table(
        "derivations",
        _number(),
        _reference("child", "derivations", "scenarios.id"),
        _reference("parent", "derivations", "scenarios.id"),
        sa.Column("patch", sa.LargeBinary, nullable=False),
        *_texts("patch_digest"),
        sa.UniqueConstraint("child", "parent", "patch_digest", name="uq_derivations_child_parent_patch_digest"),
    )
    op.create_table(
        "notes", _reference("scenario", "notes", "scenarios.id"), *_texts("note"), _key("notes", "scenario")
    )
    op.create_table(
        "tags", _reference("scenario", "tags", "scenarios.id"), *_texts("tag"), _key("tags", "scenario", "tag")
    )
    op.create_index("ix_tags_tag", "tags", ["tag"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        _number(),
        *_texts("id", "kind", "subject"),
        _reference("scenario", "jobs", "scenarios.id"),
        *_texts("state"),
        sa.Column("outcome", sa.Text),
        *_texts("actor", "submitted"),
        *(sa.Column(name, sa.Text) for name in ("started", "finished")),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        *(sa.Column(name, sa.Text) for name in ("worker", "lease", "cancelled_by")),
        sa.Column("stage", sa.Text, nullable=False, server_default=""),
        sa.Column("done", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("total", sa.BigInteger),
        sa.Column("problem", sa.Text),
        sa.UniqueConstraint("id", name="uq_jobs_id"),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "number"])
    op.create_index("ix_jobs_subject", "jobs", ["subject", "number"])
    op.create_index(
        "uq_jobs_alive", "jobs", ["kind", "subject"], unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE
    )
    op.create_table(
        "job_events",
        _reference("job", "job_events", "jobs.id"),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("time", "state", "stage"),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger),
        _key("job_events", "job", "number"),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        _number(),
        *_texts("id"),
        _reference("scenario", "plans", "scenarios.id"),
        *_texts("engine", "outcome"),
        sa.Column("claimed", sa.BigInteger, nullable=False),
        sa.Column("awarded", sa.BigInteger, nullable=False),
        *_texts("digest"),
        sa.Column("document", sa.LargeBinary, nullable=False),
        _reference("job", "plans", "jobs.id"),
        *_texts("made", "actor"),
        sa.UniqueConstraint("id", name="uq_plans_id"),
    )
    op.create_index("ix_plans_scenario", "plans", ["scenario"])


def _keys() -> None:
    op.create_table(
        "keys",
        _number(),
        *_texts("id", "hash", "owner", "roles"),
        sa.Column("firm", sa.Text),
        *_texts("made", "actor"),
        *(sa.Column(name, sa.Text) for name in ("expires", "revoked")),
        sa.UniqueConstraint("id", name="uq_keys_id"),
    )


def _decisions() -> None:
    op.create_table(
        "bundles", *_texts("digest"), sa.Column("data", sa.LargeBinary, nullable=False), _key("bundles", "digest")
    )
    op.create_table(
        "decisions",
        _number(),
        *_texts("id"),
        _reference("plan", "decisions", "plans.id"),
        *_texts("state"),
        sa.Column("bundle", sa.Text, sa.ForeignKey("bundles.digest", name="fk_decisions_bundle")),
        sa.UniqueConstraint("id", name="uq_decisions_id"),
    )
    op.create_index(
        "uq_decisions_standing", "decisions", ["plan"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
    )
    op.create_table(
        "steps",
        _reference("decision", "steps", "decisions.id"),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("action", "actor", "time", "reason"),
        _key("steps", "decision", "number"),
    )


def _log() -> None:
    op.create_table(
        "log",
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        *_texts("time", "actor", "action", "subjects", "detail", "previous", "hash"),
        _key("log", "number"),
    )


def _number() -> sa.Column[int]:
    """A number that counts up by itself, and is the key of its table."""
    return sa.Column("number", NUMBER, primary_key=True)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _reference(name: str, table: str, to: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey(to, name=f"fk_{table}_{name}"), nullable=False)
