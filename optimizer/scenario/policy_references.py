"""References of the policy: every name and figure that requirements, rules and rounds take from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from optimizer.errors import Problem
from optimizer.scenario.canonical import shown
from optimizer.scenario.draft import Draft, Names, Path, distinct, texts
from optimizer.scenario.spelling import near_truth

OF_PRODUCTS = frozenset({"tpp", "price_usd"})
"""Measures that stand with the product."""
RESERVED = {
    "claims": "all that is claimed",
    "supply": "what makers of domestic products can deliver",
    "credit": "what firms bought before the first period",
    "pool": "what a round may add",
    "best": "the best total of a round",
}
"""Names that no rule can have, and what they name: rows of the program's own begin with them."""


def policy_problems(draft: Draft) -> Iterator[Problem]:
    """Every disagreement of a policy with the facts, or with itself."""
    yield from _selector_problems(draft)
    yield from _order_problems(draft)
    for name, rule in draft.policy("rules").items():
        path: Path = ("policy", "rules", name)
        if name in RESERVED:
            yield Problem(path, f'"{name}" names {RESERVED[name]}', "give the rule another name")
        if "[" in name or "]" in name:
            yield Problem(path, "square brackets in its name", "give the rule a name without them")
        if rule.get("kind") == "cap":
            yield from _limit_problems(draft, path, rule)
            yield from _share_problems(draft, path, name, rule)
            yield from _cap_attribute_problems(draft, path, name, rule)
    yield from _tpp_problems(draft)
    yield from _round_problems(draft)


def _selector_problems(draft: Draft) -> Iterator[Problem]:
    """Selectors that ask for an attribute that nobody has, or for a name that nothing bears."""
    known = {
        "id": draft.names("applications"),
        "firm": draft.names("firms"),
        "product": draft.names("products"),
        "from": draft.names("periods"),
        "to": draft.names("periods"),
        "group": draft.names("groups"),
        "firm.group": draft.names("groups"),
    }
    for part in ("eligibility", "rules", "rounds"):
        for name, item in draft.policy(part).items():
            for selector in ("where", "require"):
                where = item.get(selector)
                for attribute, match in where.items() if isinstance(where, Mapping) else ():
                    path: Path = ("policy", part, name, selector, attribute)
                    yield from _attribute_problems(draft, path, attribute)
                    if attribute in known:
                        yield from _value_problems(known[attribute], path, match)
                    elif isinstance(attribute, str):
                        yield from _truth_problems(draft, path, attribute, match)


def _attribute_problems(draft: Draft, path: Path, attribute: object) -> Iterator[Problem]:
    yield from draft.attributes.check(path, attribute)


def _value_problems(names: Names, path: Path, match: object) -> Iterator[Problem]:
    if isinstance(match, list):
        for value in texts(match):
            yield from names.check((*path, match.index(value)), value)
    else:
        yield from names.check(path, match)


def _truth_problems(draft: Draft, path: Path, attribute: str, match: object) -> Iterator[Problem]:
    """A text that is nearly true or false, asked of an attribute that is one of them."""
    asked = match if isinstance(match, list) else [match]
    slips = [(value, meant) for value in asked if (meant := near_truth(value)) is not None]
    if slips and any(isinstance(value, bool) for value in distinct(draft.column(attribute))):
        for value, meant in slips:
            seen = f'"{value}" is a text, and {attribute} is true or false'
            yield Problem(path, seen, f"did you mean {meant}, without quotation marks?")


def _order_problems(draft: Draft) -> Iterator[Problem]:
    """Rounds, or co-purchase rules, of which two have the same order."""
    co_purchases = {name: rule for name, rule in draft.policy("rules").items() if rule.get("kind") == "co_purchase"}
    for part, noun, items in (("rounds", "round", draft.policy("rounds")), ("rules", "rule", co_purchases)):
        first: dict[int, str] = {}
        for name, item in sorted(items.items()):
            order = item.get("order")
            if not isinstance(order, int) or isinstance(order, bool):
                continue
            other = first.setdefault(order, name)
            if other != name:
                seen = f'{shown(order)} is the order of "{other}" as well'
                yield Problem(("policy", part, name, "order"), seen, f"give each {noun} an order of its own")


def _limit_problems(draft: Draft, path: Path, rule: Mapping[str, Any]) -> Iterator[Problem]:
    limit = rule.get("limit")
    if not isinstance(limit, Mapping) or not limit:
        return
    if "attribute" in limit and "attribute" not in draft.periods:
        yield from _limit_attribute_problems(draft, path, limit["attribute"])
        return
    periods = draft.names("periods")
    strange = periods.strange(limit)
    for period in sorted(strange):
        yield periods.problem((*path, "limit", period), period)
    missing = [period for period in draft.periods if period not in limit]
    if missing and len(strange) < len(limit):
        yield Problem(
            (*path, "limit"), f"has no figure for {', '.join(missing)}", "write 0 or a figure for each period"
        )


def _limit_attribute_problems(draft: Draft, path: Path, attribute: object) -> Iterator[Problem]:
    if not isinstance(attribute, str) or not draft.firms:
        return
    place = (*path, "limit", "attribute")
    free = Names(draft.firm_attributes - {"name", "kind", "group"}, "the attributes of firms")
    if attribute not in free.names:
        yield free.problem(place, attribute)
        return
    for name, firm in draft.firms.items():
        reason = f'rule "{path[-1]}" takes the firm\'s limit from it'
        yield from _figure_problems(("firms", name, attribute), firm.get(attribute), reason)


def _share_problems(draft: Draft, path: Path, name: str, rule: Mapping[str, Any]) -> Iterator[Problem]:
    share = rule.get("share")
    of = share.get("of") if isinstance(share, Mapping) else None
    if not isinstance(of, str) or of == "claims":
        return
    caps = {name: rule for name, rule in draft.policy("rules").items() if rule.get("kind") == "cap"}
    place = (*path, "share", "of")
    if of not in caps:
        yield Names([*caps, "claims"], "the caps").problem(place, of)
    elif isinstance(caps[of].get("limit"), Mapping) and "attribute" in caps[of]["limit"]:
        seen = f'"{of}" has a limit for each firm and no total'
        yield Problem(place, seen, "name a cap whose limit is a figure, or claims")
    circle = _circle(name, caps)
    if circle and name == min(circle):
        seen = f"the shares go in a circle: {' of '.join([*circle, name])}"
        yield Problem(place, seen, "give one of them a limit of its own")


def _circle(start: str, caps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The caps of which each is a share of the next, from one cap back to itself; empty if it does not come back."""
    path = [start]
    while True:
        share = caps[path[-1]].get("share")
        of = share.get("of") if isinstance(share, Mapping) else None
        if of == start:
            return path
        if not isinstance(of, str) or of not in caps or of in path:
            return []
        path.append(of)


def _cap_attribute_problems(draft: Draft, path: Path, name: str, rule: Mapping[str, Any]) -> Iterator[Problem]:
    per, measure = rule.get("per"), rule.get("measure", "units")
    if isinstance(per, str):
        yield from draft.attributes.check((*path, "per"), per)
        if per in draft.attributes.names:
            yield from _label_problems(draft, (*path, "per"), per)
    if isinstance(measure, str) and measure in OF_PRODUCTS:
        for product, facts in draft.products.items():
            reason = f'rule "{name}" measures it'
            yield from _figure_problems(("products", product, measure), facts.get(measure), reason)
    elif isinstance(measure, str) and measure != "units":
        yield from _number_problems(draft, (*path, "measure"), measure, rule.get("where"), f'rule "{name}" measures it')


def _label_problems(draft: Draft, path: Path, attribute: str) -> Iterator[Problem]:
    """Two values that would be written alike in the names of rows, such as 1 and "1"."""
    column = draft.column(attribute)
    if len(set(map(type, column))) == 1:
        return
    labels: dict[str, Any] = {}
    for value in column:
        if isinstance(value, dict | list):
            continue
        other = labels.setdefault(f"no {attribute}" if value is None else shown(value).strip('"'), value)
        if type(other) is not type(value):
            seen = f'{shown(other)} and {shown(value)} are both values of "{attribute}" and would be named alike'
            yield Problem(path, seen, "write it one way in every application")
            return


def _number_problems(
    draft: Draft, path: Path, attribute: str, where: object, reason: str, least: str = "at least 0"
) -> Iterator[Problem]:
    """An attribute that must be a figure for every selected application, and is not."""
    if attribute not in draft.attributes.names:
        yield draft.attributes.problem(path, attribute)
        return
    column = draft.column(attribute)
    if set(map(type, column)) <= {int, Decimal} and all(_is_figure(value, least) for value in distinct(column)):
        return
    selected = draft.selected(where)
    told: set[Path] = set()
    for name, value in zip(draft.applications, column, strict=True):
        if _is_figure(value, least) or not selected(name):
            continue
        place: Path = ("applications", name, attribute)
        if attribute.startswith("firm."):
            place = ("firms", str(draft.applications[name].get("firm")), attribute.removeprefix("firm."))
        if place not in told:
            told.add(place)
            yield from _figure_problems(place, value, reason, least)


def _is_figure(value: object, least: str) -> bool:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return False
    return {"at least 0": value >= 0, "more than 0": value > 0, "any size": True}[least]


def _figure_problems(path: Path, value: object, reason: str, least: str = "at least 0") -> Iterator[Problem]:
    """A problem if a value is not the figure that something needs it to be."""
    if _is_figure(value, least):
        return
    advice = f"{reason}, so write a number" + ("" if least == "any size" else f" of {least}")
    if value is None:
        yield Problem(path, "is missing", advice)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield Problem(path, f"{shown(value)} is too small", advice)
    else:
        yield Problem(path, f"{shown(value)} is not a number", advice)


def _tpp_problems(draft: Draft) -> Iterator[Problem]:
    """Products without a TPP, imported or bought under a co-purchase rule that counts it."""
    rules = {name: rule for name, rule in draft.policy("rules").items() if rule.get("kind") == "co_purchase"}
    if all(rule.get("basis") != "tpp" for rule in rules.values()):
        return
    lacking = {
        part: {name for name, facts in getattr(draft, part).items() if not _is_figure(facts.get("tpp"), "at least 0")}
        for part in ("products", "domestic")
    }
    if not any(lacking.values()):
        return
    ordered = sorted(rules, key=lambda name: (order if isinstance(order := rules[name].get("order"), int) else 0, name))
    selectors = {name: draft.selected(rules[name].get("where")) for name in ordered}
    told: set[Path] = set()
    for name, application in draft.applications.items():
        rule = next((rule for rule in ordered if selectors[rule](name)), None)
        if rule is None or rules[rule].get("basis") != "tpp":
            continue
        reason = f'rule "{rule}" counts it'
        accepts = application.get("accepts")
        for part, needed in (("products", [application.get("product")]), ("domestic", accepts)):
            for product in sorted(lacking[part] & _texts_or_all(needed, lacking[part])):
                if (part, product, "tpp") not in told:
                    told.add((part, product, "tpp"))
                    yield from _figure_problems(
                        (part, product, "tpp"), getattr(draft, part)[product].get("tpp"), reason
                    )


def _texts_or_all(needed: object, every: Collection[str]) -> set[str]:
    return set(every) if needed is None else set(texts(needed))


def _round_problems(draft: Draft) -> Iterator[Problem]:
    for name, item in draft.policy("rounds").items():
        path: Path = ("policy", "rounds", name)
        where, divide, weight = item.get("where"), item.get("divide"), item.get("weight")
        if isinstance(weight, str):
            reason = f'it is the weight of round "{name}"'
            yield from _number_problems(draft, (*path, "weight"), weight, where, reason, "more than 0")
        for way, verb, least in (("ranked", "ranks", "any size"), ("maximize", "maximises", "at least 0")):
            score = divide.get(way) if isinstance(divide, Mapping) else None
            if isinstance(score, str):
                reason = f'round "{name}" {verb} by it'
                yield from _number_problems(draft, (*path, "divide", way), score, where, reason, least)
