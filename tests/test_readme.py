"""README shows what the program really does: its commands are run, and print what stands beside them."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def typed() -> list[list[tuple[str, str]]]:
    """Every command shown with its output, as they stand together."""
    shown = [re.split(r"^\$ (.+)\n", block, flags=re.MULTILINE)[1:] for block in blocks("console")]
    return [list(zip(parts[::2], parts[1::2], strict=True)) for parts in shown]


def answer(command: str, folder: Path) -> str:
    """What a command of README prints, run as a person would run it, without going through uv again."""
    words = shlex.split(command.removeprefix("uv run "))
    program = shutil.which(words[0], path=sysconfig.get_path("scripts"))
    assert program is not None
    screen = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run([program, *words[1:]], cwd=folder, env=screen, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_second_command_divides_the_sample(tmp_path: Path) -> None:
    (commands,) = blocks("sh")
    _, plan = commands.splitlines()
    assert "national_quota" in answer(plan, tmp_path)


@pytest.mark.parametrize("session", typed(), ids=[session[0][0] for session in typed()])
def test_commands_print_what_is_shown(session: list[tuple[str, str]], tmp_path: Path) -> None:
    """A line of three dots stands for any lines."""
    for command, shown in session:
        printed = "".join(f"{line.rstrip()}\n" for line in answer(command, tmp_path).strip().splitlines())
        pieces = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
        assert re.fullmatch(r"(?:.*\n)*".join(map(re.escape, pieces)), printed), printed


def test_the_example_in_python_says_what_is_shown() -> None:
    (example,) = blocks("pycon")
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", str(README), 0)
    outcome = doctest.DocTestRunner().run(test)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_every_file_that_is_linked_exists() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)", TEXT) if "://" not in target]
    assert linked
    assert [target for target in linked if not (README.parent / target).exists()] == []
