"""The engine against the oracle on random scenarios: `python -m tests.oracle.compare --cases 2000 --seed 1`.

Prints the largest difference of an entitlement, what was covered, and small documents on which the two disagree.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from optimizer import plan
from optimizer.scenario import Scenario
from tests.oracle.leximin import divide
from tests.oracle.shrink import shrunk
from tests.strategies import ANY, DIVISIONS, Document, Shape, random_document

TOLERANCE = 1e-5
"""Units by which an exact entitlement and one that was found in floating point may differ."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One scenario, divided twice."""

    seed: int
    features: tuple[str, ...]
    difference: float
    """Units, the largest of all applications."""
    complaint: str
    """What the two disagree about; empty if nothing."""


def compare(document: Document, seed: int = 0) -> Verdict:
    """Divide a document by the engine and by the oracle."""
    expected, found = divide(document), plan(Scenario.parse(document))
    got = {name: float(Fraction(award.entitlement)) for name, award in found.awards.items()}
    dropped = {item.application: float(Fraction(item.entitlement)) for item in found.dropped}
    course = {
        "dropped": bool(expected.dropped),
        "a second attempt": bool(found.engine.attempts),
        "lots searched": found.checks.lots == "searched",
    }
    features = (*features_of(document), expected.outcome, *(name for name, holds in course.items() if holds))
    if found.outcome != expected.outcome:
        complaint = f"outcome: {found.outcome} by the engine, {expected.outcome} by the oracle"
        return Verdict(seed, features, 0.0, complaint)
    if expected.outcome == "infeasible":
        return Verdict(seed, features, 0.0, "")
    difference = max(_difference(got, expected.entitlements), _difference(dropped, expected.dropped))
    agree = difference <= TOLERANCE and list(dropped) == list(expected.dropped)
    complaint = f"engine: {got} without {dropped}; oracle: {expected.entitlements} without {expected.dropped}"
    return Verdict(seed, features, difference, "" if agree else complaint)


def _difference(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """The largest difference between two maps; infinite if they have different keys."""
    if set(left) != set(right):
        return math.inf
    return max((abs(left[name] - right[name]) for name in left), default=0.0)


def features_of(document: Document) -> list[str]:
    """What a scenario exercises: each once."""
    found = set()
    for item in document["policy"]["rounds"].values():
        rule = item["divide"]
        found.add(rule if isinstance(rule, str) else next(iter(rule)))
        found |= {name for name in ("pool", "each", "weight", "guarantee") if item.get(name)}
    for item in document["policy"]["rules"].values():
        found.add("credit" if item.get("credit") else item["kind"])
        found |= {name for name in ("per", "share", "measure", "carry_over") if item.get(name)}
    return sorted(found)


def _compared(seed: int, shape: Shape) -> Verdict:
    document = random_document(seed, shape)
    try:
        return compare(document, seed)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is a finding about this scenario
        return Verdict(seed, tuple(features_of(document)), 0.0, f"{type(error).__name__}: {error}")


def smallest(seed: int, shape: Shape) -> Document:
    """The smallest part of a random document that shows the same disagreement, or the same error."""

    def kind(document: Document) -> str:
        try:
            complaint = compare(document).complaint
        except Exception as error:  # noqa: BLE001 - what is left may be no scenario any more
            return f"{type(error).__name__}: {error}"
        return complaint.partition(":")[0]

    document = random_document(seed, shape)
    wanted = kind(document)
    return shrunk(document, lambda smaller: kind(smaller) == wanted)


def main(arguments: list[str]) -> int:
    """Compare on as many scenarios as asked for; 0 if both agree on all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--applications", type=int, default=ANY.applications, help="most applications of a scenario")
    parser.add_argument("--divisions", nargs="+", default=DIVISIONS, choices=DIVISIONS, help="division rules of rounds")
    parser.add_argument("--shown", type=int, default=5, help="most documents to print, made small")
    chosen = parser.parse_args(arguments)
    shape = Shape(divisions=tuple(chosen.divisions), applications=chosen.applications)
    seeds = range(chosen.seed * 1_000_000, chosen.seed * 1_000_000 + chosen.cases)
    with ProcessPoolExecutor(chosen.workers) as pool:
        verdicts = list(pool.map(partial(_compared, shape=shape), seeds, chunksize=10))
    wrong = [item for item in verdicts if item.complaint]
    for item in wrong[: chosen.shown]:
        document = json.dumps(smallest(item.seed, shape), default=float)
        sys.stdout.write(f"seed {item.seed}: {item.complaint}\n{document}\n\n")
    covered = Counter(feature for item in verdicts for feature in item.features)
    sys.stdout.write("".join(f"{count:7,} scenarios with {feature}\n" for feature, count in sorted(covered.items())))
    sys.stdout.write(f"{len(verdicts):,} scenarios, {len(wrong):,} disagreements, largest difference ")
    agreed = [item.difference for item in verdicts if not item.complaint]
    sys.stdout.write(f"{max(agreed, default=0.0):.3g} units among those that agree\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
