"""Sweeps, and the results of their points."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sweeps",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id", name="fk_sweeps_scenario"), nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("submitted", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sweeps"),
        sa.UniqueConstraint("id", name="uq_sweeps_id"),
    )
    op.create_index("ix_sweeps_scenario", "sweeps", ["scenario"])
    op.create_table(
        "sweep_results",
        sa.Column("sweep", sa.Text, sa.ForeignKey("sweeps.id", name="fk_sweep_results_sweep"), nullable=False),
        sa.Column("point", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sweep", "point", name="pk_sweep_results"),
    )


def downgrade() -> None:
    """Remove the tables, with everything in them."""
    op.drop_table("sweep_results")
    op.drop_table("sweeps")
