"""Addresses: which scenario, with which single values changed, a screen is about; to and from the query of its URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

SETTING = "set"
"""The field of a query that changes one value: `set=policy.rules.quota.limit=500000`. It may be repeated."""

SHORT = 16
"""So many characters of a digest name a scenario in a URL."""


@dataclass(frozen=True, slots=True)
class Address:
    """A scenario and what is changed in it first."""

    base: str
    """A bundled sample's name, or the first characters of a digest."""
    settings: tuple[str, ...] = ()

    def changed(self, settings: Iterable[str]) -> Address:
        """The same scenario with other changes."""
        return Address(self.base, tuple(settings))

    def to(self, *screen: str, **fields: str) -> str:
        """The URL of a screen about this scenario: `to()` is its plan, `to("what-if")` its what-if panel."""
        path = "/".join(quote(part, safe="") for part in ("plans", self.base, *screen))
        return f"/{path}{query(fields, self.settings)}"


def query(fields: Mapping[str, str], settings: Iterable[str] = ()) -> str:
    """The query of a URL, with its question mark; fields without a value are left out."""
    written = urlencode(
        [*((name, value) for name, value in fields.items() if value), *((SETTING, s) for s in settings)]
    )
    return f"?{written}" if written else ""


def short(digest: str) -> str:
    """A digest as it stands in a URL."""
    return digest.removeprefix("sha256:")[:SHORT]
