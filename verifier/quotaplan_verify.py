"""Check a quota plan with arithmetic alone.

    python quotaplan_verify.py plan.json scenario.json

One file, nothing to install, Python 3.9 or later. It shares no code with the program that made the plan and follows
docs/certificate.md, whose sections it names. Exit code 0: everything holds; 4: something does not, and the first such
thing is printed; 2: the files could not be read.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

Document = dict[str, Any]
NONE = Fraction(0)
ALL = Fraction(1)


class DoesNotHoldError(Exception):
    """The first thing that does not hold."""


def require(holds: object, otherwise: str) -> None:
    """Go on if something holds, else end the check with a sentence."""
    if not holds:
        raise DoesNotHoldError(otherwise)


# ---------------------------------------------------------------------------------------------- 1. figures, digest


def fraction(text: Any) -> Fraction:
    """A figure of the plan: a whole number, or the text of a decimal or of numerator/denominator."""
    if isinstance(text, int) and not isinstance(text, bool):
        return Fraction(text)
    require(isinstance(text, str), f"{text!r} is not a figure")
    return fraction_of(text)


@functools.lru_cache(maxsize=1 << 17)
def fraction_of(text: str) -> Fraction:
    """What a text stands for; figures of hundreds of digits stand in a plan several times."""
    require(re.match(r"-?[0-9]+(\.[0-9]+|/0*[1-9][0-9]*)?\Z", text), f"{text!r} is not a figure")
    return Fraction(text)


def amount(value: Any) -> Fraction:
    """A figure of the scenario; nothing where there is none."""
    return Fraction(value) if type(value) in (int, Decimal) else NONE


def whole(value: Any, what: str) -> int:
    """A whole number of the plan that is not negative."""
    require(type(value) is int and value >= 0, f"{what} is {value!r}, which is not a whole number of units")
    return int(value)


def add_up(values: Any) -> Fraction:
    """A sum of many fractions with one common denominator."""
    by_denominator: dict[int, int] = defaultdict(int)
    for value in values:
        by_denominator[value.denominator] += value.numerator
    common = math.lcm(*by_denominator) if by_denominator else 1
    return Fraction(sum(top * (common // bottom) for bottom, top in by_denominator.items()), common)


def measure_of(values: Any) -> Fraction:
    """The largest number of which all values are whole multiples; 1 if there are none."""
    values = set(values)
    common = math.lcm(*(value.denominator for value in values)) if values else 1
    return Fraction(math.gcd(*(int(value * common) for value in values)) or 1, common)


# ------------------------------------------------------------------------------------------- 2. who takes part


class Claim(NamedTuple):
    """An application that is not refused."""

    name: str
    firm: str
    product: str
    lot: int
    units: int
    first: int
    last: int
    accepts: tuple[str, ...]


class Case:
    """The scenario, its defaults filled in."""

    def __init__(self, scenario: Document) -> None:
        policy = scenario.get("policy", {})
        self.periods: list[str] = scenario["periods"]
        self.products: Document = scenario["products"]
        self.domestic: Document = scenario.get("domestic", {})
        self.firms: Document = scenario["firms"]
        self.applications: Document = scenario["applications"]
        self.requirements: Document = policy.get("eligibility", {})
        self.rules: Document = policy.get("rules", {})
        rounds: Document = policy.get("rounds", {"general": {"order": 1}})
        self.rounds = sorted(rounds.items(), key=lambda pair: int(pair[1]["order"]))
        self.seed: str = policy.get("tie_break_seed", "")
        self.refusals = self._refusals()
        self.claims = [self._claim(name) for name in sorted(self.applications) if name not in self.refusals]

    def group(self, firm: str) -> str:
        """The owner of a firm."""
        return str(self.firms[firm].get("group") or firm)

    def value(self, application: str, attribute: str) -> Any:
        """An attribute of an application."""
        facts = self.applications[application]
        if attribute == "id":
            return application
        if attribute in ("group", "firm.group"):
            return self.group(facts["firm"])
        if attribute.startswith("firm."):
            return self.firms[facts["firm"]].get(attribute[len("firm.") :])
        return facts.get(attribute)

    def selects(self, where: Document, application: str) -> bool:
        """Whether all entries of a selector hold."""
        return all(matches(match, self.value(application, attribute)) for attribute, match in where.items())

    def unit_of(self, measure: str, claim: Claim) -> Fraction:
        """How much of a measure one unit of a claim is."""
        if measure == "units":
            return ALL
        if measure in ("tpp", "price_usd"):
            return amount(self.products[claim.product].get(measure))
        return amount(self.value(claim.name, measure))

    def _refusals(self) -> dict[str, list[str]]:
        failed: dict[str, list[str]] = {}
        for name in sorted(self.requirements):
            requirement = self.requirements[name]
            for application in self.applications:
                if self.selects(requirement.get("where", {}), application) and not self.selects(
                    requirement["require"], application
                ):
                    failed.setdefault(application, []).append(name)
        return failed

    def _claim(self, name: str) -> Claim:
        facts = self.applications[name]
        lot = int(self.products[facts["product"]].get("lot", 1))
        return Claim(
            name,
            facts["firm"],
            facts["product"],
            lot,
            facts["units"] // lot * lot,
            self.periods.index(facts.get("from", self.periods[0])),
            self.periods.index(facts.get("to", self.periods[-1])),
            tuple(sorted(set(facts.get("accepts", self.domestic)))),
        )


def matches(match: Any, value: Any) -> bool:
    """Whether a value is what a selector asks for."""
    if value is None:
        return False
    if isinstance(match, dict):
        lowest, highest = match.get("at_least", value), match.get("at_most", value)
        kinds = {str if isinstance(item, str) else type(item) is bool for item in (lowest, value, highest)}
        return kinds in ({str}, {False}) and bool(lowest <= value <= highest)
    options = match if isinstance(match, list) else [match]
    return any((type(item) is bool) == (type(value) is bool) and item == value for item in options)


PARTS = {
    "format", "scenario_digest", "engine", "outcome", "awards", "refused", "dropped", "co_purchases", "rows",
    "unallocated", "bottlenecks", "deliverable", "lot_stops", "timing", "conflict", "checks", "totals",
}  # fmt: skip
"""All that a plan may have."""


def check_outcome(plan: Document) -> None:
    """That the plan is of this format and has nothing else, and that what it says of checks goes with its outcome."""
    strange = sorted(set(plan) - PARTS)
    require(plan.get("format") == 1 and not strange, f"this is no plan of format 1: {strange or plan.get('format')}")
    outcome, checks, conflict = plan["outcome"], plan["checks"], plan.get("conflict")
    require(outcome in ("allocated", "infeasible"), f"there is no outcome {outcome}")
    require(checks["certificate"] == "proved", "the plan says of itself that its certificate was not proved")
    if outcome == "allocated":
        require(conflict is None, "the plan allocates, yet it names a conflict")
        checked = checks["rows"] == "proved" and checks["lots"] in ("proved", "searched")
        require(checked, "the plan allocates, yet it says that rows or lots were not checked")


def check_people(case: Case, plan: Document) -> None:
    """Refusals, and claims of everybody else."""
    refused = plan.get("refused", {})
    for name in sorted(set(refused) | set(case.refusals)):
        fails = case.refusals.get(name, [])
        said = [item["requirement"] for item in refused.get(name, [])]
        require(said == fails, f"{name} fails {fails}, but is refused for {said}")
        for item in refused[name]:
            because = case.requirements[item["requirement"]]["because"]
            require(item["because"] == because, f"{name} is told another reason than that of {item['requirement']}")
    if plan["outcome"] == "infeasible":
        return
    names = {claim.name for claim in case.claims}
    require(set(plan["awards"]) == names, f"awards and claims differ in {sorted(set(plan['awards']) ^ names)[:3]}")
    for claim in case.claims:
        award = plan["awards"][claim.name]
        said = [award["firm"], award["group"], award["claim"]]
        true = [claim.firm, case.group(claim.firm), claim.units]
        require(said == true, f"{claim.name} is {true}, not {said}")


def read_dropped(case: Case, plan: Document) -> dict[str, int]:
    """Who dropped out, with its minimum."""
    out: dict[str, int] = {}
    names = {claim.name for claim in case.claims}
    for item in plan.get("dropped", []):
        name = item["application"]
        require(name in names and name not in out, f"{name} cannot have dropped out")
        minimum = case.applications[name].get("minimum_units", 0)
        require(item["minimum_units"] == minimum, f"the minimum of {name} is {minimum}")
        require(0 < fraction(item["entitlement"]) < minimum, f"{name} was not below its minimum of {minimum}")
        out[name] = minimum
    return out


# ----------------------------------------------------------------------------------------------------- 3. rows


class Row(NamedTuple):
    """A limit."""

    rule: str
    first: int
    last: int
    limit: Fraction
    unit: str
    kind: str
    """cap, supply, credit, or nothing: what a class may have for which nothing can be bought."""


class Use(NamedTuple):
    """What one unit of a claim takes, the same for many claims."""

    caps: tuple[tuple[str, Fraction], ...]
    """Rows with what one unit takes of each."""
    first: int
    last: int
    owes: Fraction
    counts: tuple[tuple[str, Fraction], ...]
    """Domestic products that meet the obligation, with what one unit counts."""
    credited: str | None
    """The firm, if its past purchases count."""
    nothing: str
    """The row of a class for which nothing can be bought; else the empty text."""


class Book:
    """Every row of the scenario, and what each claim takes of them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rows: dict[str, Row] = {}
        for name, rule in sorted(case.rules.items()):
            if rule["kind"] == "cap":
                for label in {self._label(rule, application) for application in case.applications}:
                    self._write_cap(name, rule, label)
        self.idle = self.rows.keys() - set(self._counting())
        for product, facts in case.domestic.items():
            supplied = 0
            for t, period in enumerate(case.periods):
                supplied += facts.get("supply", {}).get(period, 0)
                self._write(f"supply[{product},{period}]", Row("supply", 0, t, Fraction(supplied), "units", "supply"))
        duties = sorted(
            (pair for pair in case.rules.items() if pair[1]["kind"] == "co_purchase"), key=lambda pair: pair[1]["order"]
        )
        known: dict[Use, int] = {}
        self.use_of = [known.setdefault(self._use(claim, duties), len(known)) for claim in case.claims]
        self.uses = list(known)
        self.touching: dict[str, list[int]] = defaultdict(list)
        for index, use in enumerate(self.uses):
            for row, _ in use.caps:
                self.touching[row].append(index)
        self.owing = [index for index, use in enumerate(self.uses) if use.owes]

    def total(self, name: str) -> Fraction:
        """The limit of a cap over all periods."""
        rule = self.case.rules[name]
        if "share" in rule:
            ratio, of = amount(rule["share"]["ratio"]), rule["share"]["of"]
            if of != "claims":
                return ratio * self.total(of)
            measure = rule.get("measure", "units")
            return ratio * add_up(self.case.unit_of(measure, claim) * claim.units for claim in self.case.claims)
        limit = rule["limit"]
        return add_up(amount(value) for value in limit.values()) if isinstance(limit, dict) else amount(limit)

    def _counting(self) -> Iterator[str]:
        """Cap rows that have a claim to count, and those of caps without labels."""
        for name, rule in self.case.rules.items():
            if rule["kind"] == "cap":
                chosen = (one.name for one in self.case.claims if self.case.selects(rule.get("where", {}), one.name))
                for label in {self._label(rule, one) for one in chosen} if "per" in rule else {None}:
                    yield from self._names(name, rule, label)

    def _names(self, name: str, rule: Document, label: str | None) -> list[str]:
        """The rows of one label of a cap: one for the horizon, or one for each period."""
        limit = rule.get("limit")
        if isinstance(limit, dict) and not isinstance(limit.get("attribute"), str):
            return [tagged(name, label, period) for period in self.case.periods]
        return [tagged(name, label)]

    def _write(self, name: str, row: Row) -> None:
        require(self.rows.setdefault(name, row) == row, f"two rows are named {name}")

    def _label(self, rule: Document, application: str) -> str | None:
        if "per" not in rule:
            return None
        value = self.case.value(application, rule["per"])
        if value is None:
            return f"no {rule['per']}"
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _write_cap(self, name: str, rule: Document, label: str | None) -> None:
        unit, limit, end = rule.get("measure", "units"), rule.get("limit"), len(self.case.periods) - 1
        if not isinstance(limit, dict):
            self._write(tagged(name, label), Row(name, 0, end, self.total(name), unit, "cap"))
        elif isinstance(limit.get("attribute"), str):
            brought = add_up(
                amount(facts.get(limit["attribute"]))
                for firm, facts in self.case.firms.items()
                if label == (self.case.group(firm) if rule["per"] == "group" else firm)
            )
            self._write(tagged(name, label), Row(name, 0, end, brought, unit, "cap"))
        else:
            so_far = NONE
            for t, period in enumerate(self.case.periods):
                so_far += amount(limit[period])
                keep = rule.get("carry_over", False)
                row = Row(name, 0 if keep else t, t, so_far if keep else amount(limit[period]), unit, "cap")
                self._write(tagged(name, label, period), row)

    def _use(self, claim: Claim, duties: list[tuple[str, Document]]) -> Use:
        taken: list[tuple[str, Fraction]] = []
        for name, rule in self.case.rules.items():
            if rule["kind"] != "cap" or not self.case.selects(rule.get("where", {}), claim.name):
                continue
            unit, label = self.case.unit_of(rule.get("measure", "units"), claim), self._label(rule, claim.name)
            taken += [(row, unit) for row in self._names(name, rule, label) if unit]
        return Use(tuple(sorted(taken)), claim.first, claim.last, *self._duty(claim, duties))

    def _duty(
        self, claim: Claim, duties: list[tuple[str, Document]]
    ) -> tuple[Fraction, tuple[tuple[str, Fraction], ...], str | None, str]:
        for name, rule in duties:
            if not self.case.selects(rule.get("where", {}), claim.name):
                continue
            basis = rule.get("basis", "units")
            owes = amount(rule["ratio"]) * self.case.unit_of(basis, claim)
            past = self.case.firms[claim.firm].get("domestic_purchases", {})
            credited = claim.firm if rule.get("credit") and any(past.get(item) for item in claim.accepts) else None
            worth = [(d, ALL if basis == "units" else amount(self.case.domestic[d].get("tpp"))) for d in claim.accepts]
            counts = tuple(pair for pair in worth if pair[1])
            if not owes:
                break
            if credited:
                for product, _ in counts:
                    if past.get(product):
                        row = Row("credit", 0, 0, Fraction(past[product]), "units", "credit")
                        self._write(f"credit[{credited},{product}]", row)
            if counts:
                return owes, counts, credited, ""
            label = "+".join(claim.accepts) + (f" by {credited}" if credited else "")
            nothing = f"{name}[{label or 'accepts nothing'}]"
            self._write(nothing, Row(name, 0, 0, NONE, basis, "nothing"))
            return owes, counts, credited, nothing
        return NONE, (), None, ""


def tagged(name: str, *tags: str | None) -> str:
    """The name of a row: its rule, with label and period where it has them."""
    text = ",".join(tag for tag in tags if tag is not None)
    return f"{name}[{text}]" if text or tags[0] is not None else name


# ------------------------------------------------------------------------------------------- 4. prices

Prices = dict[str, Fraction]


def read_prices(rows: Document) -> Prices:
    """Prices as the plan gives them, all positive."""
    prices = {row: fraction(price) for row, price in rows.items()}
    for row, price in prices.items():
        require(price > 0, f"the price {price} of {row} is not positive")
    return prices


def ways_to_meet(book: Book, use: Use, prices: Prices, t: int) -> list[Prices]:
    """For each way to meet one unit of obligation due in period t, the rows that it costs and what."""
    if use.nothing:
        return [{use.nothing: prices.get(use.nothing, NONE)}]
    ways: list[Prices] = []
    for product, counts in use.counts:
        later = [f"supply[{product},{period}]" for period in book.case.periods[t:]]
        ways.append({row: prices[row] / counts for row in later if row in prices})
        credit = f"credit[{use.credited},{product}]"
        if credit in book.rows:
            ways.append({credit: prices[credit] / counts} if credit in prices else {})
    return ways


def unit_prices(book: Book, prices: Prices) -> dict[int, Fraction]:
    """The price of one unit of each use, where it is positive."""
    return {index: min(costs) for index, costs in period_prices(book, prices).items() if min(costs)}


def period_prices(book: Book, prices: Prices) -> dict[int, list[Fraction]]:
    """What one unit of each use costs in each period of its window, for those that any price touches."""
    for row in prices:
        require(row in book.rows, f"{row} is not a row of this scenario")
    touched = {use for row in prices for use in book.touching.get(row, ())}
    if any(book.rows[row].kind != "cap" for row in prices):
        touched.update(book.owing)
    duty: dict[Use, list[Fraction]] = {}
    known: dict[tuple[Any, ...], list[Fraction]] = {}
    units: dict[int, list[Fraction]] = {}
    for index in touched:
        use = book.uses[index]
        kind = obligation(use)
        if use.owes and kind not in duty:
            every = range(len(book.case.periods))
            duty[kind] = [min(add_up(way.values()) for way in ways_to_meet(book, use, prices, t)) for t in every]
        priced = tuple(pair for pair in use.caps if pair[0] in prices)
        key = (priced, use.first, use.last, kind, use.owes)
        if key not in known:
            known[key] = [
                cap_cost(book, priced, prices, t) + (use.owes * duty[kind][t] if use.owes else NONE)
                for t in range(use.first, use.last + 1)
            ]
        units[index] = known[key]
    return units


def obligation(use: Use) -> Use:
    """The same use as far as one unit of its obligation goes."""
    return use._replace(caps=(), first=0, last=0, owes=ALL)


def cap_cost(book: Book, priced: tuple[tuple[str, Fraction], ...], prices: Prices, t: int) -> Fraction:
    """What one unit in period t costs for caps that have a price."""
    return add_up(prices[name] * taken for name, taken in priced if book.rows[name].first <= t <= book.rows[name].last)


# ------------------------------------------------------------------------------------------- 5. the division

Corners = tuple[tuple[Fraction, Fraction], ...]
Group = tuple[int, bool, Fraction]
"""A use, whether it is of members of the round, and their score (0 where none is asked for)."""


def share_at(corners: Corners, level: Fraction) -> Fraction:
    """How high a polyline is."""
    at = next(k for k in range(1, len(corners)) if level <= corners[k][0])
    (x0, y0), (x1, y1) = corners[at - 1], corners[at]
    return y0 + (y1 - y0) * (level - x0) / (x1 - x0)


def level_at(corners: Corners, share: Fraction) -> Fraction:
    """The last place where a polyline is no higher than a share."""
    at = max(k for k in range(len(corners) - 1) if corners[k][1] <= share)
    (x0, y0), (x1, y1) = corners[at], corners[at + 1]
    return x1 if y1 <= share else x0 + (x1 - x0) * (share - y0) / (y1 - y0)


def shortened(figures: list[Fraction]) -> list[Fraction]:
    """The same figures, all cut to 18 decimals where their common denominator is long."""
    common = 1
    for value in figures:
        common = math.lcm(common, value.denominator)
        if common >= 1 << 256:
            return [Fraction(math.floor(value * 10**18), 10**18) for value in figures]
    return figures


def polyline(*corners: tuple[Fraction, Fraction]) -> Corners:
    """From (0, 0) through corners that go on to (1, 1)."""
    line = [(NONE, NONE)]
    for corner in [*corners, (ALL, ALL)]:
        if corner[0] > line[-1][0]:
            line.append(corner)
    return tuple(line)


def polylines(rule: str, claimants: list[tuple[Fraction, Fraction]]) -> list[Corners]:
    """The polyline of each (claim, weight)."""
    half = Fraction(1, 2)
    lightest = min(weight for _, weight in claimants)
    gain = max(claim / weight for claim, weight in claimants)
    loss = max(claim * weight for claim, weight in claimants)
    rises = shortened([gain * weight / claim for claim, weight in claimants])
    falls = shortened([loss / (claim * weight) for claim, weight in claimants])
    ratios = shortened([weight / lightest for _, weight in claimants])
    made: dict[str, Callable[[int], Corners]] = {
        "proportional": lambda k: polyline((1 / ratios[k], ALL)),
        "equal_awards": lambda k: polyline((1 / rises[k], ALL)),
        "equal_losses": lambda k: polyline((1 - 1 / falls[k], NONE)),
        "talmud": lambda k: polyline((half / rises[k], half), (1 - half / falls[k], half)),
    }
    return [made[rule](k) for k in range(len(claimants))]


class Ending(NamedTuple):
    """How a claim came out of the last round it took part in."""

    round: str
    level: Fraction
    bottleneck: int | None
    """Index of what stopped it; None if it got all it may reach."""


class Division:
    """The rounds, gone through by bottlenecks."""

    def __init__(self, book: Book, bottlenecks: list[Document], dropped: Container[str], *, named: bool = True) -> None:
        self.book, self.case, self.dropped = book, book.case, dropped
        self.bottlenecks, self.named = bottlenecks, named
        self.next = 0
        self.held = [NONE] * len(self.case.claims)
        self.given: list[dict[str, Fraction]] = [{} for _ in self.case.claims]
        """For each claim, each round that it took part in with the units that it got there."""
        self.endings: list[Ending | None] = [None] * len(self.case.claims)
        self.pools: dict[str, tuple[list[int], Fraction]] = {}
        """Row of each pool: members, and units of the pool less those that its round gave."""
        self.short: tuple[str, Fraction] | None = None
        for name, rule in self.case.rounds:
            Round(self, name, rule).run()
            if self.short:
                break
        require(self.next == len(self.bottlenecks), f"bottleneck {self.next + 1} is not where it belongs")


class Round:
    """One round of a division."""

    def __init__(self, division: Division, name: str, rule: Document) -> None:
        self.division, self.name, self.rule = division, name, rule
        self.book, self.case = division.book, division.case
        divide = rule.get("divide", "proportional")
        self.ranked = divide.get("ranked") if isinstance(divide, dict) else None
        self.scored = divide.get("maximize") if isinstance(divide, dict) else None
        self.divide = divide if isinstance(divide, str) else "proportional"
        self.group: list[Group] = []
        self.members: list[int] = []
        where = rule.get("where", {})
        for index, claim in enumerate(self.case.claims):
            member = self.case.selects(where, claim.name)
            if member:
                self.members.append(index)
            score = amount(self.case.value(claim.name, self.scored)) if self.scored and member else NONE
            self.group.append((self.book.use_of[index], member, score))
        parts: dict[Group, list[Fraction]] = defaultdict(list)
        for index, group in enumerate(self.group):
            parts[group].append(division.held[index])
        self.holding = {group: add_up(values) for group, values in parts.items()}
        self.most = dict(self.holding)
        self.inside = [group for group in self.holding if group[1]]
        self.of_use: dict[int, list[Group]] = defaultdict(list)
        for group in self.holding:
            self.of_use[group[0]].append(group)
        had = add_up(self.holding[group] for group in self.inside)
        self.pool = amount(rule["pool"]) + had if "pool" in rule else None
        self.best: Fraction | None = None

    def run(self) -> None:
        """Fill the round, one score after the other if it is ranked."""
        before = add_up(self.division.held[index] for index in self.members)
        for rank, members in self._fillings():
            if not self.division.short:
                Filling(self, rank, members).run()
        if self.pool is not None:
            gained = add_up(self.division.held[index] for index in self.members) - before
            left = amount(self.rule["pool"]) - gained
            require(left >= 0 or self.division.short, f"round {self.name} gives {-left} more than its pool")
            self.division.pools[f"pool[{self.name}]"] = (self.members, left)

    def _fillings(self) -> list[tuple[Fraction | None, list[int]]]:
        """All members; in a ranked round those of each score, highest first."""
        if self.ranked is None:
            return [(None, self.members)]
        scores: dict[Fraction, list[int]] = defaultdict(list)
        for index in self.members:
            score = self.case.value(self.case.claims[index].name, str(self.ranked))
            if type(score) in (int, Decimal):
                scores[Fraction(score)].append(index)
        return [(score, scores[score]) for score in sorted(scores, reverse=True)]

    def _reach(self, claim: Claim) -> int:
        each = self.rule.get("each")
        if each is None:
            return claim.units
        most = math.floor(claim.units * amount(each["share"])) if isinstance(each, dict) else min(claim.units, each)
        return most // claim.lot * claim.lot

    def entrants(self, members: list[int]) -> tuple[dict[int, Fraction], dict[int, int], list[Corners]]:
        """What each that takes part may still get; its polyline by index; the polylines."""
        held, claims = self.division.held, self.case.claims
        left: dict[int, Fraction] = {}
        for index in members:
            rest = self._reach(claims[index]) - held[index]
            if rest > 0 and claims[index].name not in self.division.dropped:
                left[index] = rest
        whose = str(self.rule.get("claimant", "group"))
        attribute = "id" if whose == "application" else whose
        owner: dict[int, tuple[Any, Fraction]] = {}
        claimed: dict[tuple[Any, Fraction], list[Fraction]] = defaultdict(list)
        for index, rest in left.items():
            name = claims[index].name
            weight = amount(self.case.value(name, self.rule["weight"])) or ALL if "weight" in self.rule else ALL
            owner[index] = (self.case.value(name, attribute), weight)
            claimed[owner[index]].append(rest)
        sums = {by: (add_up(parts), by[1]) for by, parts in claimed.items()}
        distinct = sorted(set(sums.values()))
        lines = polylines(self.divide, distinct) if distinct else []
        place = {claimant: at for at, claimant in enumerate(distinct)}
        return left, {index: place[sums[owner[index]]] for index in left}, lines

    def price(self, about: str, given: Document) -> Fraction:
        """Work out the price of every group; what the rows are worth."""
        prices = read_prices(given)
        pool, best = prices.pop(f"pool[{self.name}]", NONE), prices.pop(f"best[{self.name}]", NONE)
        require(not pool or self.pool is not None, f"{about}: round {self.name} has no pool")
        require(not best or self.best is not None, f"{about}: round {self.name} has no best total")
        units = unit_prices(self.book, prices)
        worth = add_up(price * self.book.rows[row].limit for row, price in prices.items())
        worth += pool * (self.pool or NONE) - best * (self.best or NONE)
        groups = {group for use in units for group in self.of_use[use]}
        if pool or best:
            groups.update(self.inside)
        self.prices: dict[Group, Fraction] = {}
        for group in groups:
            price = units.get(group[0], NONE)
            if group[1]:
                price += pool - best * group[2]
            if price > 0:
                self.prices[group] = price
            else:
                worth -= price * self.most[group]
        return worth


class Filling:
    """Members of a round that are raised together."""

    def __init__(self, within: Round, rank: Fraction | None, members: list[int]) -> None:
        self.round, self.division, self.rank = within, within.division, rank
        self.left, line_of, self.lines = within.entrants(members)
        self.rising: dict[Group, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index in self.left:
            self.rising[within.group[index]][line_of[index]].append(index)
        self.climbs = {
            group: [(line, add_up(self.left[index] for index in those)) for line, those in by_line.items()]
            for group, by_line in self.rising.items()
        }
        for group, parts in self.climbs.items():
            within.most[group] = within.holding[group] + add_up(units for _, units in parts)
        self.stopped: dict[Group, tuple[Fraction, int | None]] = {}

    def run(self) -> None:
        """Check every bottleneck of the filling, and raise each group to where it stopped."""
        if self.round.scored:
            self._prove_best()
        lowest = NONE
        while self._upcoming() is not None:
            number = self.division.next
            self.division.next += 1
            lowest = self._check(number, lowest)
            if self.division.short:
                return
            self._stop([group for group in self.climbs if group in self.round.prices], lowest, number)
        self._stop(list(self.climbs), ALL, None)
        if self.round.best is not None:
            total = add_up(group[2] * self.round.holding[group] for group in self.round.inside)
            best = self.round.best
            require(total == best, f"round {self.round.name} has a total score of {total}; only {best} is proved best")
        self._raise()

    def _upcoming(self) -> Document | None:
        """The next bottleneck, if it belongs to this filling."""
        division = self.division
        if division.next == len(division.bottlenecks):
            return None
        found = division.bottlenecks[division.next]
        rank = found.get("rank")
        mine = found["round"] == self.round.name and (None if rank is None else fraction(rank)) == self.rank
        return found if mine else None

    def _stop(self, groups: list[Group], level: Fraction, number: int | None) -> None:
        for group in groups:
            self.stopped[group] = (level, number)
            parts = self.climbs.pop(group)
            self.round.holding[group] += add_up(units * share_at(self.lines[line], level) for line, units in parts)

    def _raise(self) -> None:
        """Write down what every claim holds now, and how it ended."""
        for group, by_line in self.rising.items():
            level, number = self.stopped[group]
            for line, those in by_line.items():
                share = share_at(self.lines[line], level)
                end = Ending(self.round.name, level_at(self.lines[line], share), None if share == 1 else number)
                for index in those:
                    self.division.given[index][self.round.name] = self.left[index] * share
                    self.division.held[index] += self.left[index] * share
                    self.division.endings[index] = end

    def _prove_best(self) -> None:
        """Find the best total by the first bottleneck of the round."""
        within, bottleneck = self.round, self._upcoming() or {"stopped": [None], "level": "1"}
        named = fraction(bottleneck["level"]) or (self.division.named and bottleneck["stopped"])
        require(not named, f"nothing shows the best total of round {within.name}")
        self.division.next += 1
        within.best = NONE
        given = dict(bottleneck["rows"], **{f"best[{within.name}]": "1"})
        worth = within.price(f"bottleneck {self.division.next}", given)
        within.best = worth - add_up(price * within.holding[group] for group, price in within.prices.items())

    def _check(self, number: int, lowest: Fraction) -> Fraction:
        """Check one bottleneck; its level."""
        bottleneck, within = self.division.bottlenecks[number], self.round
        about = f"bottleneck {number + 1} (round {within.name}, level {bottleneck['level']})"
        level, guarantee = fraction(bottleneck["level"]), within.rule.get("guarantee", False)
        require(level == 1 if guarantee else lowest <= level < 1, f"{about}: it cannot be at this level")
        worth = within.price(about, bottleneck["rows"])
        priced = [group for group in self.climbs if group in within.prices]
        shares = {
            line: share_at(self.lines[line], level) for line in {k for group in priced for k in self.rising[group]}
        }
        self._check_names(about, bottleneck, {line for line, share in shares.items() if share == 1 and not guarantee})
        by_price: dict[Fraction, list[Fraction]] = defaultdict(list)
        for group, price in within.prices.items():
            by_price[price].append(within.holding[group])
            by_price[price] += [units * shares[line] for line, units in self.climbs.get(group, ())]
        cost = add_up(price * add_up(units) for price, units in by_price.items())
        if guarantee:
            require(cost > worth, f"{about}: the claims of the round can be met as far as it shows")
            self.division.short = (within.name, (cost - worth) / max(within.prices.values()))
        else:
            require(cost == worth, f"{about}: everybody together costs {cost} there, the rows are worth {worth}")
        return level

    def _check_names(self, about: str, bottleneck: Document, full: set[int]) -> None:
        """Whom a bottleneck names: all that it stops short of their reach, each at its price."""
        names = {
            self.round.case.claims[index].name: self.round.prices[group]
            for group in self.climbs
            if group in self.round.prices
            for line, those in self.rising[group].items()
            if line not in full
            for index in those
        }
        require(names, f"{about}: it stops nobody")
        if not self.division.named:
            return
        said = {name: fraction(price) for name, price in bottleneck["stopped"].items()}
        wrong = sorted(name for name in set(said) | set(names) if said.get(name) != names.get(name))
        require(not wrong, f"{about}: {wrong[:1]} is stopped at another price than it says, or not at all")


# ------------------------------------------------------------------------------------- 5. that it can be delivered


def check_deliverable(book: Book, found: Document, division: Division) -> int:
    """That all entitlements can be delivered at once, as is shown; how many rows that takes something of."""
    require(found, "nothing shows that the entitlements can be delivered, all of them at once")
    spreads = read_spreads(book.case, found["spreads"])
    units: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for index, held in enumerate(division.held):
        if held:
            units[book.use_of[index], spreads.get(index, -1 - book.case.claims[index].last)].append(held)
    taken: dict[tuple[str, Fraction, int], list[Fraction]] = defaultdict(list)
    due: dict[tuple[Use, int], list[Fraction]] = defaultdict(list)
    for (number, way), parts in units.items():
        together, use = add_up(parts), book.uses[number]
        for row, each in use.caps:
            taken[row, each, way].append(together)
        for t, share in shares_of(found, book.case, way).items() if use.owes else ():
            due[obligation(use), t].append(use.owes * together * share)
    used: dict[str, list[Fraction]] = defaultdict(list)
    for (row, each, way), parts in taken.items():
        span = range(book.rows[row].first, book.rows[row].last + 1)
        within = add_up(share for t, share in shares_of(found, book.case, way).items() if t in span)
        used[row].append(add_up(parts) * each * within)
    buy_for(book, found["purchases"], due, used)
    for row, parts in used.items():
        total, limit = add_up(parts), book.rows[row].limit
        require(total <= limit, f"{row} is {limit}, and the entitlements, delivered as shown, take {total}")
    return len(used)


def read_spreads(case: Case, spreads: list[Document]) -> dict[int, int]:
    """Claims that a spread names, with its place: each once, with shares inside its window that add up to 1."""
    place = {claim.name: index for index, claim in enumerate(case.claims)}
    way: dict[int, int] = {}
    for number, spread in enumerate(spreads):
        shares = [fraction(text) for text in spread["shares"].values()]
        require(all(share > 0 for share in shares) and add_up(shares) == 1, f"spread {number + 1} is not made of parts")
        require(set(spread["shares"]) <= set(case.periods), f"spread {number + 1} has a period that does not exist")
        times = [case.periods.index(period) for period in spread["shares"]]
        for name in spread["applications"]:
            require(name in place and place[name] not in way, f"{name} cannot be in spread {number + 1}")
            claim = case.claims[place[name]]
            inside = claim.first <= min(times) and max(times) <= claim.last
            require(inside, f"spread {number + 1} has units of {name} outside its window")
            way[place[name]] = number
    return way


def shares_of(found: Document, case: Case, way: int) -> dict[int, Fraction]:
    """The parts by period of a spread; -1, -2, ... stand for the whole in the first period, the second, ..."""
    if way < 0:
        return {-1 - way: ALL}
    return {case.periods.index(period): fraction(text) for period, text in found["spreads"][way]["shares"].items()}


def buy_for(
    book: Book,
    purchases: list[Document],
    due: dict[tuple[Use, int], list[Fraction]],
    used: dict[str, list[Fraction]],
) -> None:
    """Add what purchases use of supplies and credits, once it is clear that they cover all that is due in time."""
    case, covered = book.case, defaultdict(list)
    classes = {(use.counts, use.credited): obligation(use) for use in book.uses if use.owes}
    for number, item in enumerate(purchases):
        about = f"purchase {number + 1} for the entitlements"
        there = item["rule"] in case.rules and set(item["accepts"]) <= set(case.domestic)
        times = {period for by_period in item.get("units", {}).values() for period in by_period}
        require(there and times <= set(case.periods), f"{about} has a rule, product or period that does not exist")
        basis = case.rules[item["rule"]].get("basis", "units")
        worth = {d: ALL if basis == "units" else amount(case.domestic[d].get("tpp")) for d in item["accepts"]}
        key = tuple(pair for pair in sorted(worth.items()) if pair[1]), item.get("firm")
        require(key in classes, f"{about} is for nobody who owes any")
        bought = [
            (product, case.periods.index(period), text)
            for product, by_period in item.get("units", {}).items()
            for period, text in by_period.items()
        ]
        bought += [(product, -1, text) for product, text in item.get("credited", {}).items()]
        for product, t, text in bought:
            units, rows = fraction(text), [f"supply[{product},{period}]" for period in case.periods[t:]]
            rows = [f"credit[{key[1]},{product}]"] if t < 0 else rows
            counts = worth.get(product) and all(row in book.rows for row in rows)
            require(counts and units > 0, f"{about}: {text} units of {product} cannot count for it")
            covered[classes[key], max(t, 0)].append(worth[product] * units)
            for row in rows:
                used[row].append(units)
    for kind in {kind for kind, _ in due}:
        left = NONE
        for t, period in enumerate(case.periods):
            left += add_up(covered.get((kind, t), ())) - add_up(due.get((kind, t), ()))
            require(left >= 0, f"what the entitlements oblige to by {period} is not bought by then: {-left} is missing")


def check_dropped(book: Book, plan: Document) -> int:
    """That those who dropped out were furthest below their minimum, one after the other; of how many that is shown."""
    out: list[str] = []
    for item in plan.get("dropped", []):
        evidence = item.get("evidence")
        if evidence is None:
            break
        name = item["application"]
        try:
            division = Division(book, evidence["halts"], out, named=False)
            require(division.short is None, "a guaranteed round falls short")
            check_deliverable(book, amended(plan["deliverable"], evidence["deliverable"]), division)
            held = {claim.name: units for claim, units in zip(book.case.claims, division.held)}
            require(held[name] == fraction(item["entitlement"]), f"it was entitled to {held[name]} units")
            first = min(below_minimum(book.case, held, out), default=(NONE, 0, b"", ""))[-1]
            require(first == name, f"{first or 'nobody'} was first of those below their minimum")
        except DoesNotHoldError as problem:
            raise DoesNotHoldError(f"as {name} dropped out, number {len(out) + 1}: {problem}") from None
        out.append(name)
    rest = [item["application"] for item in plan.get("dropped", [])[len(out) :] if item.get("evidence")]
    require(not rest, f"{rest[:1]} is shown to have dropped out, but not those before it")
    return len(out)


def below_minimum(case: Case, held: dict[str, Fraction], out: list[str]) -> Iterator[tuple[Fraction, int, bytes, str]]:
    """Who is below its minimum: the part of it that it has, the last day first, the higher number drawn first."""
    for name, units in held.items():
        item = case.applications[name]
        minimum = item.get("minimum_units", 0)
        if 0 < units < minimum and name not in out:
            day = int(item.get("submitted", "9999-12-31").replace("-", ""))
            drawn = hashlib.sha256(f"{case.seed}:{name}".encode()).digest()
            yield units / minimum, -day, bytes(255 - digit for digit in drawn), name


def amended(known: Document, changes: Document) -> Document:
    """How the plan delivers entitlements, but for those that are named in the changes."""
    moved = {name for spread in changes["spreads"] for name in spread["applications"]}
    stay = [
        {**spread, "applications": [name for name in spread["applications"] if name not in moved]}
        for spread in known["spreads"]
    ]
    bought = {
        (item["rule"], tuple(item["accepts"]), item.get("firm")): item
        for item in known["purchases"] + changes["purchases"]
    }
    return {"spreads": stay + changes["spreads"], "purchases": list(bought.values())}


# ------------------------------------------------------------------------------------- 6. what each award says


def check_awards(book: Book, plan: Document, division: Division) -> None:
    """Entitlement, round, level and reasons of every award."""
    known: dict[tuple[Any, ...], Prices] = {}
    for index, claim in enumerate(book.case.claims):
        award, units, end = plan["awards"][claim.name], division.held[index], division.endings[index]
        minimum = book.case.applications[claim.name].get("minimum_units", 0)
        require(units == 0 or units >= minimum, f"{claim.name} is below its minimum of {minimum} with {units}")
        require(fraction(award["entitlement"]) == units, f"{claim.name} is entitled to {units} units")
        given = {name: fraction(text) for name, text in award["given"].items()}
        require(given == division.given[index], f"{claim.name} was not given in each round what it says")
        require(award["round"] == (end and end.round), f"{claim.name} was not last in round {award['round']}")
        level = None if award["level"] is None else fraction(award["level"])
        require(level == (end and end.level), f"{claim.name} did not come to level {award['level']}")
        parts: Prices = {}
        if end is not None and end.bottleneck is not None:
            member = (book.use_of[index], end.bottleneck)
            if member not in known:
                known[member] = reasons(book, book.uses[book.use_of[index]], division.bottlenecks[end.bottleneck])
            parts = known[member]
        said = {item["row"]: fraction(item["share"]) for item in award["limited_by"]}
        if said != parts or len(said) != len(award["limited_by"]):
            raise DoesNotHoldError(f"{claim.name} was limited by {worded(parts)}")


def reasons(book: Book, use: Use, bottleneck: Document) -> Prices:
    """The part that each row has in the price of one unit, over its cheapest periods and purchases."""
    prices = read_prices(bottleneck["rows"])
    options: list[Prices] = []
    for t in range(use.first, use.last + 1):
        parts: Prices = defaultdict(Fraction)
        for name, taken in use.caps:
            if name in prices and book.rows[name].first <= t <= book.rows[name].last:
                parts[name] += prices[name] * taken
        pool = f"pool[{bottleneck['round']}]"
        parts[pool] += prices.get(pool, NONE)
        if use.owes:
            for name, cost in cheapest(ways_to_meet(book, use, prices, t)).items():
                parts[name] += use.owes * cost
        options.append(parts)
    mixed = cheapest(options)
    unit = add_up(mixed.values())
    return {name: cost / unit for name, cost in mixed.items() if cost}


def cheapest(options: list[Prices]) -> Prices:
    """The average of the options that cost least."""
    least = min(add_up(option.values()) for option in options)
    best = [option for option in options if add_up(option.values()) == least]
    mixed: Prices = defaultdict(Fraction)
    for option in best:
        for name, cost in option.items():
            mixed[name] += cost / len(best)
    return mixed


def worded(parts: Prices) -> str:
    """Parts in words."""
    return ", ".join(f"{name} ({part})" for name, part in sorted(parts.items())) or "nothing"


# ------------------------------------------------------------------------------------- 7. what is granted


def check_grants(book: Book, plan: Document) -> dict[str, Fraction]:
    """Deliveries and purchases against every row; how much of each is used."""
    case, purchases = book.case, plan.get("co_purchases", {})
    by_use: dict[tuple[int, int], int] = defaultdict(int)
    due: dict[str, dict[tuple[Use, int], Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for index, claim in enumerate(case.claims):
        use = book.uses[book.use_of[index]]
        for t, units in deliveries(case, claim, plan["awards"][claim.name]).items():
            by_use[book.use_of[index], t] += units
            if use.owes:
                due[claim.firm][obligation(use), t] += use.owes * units
    used = cap_usage(book, by_use)
    for firm in sorted(set(purchases) | set(due)):
        require(firm in due, f"{firm} buys, but nothing obliges it to")
        require(meets(case, firm, purchases.get(firm, {}), due[firm]), f"{firm} does not buy what it owes, in time")
        for product, by_period in purchases.get(firm, {}).items():
            for period, count in by_period.items():
                less = {**purchases[firm], product: kept({**by_period, period: count - 1})}
                needless = meets(case, firm, less, due[firm])
                require(not needless, f"{firm} is to buy {count} of {product} in {period}, though one less would do")
                for later in case.periods[case.periods.index(period) :]:
                    used[f"supply[{product},{later}]"] += count
    for name, total in used.items():
        require(total <= book.rows[name].limit, f"{name} is {book.rows[name].limit}, and {total} are used")
    return used


def cap_usage(book: Book, by_use: dict[tuple[int, int], int]) -> dict[str, Fraction]:
    """How much of each cap is used, and nothing of each supply yet."""
    used = {name: NONE for name, row in book.rows.items() if row.kind in ("cap", "supply")}
    for (number, t), count in by_use.items():
        for name, taken in book.uses[number].caps:
            if book.rows[name].first <= t <= book.rows[name].last:
                used[name] += taken * count
    return used


def deliveries(case: Case, claim: Claim, award: Document) -> dict[int, int]:
    """Units of an award by period: whole lots inside the window and the claim."""
    units = whole(award["units"], f"units of {claim.name}")
    require(units <= claim.units, f"{claim.name} gets {units} units on a claim of {claim.units}")
    require(units == sum(award["periods"].values()), f"the periods of {claim.name} do not add up to {units}")
    for period, count in award["periods"].items():
        lots = whole(count, f"delivery to {claim.name}")
        in_window = period in case.periods[claim.first : claim.last + 1]
        require(in_window and lots and lots % claim.lot == 0, f"{claim.name} cannot get {lots} units in {period}")
    return {case.periods.index(period): count for period, count in award["periods"].items()}


def meets(case: Case, firm: str, bought: Document, due: dict[tuple[Use, int], Fraction]) -> bool:
    """Whether purchases and credits can be shared out over what falls due, each unit once, in time."""
    stock = [(-1, product, count) for product, count in case.firms[firm].get("domestic_purchases", {}).items()]
    for product, by_period in bought.items():
        require(product in case.domestic, f"{firm} buys {product}, which is no domestic product")
        for period, count in by_period.items():
            require(period in case.periods and whole(count, f"purchase of {firm}"), f"{firm} buys nothing in {period}")
            stock.append((case.periods.index(period), product, count))
    duties = sorted(due.items(), key=lambda item: item[0][1])
    supplies: dict[tuple[tuple[int, Fraction], ...], int] = defaultdict(int)
    for since, product, count in stock:
        reach = []
        for number, ((use, t), _) in enumerate(duties):
            counts = dict(use.counts).get(product, NONE)
            if counts and (since <= t if since >= 0 else use.credited == firm):
                reach.append((number, counts))
        supplies[tuple(reach)] += count
    owed = [amount_due for _, amount_due in duties]
    if add_up(max(counts for _, counts in reach) * count for reach, count in supplies.items() if reach) < add_up(owed):
        return False
    return flows(supplies, owed) if same_basis(supplies) else simplex(supplies, owed)


Supplies = dict[tuple[tuple[int, Fraction], ...], int]
"""What units may meet, as (duty, what one unit counts for it), to the number of units."""


def same_basis(supplies: Supplies) -> bool:
    """Whether units count the same for every duty that they may meet."""
    return all(len({counts for _, counts in reach}) <= 1 for reach in supplies)


def flows(supplies: Supplies, owed: list[Fraction]) -> bool:
    """Whether all that is owed can be met: push what is there along paths that make room for it."""
    kinds = [reach for reach in supplies if reach]
    left = [supplies[reach] * reach[0][1] for reach in kinds]
    open_due = list(owed)
    given: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for source in sorted(range(len(kinds)), key=lambda at: len(kinds[at])):
        while left[source] > 0:
            path = augmenting(kinds, given, open_due, source)
            if path is None:
                break
            pushed = min([left[source], open_due[path[-1][1]]] + [given[taken] for taken in path[1::2]])
            for place, edge in enumerate(path):
                given[edge] += -pushed if place % 2 else pushed
            left[source] -= pushed
            open_due[path[-1][1]] -= pushed
    return not any(open_due)


def augmenting(
    kinds: list[tuple[tuple[int, Fraction], ...]],
    given: dict[tuple[int, int], Fraction],
    open_due: list[Fraction],
    source: int,
) -> list[tuple[int, int]] | None:
    """Edges (source, duty) to a duty that is open: one to give, one to take back, one to give, and so on."""
    holders: dict[int, list[int]] = defaultdict(list)
    for (giver, duty), count in given.items():
        if count > 0:
            holders[duty].append(giver)
    giver_of: dict[int, int] = {}
    taken_for: dict[int, int] = {}
    queue = [source]
    for giver in queue:
        for duty, _ in kinds[giver]:
            if duty in giver_of:
                continue
            giver_of[duty] = giver
            if open_due[duty] > 0:
                path = [(giver, duty)]
                while path[0][0] != source:
                    freed = taken_for[path[0][0]]
                    path[:0] = [(giver_of[freed], freed), (path[0][0], freed)]
                return path
            for other in holders[duty]:
                if other != source and other not in taken_for:
                    taken_for[other] = duty
                    queue.append(other)
    return None


def simplex(supplies: Supplies, owed: list[Fraction]) -> bool:
    """The same where units count differently for different duties: give as much as can be given.

    There is a column for what each kind of units gives to each duty and one for what is left of each row; a row is a
    kind of units or a duty. Rows are whole numbers up to a positive factor. The first column that raises what is met
    is raised as far as it goes (Bland 1977).
    """
    kinds = [reach for reach in supplies if reach]
    columns = [(at, duty, counts) for at, reach in enumerate(kinds) for duty, counts in reach]
    size = len(kinds) + len(owed)
    table = []
    for row in range(size):
        duty = row - len(kinds)
        gifts = [Fraction(at == row) if duty < 0 else counts * (to == duty) for at, to, counts in columns]
        stock = Fraction(supplies[kinds[row]]) if duty < 0 else owed[duty]
        table.append(cleared([*gifts, *(Fraction(k == row) for k in range(size)), stock]))
    table.append(cleared([*(-counts for _, _, counts in columns), *([NONE] * (size + 1))]))
    basis = [len(columns) + row for row in range(size)]
    while min(table[-1][:-1]) < 0:
        entering = next(k for k, value in enumerate(table[-1][:-1]) if value < 0)
        room = [
            (Fraction(table[row][-1], table[row][entering]), basis[row], row)
            for row in range(size)
            if table[row][entering] > 0
        ]
        leaving = min(room)[2]
        basis[leaving] = entering
        pivot = table[leaving]
        for row, line in enumerate(table):
            if row != leaving and line[entering]:
                mixed = [line[k] * pivot[entering] - line[entering] * pivot[k] for k in range(len(line))]
                table[row] = cleared([Fraction(value) for value in mixed])
    met = [NONE] * len(owed)
    for row, column in enumerate(basis):
        if column < len(columns):
            _, duty, counts = columns[column]
            met[duty] += counts * Fraction(table[row][-1], table[row][column])
    return met == owed


def cleared(line: list[Fraction]) -> list[int]:
    """Fractions in the same proportion as the smallest whole numbers."""
    common = math.lcm(*(value.denominator for value in line))
    numbers = [int(value * common) for value in line]
    shared = math.gcd(*numbers) or 1
    return [number // shared for number in numbers]


# ------------------------------------------------------------------------------------------- 8. whole lots


class Lot(NamedTuple):
    """What tells lots apart: claims that are alike in this cost the same in every inequality."""

    use: int
    size: int
    pools: tuple[str, ...]
    firm: str


class Counter:
    """An inequality over lots: what is used so far and what there is.

    Each lot has a flat cost. In one that counts whole purchases it raises what its firm owes too, and the firm pays
    that, less its credit, rounded up to whole steps.
    """

    def __init__(self, flat: dict[Lot, Fraction], owed: dict[Lot, Fraction], worth: Fraction) -> None:
        self.flat, self.owed, self.worth = flat, owed, worth
        self.step: dict[str, Fraction] = {}
        self.credit: dict[str, Fraction] = {}
        self.used = NONE
        self.due: dict[str, Fraction] = defaultdict(Fraction)

    def paid(self, firm: str, due: Fraction) -> Fraction:
        """What a firm pays for what it owes."""
        beyond = due - self.credit[firm]
        return math.ceil(beyond / self.step[firm]) * self.step[firm] if beyond > 0 else NONE

    def cost(self, lot: Lot, count: int = 1) -> Fraction:
        """What more lots of a kind cost now."""
        cost = self.flat.get(lot, NONE) * count
        if lot in self.owed:
            due = self.due[lot.firm]
            cost += self.paid(lot.firm, due + self.owed[lot] * count) - self.paid(lot.firm, due)
        return cost

    def take(self, lot: Lot, count: int = 1) -> None:
        """Count more lots of a kind."""
        self.used += self.cost(lot, count)
        if lot in self.owed:
            self.due[lot.firm] += self.owed[lot] * count

    def start(self, lots: dict[Lot, int]) -> bool:
        """Count lots from none; whether there is room for them."""
        self.used, self.due = NONE, defaultdict(Fraction)
        for lot, count in lots.items():
            if lot in self.flat or lot in self.owed:
                self.take(lot, count)
        return self.used <= self.worth

    def refuses(self, lot: Lot) -> bool:
        """Whether there is no room for one more lot."""
        cost = self.cost(lot)
        return cost > 0 and self.used + cost > self.worth


class Handout:
    """The list of lots, gone through again."""

    def __init__(self, book: Book, plan: Document, division: Division) -> None:
        self.book, self.case, self.plan, self.division = book, book.case, plan, division
        claims = self.case.claims
        inside = {row: set(members) for row, (members, _) in division.pools.items()}
        self.pool_worth = {
            row: left + add_up(division.held[index] for index in members)
            for row, (members, left) in division.pools.items()
        }
        self.lots = [
            Lot(book.use_of[index], claim.lot, tuple(row for row in inside if index in inside[row]), claim.firm)
            for index, claim in enumerate(claims)
        ]
        self.whole = [math.floor(division.held[index] / claim.lot) for index, claim in enumerate(claims)]
        self.rest = [division.held[index] / claim.lot - self.whole[index] for index, claim in enumerate(claims)]
        steps: dict[str, set[Fraction]] = defaultdict(set)
        self.accepted: dict[str, set[str]] = defaultdict(set)
        self.kinds = set(self.lots)
        self.firms = {lot.firm for lot in self.kinds}
        for lot in self.kinds:
            for row, taken in book.uses[lot.use].caps:
                steps[row].add(taken * lot.size)
            self.accepted[lot.firm].update(product for product, _ in book.uses[lot.use].counts)
        self.step_of_row = {row: measure_of(values) for row, values in steps.items()}

    def check(self) -> int:
        """Check every lot on the list; how many were not granted."""
        counters, blocks = self._counters()
        depth = self._depth(counters)
        counting: dict[Lot, list[Counter]] = defaultdict(list)
        for counter in counters:
            for lot in set(counter.flat) | set(counter.owed):
                counting[lot].append(counter)
        names = [claim.name for claim in self.case.claims]
        given = [max(number - depth, 0) for number in self.whole]
        wanted = [self.plan["awards"][claim.name]["units"] // claim.lot for claim in self.case.claims]
        refused = 0
        for index in self._list(depth):
            if given[index] < wanted[index]:
                given[index] += 1
                for counter in counting[self.lots[index]]:
                    counter.take(self.lots[index])
            else:
                proved = any(counter.refuses(self.lots[index]) for counter in blocks.get(names[index], ()))
                require(
                    proved, f"{names[index]} is next in the list of lots, and nothing shows that none is left for it"
                )
                refused += 1
        wrong = [name for index, name in enumerate(names) if given[index] != wanted[index]]
        require(not wrong, f"{wrong[:1]} gets another number of lots than the list has for it")
        return refused

    def _depth(self, counters: list[Counter]) -> int:
        """The least number of lots to keep back of everybody's whole ones, halved for; the counters start there."""

        def fits(depth: int) -> bool:
            lots: dict[Lot, int] = defaultdict(int)
            for index, lot in enumerate(self.lots):
                lots[lot] += max(self.whole[index] - depth, 0)
            rooms = [counter.start(lots) for counter in counters]
            return all(rooms)

        low, high = 0, max(self.whole, default=0)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if fits(middle) else (middle + 1, high)
        fits(low)
        return low

    def place(self, index: int) -> tuple[int, Fraction, str, bytes]:
        """Where an application stands in the order of the list."""
        name, rest = self.case.claims[index].name, self.rest[index]
        submitted = self.case.applications[name].get("submitted", "9999-12-31")
        near = (rest.numerator << 64) // rest.denominator  # whole numbers tell most remainders apart
        return -near, -rest, submitted, hashlib.sha256(f"{self.case.seed}:{name}".encode()).digest()

    def _list(self, depth: int) -> Iterator[int]:
        order = sorted((index for index, held in enumerate(self.division.held) if held), key=self.place)
        for layer in range(depth - 1, -1, -1):
            yield from [index for index in order if self.whole[index] > layer]
        yield from [index for index in order if self.rest[index]]

    def _counters(self) -> tuple[list[Counter], dict[str, list[Counter]]]:
        """Two inequalities for each set of prices, and those that are to block each application."""
        known: dict[tuple[tuple[str, str], ...], list[Counter]] = {}
        blocks: dict[str, list[Counter]] = defaultdict(list)
        for stop in self.plan.get("lot_stops", []):
            key = tuple(sorted(stop["rows"].items()))
            if key not in known:
                known[key] = self._made(stop["rows"])
            for name in stop["blocked"]:
                blocks[name] += known[key]
        return [counter for counters in known.values() for counter in counters], blocks

    def _made(self, rows: Document) -> list[Counter]:
        prices = read_prices(rows)
        pools = {row: prices.pop(row) for row in rows if row in self.pool_worth}
        priced = self._costs(prices, pools)
        worth = add_up(price * self.pool_worth[row] for row, price in pools.items())
        for row, price in prices.items():
            limit, step = self.book.rows[row].limit, self.step_of_row.get(row)
            worth += price * (limit if step is None else math.floor(limit / step) * step)
        grain = measure_of(priced.values())
        counters = [Counter(priced, {}, math.floor(worth / grain) * grain)]
        bought = {row: price for row, price in prices.items() if row not in self.step_of_row}
        if bought:
            rest = {row: price for row, price in prices.items() if row in self.step_of_row}
            counter = Counter(self._costs(rest, pools), self._costs(bought, {}), worth)
            for firm in self.firms:
                past = [row for row in self._credits(firm) if row in bought]
                counter.credit[firm] = add_up(bought[row] * self.book.rows[row].limit for row in past)
                counter.step[firm] = measure_of(self._purchases(firm, bought))
                counter.worth -= counter.credit[firm]
            counters.append(counter)
        return counters

    def _credits(self, firm: str) -> list[str]:
        return [f"credit[{firm},{product}]" for product in self.accepted[firm]]

    def _purchases(self, firm: str, prices: Prices) -> Iterator[Fraction]:
        """What single purchases cost that a firm could make."""
        for product in self.accepted[firm]:
            for t in range(len(self.case.periods)):
                later = [f"supply[{product},{period}]" for period in self.case.periods[t:]]
                cost = add_up(prices[row] for row in later if row in prices)
                if cost:
                    yield cost

    def _costs(self, prices: Prices, pools: Prices) -> dict[Lot, Fraction]:
        """What one lot of each kind costs, where it costs anything."""
        units = unit_prices(self.book, prices)
        costs = {}
        for lot in self.kinds:
            price = units.get(lot.use, NONE)
            if pools:
                price += add_up(pools[row] for row in lot.pools if row in pools)
            if price:
                costs[lot] = price * lot.size
        return costs


def check_searched(trial: Trial, division: Division) -> int:
    """Lots that were searched, not proved: at least no single one more fits; how many are short."""
    case, awards, stops = trial.case, trial.awards, trial.plan.get("lot_stops", [])
    require(all(fraction(one) == 1 for stop in stops for one in stop["rows"].values()), "a searched lot has no price")
    named = {name: stop["rows"] for stop in stops for name in stop["blocked"]}
    got = [awards[claim.name]["units"] for claim in case.claims]
    short = [index for index, units in enumerate(got) if units < division.held[index]]
    names = {case.claims[index].name for index in short}
    require(set(named) == names, f"lot stops and those who are short differ in {sorted(set(named) ^ names)[:3]}")
    room: dict[str, Fraction] = {}
    pools: dict[int, list[str]] = defaultdict(list)
    for row, (members, left) in division.pools.items():
        room[row] = left + add_up(division.held[index] - got[index] for index in members)
        for index in members:
            pools[index].append(row)
    for index, claim in enumerate(case.claims):
        most = division.held[index] + claim.lot
        require(got[index] < most, f"{claim.name} gets a whole lot more than its entitlement")
    for index in short:
        claim, rows = case.claims[index], named[case.claims[index].name]
        if not any(room[row] < claim.lot for row in pools[index] if row in rows):
            for t in range(claim.first, claim.last + 1):
                shown = any(row in rows for row in trial.overdrawn(index, t))
                require(shown, f"nothing that is named stands against one lot more of {claim.name} in period {t + 1}")
    handout = Handout(trial.book, trial.plan, division)
    check_open(trial, handout)
    check_order(trial, handout, room)
    return len(short)


def check_open(trial: Trial, handout: Handout) -> None:
    """That lots which are said to be searched are not proved by the rows named, each at a price of 1."""
    some = len(trial.case.periods) > 1 or trial.book.owing
    require(some, "lots are said to be searched, but in one period, with nothing to buy, all of them can be proved")
    try:
        handout.check()
    except DoesNotHoldError:
        return
    raise DoesNotHoldError("lots are said to be searched, but the rows that are named prove them by the list")


Taker = tuple[Any, int]
"""Where the last lot of a claim stands on the list, and the claim."""


def check_order(trial: Trial, handout: Handout, room: dict[str, Fraction]) -> None:
    """That nobody keeps a lot which somebody who went without, earlier on the list, could have instead.

    Lots that are alike are held against each other; those that oblige to nothing against all others too, those that
    oblige to purchases against those of other firms, where one product and one period leave no choice.
    """
    book, claims = trial.book, trial.case.claims
    takers: dict[Any, list[Taker]] = defaultdict(list)
    first_without: dict[Lot, Any] = {}
    for index, lot in enumerate(handout.lots):
        got = trial.awards[claims[index].name]["units"] // lot.size
        missed, place = got - handout.whole[index], handout.place(index)
        alone = lot if book.uses[lot.use].owes else lot._replace(firm="")
        if got:
            taken = [row for row, count in book.uses[lot.use].caps if count]
            for key in {alone, lot._replace(firm=""), *taken, *lot.pools}:
                takers[key].append(((missed, place), index))
        if missed < 0 or (missed == 0 and handout.rest[index]):
            turn = (missed + 1, place), index
            first_without[alone] = min(first_without.get(alone, turn), turn)
    for alone, (turn, index) in first_without.items():
        passed = [rival for last, rival in takers[alone] if last > turn]
        full = [row for row in alone.pools if room[row] < alone.size]
        for t in range(claims[index].first, claims[index].last + 1):
            ways = [takers[row] for row in (*full, *trial.overdrawn(index, t))]
            near = takers[alone._replace(firm="")] if alone.firm else min(ways, key=len, default=[])
            if alone.firm and len(trial.case.periods) * len(trial.case.domestic) > 1:
                near = []  # with a choice, one firm may need something else than the other can spare
            for last, rival in near:
                shared = dict.fromkeys(handout.lots[rival].pools, handout.lots[rival].size)
                left = all(room[row] + shared.get(row, 0) >= alone.size for row in alone.pools)
                if last > turn and left and all(trial.fits_for(index, t, rival, s) for s in trial.delivered[rival]):
                    passed.append(rival)
        said = f"{claims[index].name} went without a lot that {[claims[rival].name for rival in passed][:1]}"
        require(not passed, f"{said}, later on the list, has")


# ------------------------------------------------------------------------------------------- 9. timing


def check_timing(trial: Trial) -> tuple[int, int]:
    """Why deliveries do not come earlier; how many are shown, and how many only tried."""
    case, plan = trial.case, trial.plan
    place = {claim.name: index for index, claim in enumerate(case.claims)}
    open_ = {
        (t, index)
        for index, claim in enumerate(case.claims)
        for t in range(claim.first, max(trial.delivered[index], default=0))
    }
    shown = tried = 0
    for entry in plan.get("timing", []):
        period, names = entry["period"], entry["blocked"]
        require(period in case.periods, f"timing is about {period}, which is no period")
        t = case.periods.index(period)
        for name in names:
            require((t, place.get(name, -1)) in open_, f"{name} gets nothing after {period} that could come by then")
            open_.remove((t, place[name]))
        if entry["rows"]:
            check_slope(trial, t, [place[name] for name in names], entry["rows"])
            shown += len(names)
        else:
            require(entry.get("because"), f"nothing shows why no more comes by {period}, and the plan does not say so")
            for name in names:
                trial.check_no_lot_comes_earlier(place[name], t)
            tried += len(names)
    late = sorted((t, case.claims[index].name) for t, index in open_)
    require(not late, f"nothing shows why units do not come earlier: {late[:1]}")
    stated = plan["checks"].get("timing")
    require(stated == ("searched" if tried else "proved"), f"the timing is said to be {stated}")
    return shown, tried


def check_slope(trial: Trial, t: int, indices: list[int], rows: Document) -> None:
    """That a lot more by a period costs more than deliveries leave of what the rows are worth."""
    book, case, prices = trial.book, trial.case, read_prices(rows)
    until = {}
    for use, costs in period_prices(book, prices).items():
        until[use] = [min(costs[: k + 1]) for k in range(len(costs))]
    left = add_up(price * trial.worth_of(row) for row, price in prices.items())
    spent: dict[Fraction, int] = defaultdict(int)
    for index, by_period in enumerate(trial.delivered):
        use = book.use_of[index]
        for period, count in by_period.items() if use in until else ():
            spent[until[use][period - case.claims[index].first] if period <= t else until[use][-1]] += count
    left -= add_up(price * count for price, count in spent.items())
    for index in indices:
        claim, own = case.claims[index], until.get(book.use_of[index], [NONE])
        rise = (own[t - claim.first] - own[-1]) * claim.lot if len(own) > 1 else NONE
        require(rise > left, f"{claim.name} could have a lot more by {case.periods[t]}, as far as the prices show")


class Trial:
    """The plan as it stands, with one lot more, or one lot in another period."""

    def __init__(self, book: Book, plan: Document, used: dict[str, Fraction]) -> None:
        self.book, self.case, self.plan, self.used = book, book.case, plan, used
        self.awards = plan["awards"]
        periods = {period: t for t, period in enumerate(self.case.periods)}
        self.delivered = [
            {periods[period]: count for period, count in self.awards[claim.name]["periods"].items()}
            for claim in self.case.claims
        ]
        self.steps: dict[str, set[Fraction]] = defaultdict(set)
        for use, size in {(book.use_of[index], claim.lot) for index, claim in enumerate(self.case.claims)}:
            for row, taken in book.uses[use].caps:
                self.steps[row].add(taken * size)

    def worth_of(self, row: str) -> Fraction:
        """A limit as far as whole lots can use it."""
        limit = self.book.rows[row].limit
        if row not in self.steps:
            return limit
        step = measure_of(self.steps[row])
        return math.floor(limit / step) * step

    def check_no_lot_comes_earlier(self, index: int, end: int) -> None:
        """That no single lot that comes after a period could come by its end, all else as it stands."""
        claim = self.case.claims[index]
        for later in self.delivered[index]:
            for t in range(claim.first, end + 1) if later > end else ():
                stopped = any(self.overdrawn(index, t, later))
                require(stopped, f"a lot of {claim.name} could come in {self.case.periods[t]} already")

    def overdrawn(self, index: int, t: int, instead: int | None = None) -> Iterator[str]:
        """Rows that one lot in a period overdraws: one lot more, or one that stood in another period."""
        claim, use = self.case.claims[index], self.book.uses[self.book.use_of[index]]
        for name, taken in use.caps:
            row = self.book.rows[name]
            counted = instead is not None and row.first <= instead <= row.last
            if row.first <= t <= row.last and not counted and self.used[name] + taken * claim.lot > row.limit:
                yield name
        if use.owes:
            due = self.due(claim.firm)
            due[obligation(use), t] += use.owes * claim.lot
            if instead is not None:
                due[obligation(use), instead] -= use.owes * claim.lot
            if not meets(self.case, claim.firm, self.left_for(claim.firm), due):
                yield use.nothing or "nothing to buy"
                for product, _ in use.counts:
                    for period in self.case.periods[t:]:
                        yield f"supply[{product},{period}]"

    def fits_for(self, index: int, t: int, rival: int, s: int) -> bool:
        """Whether one lot of a claim in a period fits if a rival had one less in a period and its firm bought less."""
        claim, use = self.case.claims[index], self.book.uses[self.book.use_of[index]]
        other, of_other = self.case.claims[rival], self.book.uses[self.book.use_of[rival]]
        freed = {name: taken * other.lot for name, taken in of_other.caps}
        for name, taken in use.caps:
            row = self.book.rows[name]
            used = self.used[name] - (freed.get(name, NONE) if row.first <= s <= row.last else NONE)
            if row.first <= t <= row.last and used + taken * claim.lot > row.limit:
                return False
        if not use.owes:
            return True
        due, less = self.due(claim.firm), self.due(other.firm)
        due[obligation(use), t] += use.owes * claim.lot
        less[obligation(of_other), s] -= of_other.owes * other.lot
        return any(
            meets(self.case, claim.firm, self.left_for(claim.firm, (product, period, spare)), due)
            for product, period, spare in self.spare(other.firm, less)
        )

    def spare(self, firm: str, due: dict[tuple[Use, int], Fraction]) -> Iterator[tuple[str, str, int]]:
        """Of each purchase of a firm, how many units it could do without, owing what is due."""
        bought = self.plan.get("co_purchases", {}).get(firm, {})
        for product, by_period in bought.items():
            for period, count in by_period.items():
                most, too_many = 0, count + 1
                while too_many - most > 1:
                    tried = (most + too_many) // 2
                    fewer = {**bought, product: {**by_period, period: count - tried}}
                    if meets(self.case, firm, {name: kept(own) for name, own in fewer.items()}, due):
                        most = tried
                    else:
                        too_many = tried
                yield product, period, most

    def due(self, firm: str) -> dict[tuple[Use, int], Fraction]:
        """What a firm owes as the plan stands."""
        due: dict[tuple[Use, int], Fraction] = defaultdict(Fraction)
        for index, claim in enumerate(self.case.claims):
            use = self.book.uses[self.book.use_of[index]]
            if claim.firm == firm and use.owes:
                for period, count in self.delivered[index].items():
                    due[obligation(use), period] += use.owes * count
        return due

    def left_for(self, firm: str, spared: tuple[str, str, int] = ("", "", 0)) -> Document:
        """What a firm could buy of what others leave: each unit once, in the first period from which it can be had.

        Others may spare some units of a product that they bought in a period.
        """
        free: Document = {}
        for product in self.case.domestic:
            left = []
            for t, period in enumerate(self.case.periods):
                row = f"supply[{product},{period}]"
                bought = self.plan.get("co_purchases", {}).get(firm, {}).get(product, {})
                own = sum(count for since, count in bought.items() if self.case.periods.index(since) <= t)
                more = spared[2] if spared[0] == product and self.case.periods.index(spared[1]) <= t else 0
                left.append(int(self.book.rows[row].limit - self.used[row]) + own + more)
            able = [min(left[t:]) for t in range(len(left))]
            steps = [able[0], *(able[t] - able[t - 1] for t in range(1, len(able)))]
            free[product] = kept(dict(zip(self.case.periods, steps)))
        return free


def kept(by_period: dict[str, int]) -> dict[str, int]:
    """Units by period, without the periods that have none."""
    return {period: count for period, count in by_period.items() if count}


# ------------------------------------------------------------------------------------------- 10. tables


def check_tables(book: Book, plan: Document, used: dict[str, Fraction]) -> None:
    """The table of rows, the totals, and what stayed unallocated."""
    case, awards, totals = book.case, plan["awards"], plan["totals"]
    named = {row for stop in plan.get("bottlenecks", []) + plan.get("lot_stops", []) for row in stop["rows"]}
    table = {item["row"]: item for item in plan["rows"]}
    shown = used.keys() - book.idle
    require(set(table) == shown and len(table) == len(plan["rows"]), "the table does not list every row once")
    for name in shown:
        row, item, count = book.rows[name], table[name], used[name]
        binds = name in named or 0 < count == row.limit
        said = (item["rule"], fraction(item["used"]), fraction(item["limit"]), item["unit"], item["binding"])
        fits = said == (row.rule, count, row.limit, row.unit, binds)
        require(fits and type(item["binding"]) is bool, f"the table is wrong about {name}")
    units = {claim.name: awards[claim.name]["units"] for claim in case.claims}
    by_round = added_by_round(case, awards)
    by_period = dict.fromkeys(case.periods, 0)
    for award in awards.values():
        for period, count in award["periods"].items():
            by_period[period] += count
    duty, landed = costs(case, units)
    true = {
        "claimed": sum(claim.units for claim in case.claims),
        "awarded": sum(units.values()),
        "by_round": by_round,
        "by_use_case": by_attribute(case, "use_case", units),
        "by_kind": by_attribute(case, "firm.kind", units),
        "by_period": by_period,
        "duty_usd": duty,
        "landed_cost_usd": landed,
    }
    for name, value in true.items():
        stated = fraction(totals[name]) if name.endswith("_usd") and totals[name] is not None else totals[name]
        require(stated == value, f"{name} of the totals is {value}, not {totals[name]}")
    left = unallocated(book, units)
    require(plan["unallocated"] == left, f"{left} stayed unallocated, not {plan['unallocated']}")


def added_by_round(case: Case, awards: Document) -> dict[str, int]:
    """What each round added to the awards in whole lots; the last one that gave something has what is left."""
    sums: dict[str, int] = defaultdict(int)
    for claim in case.claims:
        left, held, before, last = awards[claim.name]["units"], NONE, 0, None
        given = awards[claim.name]["given"]
        for name, text in ((name, given[name]) for name, _ in case.rounds if name in given):
            held += fraction(text)
            whole_lots = math.floor(held / claim.lot) * claim.lot
            added = min(left, whole_lots - before)
            sums[name] += added
            left, before = left - added, whole_lots
            last = name if fraction(text) else last
        if left:
            sums[str(last)] += left
    return dict(sums)


def by_attribute(case: Case, attribute: str, units: dict[str, int]) -> dict[str, int]:
    """Units by each value of an attribute."""
    sums: dict[str, int] = defaultdict(int)
    for name in case.applications:
        value = case.value(name, attribute)
        if value is not None:
            sums[str(value)] += units.get(name, 0)
    return dict(sums)


def costs(case: Case, units: dict[str, int]) -> tuple[Fraction | None, Fraction | None]:
    """Duty, and price with duty."""
    wanted = {facts["product"] for facts in case.applications.values()}
    if any(case.products[product].get("price_usd") is None for product in wanted):
        return None, None
    duty = landed = NONE
    for claim in case.claims:
        facts = case.products[claim.product]
        price, rate = amount(facts["price_usd"]) * units[claim.name], amount(facts.get("duty"))
        duty, landed = duty + price * rate, landed + price * (1 + rate)
    return duty, landed


def unallocated(book: Book, units: dict[str, int]) -> dict[str, int]:
    """What is left under caps on everything; without any, what claims went without."""
    case = book.case
    left = [
        math.floor(book.total(name)) - sum(units.values())
        for name, rule in case.rules.items()
        if rule["kind"] == "cap"
        and rule.get("measure", "units") == "units"
        and not rule.get("where")
        and "per" not in rule
    ]
    short = dict.fromkeys((facts["product"] for facts in case.applications.values()), 0)
    for claim in case.claims:
        short[claim.product] += claim.units - units[claim.name]
    return {product: min(left) if left else count for product, count in short.items()}


def check_conflict(case: Case, plan: Document, division: Division) -> None:
    """That nothing is awarded, and that the conflict is what the last bottleneck shows."""
    conflict, total = plan["conflict"], sum(claim.units for claim in case.claims)
    nothing = not (plan["awards"] or plan["co_purchases"] or plan["totals"]["awarded"])
    require(nothing and plan["totals"]["claimed"] == total, "an infeasible plan awards nothing")
    checked = {plan["checks"].get(part) for part in ("rows", "lots", "timing")} == {"none"}
    require(checked and not plan.get("timing"), "an infeasible plan has no rows, lots or timing to check")
    require(division.short is not None, "nothing shows that a guaranteed round cannot be met")
    said = (conflict["round"], fraction(conflict["short_by"]))
    require(said == division.short, f"{division.short} are the round and units that are short, not {said}")
    require(sorted(conflict["rows"]) == sorted(division.bottlenecks[-1]["rows"]), "the conflict names other rows")


# ------------------------------------------------------------------------------------------- all together


def steps(plan: Document, scenario: Document, text: bytes) -> Iterator[str]:
    """Check everything, saying what held; stops with an exception at what does not."""
    digest = "sha256:" + hashlib.sha256(text.strip()).hexdigest()
    require(plan["scenario_digest"] == digest, "the plan was made for another scenario: the digest differs")
    check_outcome(plan)
    yield "The plan is for this scenario."
    case = Case(scenario)
    check_people(case, plan)
    yield f"Refused, each for what it fails: {len(case.refusals)}; claims: {len(case.claims)}."
    book = Book(case)
    out = read_dropped(case, plan)
    division = Division(book, plan.get("bottlenecks", []), out)
    yield f"Bottlenecks, each a valid inequality that is used up where it stops somebody: {len(division.bottlenecks)}."
    kept = check_deliverable(book, plan.get("deliverable") or {}, division)
    yield f"The entitlements can all be delivered; rows that they take something of, all kept: {kept}."
    shown = check_dropped(book, plan)
    if shown:
        yield f"Dropped out, each as the one furthest below its minimum at that time: {shown}."
    if len(out) > shown:
        last = "last" if len(out) - shown == 1 else f"last {len(out) - shown:,}"
        yield f"NOT PROVED: that the {last} of those who dropped out had to, and in which order."
    if plan["outcome"] == "infeasible":
        check_conflict(case, plan, division)
        yield "The guaranteed round cannot be met, and by as much as the plan says."
        return
    require(division.short is None, "a guaranteed round falls short, yet the plan allocates")
    check_awards(book, plan, division)
    yield f"Entitlements, with round, level and reasons: {len(plan['awards'])}."
    used = check_grants(book, plan)
    yield f"Rows that hold: {len(used)}; every co-purchase is enough and in time."
    trial = Trial(book, plan, used)
    shown, tried = check_timing(trial)
    yield f"Late deliveries that could not come earlier: {shown}."
    if tried:
        yield f"NOT PROVED, but tried lot by lot: late deliveries that could not come earlier: {tried:,}."
    if plan["checks"]["lots"] == "searched":
        short = check_searched(trial, division)
        yield f"No single lot more fits for the {short:,} that are short, nor one that somebody later on the list has."
        yield "NOT PROVED, but searched: that no other choice would hand out more lots."
    else:
        refused = Handout(book, plan, division).check()
        yield f"Whole lots follow the list; lots on it that were not left: {refused}."
    check_tables(book, plan, used)
    yield "Tables and totals add up."


def main(arguments: list[str]) -> int:
    """Check the plan and scenario that are named; the exit code."""
    if len(arguments) != len(("plan", "scenario")):
        print("Use: python quotaplan_verify.py plan.json scenario.json")
        return 2
    try:
        plan, text = json.loads(Path(arguments[0]).read_bytes()), Path(arguments[1]).read_bytes()
        scenario = json.loads(text, parse_float=Decimal)
    except (OSError, ValueError) as problem:
        print(f"Cannot be read: {problem}")
        return 2
    parts = (plan, "plan", "awards"), (scenario, "scenario", "applications")
    for path, (document, name, part) in zip(arguments, parts):
        if not isinstance(document, dict) or part not in document:
            print(f'FAILS: {path} is no {name} as docs/certificate.md says: it has no "{part}". The plan comes first.')
            return 4
    gc.disable()  # nothing here refers to itself, and looking for that again and again takes a quarter of the time
    all_proved = True
    try:
        for step in steps(plan, scenario, text):
            proved = not step.startswith("NOT PROVED")
            print(f"holds: {step}" if proved else step)
            all_proved = all_proved and proved
    except DoesNotHoldError as problem:
        print(f"FAILS: {problem}.")
        return 4
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        print(f"FAILS: the plan is not made as docs/certificate.md says: {type(problem).__name__} {problem}.")
        return 4
    print("The plan holds." if all_proved else "The plan holds, but for what is said above to be NOT PROVED.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
