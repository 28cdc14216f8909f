"""Protocol: HTTP over a connection that has to begin with a whole request soon, or is closed."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 20.0
"""Seconds in which the head of the first request has to be there."""


class PromptProtocol(H11Protocol):
    """HTTP/1.1, without those who open a connection and never say what they want."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and look again after a while."""
        super().connection_made(transport)
        self.loop.call_later(PATIENCE, self._look)

    def _look(self) -> None:
        if self.cycle is None and self.transport.get_protocol() is self:
            self.transport.close()
