"""What a command leaves behind when something goes wrong: one sentence on standard error and an exit code."""

from collections.abc import Callable
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from api.answering import answering
from api.exits import ExitCode
from optimizer.errors import CheckError, InputError, Problem, SolverError


def run(command: Callable[..., ExitCode], *arguments: str) -> Result:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(answering(command))
    return CliRunner().invoke(app, arguments)


def failing(error: BaseException) -> Callable[..., ExitCode]:
    def command() -> ExitCode:
        raise error

    return command


@pytest.mark.parametrize("code", list(ExitCode))
def test_a_command_ends_with_its_code(code: ExitCode) -> None:
    result = run(lambda: code)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", "")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            InputError([Problem(("applications", "A001", "firm"), '"F4l" is not in firms', 'did you mean "F41"?')]),
            2,
            '1 problem in the input\n  applications.A001.firm: "F4l" is not in firms; did you mean "F41"?\n',
        ),
        (
            CheckError("The award of A001 is no whole lot."),
            4,
            "The plan failed its own checks and is not shown. The award of A001 is no whole lot.\n",
        ),
        (SolverError("HiGHS ended with status Time limit."), 1, "No plan: HiGHS ended with status Time limit.\n"),
        (
            OSError(28, "No space left on device", "out/plan.json"),
            1,
            "out/plan.json: No space left on device. Mend that and run the command again.\n",
        ),
        (
            ZeroDivisionError("division by zero"),
            1,
            (
                "The program failed, which is its own fault: ZeroDivisionError: division by zero\n"
                "Run the command again with --debug to see where.\n"
            ),
        ),
        (KeyboardInterrupt(), 130, "Interrupted. Nothing is left half-written.\n"),
    ],
)
def test_a_failure_is_a_sentence(error: BaseException, code: int, sentence: str) -> None:
    result = run(failing(error))
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", sentence)


def test_debug_shows_where_the_program_failed() -> None:
    result = run(failing(ZeroDivisionError("division by zero")), "--debug")
    assert isinstance(result.exception, ZeroDivisionError)


def test_debug_changes_nothing_about_a_refused_input() -> None:
    result = run(failing(InputError([Problem((), "is empty")])), "--debug")
    assert (result.exit_code, result.stderr) == (2, "1 problem in the input\n  scenario: is empty\n")


def test_a_command_keeps_its_own_arguments() -> None:
    seen: list[Any] = []

    def command(name: str, count: int = 1) -> ExitCode:
        seen.append((name, count))
        return ExitCode.ANSWERED

    assert run(command, "F01", "--count", "3").exit_code == 0
    assert run(command).exit_code == 2
    assert seen == [("F01", 3)]
