"""Explanation: a plan, its scenario and a name in, the reasons out, as data and as sentences.

Reasons follow from the plan by arithmetic that anybody can repeat; only what one unit of a limit would change is found
by dividing again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from optimizer.errors import InputError, Problem, unknown
from optimizer.explanation.applications import application_reasons
from optimizer.explanation.explained import AUDIENCES, KINDS, LANGUAGES, AnyReason, Audience, Explanation, Kind
from optimizer.explanation.ground import Ground
from optimizer.explanation.groups import applications_of, firm_reasons, round_reasons, rule_reasons
from optimizer.explanation.margins import Margins
from optimizer.explanation.reasons import Code, Reason
from optimizer.plans import Plan
from optimizer.rules.domestic_supply import SUPPLY
from optimizer.scenario import Scenario

__all__ = [
    "AUDIENCES",
    "KINDS",
    "LANGUAGES",
    "AnyReason",
    "Audience",
    "Code",
    "Explainer",
    "Explanation",
    "Kind",
    "Reason",
    "explain",
]


def explain(
    plan: Plan, scenario: Scenario, name: str, *, kind: Kind | None = None, margins: bool = True
) -> Explanation:
    """Why an application, a firm, a rule or a round came out as it did; for several of one plan, use an `Explainer`.

    Args:
        scenario: the scenario that the plan is for.
        kind: what the name is of, where one name stands for several; the first in the order above if not given.
        margins: whether to work out what one unit of each limit would change, which takes two divisions a limit.

    Raises:
        InputError: if there is nothing of that name, with the nearest, or if the plan is for another scenario.
    """
    return Explainer(plan, scenario, margins=margins).explain(name, kind)


@dataclass(frozen=True)
class Explainer:
    """Explains one plan, and works out only once what its explanations share."""

    plan: Plan
    scenario: Scenario
    margins: bool = True
    """Whether to work out what one unit of each limit would change."""

    @cached_property
    def _ground(self) -> Ground:
        return Ground.of(self.plan, self.scenario)

    @cached_property
    def _margins(self) -> Margins | None:
        return Margins(self._ground) if self.margins else None

    @cached_property
    def _names(self) -> Mapping[Kind, Collection[str]]:
        policy = self.scenario.policy
        supply = [SUPPLY] if self.scenario.domestic else []
        return {
            "application": self.scenario.applications.keys(),
            "firm": self.scenario.firms.keys(),
            "rule": [*policy.rules, *supply],
            "round": policy.rounds.keys(),
        }

    def explain(self, name: str, kind: Kind | None = None) -> Explanation:
        """Why something of this name came out as it did.

        Raises:
            InputError: if there is nothing of that name, with the nearest, or if the plan is for another scenario.
        """
        kind = self._kind(name, kind)
        reasons = {
            "application": application_reasons,
            "firm": firm_reasons,
            "rule": rule_reasons,
            "round": round_reasons,
        }[kind]
        parts = applications_of(self._ground, name) if kind == "firm" else []
        return Explanation.model_validate(
            {
                "scenario_digest": self.plan.scenario_digest,
                "kind": kind,
                "name": name,
                "reasons": tuple(reasons(self._ground, name, self._margins)),
                "parts": tuple(self.explain(part, "application") for part in parts),
            }
        )

    def _kind(self, name: str, kind: Kind | None) -> Kind:
        """What a name is of."""
        searched = self._names if kind is None else {kind: self._names[kind]}
        found = next((one for one, names in searched.items() if name in names), None)
        if found is None:
            every = dict.fromkeys(known for names in searched.values() for known in names)
            what = "the applications, firms, rules and rounds" if kind is None else f"the {kind}s"
            raise InputError([Problem((), *unknown(name, every, what), "ID")])
        return found
