"""Settings of the service: what a deployment decides, as one frozen noun."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.refusals import problems_with
from optimizer.errors import InputError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Addresses that nobody but this machine reaches."""
MEGABYTE = 2**20
Rate = Annotated[str, Field(pattern=r"^[1-9][0-9]*/(second|minute|hour|day)$")]
"""How often something may be done, such as 30/minute."""


class Setting(BaseModel):
    """Some settings: frozen, nothing unknown, nothing converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Issuer(Setting):
    """Who signs bearer tokens, and how a token says who its bearer is."""

    issuer: str
    """What the claim `iss` must say."""
    audience: str
    """What the claim `aud` must name."""
    key_set: str
    """The public keys (JWKS): a file, or an http(s) address within the office network."""
    algorithms: tuple[Literal["RS256", "PS256", "ES256"], ...] = ("RS256", "PS256", "ES256")
    """Signatures that are accepted; never none, never one with a shared secret."""
    roles_claim: str = "roles"
    """The claim with the bearer's roles."""
    firm_claim: str = "firm"
    """The claim with the firm of an applicant."""


class Limits(Setting):
    """What one request, one run and one caller may take."""

    body_bytes: int = Field(default=64 * MEGABYTE, ge=1)
    """Bytes of one request."""
    applications: int = Field(default=200_000, ge=1)
    """Applications of one scenario."""
    run_seconds: float = Field(default=600.0, gt=0)
    """Seconds that one plan may take before it is stopped."""
    sweep_seconds: float = Field(default=3600.0, gt=0)
    """Seconds that one sweep may take before it is stopped; asked for again, it goes on from there."""
    wait_seconds: float = Field(default=30.0, ge=0)
    """Seconds that an answer may be waited for (`Prefer: wait`)."""
    quick_seconds: float = Field(default=60.0, gt=0)
    """Seconds that the search for a counterfactual may take before it is stopped."""
    read_seconds: float = Field(default=30.0, gt=0)
    """Seconds in which each further piece of a request has to arrive."""
    arrive_seconds: float = Field(default=600.0, gt=0)
    """Seconds in which the whole of a request has to arrive."""
    drain_seconds: float = Field(default=30.0, ge=0)
    """Seconds that running work gets to end when the server is told to."""
    rate: Rate = "1200/minute"
    """Requests of one caller."""
    failures: Rate = "30/minute"
    """Requests without a valid key from one address."""


class Settings(Setting):
    """Everything that a deployment may decide."""

    host: str = "127.0.0.1"
    """Address that the server listens on."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port that the server listens on; 0 for any that is free."""
    store: str = "quotaplan.db"
    """The store: a file, or the address of a PostgreSQL database."""
    workers: int = Field(default=2, ge=0)
    """Processes that make plans."""
    token: str | None = None
    """The key of this run, which is printed; None where keys of the store are used."""
    secret: str = Field(default="", repr=False)
    """What sessions of the page are signed with; several processes share it. Empty: made anew for each process."""
    hosts: tuple[str, ...] = ()
    """Names by which the server is called beside its address, e.g. that of a reverse proxy."""
    proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose word on a client's address and scheme is taken."""
    keep_steps_days: int | None = Field(default=90, ge=1, le=99_999)
    """Days that the single steps of ended jobs are kept; None: for ever. Everything else is kept for good."""
    issuer: Issuer | None = None
    """Who signs bearer tokens, if anybody."""
    limits: Limits = Limits()
    open_metrics: bool = False
    """Whether metrics may be read without a key."""

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server, directly."""
        return self.host in LOOPBACK

    @property
    def is_private(self) -> bool:
        """Whether only the person in front of this machine uses the server: no proxy leads others to it."""
        return self.is_local and not self.hosts


def read_settings(text: str, name: str) -> Settings:
    """Settings from a JSON document.

    Raises:
        InputError: with everything that is wrong with it.
    """
    try:
        return Settings.model_validate_json(text)
    except ValidationError as error:
        raise InputError(problems_with(error, name, "see docs/operations.md")) from error
