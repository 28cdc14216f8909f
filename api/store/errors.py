"""What a store refuses, and what each refusal means.

InputError
├── MissingError      there is no such thing
├── ConflictError     there is, but its state does not allow this
├── TooLargeError     it is larger than what is kept here
└── BusyError         too much is waiting already; try again later
"""

from __future__ import annotations

from optimizer.errors import InputError, Problem, quoted


class MissingError(InputError):
    """There is no such thing in the store."""

    def __init__(self, noun: str, name: str) -> None:
        super().__init__([Problem((noun,), f"there is no {noun} {quoted(name)}", "list those that there are")])


class ConflictError(InputError):
    """The thing is there, and its state does not allow what was asked."""

    def __init__(self, noun: str, seen: str, advice: str) -> None:
        super().__init__([Problem((noun,), seen, advice)])


class TooLargeError(InputError):
    """A scenario has more applications than this service takes; nothing was kept."""

    def __init__(self, applications: int, most: int) -> None:
        seen, advice = f"there are {applications:,} applications", f"this service takes {most:,} at most"
        super().__init__([Problem(("applications",), seen, advice)])


class BusyError(InputError):
    """The queue is full; nothing was taken."""

    def __init__(self, waiting: int, retry_after: int) -> None:
        self.retry_after = retry_after
        """Seconds after which it is worth trying again."""
        super().__init__([Problem(("jobs",), f"{waiting:,} jobs are waiting", f"try again in {retry_after} seconds")])
