"""Provenance: which scenario, which engine, what was checked, and how anybody checks it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from api.figures import counted
from api.reports.section import Section
from api.reports.view import View
from api.tables import Cells, Column, Table
from optimizer.plans import Drop

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
    engine = view.plan.engine
    rows: list[Cells] = [
        ("Scenario", view.plan.scenario_digest),
        ("Program", f"quotaplan {engine.version}"),
        ("Solver", engine.solver),
        *(("Failed attempt before", attempt) for attempt in engine.attempts),
        *((f"Check of {CHECKS[name]}", STATES[state]) for name, state in view.plan.checks.model_dump().items()),
        *_drop_outs(view.plan.dropped),
    ]
    return Table((Column(""), Column("")), tuple(rows), headed=False)


def _drop_outs(dropped: Sequence[Drop]) -> Iterator[Cells]:
    for state, shown in (("proved", True), ("none", False)):
        if count := sum((drop.evidence is not None) == shown for drop in dropped):
            name = counted(count, "drop-out")
            yield f"Check of {name}: the furthest below its minimum, each in its turn", STATES[state]
