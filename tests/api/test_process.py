"""The program as a process: closed pipes, interruptions, exit codes, plain output whatever the environment says."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

PROGRAM = Path(sysconfig.get_path("scripts")) / "quotaplan"
SAMPLE = "three-claims"
SLOW = """
import sys, time
import optimizer

def slow(scenario, *, solver, progress):
    progress("dividing", 0, None)
    print("started", file=sys.stderr, flush=True)
    time.sleep(60)

optimizer.plan = slow
from api.cli import main
main()
"""
INTERRUPTED_EARLY = """
import sys
from api.cli import main

class Interruption:
    def find_spec(self, name, path=None, target=None):
        if name == "optimizer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interruption())
main()
"""


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, check=False, env=os.environ | environment, timeout=120
    )


def test_the_console_script_answers() -> None:
    result = run("plan", SAMPLE, "--format", "json")
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["outcome"] == "allocated"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("plan", SAMPLE, "--set", "policy.rounds.general.guarantee=true"), 3),
        (("plan", "no-such-sample"), 2),
        (("plan", SAMPLE, "--format", "pdf"), 2),
    ],
)
def test_exit_codes_reach_the_shell(arguments: tuple[str, ...], code: int) -> None:
    assert run(*arguments).returncode == code


@pytest.mark.parametrize("shown", ["table", "json"])
def test_a_reader_that_leaves_has_what_it_wanted(shown: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    guarantee = "policy.rounds.general.guarantee=true"
    arguments = [str(PROGRAM), "plan", SAMPLE, "--format", shown, "--set", guarantee]
    result = subprocess.run(arguments, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (result.returncode, result.stderr) == (3, b"")


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", SLOW, "plan", SAMPLE, "--out", str(tmp_path / "out")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"started\n"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b"", b"Interrupted. Nothing is left half-written.\n")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_while_the_program_is_loaded_is_answered_as_well() -> None:
    result = subprocess.run([sys.executable, "-c", INTERRUPTED_EARLY, "plan"], capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (130, b"Interrupted. Nothing is left half-written.\n")


def test_nothing_is_coloured_off_a_terminal() -> None:
    result = run("plan", SAMPLE, FORCE_COLOR="1", CLICOLOR_FORCE="1", TTY_COMPATIBLE="1", PY_COLORS="1")
    assert b"\x1b" not in result.stdout + result.stderr
    assert b"\x1b" not in run("plan", SAMPLE, "--format", "pdf", FORCE_COLOR="1").stderr


def test_output_is_utf_8_whatever_the_locale() -> None:
    result = run("plan", SAMPLE, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    assert "═" in result.stdout.decode()


def test_titles_stand_out_on_a_terminal() -> None:
    reading, writing = os.openpty()
    with subprocess.Popen([PROGRAM, "plan", SAMPLE], stdout=writing, stderr=writing) as process:
        os.close(writing)
        screen = b"".join(iter(lambda: _read(reading), b""))
    os.close(reading)
    assert process.returncode == 0
    assert b"\x1b[1mThree claims on one pool\x1b[0m" in screen
    assert b"reading" in screen


def _read(screen: int) -> bytes:
    """What a terminal shows next; nothing once the program has gone."""
    try:
        return os.read(screen, 4096)
    except OSError:
        return b""
