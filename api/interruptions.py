"""Interruptions: the first asks a long run to stop in good order, the second stops it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from api.terminal import note


@contextmanager
def asked_to_stop(words: str) -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl-C; who presses it again stops the program.

    Args:
        words: what is told to who presses it first.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def answer(_: int, __: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)
        note(words)

    before = signal.signal(signal.SIGINT, answer)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
