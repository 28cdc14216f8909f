"""Here: a pool for sweeps that is the process itself, so that a sweep takes the place of one job and no more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")


class AtOnce(Executor):
    """Runs each function when it is handed over."""

    def submit(
        self, fn: Callable[Arguments, Answer], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Answer]:
        """The answer of a function, or what it raised."""
        future: Future[Answer] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - told to whoever asks for the answer
            future.set_exception(error)
        return future


class Here:
    """This process, as a pool of one lane."""

    lanes = 1
    executor: Executor = AtOnce()

    def renew(self) -> None:
        """Nothing: no process is lost but this one."""
