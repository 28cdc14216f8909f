"""Points at which a process can end: before every statement that writes, and before its commit."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, event

from api.store.engine import WRITES

STATEMENTS = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER")


class Death:
    """Ends this process at the given point, as `kill -9` does."""

    def __init__(self, point: int) -> None:
        self._point = point
        self._met: Iterator[int] = count(1)
        event.listen(Engine, "before_cursor_execute", self._before_statement)
        event.listen(Engine, "commit", self._before_commit)

    def _before_statement(self, _connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(STATEMENTS):
            self._meet()

    def _before_commit(self, connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            self._meet()

    def _meet(self) -> None:
        if next(self._met) == self._point:
            os.kill(os.getpid(), signal.SIGKILL)
