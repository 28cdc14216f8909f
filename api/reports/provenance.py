"""Provenance: which scenario, which engine, what was checked, and how anybody checks it again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.figures import counted
from api.reports.section import Section
from api.reports.view import View
from api.tables import Cells, Column, Table

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "rows": "every limit, recomputed from the scenario",
        "certificate": "every stop: nobody could get more without another, who has no more, getting less",
        "lots": "whole lots: no further lot fits",
        "timing": "timing: nobody could get a lot earlier with everybody else served as early",
    }
)
STATES: Mapping[str, str] = MappingProxyType(
    {
        "proved": "proved in exact arithmetic",
        "searched": "searched: no inequality shows it",
        "none": "not proved",
    }
)
HOW_TO_CHECK = (
    "To check this plan without the program that made it: quotaplan verify plan.json scenario.json, or the single-file "
    "verifier, which needs nothing but Python. Both recompute every figure from the scenario, in fractions."
)


def provenance(view: View) -> Section:
    """Where the plan comes from, and what was proved before it was shown."""
    return Section("Where this comes from", (origin(view), "", HOW_TO_CHECK))


def origin(view: View) -> Table:
    """Which scenario, which program, and the state of each check."""
    engine, dropped = view.plan.engine, len(view.plan.dropped)
    that = "that it was below its minimum" if dropped == 1 else "that each was below its minimum, and in which order"
    rows: list[Cells] = [
        ("Scenario", view.plan.scenario_digest),
        ("Program", f"quotaplan {engine.version}"),
        ("Solver", engine.solver),
        *(("Failed attempt before", attempt) for attempt in engine.attempts),
        *((f"Check of {CHECKS[name]}", STATES[state]) for name, state in view.plan.checks.model_dump().items()),
        *([(f"Check of {counted(dropped, 'drop-out')}: {that}", STATES["none"])] if dropped else []),
    ]
    return Table((Column(""), Column("")), tuple(rows), headed=False)
