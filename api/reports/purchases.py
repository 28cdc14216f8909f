"""Co-purchases: what the firms have to buy at home, by domestic product and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from api.figures import Figure, counted, percent, share, whole
from api.reports.chart import Bar, Chart, few
from api.reports.section import Section
from api.reports.view import View
from api.tables import Cells, Column, Table

ABREAST = 7
"""So many columns of figures stand side by side in one table."""


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
    return Section(
        "Co-purchases of domestic products, in units", (sentence, _chart(view, bought), *_tables(view, bought))
    )


def _chart(view: View, bought: Bought) -> Chart:
    """How much of the supply of each domestic product is used, over all periods."""
    bars = []
    for product, periods in sorted(bought.items()):
        units, supply = sum(periods.values()), sum(view.scenario.domestic[product].supply.values())
        bars.append(Bar(product, units, f"{units:,} of {supply:,}, {percent(units, supply)}", whole=supply))
    sentence = "Units of each domestic product that firms have to buy, as a part of what its makers can deliver."
    return Chart("Use of domestic supply, in units", sentence, few(bars, "products"), "to buy", "supply, all periods")


def _tables(view: View, bought: Bought) -> Iterator[str | Table]:
    """As many tables as it takes to have the sums and every period."""
    products, figures = sorted(bought), list(_figures(view, bought))
    for start in range(0, len(figures), ABREAST):
        headings, cells, sums = zip(*figures[start : start + ABREAST], strict=True)
        columns = (Column("domestic product"), *(Column(heading, "right") for heading in headings))
        rows = tuple((product, *row) for product, *row in zip(products, *cells, strict=True))
        yield ""
        yield Table(columns, rows, ("all", *sums) if len(products) > 1 else None)


def _figures(view: View, bought: Bought) -> Iterator[tuple[str, Cells, str | Figure]]:
    """Each column of figures: its heading, a cell for each product in alphabetical order, and one for all of them."""
    products = sorted(bought)
    units = [sum(bought[product].values()) for product in products]
    supply = [sum(view.scenario.domestic[product].supply.values()) for product in products]
    yield "all periods", list(map(whole, units)), whole(sum(units))
    yield "of supply", list(map(share, units, supply)), share(sum(units), sum(supply))
    for period in view.scenario.periods:
        counts = [bought[product].get(period, 0) for product in products]
        yield period, list(map(whole, counts)), whole(sum(counts))
