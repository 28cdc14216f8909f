"""`quotaplan sweep`: many plans side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario
from api.exits import ExitCode
from api.figures import counted
from api.interruptions import asked_to_stop
from api.outputs import fill_folder, refuse_folder
from api.reports import WIDTH
from api.sweeps import Memory, PointsFile, Result, Store, pools, run_sweep, sweep_of
from api.sweeps.outcome import Outcome
from api.sweeps.outputs import FORMATS, POINTS_FILE, files, format_named, lines

Varied = Annotated[
    list[str],
    typer.Option(
        "--vary",
        metavar="PATH=VALUES",
        show_default=False,
        help="A figure and its values: FROM:TO:STEP, a list a,b,c, uniform(a,b), triangular(a,b,c), "
        "normal(mean,deviation), or estimates for a domestic supply. May be repeated: every value with every other.",
    ),
]
Zip = Annotated[bool, typer.Option("--zip", help="Vary the lists in step, not every value with every other.")]
Samples = Annotated[
    int | None,
    typer.Option("--samples", metavar="N", help="Draws of what has a distribution, at each point. 100 if not given."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", min=0, help="The same seed draws the same samples.")]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Processes. As many as there are cores if not given."),
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Run on the workers of a Dask cluster, not in processes here."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Keep every point as it comes, and write all formats; run again to go on."
    ),
]
Shown = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to print.")]


def sweep(
    scenario: ScenarioName,
    varied: Varied,
    settings: Settings = [],
    patch: PatchFile = None,
    zipped: Zip = False,
    samples: Samples = None,
    seed: Seed = 0,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    shown: Shown = "table",
) -> ExitCode:
    """Divide a quota many times, with figures varied.

    A point that is refused or cannot be divided is reported, and the others go on. Ctrl-C finishes what is under way;
    with --out, the same command later goes on from there.
    """
    form = format_named(shown)
    store: Store = Memory()
    if out is not None:
        refuse_folder(out, place="--out", replaces=POINTS_FILE)
        store = PointsFile(out / POINTS_FILE)
    facts = changed_scenario(scenario, patch, settings)
    axes = sweep_of(facts, varied, zipped=zipped, samples=samples, seed=seed)
    points = axes.points()
    with (
        asked_to_stop("Stopping once the points under way are finished. Ctrl-C again stops at once.") as stop,
        pools.machine(workers) if scheduler is None else pools.cluster(scheduler) as pool,
        terminal.progress("points") as tell,
    ):
        results = run_sweep(facts, points, pool, store, progress=tell, stop=stop)
    outcome = Outcome(facts.title or scenario, axes, points, results)
    if out is not None:
        fill_folder(out, files(outcome, facts))
        terminal.note(f"{counted(len(results), 'point')} kept in {out}")
    if len(results) < len(points):
        kept = f"the same command goes on from there: {out}" if out else "nothing is kept without --out"
        terminal.note(f"Stopped: {len(results):,} of {counted(len(points), 'point')} are done; {kept}.")
        return ExitCode.INTERRUPTED
    if shown == "table":
        terminal.show(lines(outcome, terminal.width(WIDTH)))
    else:
        terminal.answer(form.write(outcome))
    return _exit_code(results.values())


def _exit_code(results: Iterable[Result]) -> ExitCode:
    """How the sweep ends: with an answer, unless the program failed somewhere, or no point could be divided."""
    counts = Counter(result.status for result in results)
    bad = {name: count for name, count in counts.items() if name != "allocated"}
    if bad:
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(bad.items()))
        terminal.note(f"Of {counted(counts.total(), 'point')}, {told}.")
    if counts["failed"]:
        return ExitCode.OUR_FAULT
    if counts["unproved"]:
        return ExitCode.UNPROVED
    return ExitCode.REFUSED if counts["refused"] == counts.total() else ExitCode.ANSWERED
