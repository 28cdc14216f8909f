"""Co-purchases: what the firms have to buy at home, by domestic product and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from api.figures import counted, percent, share
from api.reports.abreast import Figures, abreast, units_column
from api.reports.chart import Bar, Chart, few
from api.reports.section import Section
from api.reports.view import View

Bought = Mapping[str, Mapping[str, int]]
"""Domestic product to period to units, zeros left out."""


def purchases(view: View) -> Section | None:
    """Units to buy of each domestic product in each period, beside what its makers can deliver."""
    bought: dict[str, dict[str, int]] = defaultdict(dict)
    buyers = set()
    for firm, products in view.plan.co_purchases.items():
        for product, periods in products.items():
            for period, units in periods.items():
                if units:
                    buyers.add(firm)
                    bought[product][period] = bought[product].get(period, 0) + units
    if not bought:
        return None
    total = sum(sum(periods.values()) for periods in bought.values())
    sentence = f"{counted(len(buyers), 'firm')} to buy {counted(total, 'unit')} in all."
    tables = abreast("domestic product", sorted(bought), list(_figures(view, bought)))
    return Section("Co-purchases of domestic products, in units", (sentence, _chart(view, bought), *tables))


def _chart(view: View, bought: Bought) -> Chart:
    """How much of the supply of each domestic product is used, over all periods."""
    bars = []
    for product, periods in sorted(bought.items()):
        units, supply = sum(periods.values()), sum(view.scenario.domestic[product].supply.values())
        bars.append(Bar(product, units, f"{units:,} of {supply:,}, {percent(units, supply)}", whole=supply))
    sentence = "Units of each domestic product that firms have to buy, as a part of what its makers can deliver."
    return Chart("Use of domestic supply, in units", sentence, few(bars, "products"), "to buy", "supply, all periods")


def _figures(view: View, bought: Bought) -> Iterator[Figures]:
    """The columns: all periods, the part of the supply, and each period."""
    products = sorted(bought)
    units = {product: sum(periods.values()) for product, periods in bought.items()}
    supply = [sum(view.scenario.domestic[product].supply.values()) for product in products]
    shares = [share(units[product], most) for product, most in zip(products, supply, strict=True)]
    yield units_column("all periods", units, products)
    yield "of supply", shares, share(sum(units.values()), sum(supply))
    for period in view.scenario.periods:
        yield units_column(period, {product: bought[product].get(period, 0) for product in products}, products)
