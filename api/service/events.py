"""Events: what the service tells its operator, one JSON object a line on standard error.

No line names a firm, an application or a person: requests are told by their route and their id.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any, TextIO

import structlog

Events = structlog.typing.FilteringBoundLogger


def events(stream: TextIO | None = None) -> Events:
    """A logger that writes lines of JSON."""
    processors: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(sort_keys=True),
    ]
    logger = structlog.PrintLogger(stream or sys.stderr)
    found: Events = structlog.wrap_logger(
        logger, processors=processors, wrapper_class=structlog.make_filtering_bound_logger("info")
    )
    return found


def trace(error: BaseException) -> dict[str, Any]:
    """What is told of a failure: its kind and where it happened; not its words, which may name a firm."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "at": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }
