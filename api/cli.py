"""The way in from a shell: `quotaplan COMMAND ...`."""

from __future__ import annotations

import sys

from api.exits import INTERRUPTION, ExitCode


def main() -> None:
    """Run the command line. Loading it takes a moment, in which an interruption is answered as at any other time."""
    try:
        from api.program import app  # noqa: PLC0415 - so that loading stands inside the try

        app()
    except KeyboardInterrupt:
        sys.stderr.write(f"{INTERRUPTION}\n")
        sys.exit(ExitCode.INTERRUPTED)
