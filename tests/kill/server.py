"""Server: `quotaplan serve` that ends itself, and each of its workers, before a write drawn by chance."""

from __future__ import annotations

import os
import random

from tests.kill.points import Death

POINTS = "KILL_POINTS"
"""The environment's word for how many writes may pass at most; 0: as many as there are."""


def arm() -> None:
    """Draw the point at which this process ends."""
    points = int(os.environ[POINTS])
    if points:
        Death(random.randint(1, points))


if __name__ in {"__main__", "__mp_main__"}:
    arm()

if __name__ == "__main__":
    from api.cli import main

    main()
