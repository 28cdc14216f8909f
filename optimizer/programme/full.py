"""The full programme: claims and rows in, one linear programme with a column for each application and period out.

It is for other people's solvers and eyes: nothing is merged, and names are those of the policy as far as file formats
allow. Columns are x[a,t] units of application a in period t, y[k,d,t] units of domestic product d bought in period t
for the co-purchase class k, and z[k,d] past purchases credited to it. Minimised is minus the units granted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pulp
from flint import fmpq

from optimizer.claims import Claims
from optimizer.quantities import ONE, ZERO
from optimizer.rows import CapRows, PurchaseRows, Rows

LONGEST_NAME = 100
"""Characters of a name in a file."""
DIGITS = 9
"""Significant digits of an entitlement in a file, rounded down: a file has figures in decimals, and no exact ones."""
RESERVED = frozenset(
    {"bin", "binaries", "binary", "bound", "bounds", "end", "free", "gen", "general", "generals", "inf", "infinity"}
    | {"int", "integer", "integers", "max", "maximise", "maximize", "maximum", "min", "minimise", "minimize", "minimum"}
    | {"obj", "rhs", "sec", "semi", "semis", "sos", "sos1", "sos2", "st", "subject", "such", "that", "to"}
)
"""Words that formats keep for themselves."""

Terms = list[tuple[pulp.LpVariable, fmpq]]


@dataclass(frozen=True, slots=True)
class Named:
    """A column or a row: its name in the files, and in the words of the policy."""

    kind: Literal["column", "row"]
    file: str
    words: str
    unit: str


class FullProgramme:
    """One programme, to be written in the formats that solvers read."""

    def __init__(self, problem: pulp.LpProblem, names: tuple[Named, ...]) -> None:
        self._problem = problem
        self.names = names

    def write_mps(self, path: str) -> None:
        """Write it to a file as free MPS."""
        self._problem.writeMPS(path)

    def write_lp(self, path: str) -> None:
        """Write it to a file in the LP format."""
        self._problem.writeLP(path, max_length=LONGEST_NAME)


def full_programme(claims: Claims, rows: Rows, entitlements: Mapping[int, fmpq] | None = None) -> FullProgramme:
    """The programme of some claims under some rows.

    Args:
        entitlements: by the index of an application, what it is to have at least; a row each.
    """
    making = _Making(claims)
    for cap in rows.caps:
        making.cap(cap)
    making.purchases(rows)
    for at, units in (entitlements or {}).items():
        making.at_least(at, units)
    return making.finished()


@dataclass
class _Making:
    """A programme on its way."""

    claims: Claims
    _problem: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("full_programme", pulp.LpMinimize))
    _names: list[Named] = field(default_factory=list)
    _taken: set[tuple[str, str]] = field(default_factory=set)
    _granted: list[dict[int, pulp.LpVariable]] = field(default_factory=list)
    """For each application, its column in each period of its window."""

    def __post_init__(self) -> None:
        claims = self.claims
        for name, first, last in zip(claims.ids, claims.first.tolist(), claims.last.tolist(), strict=True):
            window = range(first, last + 1)
            self._granted.append({t: self._column(f"{name} in {claims.periods[t]}", "units") for t in window})
        for own, name, units in zip(self._granted, claims.ids, claims.units.tolist(), strict=True):
            self._row(f"claim of {name}", [(x, ONE) for x in own.values()], fmpq(units), "units")
        every = [(x, -1) for own in self._granted for x in own.values()]
        self._problem.setObjective(pulp.LpAffineExpression(every))

    def cap(self, cap: CapRows) -> None:
        """The rows of one cap rule that some application is under."""
        under: dict[int, list[int]] = {}
        for at, label in enumerate(cap.label.tolist()):
            if label >= 0:
                under.setdefault(label, []).append(at)
        amounts = [cap.coefficients[code] for code in cap.coefficient.tolist()]
        for label, applications in sorted(under.items()):
            for row in cap.rows[label]:
                counted = [
                    (x, amounts[at])
                    for at in applications
                    for t, x in self._granted[at].items()
                    if row.first <= t <= row.last
                ]
                self._row(row.name, counted, row.limit, row.unit)

    def purchases(self, rows: Rows) -> None:
        """What each class owes by the end of each period, and what supplies and past purchases allow."""
        classes, periods = rows.purchases, self.claims.periods
        bought: dict[tuple[int, str, int], pulp.LpVariable] = {}
        credited: dict[tuple[int, str], pulp.LpVariable] = {}
        past = {(firm, product) for firm, product, _ in classes.credit}
        for k, item in enumerate(classes.classes):
            label = f"{item.rule}[{item.label or 'accepts nothing'}]"
            for product in sorted(classes.worth[k]):
                for t, period in enumerate(periods):
                    bought[k, product, t] = self._column(f"{product} for {label} in {period}", "units")
                if item.firm is not None and (item.firm, product) in past:
                    credited[k, product] = self._column(f"{product} of the past for {label}", "units")
        for k, (item, owing) in enumerate(zip(classes.classes, self._owing(classes), strict=True)):
            for due, period in enumerate(periods):
                owed = [(x, amount) for x, amount, t in owing if t <= due]
                met = [(y, -classes.worth[k][d]) for (c, d, t), y in bought.items() if c == k and t <= due]
                met += [(z, -classes.worth[k][d]) for (c, d), z in credited.items() if c == k]
                name = f"{item.rule}[{item.label or 'accepts nothing'},{period}]"
                self._row(name, [*owed, *met] if owed else [], ZERO, item.basis)
        for row in rows.supply:
            so_far = [(y, ONE) for (_, d, t), y in bought.items() if d == row.label and t <= row.last]
            self._row(row.name, so_far, row.limit, row.unit)
        for firm, product, units in classes.credit:
            own = [(z, ONE) for (k, d), z in credited.items() if d == product and classes.classes[k].firm == firm]
            self._row(f"credit[{firm},{product}]", own, fmpq(units), "units")

    def _owing(self, classes: PurchaseRows) -> list[list[tuple[pulp.LpVariable, fmpq, int]]]:
        """For each class, the columns that oblige it, what one unit obliges to, and the period."""
        owing: list[list[tuple[pulp.LpVariable, fmpq, int]]] = [[] for _ in classes.classes]
        pairs = zip(classes.classed.tolist(), classes.coefficient.tolist(), strict=True)
        for at, (k, code) in enumerate(pairs):
            if k >= 0 and classes.coefficients[code] > 0:
                owing[k] += [(x, classes.coefficients[code], t) for t, x in self._granted[at].items()]
        return owing

    def at_least(self, at: int, units: fmpq) -> None:
        """An application has at least some units."""
        own: Terms = [(x, -ONE) for x in self._granted[at].values()]
        self._row(f"entitlement of {self.claims.ids[at]}", own, -_rounded_down(units), "units")

    def finished(self) -> FullProgramme:
        """The programme with its names."""
        return FullProgramme(self._problem, tuple(self._names))

    def _column(self, words: str, unit: str) -> pulp.LpVariable:
        name = self._name("column", words, unit)
        return self._problem.add_variable(name, lowBound=0)

    def _row(self, words: str, terms: Terms, limit: fmpq, unit: str) -> None:
        """A row that says: at most; one without terms says nothing and is left out."""
        if terms:
            expression = pulp.LpAffineExpression([(column, _float(amount)) for column, amount in terms])
            name = self._name("row", words, unit)
            self._problem.addConstraint(pulp.LpConstraint(expression, pulp.LpConstraintLE, name, _float(limit)))

    def _name(self, kind: Literal["column", "row"], words: str, unit: str) -> str:
        """A name that every format takes, as near to the words as it can be, and nobody else's."""
        plain = re.sub(r"[^A-Za-z0-9_.]+", "_", words).strip("_")[: LONGEST_NAME - 8]
        if not plain[:1].isalpha() or plain[0] in "eE" or plain.lower() in RESERVED:
            plain = f"n_{plain}"
        name, count = plain, 1
        while (kind, name) in self._taken:
            count += 1
            name = f"{plain}_{count}"
        self._taken.add((kind, name))
        self._names.append(Named(kind, name, words, unit))
        return name


def _float(value: fmpq) -> float:
    return int(value.p) / int(value.q)


def _rounded_down(value: fmpq) -> fmpq:
    """A non-negative figure to so many significant digits that a file still holds it, and never more than it is."""
    places = DIGITS - len(str(int(value.floor())))
    scale = fmpq(10) ** places
    return fmpq(int((value * scale).floor())) / scale
