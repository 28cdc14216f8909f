"""What the command line writes: answers on standard output, notes and progress on standard error.

Emphasis and progress appear on a terminal only, whatever the environment says.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from api.tables import printable

Tell = Callable[[str, int, int | None], None]
"""How a run says how far it is: the stage, what is done of it, and how much there is (None: nobody knows)."""


def answer(data: bytes) -> None:
    """Write an answer to standard output, byte for byte. A reader that leaves early has what it wanted."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_screen() -> bool:
    """Whether standard output is a terminal, where a person reads it."""
    return sys.stdout.isatty()


def say(lines: Iterable[str]) -> None:
    """Write lines to standard output, with nothing in them that would steer a terminal."""
    answer("".join(f"{printable(line)}\n" for line in lines).encode())


def show(lines: Iterable[tuple[str, bool]]) -> None:
    """Write lines to standard output; those that are titles stand out on a terminal."""
    if not is_screen():
        say(line for line, _ in lines)
        return
    screen = _console(sys.stdout)
    for line, title in lines:
        screen.print(line, style="bold" if title else None)


def note(sentences: str) -> None:
    """Write sentences, one a line, to standard error."""
    sys.stderr.writelines(f"{printable(line)}\n" for line in sentences.split("\n"))


def width(most: int) -> int:
    """Characters of a line on standard output: as many as the terminal has, but not more than `most`."""
    return min(most, _console(sys.stdout).width) if is_screen() else most


class Counted(ProgressColumn):
    """What is done, and how much there is; nothing where nobody knows."""

    def render(self, task: Task) -> Text:
        """For example 120/4,000."""
        return Text("" if task.total is None else f"{task.completed:,.0f}/{task.total:,.0f}")


class TimeLeft(TimeRemainingColumn):
    """About how long it will take still, where that can be told."""

    def render(self, task: Task) -> Text:
        """For example 0:03:20 left."""
        return Text("") if task.total is None or not task.speed else Text(f"{super().render(task)} left")


@contextmanager
def progress(stage: str) -> Iterator[Tell]:
    """A line on standard error that says how far a run is, from its first stage on; it is gone when the run ends."""
    screen = _console(sys.stderr)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        Counted(),
        TimeElapsedColumn(),
        TimeLeft(),
    )
    with Progress(
        *columns,
        console=screen,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not screen.is_terminal,
    ) as line:
        task = line.add_task(stage, total=None)

        def tell(stage: str, done: int, total: int | None) -> None:
            line.update(task, description=stage, completed=done, total=total)

        yield tell


def _console(stream: IO[str]) -> Console:
    """A console that is plain wherever the stream is no terminal."""
    terminal = stream.isatty()
    return Console(file=stream, force_terminal=terminal, highlight=False, markup=False, emoji=False, soft_wrap=True)
