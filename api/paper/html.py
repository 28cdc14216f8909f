"""HTML: a plan and its scenario go in, one self-contained page comes out. It asks nothing from any other place."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.figures import Figure
from api.paper import drawing
from api.reports import PRINTED, report
from api.reports.chart import Chart
from api.tables import Table, unbroken
from optimizer.plans import Plan
from optimizer.scenario import Scenario


def plan_html(plan: Plan, scenario: Scenario) -> bytes:
    """The report as a page: on a screen in light and dark, and on paper."""
    head, *sections = report(plan, scenario, PRINTED)
    return page("report.html", head=head, sections=sections, scenario=scenario)


def page(template: str, **parts: object) -> bytes:
    """A page from one of the templates, in which every text is escaped."""
    return _templates().get_template(template).render(parts).encode()


def chart_html(chart: Chart, name: str) -> Markup:
    """One chart as a figure, for a page whose style sheet says how bars look.

    Args:
        name: what the ids in the figure begin with.
    """
    return figure_html("chart", chart, name)


def figure_html(macro: str, drawn: object, name: str) -> Markup:
    """What one of the templates' macros makes of something that is drawn; the rest as for a chart."""
    macros = _templates().get_template("parts.html").module
    return Markup(getattr(macros, macro)(drawn, name))  # noqa: S704 - the template escapes


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.paper"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finished,
    )
    environment.tests["table"] = lambda part: isinstance(part, Table)
    environment.tests["chart"] = lambda part: isinstance(part, Chart)
    environment.filters["drawn"] = drawing.drawn
    environment.globals["place"] = drawing
    return environment


def _finished(value: object) -> object:
    """What is put into a page: figures as they are read, and none parted from its percent sign."""
    text = str(value) if isinstance(value, Figure) else value
    return unbroken(text) if isinstance(text, str) else text
