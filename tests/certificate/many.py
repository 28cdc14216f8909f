"""Both checkers on the plans of random scenarios: `python -m tests.certificate.many --cases 2000 --seed 1`.

Prints what was covered, and every plan that a checker does not accept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from optimizer import Plan, plan
from optimizer.scenario import Scenario
from tests.certificate.checkers import CHECKERS
from tests.strategies import ANY, random_document


@dataclass(frozen=True, slots=True)
class Verdict:
    """The plan of one scenario, checked twice."""

    seed: int
    course: tuple[str, ...]
    """What the plan is about."""
    failures: tuple[str, ...]
    """What each checker that does not accept it says; or why there is no plan."""


@cache
def planned(seed: int) -> tuple[Scenario, Plan]:
    """The scenario of a seed, and its plan."""
    scenario = Scenario.parse(random_document(seed, ANY))
    return scenario, plan(scenario)


def verdict(seed: int) -> Verdict:
    """Plan the scenario of a seed and ask both checkers."""
    try:
        scenario, made = planned(seed)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is a finding about this scenario
        return Verdict(seed, ("no plan",), (f"{type(error).__name__}: {error}",))
    document = json.loads(made.model_dump_json(by_alias=True))
    found = {name: check(document, scenario) for name, check in sorted(CHECKERS.items())}
    course = {
        made.outcome: True,
        "lots searched": made.checks.lots == "searched",
        "timing searched": made.checks.timing == "searched",
        "late deliveries": bool(made.timing),
        "a second attempt": bool(made.engine.attempts),
        "a basis mended": made.engine.mended > 0,
        "bottlenecks": bool(made.bottlenecks),
        "lots withheld": bool(made.lot_stops),
        "drop-outs shown": any(drop.evidence for drop in made.dropped),
    }
    failures = tuple(f"{name}: {failure}" for name, failure in found.items() if failure is not None)
    return Verdict(seed, tuple(name for name, holds in course.items() if holds), failures)


def main(arguments: list[str]) -> int:
    """Check as many scenarios as asked for; 0 if both checkers accept every plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.seed * 1_000_000, chosen.seed * 1_000_000 + chosen.cases)
    with ProcessPoolExecutor(chosen.workers) as pool:
        verdicts = list(pool.map(verdict, seeds, chunksize=10))
    refused = [item for item in verdicts if item.failures]
    sys.stdout.write("".join(f"seed {item.seed}: {' / '.join(item.failures)}\n" for item in refused))
    covered = Counter(name for item in verdicts for name in item.course)
    sys.stdout.write("".join(f"{count:7,} plans with {name}\n" for name, count in sorted(covered.items())))
    sys.stdout.write(f"{len(verdicts):,} scenarios, {len(refused):,} not accepted by both checkers\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
