"""A scenario document as the method's nouns: who takes part with what claim, and every row, in fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Application:
    """One application that passed screening."""

    name: str
    firm: str
    group: str
    claim: int
    lot: int
    window: range
    minimum: int
    submitted: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of coefficient times units over (application, period) is at most the limit."""

    name: str
    coefficients: Mapping[tuple[str, int], Fraction]
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one unit of an application obliges its firm to buy at home, and what may be bought for it."""

    owed: Fraction
    worth: Mapping[str, Fraction]
    credit: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that limits a division."""

    applications: Mapping[str, Application]
    rows: tuple[Row, ...]
    obligations: Mapping[str, Obligation]
    supply: Mapping[str, tuple[Fraction, ...]]
    """Domestic product to its supply up to the end of each period."""
    past: Mapping[tuple[str, str], int]
    """(firm, domestic product) to units bought before the first period."""


def figure(value: object) -> Fraction:
    """A figure of a document, exactly as written."""
    return Fraction(str(value))


def facts(document: Document) -> Facts:
    """What a document says, screened."""
    applications = {item.name: item for item in _applications(document) if not refusals(document, item)}
    return Facts(
        applications,
        tuple(row for name in _rules(document, "cap") for row in _cap(document, name, applications)),
        _obligations(document, applications),
        {name: _supply(document, item) for name, item in document.get("domestic", {}).items()},
        {
            (firm, product): units
            for firm, item in document["firms"].items()
            for product, units in item.get("domestic_purchases", {}).items()
        },
    )


def refusals(document: Document, application: Application) -> list[str]:
    """The requirements that an application does not meet."""
    return [
        name
        for name, item in document.get("policy", {}).get("eligibility", {}).items()
        if selected(item.get("where", {}), application) and not selected(item["require"], application)
    ]


def selected(where: Mapping[str, Any], application: Application) -> bool:
    """Whether every entry of a selector holds."""
    return all(_matches(match, application.attributes.get(attribute)) for attribute, match in where.items())


def _matches(match: Any, value: Any) -> bool:
    if isinstance(match, Mapping):
        if value is None or isinstance(value, bool):
            return False
        too_low = "at_least" in match and value < match["at_least"]
        too_high = "at_most" in match and value > match["at_most"]
        return not (too_low or too_high)
    if isinstance(match, list):
        return any(_matches(item, value) for item in match)
    return bool(value == match and isinstance(value, bool) == isinstance(match, bool))


def _applications(document: Document) -> list[Application]:
    periods = list(document["periods"])
    found = []
    for name, item in document["applications"].items():
        firm = document["firms"][item["firm"]]
        group = firm.get("group") or item["firm"]
        lot = document["products"][item["product"]].get("lot", 1)
        first, last = (
            periods.index(item.get(end) or default) for end, default in (("from", periods[0]), ("to", periods[-1]))
        )
        found.append(
            Application(
                name=name,
                firm=item["firm"],
                group=group,
                claim=item["units"] // lot * lot,
                lot=lot,
                window=range(first, last + 1),
                minimum=item.get("minimum_units") or 0,
                submitted=str(item.get("submitted") or "9999-12-31"),
                attributes={
                    **{f"firm.{key}": value for key, value in firm.items()},
                    **item,
                    "id": name,
                    "group": group,
                    "firm.group": group,
                },
            )
        )
    return found


def _rules(document: Document, kind: str) -> dict[str, Any]:
    rules = document.get("policy", {}).get("rules", {})
    return {name: rule for name, rule in rules.items() if rule["kind"] == kind}


def _measure(document: Document, measure: str, application: Application) -> Fraction:
    """How much of a measure one unit of an application is."""
    if measure == "units":
        return Fraction(1)
    if measure in {"tpp", "price_usd"}:
        return figure(document["products"][application.attributes["product"]][measure])
    return figure(application.attributes[measure])


def _cap(document: Document, name: str, applications: Mapping[str, Application]) -> list[Row]:
    """The rows of one cap: one for each label, or one for each label and period."""
    rule = document["policy"]["rules"][name]
    per, periods = rule.get("per"), list(document["periods"])
    labels: dict[str | None, list[Application]] = {}
    for item in applications.values():
        if selected(rule.get("where", {}), item):
            labels.setdefault(_label(per, item), []).append(item)
    rows = []
    for label, members in labels.items():
        unit = {item.name: _measure(document, rule.get("measure", "units"), item) for item in members}
        for tag, first, last, limit in _spans(document, rule, label, periods, applications):
            inside = {(item.name, t): unit[item.name] for item in members for t in item.window if first <= t <= last}
            tags = ",".join(part for part in (label, tag) if part is not None)
            rows.append(Row(f"{name}[{tags}]" if tags else name, inside, limit))
    return rows


def _label(per: str | None, application: Application) -> str | None:
    if per is None:
        return None
    value = application.attributes.get(per)
    if value is None:
        return f"no {per}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spans(
    document: Document,
    rule: Mapping[str, Any],
    label: str | None,
    periods: list[str],
    applications: Mapping[str, Application],
) -> list[tuple[str | None, int, int, Fraction]]:
    """For one label, each span of periods that has a limit: (period in its name, first, last, limit)."""
    limit, whole = rule.get("limit"), len(periods) - 1
    if isinstance(limit, Mapping) and "attribute" in limit and set(limit) == {"attribute"}:
        firms = document["firms"].items()
        own = [firm for name, firm in firms if (name if rule["per"] == "firm" else firm.get("group") or name) == label]
        return [(None, 0, whole, sum((figure(firm[limit["attribute"]]) for firm in own), Fraction(0)))]
    if isinstance(limit, Mapping):
        each = [figure(limit[period]) for period in periods]
        if rule.get("carry_over"):
            return [(period, 0, t, sum(each[: t + 1], Fraction(0))) for t, period in enumerate(periods)]
        return [(period, t, t, each[t]) for t, period in enumerate(periods)]
    return [(None, 0, whole, _total(document, rule, applications))]


def _total(document: Document, rule: Mapping[str, Any], applications: Mapping[str, Application]) -> Fraction:
    """The limit of a cap over the whole horizon."""
    if "share" in rule:
        ratio, of = figure(rule["share"]["ratio"]), rule["share"]["of"]
        if of == "claims":
            measure = rule.get("measure", "units")
            claimed = [item.claim * _measure(document, measure, item) for item in applications.values()]
            return ratio * sum(claimed, Fraction(0))
        return ratio * _total(document, document["policy"]["rules"][of], applications)
    if isinstance(rule["limit"], Mapping):
        return sum((figure(value) for value in rule["limit"].values()), Fraction(0))
    return figure(rule["limit"])


def _obligations(document: Document, applications: Mapping[str, Application]) -> dict[str, Obligation]:
    """For each application that owes a co-purchase, what the first rule that matches it says."""
    rules = sorted(_rules(document, "co_purchase").values(), key=lambda rule: rule["order"])
    found = {}
    for item in applications.values():
        rule = next((rule for rule in rules if selected(rule.get("where", {}), item)), None)
        if rule is None:
            continue
        basis = rule.get("basis", "units")
        accepts = item.attributes.get("accepts")
        products = document.get("domestic", {}) if accepts is None else accepts
        found[item.name] = Obligation(
            owed=figure(rule["ratio"]) * _measure(document, basis, item),
            worth={
                name: Fraction(1) if basis == "units" else figure(document["domestic"][name]["tpp"])
                for name in products
            },
            credit=rule.get("credit", False),
        )
    return found


def _supply(document: Document, item: Mapping[str, Any]) -> tuple[Fraction, ...]:
    total, sums = Fraction(0), []
    for period in document["periods"]:
        total += figure(item.get("supply", {}).get(period, 0))
        sums.append(total)
    return tuple(sums)
