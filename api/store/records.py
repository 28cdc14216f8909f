"""Records: what the store tells about what it holds, each a frozen model. Times are UTC."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Item = TypeVar("Item")

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]
"""Where a job is. A state says nothing about the answer."""
Outcome = Literal["allocated", "infeasible"]
"""What a plan found. That a guarantee cannot be met is a finding, not a failure."""
DecisionState = Literal["proposed", "approved", "published", "withdrawn"]

FINAL = frozenset({"succeeded", "failed", "cancelled"})
"""States that a job does not leave."""


class Record(BaseModel):
    """Something that the store tells: frozen, without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Page(Record, Generic[Item]):
    """A part of a list, newest first."""

    items: tuple[Item, ...]
    next: str | None = None
    """What to ask for to get the next part; None: this is the last."""


class Derivation(Record):
    """That a scenario was made from another by a patch."""

    parent: str
    """Digest of the scenario that was changed."""
    patch: str
    """The merge patch (a map) or JSON Patch (a list) that made the change, as JSON text: its figures are exact."""


class ScenarioInfo(Record):
    """What is known of a scenario without reading it."""

    id: str
    """The digest of its canonical JSON."""
    title: str
    """What its author calls it."""
    applications: int
    """How many there are."""
    added: AwareDatetime
    """When it was added first."""
    actor: str
    """Who added it first."""
    derived: Derivation | None = None
    """From what it was first derived; None: it came as a whole document."""
    tags: tuple[str, ...] = ()
    """Words to find it by."""
    note: str = ""
    """What others should know of it."""


class Stored(Record):
    """What became of a scenario that was handed in."""

    scenario: ScenarioInfo
    created: bool
    """False: the store had it already."""


class PlanInfo(Record):
    """What is known of a finished plan without reading it."""

    id: str
    """The digest of the scenario's digest and the engine's version."""
    scenario: str
    """Id of the scenario that it divides."""
    engine: str
    """Version of the program that made it."""
    outcome: Outcome
    """What was found."""
    claimed: int
    """Units."""
    awarded: int
    """Units."""
    digest: str
    """`sha256:` and the SHA-256 of plan.json, byte for byte."""
    job: str
    """The work that made it."""
    made: AwareDatetime
    """When it was made."""
    actor: str
    """Who asked for it first."""


class SweepSpec(Record):
    """What a sweep varies."""

    vary: tuple[str, ...] = Field(min_length=1)
    """Each `PATH=VALUES`, as the command line takes it: FROM:TO:STEP, a list a,b,c, or a distribution."""
    zipped: bool = False
    """Whether lists go in step, the first values together, then the second, and so on."""
    samples: int | None = Field(default=None, ge=1)
    """Draws of what has a distribution, at each point."""
    seed: int = Field(default=0, ge=0)
    """The same seed draws the same samples."""


class SweepInfo(Record):
    """What is known of a sweep without reading its results."""

    id: str
    """The digest of what it varies, its scenario and the engine's version."""
    scenario: str
    """Id of the scenario that is varied."""
    engine: str
    """Version of the program that makes its plans."""
    spec: SweepSpec
    """What is varied."""
    points: int
    """Runs that there are to be."""
    submitted: AwareDatetime
    """When it was asked for first."""
    actor: str
    """Who asked for it first."""


class Job(Record):
    """Something to be run, running, or done."""

    id: str
    """By which events and the log name it."""
    kind: str
    """`plan` or `sweep`."""
    subject: str
    """Id of what it makes: a plan or a sweep."""
    scenario: str
    """Id of the scenario that it is made from."""
    state: State
    """Where the work is."""
    outcome: Outcome | None = None
    """Only of a plan that succeeded."""
    actor: str
    """Who asked for it."""
    submitted: AwareDatetime
    """When it was asked for."""
    started: AwareDatetime | None = None
    """When it was started last."""
    finished: AwareDatetime | None = None
    """When it ended."""
    attempts: int = 0
    """How often it was started; more than once if a process died."""
    cancelling: bool = False
    """Whether somebody asked for its end, and it has not ended yet."""
    stage: str = ""
    """What it is at, in a word."""
    done: int = 0
    """How much of this stage is done."""
    total: int | None = None
    """How much there is to do in this stage; None: nobody knows."""
    problem: str | None = None
    """Why it failed, in a sentence."""


class JobEvent(Record):
    """One step of a job, kept so that a listener who comes late hears it too."""

    number: int
    """Counts up from 1 within a job."""
    time: AwareDatetime
    """When it happened."""
    state: State
    """Where the work was."""
    stage: str = ""
    """What it was at, in a word."""
    done: int = 0
    """How much of this stage was done."""
    total: int | None = None
    """How much there was to do in this stage; None: nobody knew."""


class Submission(Record):
    """What became of something that was asked for."""

    id: str
    """Id of the plan or sweep."""
    job: Job
    created: bool
    """False: it was there, or being made, already."""


class Role(StrEnum):
    """What the holder of a key may do."""

    PLANNER = "planner"
    APPROVER = "approver"
    AUDITOR = "auditor"
    APPLICANT = "applicant"
    ADMIN = "admin"


class Key(Record):
    """A key, without its secret, which nobody has but its holder."""

    id: str
    owner: str
    """The person who holds it; what is done with it is done by this person."""
    roles: tuple[Role, ...]
    firm: str | None = None
    """Id of the firm whose results an applicant may see."""
    made: AwareDatetime
    actor: str
    """Who made it."""
    expires: AwareDatetime | None = None
    revoked: AwareDatetime | None = None


class NewKey(Record):
    """A key that was just made, with its secret, which is shown this once."""

    key: Key
    secret: str = Field(repr=False)
    """What its holder sends; the store keeps only its hash."""


class Step(Record):
    """One thing done to a decision."""

    action: Literal["propose", "approve", "publish", "withdraw"]
    """What was done."""
    actor: str
    """Who did it."""
    time: AwareDatetime
    """When."""
    reason: str = ""
    """Why."""


class Decision(Record):
    """The way of a plan to becoming the plan."""

    id: str
    """By which it is fetched."""
    plan: str
    """Id of the plan that it is about."""
    state: DecisionState
    """How far it is."""
    steps: tuple[Step, ...]
    """What was done so far, in order."""
    bundle: str | None = None
    """`sha256:` and the SHA-256 of the zip that was frozen when it was published."""


class LogEntry(Record):
    """One thing that happened. Each entry holds the hash of the one before."""

    number: int
    """Counts up from 1 without a gap."""
    time: str
    """UTC, RFC 3339."""
    actor: str
    """Who did it; for what the service does by itself, its name."""
    action: str
    """A noun and a verb, e.g. `plan.submit`."""
    subjects: dict[str, str]
    """What it was done to: a noun to its id or digest."""
    detail: dict[str, Any]
    """What else there is to say, e.g. an outcome."""
    previous: str
    """Hash of the entry before; of the first, `sha256:` and 64 zeros."""
    hash: str
    """`sha256:` and the SHA-256 of the canonical JSON of all the other fields."""
