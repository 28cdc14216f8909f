"""What a screen says, and waiting until it says something."""

import asyncio
from collections.abc import Callable

from nicegui import ui
from nicegui.testing import User

PATIENCE = 400
"""So many times it is looked whether something has come."""


def said(user: User) -> str:
    """All markup of a screen."""
    assert user.client is not None
    return "\n".join(item.content for item in user.client.elements.values() if isinstance(item, ui.html))


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(PATIENCE):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")
