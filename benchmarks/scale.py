"""Scale: every case at every size, one table, and results.md.

    uv run --with highspy-extras python -m benchmarks.scale --sizes 1000 10000 100000 1000000

This module loads nothing large: see `running.run`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import described
from benchmarks.names import BY, DIVIDING, DIVISION, MINIMUM, ODD, QUESTIONS, ROUND
from benchmarks.running import Case, Outcome, run
from benchmarks.tables import report

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PARTS = ("core", "files", "check", "plain")
VARIANTS = {1_000: MINIMUM, 10_000: ODD}
"""Sizes at which the core divides a variant as well."""
LIMIT = 600.0
MOST_DIVIDED, LONGER = 10_000, 3
"""A whole division by plain programmes is tried with so many applications at most, for so many times the limit."""
RESULTS = Path(__file__).parent / "results.md"
HEAD = "# Results\n\nWritten by `python -m benchmarks.scale`; README.md says what is measured.\n\n"


def main(words: Sequence[str]) -> None:
    """Measure what the words on the command line ask for."""
    wanted = _arguments(words)
    machine = "\n".join(f"* {line}" for line in described())
    outcomes: dict[Case, Outcome] = {}
    for size in wanted.sizes:
        with TemporaryDirectory() as place:
            for case in _cases(size, wanted.parts):
                limit = wanted.plain_limit if case.name in QUESTIONS else wanted.limit
                times = LONGER if case.name == DIVISION else 1
                outcomes[case] = _outcome(case, Path(place), limit * times, outcomes)
                print(_line(outcomes[case]), file=sys.stderr, flush=True)
        limits = f"* Limit of each case: {wanted.limit:,.0f} s; of one plain programme {wanted.plain_limit:,.0f} s"
        text = f"{HEAD}{machine}\n{limits}\n\n{report(outcomes)}\n"
        wanted.results.write_text(text, encoding="utf-8")
    print(report(outcomes))


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of applications")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds after which a case is stopped")
    parser.add_argument("--plain-limit", type=float, default=LIMIT, help="the same for one plain programme")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the file that the tables are written to")
    return parser.parse_args(words)


def _cases(size: int, parts: Sequence[str]) -> Iterator[Case]:
    """What is measured with so many applications, in order."""
    if "core" in parts:
        yield Case("core", size, ROUND)
        if size in VARIANTS:
            yield Case("core", size, VARIANTS[size])
    if "files" in parts:
        for name in ("folder", "reading", "whole"):
            yield Case(name, size, ROUND)
    if "check" in parts:
        if "files" not in parts:
            yield Case("folder", size, ROUND)
        yield Case("checking", size, ROUND)
    if "plain" in parts:
        yield from (Case(question, size, way) for question in QUESTIONS for way in BY)
        yield from (Case(DIVISION, size, way) for way in DIVIDING if size <= MOST_DIVIDED)


def _outcome(case: Case, place: Path, limit: float, known: dict[Case, Outcome]) -> Outcome:
    """Run a case, unless it was stopped with fewer applications."""
    for earlier, outcome in known.items():
        if outcome.stopped and (earlier.name, earlier.detail) == (case.name, case.detail) and earlier.size < case.size:
            return Outcome(case, {}, f"not tried: stopped at {earlier.size:,}", stopped=True)
    return run(case, place, limit)


def _line(outcome: Outcome) -> str:
    case = outcome.case
    seconds = outcome.figures.get("seconds")
    end = outcome.failed or ("done" if seconds is None else f"{seconds:,.3f} s")
    return f"{case.size:>9,}  {case.name:<8} {case.detail:<20} {end}"


if __name__ == "__main__":
    main(sys.argv[1:])
