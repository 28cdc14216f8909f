"""Scenario: everything one planning run reads, facts and policy, immutable and without a doubt left.

A mapping goes in; a `Scenario` comes out, or an `InputError` that lists every problem at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from optimizer.collection import collection_put_off
from optimizer.errors import InputError, Problem
from optimizer.quantities import NonNegative, Ratio, Units
from optimizer.rule import PolicyModel
from optimizer.rules import AnyRule
from optimizer.scenario.canonical import canonical_json, exact_form
from optimizer.scenario.problems import problems_of
from optimizer.scenario.references import reference_problems
from optimizer.scenario.values import Attribute, Day, FigureSchema, Id, Version
from optimizer.selector import Where

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
    submitted: Day | None = None
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
    """Who may take part."""
    rules: dict[Id, AnyRule] = {}
    """What limits the awards."""
    rounds: Annotated[dict[Id, Round], Field(min_length=1)] = {"general": Round(order=1)}
    """The order in which units are given out. Absent: one round for all, dividing proportionally."""
    tie_break_seed: str = ""
    """Ties are drawn by the SHA-256 of this text and the application's id."""


class Scenario(Fact):
    """Facts and policy of one planning run."""

    format: Version
    """Version of this format."""
    title: str = ""
    """Shown above every table."""
    description: str = ""
    """What the scenario is for."""
    periods: Annotated[list[Id], Field(min_length=1, max_length=120)]
    """Periods, in order."""
    products: Annotated[dict[Id, ControlledProduct], Field(min_length=1)]
    domestic: dict[Id, DomesticAccelerator] = {}
    firms: Annotated[dict[Id, Firm], Field(min_length=1)]
    applications: Annotated[dict[Id, Application], Field(min_length=1)]
    policy: Policy = Policy()

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Scenario:
        """A scenario from a mapping, which is read as its JSON would be.

        Raises:
            InputError: with every problem of the mapping.
        """
        with collection_put_off():
            exact, problems = exact_form(document)
            return cls.validated(exact, problems)

    @classmethod
    def validated(
        cls,
        document: Any,
        problems: list[Problem],
        called: Mapping[str, str] = MappingProxyType({}),
        known: Mapping[str, Any] = MappingProxyType({}),
    ) -> Scenario:
        """A scenario from a document in its exact form, unless it has problems, or had some when it was read.

        Args:
            document: plain maps, lists, texts and exact figures.
            problems: what is known to be wrong already.
            called: what a part of the document, such as `firms`, is called where its author wrote it.
            known: parts of the document as a scenario has them that was made from the same; they are not made again.

        Raises:
            InputError: with every problem, those known already first, one for each place.
        """
        scenario = None
        found = list(dict.fromkeys(problems))
        try:
            scenario = cls.model_validate({**document, **known} if known else document)
        except ValidationError as error:
            found += _untold(problems_of(error, cls, document), found)
        found += _untold(reference_problems(document, called), found)
        if scenario is None or found:
            raise InputError(found)
        return scenario

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """The JSON Schema of a scenario, in which figures are numbers."""
        return super().model_json_schema(*args, **{"schema_generator": FigureSchema} | options)

    def document(self) -> dict[str, Any]:
        """The scenario as plain maps of texts and exact figures, without what is left at its default."""
        with collection_put_off():
            document = _with_days_as_texts(self.model_dump(by_alias=True, exclude_defaults=True))
            document |= {"format": self.format}
            ends = {"from": self.periods[0], "to": self.periods[-1]}
            for application in document["applications"].values():
                for end, period in ends.items():
                    if application.get(end) == period:
                        del application[end]
            for facts in (document["applications"], document["firms"]):
                for name, fact in facts.items():
                    if None in fact.values():
                        facts[name] = {key: value for key, value in fact.items() if value is not None}
        return document

    def having(self, **parts: Any) -> Scenario:
        """The scenario with other parts, which must agree with the rest: that is not checked again."""
        same = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate(same | parts)

    def written(self) -> dict[str, Any]:
        """The scenario as its author wrote it, as plain maps of texts and exact figures."""
        with collection_put_off():
            return _with_days_as_texts(self.model_dump(by_alias=True, exclude_unset=True))

    def canonical_json(self) -> bytes:
        """The one way to write this scenario: keys sorted, no spaces, defaults left out, figures in plain decimals."""
        return canonical_json(self.document())

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the SHA-256 of the canonical JSON: the scenario's identity."""
        return "sha256:" + hashlib.sha256(self.canonical_json()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _with_days_as_texts(document: dict[str, Any]) -> dict[str, Any]:
    """A document that was made from a scenario, with its days as YYYY-MM-DD; changed in place."""
    for application in document["applications"].values():
        if application.get("submitted") is not None:
            application["submitted"] = application["submitted"].isoformat()
    return document


def _untold(problems: list[Problem], told: list[Problem]) -> list[Problem]:
    """Problems at places where none is told yet."""
    places = {problem.path for problem in told}
    return [problem for problem in dict.fromkeys(problems) if problem.path not in places]
