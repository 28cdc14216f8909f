"""A scenario with each cap row as a rule of its own, so that the limit of any single one can be another figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optimizer import Scenario
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limit

MUCH = 10**15
Document = dict[str, Any]


def with_limit(scenario: Scenario, facts: Facts, every: Mapping[str, Limit], row: str, by: int) -> Scenario | None:
    """The scenario with the limit of one row changed; None where no document says that."""
    document = scenario.document()
    policy = document["policy"]
    for name, rule in policy["rounds"].items():
        if row == f"pool[{name}]":
            rule["pool"] += by
            return _parsed(document)
    for firm, item in document["firms"].items():
        for product in item.get("domestic_purchases", {}):
            if row == f"credit[{firm},{product}]":
                item["domestic_purchases"][product] += by
                return _parsed(document)
    rules = {name: rule for name, rule in policy.get("rules", {}).items() if rule["kind"] != "cap"}
    for name, rule in policy.get("rules", {}).items():
        for limit in every.values() if rule["kind"] == "cap" else ():
            if limit.rule == name:
                one = _of_its_own(facts, rule, limit, by if limit.name == row else 0)
                if one is None:
                    return None
                rules[f"row{len(rules)}"] = one
    policy["rules"] = rules
    return _parsed(document) if row in every and not row.startswith("supply[") else None


def _of_its_own(facts: Facts, rule: Document, limit: Any, by: int) -> Document | None:
    where, periods = dict(rule.get("where", {})), facts.periods
    per = rule.get("per")
    if per is not None:
        label = limit.name.removeprefix(f"{limit.rule}[").removesuffix("]")
        if isinstance(rule.get("limit"), dict) and "attribute" not in rule["limit"]:
            label = label.rpartition(",")[0]
        values = {value for value in facts.every.of(per).distinct if _text(value) == label}
        if len(values) != 1 or per in where:
            return None
        where[per] = values.pop()
    most = _number(limit.amount + by)
    if (limit.first, limit.last) != (0, len(periods) - 1):
        figures = {
            period: most if t == limit.first else 0 if limit.first < t <= limit.last else MUCH
            for t, period in enumerate(periods)
        }
        return {"kind": "cap", "measure": limit.unit, "where": where, "limit": figures, "carry_over": limit.first == 0}
    return {"kind": "cap", "measure": limit.unit, "where": where, "limit": most}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Fraction) -> int | Decimal:
    return int(value) if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)


def _parsed(document: Document) -> Scenario:
    return Scenario.parse(document)
