"""What the end of a command says."""

from __future__ import annotations

from enum import IntEnum

INTERRUPTION = "Interrupted. Nothing is left half-written."


class ExitCode(IntEnum):
    """What the exit code of every command says."""

    ANSWERED = 0
    OUR_FAULT = 1
    REFUSED = 2
    INFEASIBLE = 3
    UNPROVED = 4
    INTERRUPTED = 130
