"""Who may use the service, and as what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api import terminal
from api.arguments import STORE, StoreName, operator
from api.exits import ExitCode
from api.figures import NONE
from api.reports import WIDTH
from api.store import Key, Role, open_store
from api.store.paging import all_items
from api.tables import Column, Table

COLUMNS = (Column("key"), Column("owner"), Column("roles"), Column("firm"), Column("made"), Column("state"))

Owner = Annotated[str, typer.Option("--owner", metavar="NAME", show_default=False, help="The person who holds it.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", metavar="ROLE", show_default=False, help=f"{', '.join(Role)}. May be repeated."),
]
Firm = Annotated[str | None, typer.Option("--firm", metavar="ID", help="The firm of an applicant.")]
Days = Annotated[
    int | None, typer.Option("--days", metavar="N", min=1, help="Days that it holds. For ever if not given.")
]
KeyName = Annotated[
    str, typer.Argument(metavar="KEY", show_default=False, help="The name of a key, as `list` shows it.")
]


def create(owner: Owner, roles: Roles, firm: Firm = None, days: Days = None, store: StoreName = STORE) -> ExitCode:
    """Make a key for a person, and print its secret, which is shown this once."""
    expires = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with open_store(store) as opened:
        made = opened.keys.create(owner, roles, operator(), firm=firm, expires=expires)
    terminal.note(
        f"Key {made.key.id} for {made.key.owner}. Hand this over, and keep it nowhere: it is not shown again."
    )
    terminal.answer(f"{made.secret}\n".encode())
    return ExitCode.ANSWERED


def show(store: StoreName = STORE) -> ExitCode:
    """List the keys, also those that hold no longer."""
    with open_store(store, create=False) as opened:
        keys = list(all_items(opened.keys.list))
    now = datetime.now(UTC)
    rows = [
        (key.id, key.owner, ", ".join(key.roles), key.firm or NONE, f"{key.made:%Y-%m-%d}", _state(key, now))
        for key in keys
    ]
    terminal.say(Table(COLUMNS, tuple(rows)).lines(terminal.width(WIDTH)))
    return ExitCode.ANSWERED


def revoke(key: KeyName, store: StoreName = STORE) -> ExitCode:
    """End a key."""
    with open_store(store, create=False) as opened:
        opened.keys.revoke(key, operator())
    terminal.say([f"Key {key} holds no longer."])
    return ExitCode.ANSWERED


def _state(key: Key, now: datetime) -> str:
    if key.revoked is not None:
        return f"revoked {key.revoked:%Y-%m-%d}"
    if key.expires is None:
        return "holds"
    return f"{'expired' if key.expires <= now else 'holds until'} {key.expires:%Y-%m-%d}"


VERBS = {"create": create, "list": show, "revoke": revoke}
