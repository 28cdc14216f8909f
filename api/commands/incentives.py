"""`quotaplan incentives`: what applicants could gain by filing something else than they need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import simplejson
import typer

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario, refuse_choices
from api.comparing import FORMATS, Shown
from api.exits import ExitCode
from api.figures import counted
from api.formats import TABLE
from api.incentives import divides, searched
from api.outputs import fill_folder, refuse_folder
from api.reports import WIDTH, written
from api.reports.incentives import incentives as report
from api.reports.incentives import numbered
from api.searches import groups_of, ranges_of, rules_of
from api.sweeps import pools

ANSWER_FILE, TABLE_FILE = "incentives.json", "table.txt"

Firms = Annotated[
    str | None,
    typer.Option("--firms", metavar="IDS", help="Whose gains are searched: firms or groups, as F01,F02."),
]
Largest = Annotated[
    int, typer.Option("--largest", metavar="N", min=1, help="Without --firms: the groups that claim most.")
]
More = Annotated[str, typer.Option("--more", metavar="FACTORS", help="Times the units that are needed.")]
Less = Annotated[str, typer.Option("--less", metavar="FACTORS", help="Parts of the units that are needed.")]
Split = Annotated[str, typer.Option("--split", metavar="NUMBERS", help="So many firms instead of one.")]
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="NAMES",
        help="Division rules, as policy,talmud. The policy's own and all others if not given.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Processes. As many as there are cores if not given."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write the answer, and a patch for each gain, into a folder as well."),
]


def incentives(
    scenario: ScenarioName,
    settings: Settings = [],
    patch: PatchFile = None,
    firms: Firms = None,
    largest: Largest = 3,
    more: More = "1.1,1.5,2",
    less: Less = "0.75,0.9",
    split: Split = "2,3",
    rules: Rules = None,
    workers: Workers = None,
    out: Out = None,
    shown: Shown = TABLE,
) -> ExitCode:
    """Search what applicants could gain by filing something else than they need.

    For some groups: asking for more or for less, splitting into subsidiaries with and without their owner declared,
    merging with another group, filing for another use case or for other periods; under the policy's division and under
    each other rule. Every gain is that of an ordinary, proved plan, and its patch makes the same with --patch.

    Ends with 0 when there is an answer, and 2 when the input is refused.
    """
    refuse_choices(format=(shown, FORMATS))
    if out is not None:
        refuse_folder(out, place="--out")
    facts = changed_scenario(scenario, patch, settings)
    groups = groups_of(facts, firms, largest)
    ranges = ranges_of(more, less, split)
    chosen = divides(facts) if rules is None else rules_of(rules)
    with pools.machine(workers) as pool, terminal.progress("trying") as tell:
        found = searched(facts, groups, ranges, chosen, pool, tell)
    table = "".join(f"{line}\n" for line, _ in written(report(found, facts))).encode()
    if out is not None:
        patches = {name: _json(item.patch) for name, item in numbered(found)}
        fill_folder(out, {ANSWER_FILE: _json(found.model_dump()), TABLE_FILE: table, **patches})
        terminal.note(f"{counted(len(patches), 'patch', 'patches')} written to {out}")
    if shown == TABLE:
        terminal.show(written(report(found, facts), terminal.width(WIDTH)))
    else:
        terminal.answer(_json(found.model_dump()))
    return ExitCode.ANSWERED


def _json(document: Any) -> bytes:
    """A document with its exact figures as figures."""
    return simplejson.dumps(document, use_decimal=True, indent=2, ensure_ascii=False).encode() + b"\n"
