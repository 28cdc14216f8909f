"""The single file, run as the other side would: by a Python with nothing installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from inputs import read_scenario
from optimizer import plan, verify
from tests.certificate.checkers import ALONE

SAMPLES = ("h200-2026", "h200-hold", "three-claims")


def _run(*files: Path) -> tuple[int, str]:
    """Exit code and what is printed, without any package that is installed here."""
    words = [sys.executable, "-I", "-S", str(ALONE), *map(str, files)]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert not answer.stderr
    return answer.returncode, answer.stdout


@pytest.mark.parametrize("name", SAMPLES)
def test_a_bare_python_accepts_a_sample_and_rejects_it_with_a_lot_moved(name: str, tmp_path: Path) -> None:
    scenario = read_scenario(name)
    made = plan(scenario)
    assert verify(made, scenario).ok
    document = json.loads(made.model_dump_json(by_alias=True))
    files = tmp_path / "plan.json", tmp_path / "scenario.json"
    files[0].write_text(json.dumps(document))
    files[1].write_bytes(scenario.canonical_json())
    code, said = _run(*files)
    assert code == 0
    proved = "NOT PROVED: " not in said
    assert said.splitlines()[-1] == "The plan holds" + (
        "." if proved else ", but for what is said above to be NOT PROVED."
    )
    assert "Late deliveries that could not come earlier: " in said
    award = next(award for award in document["awards"].values() if award["units"])
    award["units"] -= 1
    files[0].write_text(json.dumps(document))
    code, said = _run(*files)
    assert code == 4
    assert "FAILS: " in said.splitlines()[-1]


def test_files_that_are_none_are_told(tmp_path: Path) -> None:
    assert _run(tmp_path / "plan.json", tmp_path / "scenario.json")[0] == 2
    assert _run()[0] == 2


def test_a_plan_that_is_another_document_fails(tmp_path: Path) -> None:
    files = tmp_path / "plan.json", tmp_path / "scenario.json"
    files[0].write_text("{}")
    files[1].write_bytes(read_scenario("three-claims").canonical_json())
    code, said = _run(*files)
    assert code == 4
    assert "docs/certificate.md" in said
