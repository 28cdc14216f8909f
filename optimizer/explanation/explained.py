"""Explanation: the reasons for one answer, as data that a program reads and as sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from optimizer.errors import InputError, Problem, unknown
from optimizer.explanation.chinese import CHINESE
from optimizer.explanation.english import ENGLISH
from optimizer.explanation.language import Language
from optimizer.explanation.lots import (
    DrawLost,
    DrawWon,
    FewerLots,
    FurtherLot,
    Granted,
    NoFurtherLot,
)
from optimizer.explanation.reasons import (
    Asked,
    Ceiling,
    CutToLots,
    DroppedOut,
    Failed,
    Given,
    InNoRound,
    Kept,
    LessThanALot,
    NoPlan,
    PassedBy,
    Refused,
    Stopped,
    WholeClaim,
    Worth,
)
from optimizer.explanation.stops import (
    BestTotal,
    HaveAll,
    LimitedByCap,
    LimitedByCredit,
    LimitedByNothingToBuy,
    LimitedByPool,
    LimitedBySupply,
    NotObliged,
    Obliged,
    SameAward,
    SameAwardToHalf,
    SameLoss,
    SameLossFromHalf,
    SameShare,
    ServedBefore,
    StoppedWith,
    StopsToo,
    UsedUpToo,
    WentFurther,
)
from optimizer.explanation.subjects import (
    FirmAsked,
    FirmBuys,
    FirmGranted,
    RoundDivides,
    RoundFull,
    RoundGave,
    RoundGuarantees,
    RoundPool,
    RoundStop,
    RowLeft,
    RowStopped,
    RowStoppedNobody,
    RowUsed,
    RowWorth,
    RuleCaps,
    RuleObliges,
    RuleSupplies,
)
from optimizer.plans import Part

AnyReason = Annotated[
    Asked
    | CutToLots
    | LessThanALot
    | Kept
    | Failed
    | Refused
    | NoPlan
    | DroppedOut
    | InNoRound
    | Given
    | PassedBy
    | WholeClaim
    | Ceiling
    | Stopped
    | Worth
    | SameShare
    | SameAward
    | SameLoss
    | SameAwardToHalf
    | SameLossFromHalf
    | BestTotal
    | LimitedByCap
    | LimitedByPool
    | LimitedBySupply
    | LimitedByCredit
    | LimitedByNothingToBuy
    | StopsToo
    | UsedUpToo
    | Obliged
    | NotObliged
    | StoppedWith
    | HaveAll
    | WentFurther
    | ServedBefore
    | FurtherLot
    | NoFurtherLot
    | FewerLots
    | DrawWon
    | DrawLost
    | Granted
    | FirmAsked
    | FirmGranted
    | FirmBuys
    | RuleCaps
    | RuleObliges
    | RuleSupplies
    | RowUsed
    | RowStopped
    | RowStoppedNobody
    | RowLeft
    | RowWorth
    | RoundDivides
    | RoundGuarantees
    | RoundGave
    | RoundPool
    | RoundStop
    | RoundFull,
    Field(discriminator="code"),
]

Kind = Literal["application", "firm", "rule", "round"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Audience = Literal["planner", "applicant"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

LANGUAGES: Mapping[str, Language] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
"""The languages that there are sentences in. A new one is one file of templates and one entry here."""


def language_named(name: str) -> Language:
    """The language of a name.

    Raises:
        InputError: if there are no sentences in it, with the nearest.
    """
    if name not in LANGUAGES:
        raise InputError([Problem((), *unknown(name, LANGUAGES, "the languages"), "--language")])
    return LANGUAGES[name]


class Explanation(Part):
    """Why an application, a firm, a rule or a round came out as it did."""

    format: Literal[1] = 1
    scenario_digest: str
    kind: Kind
    name: str
    audience: Audience = "planner"
    """Whom it may be shown to: an applicant is told nothing about single other firms, nor about fewer than three."""
    reasons: tuple[AnyReason, ...]
    """In the order in which things were decided."""
    parts: tuple[Explanation, ...] = ()
    """Explanations of a firm's applications."""

    def shown_to(self, audience: Audience) -> Explanation:
        """The same for an audience: what an applicant must not know is taken out of the data."""
        if audience in {self.audience, "planner"}:
            return self
        told = (reason.for_applicant() for reason in self.reasons)
        return Explanation.model_validate(
            dict(self)
            | {
                "audience": audience,
                "reasons": tuple(reason for reason in told if reason is not None),
                "parts": tuple(part.shown_to(audience) for part in self.parts),
            }
        )

    def alone(self) -> Explanation:
        """The same without its parts."""
        return self.model_copy(update={"parts": ()})

    def title(self, language: str = "en") -> str:
        """What stands above the reasons.

        Raises:
            InputError: if there are no sentences in that language.
        """
        return language_named(language).heading(self.name, self.kind)

    def sentences(self, audience: Audience = "planner", language: str = "en") -> list[str]:
        """The reasons in words, those of its parts after its own.

        Raises:
            InputError: if there are no sentences in that language.
        """
        shown, tongue = self.shown_to(audience), language_named(language)
        own = [tongue.sentence(reason) for reason in shown.reasons]
        return own + [sentence for part in shown.parts for sentence in part.sentences(audience, language)]

    def document(self, audience: Audience = "planner", language: str = "en") -> dict[str, Any]:
        """The explanation as JSON has it, each reason with its sentence."""
        shown, tongue = self.shown_to(audience), language_named(language)
        document = shown.model_dump(mode="json")
        for told, reason in zip(document["reasons"], shown.reasons, strict=True):
            told["sentence"] = tongue.sentence(reason)
        return document | {"parts": [part.document(audience, language) for part in shown.parts]}
