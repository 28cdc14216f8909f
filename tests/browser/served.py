"""What the tests in a browser know of the server that they look at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """A server that answers."""

    address: str
    token: str
    """The key of its run."""
    key: str
    """The key of somebody who may approve."""
