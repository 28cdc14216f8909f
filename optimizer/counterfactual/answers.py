"""Answers: what would give somebody the units that it wants, and what would not, as data and as sentences."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field

from optimizer.explanation.explained import Audience, Kind, language_named
from optimizer.explanation.reasons import Code, Reason
from optimizer.plans import Exact, Part

Shown = int | Exact
"""A figure of a scenario, or the name of a period."""


class Wanted(Reason):
    """What was asked."""

    code: Literal[Code.WANTED] = Code.WANTED
    name: str
    granted: int
    want: int


class HasIt(Reason):
    """It has the units already."""

    code: Literal[Code.HAS_IT] = Code.HAS_IT


class StandsRefused(Reason):
    """Requirements stand in the way, and no figure of a limit."""

    code: Literal[Code.STANDS_REFUSED] = Code.STANDS_REFUSED
    requirements: list[str]


class StandsOutside(Reason):
    """No round selects it, so no figure of a limit stands in the way."""

    code: Literal[Code.STANDS_OUTSIDE] = Code.STANDS_OUTSIDE
    rounds: list[str]


class NobodyHas(Reason):
    """Nobody is granted anything, as a guarantee cannot be met."""

    code: Literal[Code.NOBODY_HAS] = Code.NOBODY_HAS
    round: str


class AboveClaim(Reason):
    """An award is never above its claim, so that only the units asked for can give more."""

    code: Literal[Code.ABOVE_CLAIM] = Code.ABOVE_CLAIM
    claim: int


class Figured(Reason):
    """Something about one figure of the scenario."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    path: str
    """Where the figure stands."""
    firm: str | None
    """The firm that it is about, if it is about one."""
    from_: Shown = Field(alias="from")


class Way(Figured):
    """One figure with which it would get the units, and the one before it, with which it would not; both were run."""

    code: Literal[Code.WAY] = Code.WAY
    words: str
    """What is done to it: 'raise national_quota'."""
    to: Shown
    size: Exact
    """The change as a part of what stands there now."""
    gives: int
    """Units granted with it."""
    before: Shown
    """One step less."""
    then: int
    """Units granted with one step less."""


class NothingNearer(Figured):
    """What is proved about a figure that gives the units: how near to what it is now it cannot be."""

    code: Literal[Code.NOTHING_NEARER] = Code.NOTHING_NEARER
    nearest: Shown
    """All figures on the way to this one are too little."""


class NoWay(Figured):
    """One figure that does not give the units, as far as it was tried."""

    code: Literal[Code.NO_WAY] = Code.NO_WAY
    tried: Shown
    """The last figure that was tried: more would change nothing, or would make no sense."""
    gives: int
    """Units granted with it."""
    limits: list[str]
    """What stops it then."""
    highest: Exact | None = None
    """The most that it is entitled to anywhere between, before whole lots, where that is proved."""
    never: int | None = None
    """Its minimum, where it is proved that it is entitled to nothing anywhere between."""
    minimum: int | None = None
    """Its minimum, where it drops out below that with the last figure that was tried."""
    periods: int | None = None
    """How many other periods there are, where it is about one; each was run."""


class NotTried(Reason):
    """Figures that were left out, so that the search ends in time."""

    code: Literal[Code.NOT_TRIED] = Code.NOT_TRIED
    paths: list[str]


class NoSingleChange(Reason):
    """No change of a single figure was found that gives the units."""

    code: Literal[Code.NO_SINGLE_CHANGE] = Code.NO_SINGLE_CHANGE
    tried: int
    """How many figures could give it more."""
    proved: int
    """For how many of them it is proved that no change does, as far as it may go."""
    minimum: int | None = None
    """The minimum of an application that dropped out below it."""


class EachWasRun(Reason):
    """What is proved about the ways, and what is not."""

    code: Literal[Code.EACH_WAS_RUN] = Code.EACH_WAS_RUN
    runs: int


Answer = (
    Wanted
    | HasIt
    | StandsRefused
    | StandsOutside
    | NobodyHas
    | AboveClaim
    | Way
    | NothingNearer
    | NoWay
    | NotTried
    | NoSingleChange
    | EachWasRun
)
ANSWERS: tuple[type[Reason], ...] = get_args(Answer)
AnyAnswer = Annotated[Answer, Field(discriminator="code")]


class Counterfactual(Part):
    """What would give an application or a firm the units that it wants: one change of one figure at a time."""

    format: Literal[1] = 1
    scenario_digest: str
    kind: Kind
    name: str
    firm: str
    audience: Audience = "planner"
    want: int
    granted: int
    answers: tuple[AnyAnswer, ...]
    """The ways first, the smallest relative change before larger ones; then what does not help."""

    @property
    def ways(self) -> tuple[Way, ...]:
        """What would give the units."""
        return tuple(answer for answer in self.answers if isinstance(answer, Way))

    def shown_to(self, audience: Audience) -> Counterfactual:
        """The same for an audience: an applicant is told of no figure that is about another firm."""
        if audience in {self.audience, "planner"}:
            return self
        kept = tuple(
            answer for answer in self.answers if not isinstance(answer, Figured) or answer.firm in {None, self.firm}
        )
        return self.model_copy(update={"audience": audience, "answers": kept})

    def title(self, language: str = "en") -> str:
        """What stands above the answers.

        Raises:
            InputError: if there are no sentences in that language.
        """
        return language_named(language).heading(self.name, self.kind, self.want)

    def sentences(self, language: str = "en") -> list[str]:
        """The answers in words.

        Raises:
            InputError: if there are no sentences in that language.
        """
        tongue = language_named(language)
        return [tongue.sentence(answer) for answer in self.answers]

    def document(self, language: str = "en") -> dict[str, object]:
        """The answers as JSON has them, each with its sentence."""
        document = self.model_dump(mode="json")
        for answer, sentence in zip(document["answers"], self.sentences(language), strict=True):
            answer["sentence"] = sentence
        return document
