"""Random scenarios, as plain documents: crossed caps, windows, co-purchases and several rounds, from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

DIVISIONS = ("proportional", "equal_awards", "equal_losses", "talmud", "ranked", "maximize")
CAPS = ("tranche", "licence", "ceiling", "inspection", "measured", "of_claims")
PER = ("group", "firm", "use_case", "site")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a random scenario may contain."""

    lots: bool = True
    minimums: bool = True
    purchases: bool = True
    guarantees: bool = True
    weights: bool = True
    one_quota: bool = False
    """Whether the national quota is one figure for the horizon, whatever else may be limited by period."""
    pools: bool = True
    caps: tuple[str, ...] = CAPS
    """The caps that may stand beside the national quota."""
    applications: int = 8
    """The most applications."""
    rounds: int = 3
    """The most rounds."""
    divisions: tuple[str, ...] = DIVISIONS
    """The division rules that rounds may have."""


ANY = Shape()
PLAIN = Shape(minimums=False, guarantees=False)
"""Entitlements follow from one division: nobody drops out."""
ONE_ROW = Shape(lots=False, minimums=False, purchases=False, guarantees=False, one_quota=True, caps=(), rounds=1)
"""A national quota, one round, and nothing else."""


def random_document(seed: int, shape: Shape = ANY) -> Document:
    """The scenario of a seed."""
    return _Maker(Random(seed), shape).document()


def documents(shape: Shape = ANY) -> st.SearchStrategy[Document]:
    """Random scenarios of a shape."""
    return st.integers(min_value=0, max_value=2**32 - 1).map(lambda seed: random_document(seed, shape))


def one_cap(limit: int, claims: dict[str, int], divide: str = "proportional") -> Document:
    """A textbook scenario: one estate, and one claim for each claimant."""
    return {
        "format": 1,
        "periods": ["P1"],
        "products": {"H": {}},
        "firms": {firm: {} for firm in claims},
        "applications": {f"A-{firm}": {"firm": firm, "product": "H", "units": units} for firm, units in claims.items()},
        "policy": {
            "rules": {"quota": {"kind": "cap", "limit": limit}},
            "rounds": {"all": {"order": 1, "divide": divide}},
        },
    }


class _Maker:
    """Draws a scenario part by part."""

    def __init__(self, draw: Random, shape: Shape) -> None:
        self.draw, self.shape = draw, shape
        self.periods = [f"P{number + 1}" for number in range(draw.randint(1, 3))]
        self.grain = draw.choice((1, 1, 10, 50))
        self.products = {f"H{number}": self._product() for number in range(draw.randint(1, 2))}
        self.domestic = (
            {f"D{number}": self._domestic() for number in range(draw.randint(1, 3))} if shape.purchases else {}
        )
        self.firms = {f"F{number}": self._firm() for number in range(draw.randint(1, 6))}
        self.applications: Document = {}
        for number in range(draw.randint(2, shape.applications)):
            self.applications[f"A{number}"] = self._like_another() if self._chance(25) else self._application()
        self.claimed: int = sum(item["units"] for item in self.applications.values())

    def document(self) -> Document:
        """All parts together."""
        return {
            "format": 1,
            "periods": self.periods,
            "products": self.products,
            "domestic": self.domestic,
            "firms": self.firms,
            "applications": self.applications,
            "policy": {
                "eligibility": {"certified": {"require": {"certificate": True}, "because": "No certificate"}},
                "rules": self._rules(),
                "rounds": {
                    f"round{number}": self._round(number) for number in range(self.draw.randint(1, self.shape.rounds))
                },
                "tie_break_seed": str(self.draw.randint(0, 99)),
            },
        }

    def _chance(self, percent: int) -> bool:
        return self.draw.randrange(100) < percent

    def _units(self, low: int, high: int) -> int:
        return self.draw.randint(max(1, low // self.grain), max(1, high // self.grain)) * self.grain

    def _ratio(self, low: int, high: int) -> int | Decimal:
        """A figure with two decimals, between two figures in hundredths."""
        value = self.draw.randint(low, high)
        return value // 100 if value % 100 == 0 else Decimal(value) / 100

    def _product(self) -> Document:
        lot = self.draw.choice((1, 1, 2, 8)) if self.shape.lots else 1
        return {"lot": lot, "tpp": self.draw.choice((2, 5, 16)), "price_usd": self.draw.choice((10, 27))}

    def _domestic(self) -> Document:
        supply = {period: self._units(10, 200) for period in self.periods if self._chance(85)}
        return {"tpp": self.draw.choice((1, 3, 5, 12)), "supply": supply}

    def _firm(self) -> Document:
        firm: Document = {"kind": self.draw.choice(("hyperscaler", "university")), "licensed": self._units(20, 400)}
        if self._chance(50):
            firm["group"] = self.draw.choice(("G1", "G2"))
        if self.domestic and self._chance(40):
            firm["domestic_purchases"] = {name: self._units(5, 60) for name in self.domestic if self._chance(60)}
        return firm

    def _application(self) -> Document:
        draw = self.draw
        first = draw.randrange(len(self.periods))
        item: Document = {
            "firm": draw.choice(sorted(self.firms)),
            "product": draw.choice(sorted(self.products)),
            "units": self._units(8, 400),
            "from": self.periods[first],
            "to": self.periods[draw.randrange(first, len(self.periods))],
            "submitted": f"2026-01-{draw.randint(1, 9):02d}",
            "certificate": self._chance(93),
            "exemption": draw.choice(("none", "none", "research")),
            "site": draw.choice(("mainland", "overseas")),
            "score": draw.choice((1, 2, 2, 3, 5)),
            "weight": draw.choice((1, 1, 2, 3)),
            "power_kw": self._ratio(50, 300),
        }
        if self._chance(85):
            item["use_case"] = draw.choice(("training", "inference"))
        if self.shape.minimums and self._chance(25):
            item["minimum_units"] = draw.randint(1, max(1, item["units"] // 2))
        if self.domestic and self._chance(60):
            item["accepts"] = sorted(draw.sample(sorted(self.domestic), draw.randint(1, len(self.domestic))))
        return item

    def _like_another(self) -> Document:
        """An application that no limit can tell from one that is already there, if any is."""
        if not self.applications:
            return self._application()
        other: Document = self.draw.choice(list(self.applications.values()))
        same = {name: value for name, value in other.items() if name != "minimum_units"}
        units = other["units"] if self._chance(20) else self._units(8, 400)
        return same | {"units": units, "submitted": f"2026-01-{self.draw.randint(1, 3):02d}"}

    def _rules(self) -> Document:
        rules = {"quota": self._quota()}
        for name in self.draw.sample(self.shape.caps, self.draw.randint(0, len(self.shape.caps))):
            rules[name] = {"kind": "cap"} | getattr(self, f"_{name}")()
        if self.domestic:
            for order in range(self.draw.randint(0, 2)):
                rules[f"purchase{order}"] = self._co_purchase(order)
        return rules

    def _part(self, low: int, high: int) -> int:
        """A part of all claims, in percent."""
        return self.grain * max(1, self.claimed * self.draw.randint(low, high) // 100 // self.grain)

    def _quota(self) -> Document:
        if self.shape.one_quota or self._chance(40):
            return {"kind": "cap", "limit": self._part(20, 110)}
        limit = {period: self._part(10, 90) // len(self.periods) for period in self.periods}
        return {"kind": "cap", "limit": limit, "carry_over": self._chance(50)}

    def _tranche(self) -> Document:
        return {"per": self.draw.choice(("group", "firm")), "share": {"of": "quota", "ratio": self._ratio(15, 70)}}

    def _licence(self) -> Document:
        return {"per": self.draw.choice(("group", "firm")), "limit": {"attribute": "licensed"}} | self._some()

    def _ceiling(self) -> Document:
        return {"per": self.draw.choice(PER), "limit": self._part(10, 60)} | self._some()

    def _inspection(self) -> Document:
        limit = {period: self._part(5, 70) for period in self.periods}
        return {"limit": limit, "carry_over": self._chance(40)} | ({"per": "site"} if self._chance(30) else {})

    def _measured(self) -> Document:
        measure = self.draw.choice(("tpp", "price_usd", "power_kw"))
        each = {"tpp": 8, "price_usd": 18, "power_kw": 2}[measure]
        return {"measure": measure, "limit": self._part(15, 90) * each}

    def _of_claims(self) -> Document:
        measure = self.draw.choice(("units", "tpp"))
        return {"measure": measure, "share": {"of": "claims", "ratio": self._ratio(20, 95)}} | self._some()

    def _some(self) -> Document:
        """Half of the time, a selector."""
        return {"where": self._where()} if self._chance(40) else {}

    def _where(self) -> Document:
        choices: tuple[Document, ...] = (
            {"exemption": "none"},
            {"site": ["overseas"]},
            {"firm.kind": "hyperscaler"},
            {"score": {"at_least": 2}},
            {"score": {"at_most": 3}, "site": "mainland"},
            {"use_case": ["training", "inference"]},
        )
        return self.draw.choice(choices)

    def _co_purchase(self, order: int) -> Document:
        tpp = self._chance(40)
        return {
            "kind": "co_purchase",
            "order": order,
            "ratio": self._ratio(10, 120),
            "basis": "tpp" if tpp else "units",
            "credit": self._chance(50),
        } | self._some()

    def _aims(self) -> Document:
        """A pool, a goal for each, both or neither."""
        pool = {"pool": self._part(5, 50)} if self.shape.pools and self._chance(30) else {}
        if not self._chance(30):
            return pool
        return pool | {"each": {"share": self._ratio(10, 90)} if self._chance(50) else self._units(5, 150)}

    def _round(self, number: int) -> Document:
        rule = self.draw.choice(self.shape.divisions)
        item: Document = {
            "order": number,
            "divide": {rule: "score"} if rule in {"ranked", "maximize"} else rule,
            "claimant": self.draw.choice(("group", "firm", "application")),
        }
        if self.shape.rounds > 1:
            item |= self._some() | self._aims()
        if self.shape.weights and self._chance(25):
            item["weight"] = "weight"
        if self.shape.guarantees and self._chance(4):
            item["guarantee"] = True
        return item
