"""How a command ends: with its answer, or with a sentence and an exit code that says whose turn it is."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from api.exits import INTERRUPTION, ExitCode
from api.terminal import note
from optimizer.errors import CheckError, InputError, SolverError

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure of the program.")]


def answering(command: Callable[..., ExitCode]) -> Callable[..., None]:
    """A command that ends with an exit code and, where it fails, with a sentence on standard error."""

    @wraps(command)
    def run(*, debug: bool, **arguments: Any) -> None:
        try:
            code = command(**arguments)
        except Exception as error:
            code = _failure(error)
            if debug and code == ExitCode.OUR_FAULT:
                raise
        except KeyboardInterrupt:
            note(INTERRUPTION)
            code = ExitCode.INTERRUPTED
        raise typer.Exit(code)

    signature = inspect.signature(command, eval_str=True)
    flag = inspect.Parameter("debug", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Debug)
    parameters = [*signature.parameters.values(), flag]
    run.__signature__ = signature.replace(parameters=parameters, return_annotation=None)  # type: ignore[attr-defined]
    return run


def _failure(error: Exception) -> ExitCode:
    """Say what went wrong, and whose turn it is."""
    match error:
        case InputError():
            note(str(error))
            return ExitCode.REFUSED
        case CheckError():
            note(f"The plan failed its own checks and is not shown. {error}")
            return ExitCode.UNPROVED
        case SolverError():
            note(f"No plan: {error}")
        case OSError(filename=str(path), strerror=reason):
            note(f"{path}: {reason}. Mend that and run the command again.")
        case _:
            note(f"The program failed, which is its own fault: {type(error).__name__}: {error}")
            note("Run the command again with --debug to see where.")
    return ExitCode.OUR_FAULT
