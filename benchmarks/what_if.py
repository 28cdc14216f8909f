"""What-if: one figure of a sample changed inside a process, and the share of each stage in the answer.

    uv run python -m benchmarks.what_if --runs 15

Every run sets another quota, so that nothing is known beforehand but the baseline.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.machine import described
from benchmarks.tables import aligned
from inputs import read_scenario
from inputs.patching import set_values
from optimizer import Plan, Scenario, plan
from optimizer.comparison import compare

AIM = 0.1
"""Seconds in which a what-if on the sample should be answered."""
PATH = "policy.rules.national_quota.limit"
STAGES = {
    "patching": "patch and validate",
    "digest": "digest",
    "screening": "screening, rows, and merging like applications",
    "dividing": "rounds: entitlements and stops",
    "whole lots": "whole lots",
    "timing": "deliveries by period",
    "co-purchases": "co-purchases",
    "writing": "writing the plan",
    "checking": "checking it in exact arithmetic",
    "comparing": "comparing with the baseline",
}
"""Stages in order, each in words."""


@dataclass(frozen=True, slots=True)
class Lap:
    """Seconds on the clock, and of the processor; the first are more where others are at work on the machine."""

    clock: float = 0.0
    processor: float = 0.0

    @classmethod
    def now(cls) -> Lap:
        """The time."""
        return cls(time.perf_counter(), time.process_time())

    def __add__(self, other: Lap) -> Lap:
        return Lap(self.clock + other.clock, self.processor + other.processor)

    def __sub__(self, other: Lap) -> Lap:
        return Lap(self.clock - other.clock, self.processor - other.processor)


Laps = dict[str, Lap]
"""Stage to the time spent in it."""


class Stopwatch:
    """Time by stage: a stage lasts until the next is announced, and may come again."""

    def __init__(self, now: Callable[[], Lap] = Lap.now) -> None:
        self._now, self._stage, self._since = now, "", now()
        self.laps: Laps = dict.fromkeys(STAGES, Lap())

    def __call__(self, stage: str, _done: int = 0, _total: int | None = None) -> None:
        """Announce a stage; the empty one ends the last."""
        now = self._now()
        if self._stage:
            self.laps[self._stage] = self.laps.get(self._stage, Lap()) + (now - self._since)
        self._stage, self._since = stage, now


def main(words: Sequence[str]) -> None:
    """Measure what the words on the command line ask for, and print the table."""
    wanted = _arguments(words)
    before = read_scenario(wanted.sample)
    baseline = plan(before, drop_outs=False)
    runs = [answered(before, baseline, f"{PATH}={wanted.quota + number}") for number in range(wanted.runs)]
    print("\n".join(f"* {line}" for line in described()))
    print(f"\n{table(runs)}\n\n{verdict(runs)}")


def answered(before: Scenario, baseline: Plan, setting: str) -> Laps:
    """One what-if, from the setting to the comparison."""
    watch = Stopwatch()
    watch("patching")
    after = set_values(before, [setting])
    watch("digest")
    _ = after.digest
    changed = plan(after, drop_outs=False, progress=watch)
    watch("comparing")
    compare(baseline, before, changed, after)
    watch("")
    return watch.laps


def table(runs: Sequence[Laps]) -> str:
    """The median of each stage, and its share in the sum of the medians."""
    medians = {stage: _median([laps[stage] for laps in runs]) for stage in STAGES}
    total = sum(medians.values(), Lap())
    rows = [
        (STAGES[stage], _milliseconds(lap.clock), _milliseconds(lap.processor), f"{lap.clock / total.clock:.1%}")
        for stage, lap in medians.items()
    ]
    sums = ("all", _milliseconds(total.clock), _milliseconds(total.processor), "100.0%")
    return aligned(("stage", "ms", "processor ms", "share"), [*rows, sums])


def verdict(runs: Sequence[Laps]) -> str:
    """The whole answer against the aim."""
    whole = [sum(laps.values(), Lap()) for laps in runs]
    clock, middle = [lap.clock for lap in whole], _median(whole)
    return (
        f"Median of {len(runs)} runs: {_milliseconds(middle.clock)} ms (quickest {_milliseconds(min(clock))}, "
        f"slowest {_milliseconds(max(clock))}), of the processor {_milliseconds(middle.processor)} ms. "
        f"Aim: under {_milliseconds(AIM)} ms."
    )


def _median(laps: Sequence[Lap]) -> Lap:
    return Lap(median(lap.clock for lap in laps), median(lap.processor for lap in laps))


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.what_if", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sample", default="h200-2026", help="a scenario with a rule national_quota")
    parser.add_argument("--quota", type=int, default=380_000, help="the first quota that is set; one more each run")
    parser.add_argument("--runs", type=int, default=15, help="how often to measure")
    return parser.parse_args(words)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
