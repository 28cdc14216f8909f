"""Rows of the table of awards: a view of a plan in, one row for each application out, also for the refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.figures import exact
from api.pages.grid import Field
from api.pages.markup import words
from api.reports.view import View, in_words

FIELDS = (
    Field("id", "application", width=112),
    Field("firm", "firm", width=76),
    Field("claim", "claimed", "units", 90),
    Field("units", "granted", "units", 90),
    Field("share", "of claim", "share", 84),
    Field("status", "status", width=106),
    Field("limited_by", "limited by", width=380),
    Field("name", "name of firm", width=150),
    Field("use_case", "use case", width=150),
    Field("round", "round", width=130),
)
REFUSED = "refused"


def fields(view: View) -> tuple[Field, ...]:
    """The columns: those of every plan, and one for each period if there are several."""
    periods = view.scenario.periods
    return FIELDS if len(periods) == 1 else (*FIELDS, *(Field(name, name, "units", 84) for name in periods))


def award_rows(view: View) -> list[dict[str, Any]]:
    """One row for each application, in the order of their ids."""
    return sorted((*_screened(view), *_refused(view)), key=lambda row: str(row["id"]))


def _screened(view: View) -> Iterator[dict[str, Any]]:
    for line in view.lines:
        award = line.award
        yield _known(view, line.id) | {
            "status": "dropped out" if line.dropped else _status(award.units, award.claim),
            "claim": award.claim,
            "units": award.units,
            "share": round(award.units / award.claim, 4) if award.claim else None,
            "round": words(award.round or "none"),
            "level": None if award.level is None else round(float(exact(award.level)), 4),
            "limited_by": words(in_words(line.reasons)),
            **{period: award.periods.get(period, 0) for period in view.scenario.periods},
        }


def _refused(view: View) -> Iterator[dict[str, Any]]:
    for name, refusals in view.plan.refused.items():
        yield _known(view, name) | {
            "status": REFUSED,
            "claim": None,
            "units": 0,
            "share": None,
            "round": "none",
            "level": None,
            "limited_by": "; ".join(item.because for item in refusals),
        }


def _known(view: View, name: str) -> dict[str, Any]:
    application = view.scenario.applications[name]
    return {
        "id": name,
        "firm": application.firm,
        "name": view.scenario.firms[application.firm].name or "",
        "use_case": words(application.use_case or ""),
    }


def _status(units: int, claim: int) -> str:
    if not units:
        return "nothing"
    return "whole claim" if units == claim else "part of claim"
