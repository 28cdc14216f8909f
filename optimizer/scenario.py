"""Scenario: everything one planning run reads, facts and policy, immutable and without a doubt left.

A mapping goes in; a `Scenario` comes out, or an `InputError` that lists every problem at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

import simplejson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from optimizer.errors import InputError, Problem
from optimizer.quantities import NonNegative, Ratio, Units
from optimizer.references import reference_problems
from optimizer.rule import PolicyModel
from optimizer.rules import AnyRule
from optimizer.selector import Where

Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Attribute = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Annotated[Decimal, Field(strict=True)]
    | Annotated[str, Field(strict=True)]
    | None
)
Supply = dict[str, Units]


class Fact(BaseModel):
    """Something that is the case: frozen and strict."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True
    )


class ControlledProduct(Fact):
    """A controlled accelerator."""

    lot: Annotated[int, Field(ge=1, le=10**6)] = 1
    """Units of one lot (of one server board); awards are whole lots."""
    price_usd: NonNegative | None = None
    """Price of one unit before duty, US dollars."""
    tpp: NonNegative | None = None
    """Total processing performance of one unit."""
    duty: Ratio | None = None
    """Duty as a part of the price, e.g. 0.25."""


class DomesticAccelerator(Fact):
    """A home-made accelerator."""

    tpp: NonNegative | None = None
    """Total processing performance of one unit."""
    price_usd: NonNegative | None = None
    """Price of one unit, US dollars."""
    supply: Supply = {}
    """Units that makers add in each period; a period that is not named adds none."""
    supply_low: Supply = {}
    """A low estimate of `supply`."""
    supply_high: Supply = {}
    """A high estimate of `supply`."""
    vendor: str | None = None
    """The maker."""
    basis: str | None = None
    """Where the figures come from."""


class Firm(Fact):
    """An applicant. Further columns are free attributes, `firm.<attribute>` in a selector."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Attribute]

    name: str | None = None
    """Full name."""
    kind: str | None = None
    """Kind of firm, e.g. hyperscaler, university."""
    group: Id | None = None
    """The owner. Absent: the firm is its own group."""
    domestic_purchases: dict[str, Units] = {}
    """Units of each domestic product bought before the first period."""


class Application(Fact):
    """One request of one firm. Further columns are free attributes that selectors may ask for."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Attribute]

    firm: str
    """Id of the firm."""
    product: str
    """Id of the controlled product."""
    use_case: str | None = None
    """What for."""
    units: Units
    """Units asked for."""
    from_: str | None = Field(default=None, alias="from")
    """First period in which units are of use. Absent: the first period."""
    to: str | None = None
    """Last period in which units are of use. Absent: the last period."""
    minimum_units: Units | None = None
    """Fewest units that are of any use. Absent: any number is."""
    accepts: list[str] | None = None
    """Domestic products that its co-purchase may be met with. Absent: all."""
    submitted: date | None = Field(default=None, strict=False)
    """Day of submission; ties go to the earlier one."""


class Requirement(PolicyModel):
    """An application for which `where` holds and `require` does not is refused."""

    where: Where = {}
    """The applications that the requirement is about. Empty: all."""
    require: Where
    """What must hold."""
    because: str
    """The reason given to the applicant."""


class ByScore(PolicyModel):
    """Divide by a score: one after the other, highest first."""

    ranked: str
    """The attribute that holds the score."""


class ByTotalScore(PolicyModel):
    """Divide so that the score-weighted total is as large as possible, proportionally among the best."""

    maximize: str
    """The attribute that holds the score of one unit."""


class EachShare(PolicyModel):
    """A part of each claim."""

    share: Annotated[Ratio, Field(le=1)]
    """The part, cut to whole lots."""


class Round(PolicyModel):
    """One step of the ordered division: who takes part, from which pool, by which division rule."""

    order: int
    """Rounds go in this order; no two have the same."""
    where: Where = {}
    """Who takes part. Empty: all."""
    divide: Literal["proportional", "equal_awards", "equal_losses", "talmud"] | ByScore | ByTotalScore = "proportional"
    """The division rule."""
    pool: NonNegative | None = None
    """Units that this round may add at most. Absent: no limit of its own."""
    each: Units | EachShare | None = None
    """What an application may reach in this round: units, or a share of its claim. Absent: its whole claim."""
    guarantee: bool = False
    """Whether the claims of this round must be met in full."""
    claimant: Literal["group", "firm", "application"] = "group"
    """Whose total claim the division rule looks at."""
    weight: str | None = None
    """A positive number of the application; awards are compared per weight. Absent: 1."""


class Policy(PolicyModel):
    """What the regulator decides: requirements, rules and rounds, each addressed by its name."""

    eligibility: dict[Id, Requirement] = {}
    rules: dict[Id, AnyRule] = {}
    rounds: Annotated[dict[Id, Round], Field(min_length=1)] = {"general": Round(order=1)}
    tie_break_seed: str = ""
    """Ties are drawn by the SHA-256 of this text and the application's id."""


class Scenario(Fact):
    """Facts and policy of one planning run."""

    format: Literal[1]
    """Version of this format."""
    title: str = ""
    description: str = ""
    periods: Annotated[list[Id], Field(min_length=1, max_length=120)]
    """Periods, in order."""
    products: Annotated[dict[Id, ControlledProduct], Field(min_length=1)]
    domestic: dict[Id, DomesticAccelerator] = {}
    firms: Annotated[dict[Id, Firm], Field(min_length=1)]
    applications: Annotated[dict[Id, Application], Field(min_length=1)]
    policy: Policy = Policy()

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Scenario:
        """A scenario from a mapping, as its JSON would be read.

        Raises:
            InputError: with every problem of the mapping.
        """
        problems: list[Problem] = []
        scenario = None
        try:
            scenario = cls.model_validate(document)
        except ValidationError as error:
            problems += [_problem(item) for item in error.errors(include_url=False, include_context=True)]
        problems += reference_problems(document)
        if scenario is None or problems:
            raise InputError(dict.fromkeys(problems))
        return scenario

    def document(self) -> dict[str, Any]:
        """The scenario as plain maps, without what is left at its default."""
        return self.model_dump(by_alias=True, exclude_defaults=True) | {"format": self.format}

    def canonical_json(self) -> bytes:
        """The one way to write this scenario: keys sorted, no spaces, defaults left out, figures in plain decimals."""
        return canonical_json(self.document())

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the SHA-256 of the canonical JSON: the scenario's identity."""
        return "sha256:" + hashlib.sha256(self.canonical_json()).hexdigest()


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """A document as UTF-8 JSON with sorted keys and no spaces; exact decimals stay what they are."""
    text: str = simplejson.dumps(
        document, use_decimal=True, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str
    )
    return text.encode()


def _problem(error: Mapping[str, Any]) -> Problem:
    """One of pydantic's errors in the words of this house."""
    path = tuple(part for part in error["loc"] if part not in _BRANCHES)
    seen, advice = error["msg"], ""
    value = error.get("input")
    if error["type"] == "missing":
        seen, advice = "is missing", "give it a value"
    elif error["type"] == "extra_forbidden":
        seen, advice = "is not a known field", "remove it or correct its name"
    elif isinstance(value, bool | int | float | Decimal | str) or value is None:
        shown = f'"{value}"' if isinstance(value, str) else "nothing" if value is None else str(value)
        seen, advice = f"{shown} is not allowed", error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return Problem(path, seen, advice)


_BRANCHES = frozenset({"cap", "co_purchase", "int", "decimal", "function-after", "constrained-int", "constrained-decimal"})
