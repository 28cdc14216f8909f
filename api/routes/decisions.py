"""Decisions: a plan becomes *the* plan, by two people; what is published is frozen with its bundle."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.routes.plans import ARCHIVE, ZIP
from api.service.bodies import ExactRoute
from api.service.conditions import immutable
from api.service.wiring import PLAIN, Approver, DecisionId, Here, Message, Paging, PlanDigest, Proposer, Reader
from api.store import Decision, Page
from api.store.records import DecisionState

router = APIRouter(prefix="/decisions", tags=["decisions"], route_class=ExactRoute)

Reason = Annotated[str, Field(max_length=2000, pattern=PLAIN)]


class Proposal(Message):
    """A plan that is to become the plan."""

    plan: PlanDigest
    """Id of a finished plan."""
    reason: Reason = ""
    """Why this one."""


class Finding(Paging):
    """Which decisions."""

    plan: PlanDigest | None = None
    """Only decisions about this plan."""
    state: DecisionState | None = None
    """Only decisions in this state."""


class Reasoned(Message):
    """A step of a decision."""

    reason: Reason = ""
    """Why."""


@router.post("", operation_id="propose", summary="Propose a plan", status_code=201)
def propose(proposal: Proposal, caller: Proposer, service: Here, response: Response) -> Decision:
    """The proposer cannot approve it."""
    decision = service.store.decisions.propose(proposal.plan, caller.name, reason=proposal.reason)
    response.headers["Location"] = f"/api/v1/decisions/{decision.id}"
    return decision


@router.get("", operation_id="list_decisions", summary="Find decisions")
def find(asked: Annotated[Finding, Query()], _: Reader, service: Here) -> Page[Decision]:
    """Decisions, newest first."""
    return service.store.decisions.search(plan=asked.plan, state=asked.state, limit=asked.limit, cursor=asked.cursor)


@router.get("/{decision}", operation_id="get_decision", summary="A decision, step by step")
def get(decision: DecisionId, _: Reader, service: Here) -> Decision:
    """Who did what, when and why."""
    return service.store.decisions.get(decision)


@router.post("/{decision}/approve", operation_id="approve", summary="Approve what somebody else proposed")
def approve(decision: DecisionId, step: Reasoned, caller: Approver, service: Here) -> Decision:
    """Proposer and approver are two people, whatever keys they hold."""
    return service.store.decisions.approve(decision, caller.name, reason=step.reason)


@router.post("/{decision}/publish", operation_id="publish", summary="Publish an approved plan")
def publish(decision: DecisionId, step: Reasoned, caller: Proposer, service: Here) -> Decision:
    """Freezes its bundle: scenario, plan, certificate and stand-alone verifier."""
    return service.store.decisions.publish(decision, caller.name, reason=step.reason)


@router.post("/{decision}/withdraw", operation_id="withdraw", summary="Take a decision back")
def withdraw(decision: DecisionId, step: Reasoned, caller: Approver, service: Here) -> Decision:
    """Needs a reason. What was published stays kept."""
    return service.store.decisions.withdraw(decision, caller.name, step.reason)


@router.get(
    "/{decision}/bundle",
    operation_id="get_published_bundle",
    summary="The zip that was frozen when it was published",
    response_class=Response,
    responses=ARCHIVE,
)
def get_bundle(request: Request, decision: DecisionId, _: Reader, service: Here) -> Response:
    """The same bytes for ever."""
    return immutable(request, service.store.decisions.bundle(decision), ZIP, file=f"quotaplan-decision-{decision}.zip")
