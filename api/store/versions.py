"""Versions: an opened database into one whose tables are those of this program, by way of the migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from api.store.engine import Database
from optimizer.errors import InputError, Problem, quoted

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE = "alembic_version"


def newest() -> str:
    """The version of the tables that this program works with."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def version_of(connection: Connection) -> str | None:
    """The version of the tables that are there; None if there are none."""
    if not inspect(connection).has_table(TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {TABLE}"))  # noqa: S608 - a name of our own
    return None if found is None else str(found)


def bring_up_to_date(database: Database, *, to: str = "head") -> None:
    """Run the migrations that are missing, all or none. An up-to-date store is only looked at.

    Args:
        to: another version than the newest; `base` for none.

    Raises:
        InputError: if the store was written by a newer version of the program, or holds tables of something else.
    """
    with database.reading() as connection:
        found = version_of(connection)
        if found == newest() and to == "head":
            return
    with database.writing() as connection:
        found = version_of(connection)
        if found is None and set(inspect(connection).get_table_names()) - {TABLE}:
            advice = "name an empty database, or a store"
            raise InputError([Problem((), "the database holds tables of something else", advice, "--store")])
        known = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
        if found is not None and found not in known:
            seen = f"the store was written by a newer version of the program (its tables are {quoted(found)})"
            advice = "install that version, or restore a backup from before the upgrade"
            raise InputError([Problem((), seen, advice, "--store")])
        newer = known[: known.index(found)] if found in known else known
        go = command.upgrade if to in {"head", *newer} else command.downgrade
        go(_config(connection), to)


def _config(connection: Connection) -> Config:
    """What tells Alembic where the migrations are, and to run them in our transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
