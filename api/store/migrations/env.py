"""What Alembic runs: the migrations, in the transaction that it is handed."""

from __future__ import annotations

from alembic import context

from api.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
