"""Access: who asks, and what that person may do; each role is one line of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from api.store import Role


class Scope(StrEnum):
    """Something that a caller may do."""

    READ = "read"
    """Read scenarios, plans, sweeps, comparisons and decisions."""
    OWN = "own"
    """Read what one firm got and why."""
    CREATE = "create"
    """Submit scenarios, make plans, try changes."""
    VERIFY = "verify"
    """Have plans and the log verified."""
    PROPOSE = "propose"
    """Propose a plan, and publish it once it is approved."""
    APPROVE = "approve"
    """Approve what somebody else proposed, and withdraw it."""
    LOG = "log"
    """Read the log."""
    OPERATE = "operate"
    """Read metrics, manage keys."""


SCOPES: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.PLANNER: frozenset({Scope.READ, Scope.OWN, Scope.CREATE, Scope.VERIFY, Scope.PROPOSE}),
        Role.APPROVER: frozenset({Scope.READ, Scope.OWN, Scope.VERIFY, Scope.APPROVE}),
        Role.AUDITOR: frozenset({Scope.READ, Scope.OWN, Scope.VERIFY, Scope.LOG}),
        Role.APPLICANT: frozenset({Scope.OWN}),
        Role.ADMIN: frozenset({Scope.READ, Scope.OWN, Scope.VERIFY, Scope.LOG, Scope.OPERATE}),
    }
)
"""What each role may do. Who manages keys makes no plans, and who makes a plan does not approve it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A person who asks."""

    name: str
    roles: frozenset[Role]
    firm: str | None = None
    """The only firm whose results this person may see; None: all that the roles allow."""

    @property
    def scopes(self) -> frozenset[Scope]:
        """Everything that this person may do."""
        return frozenset[Scope]().union(*(SCOPES[role] for role in self.roles))

    def may(self, scope: Scope) -> bool:
        """Whether this person may do something."""
        return scope in self.scopes

    def sees(self, firm: str) -> bool:
        """Whether this person may see what a firm got."""
        return self.may(Scope.READ) or (self.may(Scope.OWN) and self.firm == firm)


LOCAL = Caller("local", frozenset(Role) - {Role.APPLICANT})
"""Whoever holds the token of this run: the person in front of the machine."""
