"""`quotaplan sweep`, from its arguments to its output and exit code."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from api.program import app
from api.sweeps import Pool
from api.sweeps.tables import Grid, parquet_of, workbook_of
from optimizer.errors import InputError
from tests.api.sweeps.pools import Here

LIMIT = "policy.rules.quota.limit"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps run in this process."""

    @contextmanager
    def machine(_: int | None) -> Iterator[Pool]:
        yield Here()

    monkeypatch.setattr("api.sweeps.pools.machine", machine)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["sweep", "three-claims", *map(str, arguments)])


@pytest.mark.usefixtures("here")
def test_the_table_has_a_line_for_each_point() -> None:
    result = run("--vary", f"{LIMIT}=100,200,-1")
    assert result.exit_code == 0
    assert "Three claims on one pool: 3 points" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["200", "200", "33.3", "%", "0", "quota"] in rows
    assert ["-1", "-", "-", "-", "refused"] in rows
    assert f"point 2, refused: {LIMIT}: -1 is too small; write a number of at least 0" in result.stdout
    assert "Of 3 points, 1 refused." in result.stderr


@pytest.mark.usefixtures("here")
def test_a_long_table_ends_with_how_to_get_the_rest() -> None:
    result = run("--vary", f"{LIMIT}=1:70:1")
    assert "and 10 rows more: --format csv prints all" in result.stdout


@pytest.mark.usefixtures("here")
def test_every_format_holds_the_same_figures(tmp_path: Path) -> None:
    arguments = ("--vary", f"{LIMIT}=100,200.5,-1", "--out", tmp_path / "out")
    shown = {form: run(*arguments, "--format", form) for form in ("csv", "json", "xlsx", "parquet")}
    assert {result.exit_code for result in shown.values()} == {0}
    rows = list(csv.DictReader(StringIO(shown["csv"].stdout)))
    assert [row["granted"] for row in rows] == ["100", "200", ""]
    assert [row["outcome"] for row in rows] == ["allocated", "allocated", "refused"]
    assert [row[LIMIT] for row in rows] == ["100", "200.5", "-1"]
    assert [row["F2"] for row in rows] == ["33", "75", ""]
    document = json.loads(shown["json"].stdout)
    assert [point["awarded"] for point in document["points"]] == [100, 200, 0]
    sheet = CalamineWorkbook.from_filelike(BytesIO(shown["xlsx"].stdout_bytes)).get_sheet_by_index(0).to_python()
    assert sheet[0] == list(rows[0])
    assert sheet[2][:4] == [1, 200.5, "allocated", 600]
    frame = pl.read_parquet(BytesIO(shown["parquet"].stdout_bytes))
    assert frame["granted"].to_list() == [100, 200, None]
    assert frame[LIMIT].to_list() == [100.0, 200.5, -1.0]
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"points.jsonl", "points.csv", "points.xlsx", "points.parquet"} <= written
    assert len((tmp_path / "out" / "points.jsonl").read_text().splitlines()) == 3


def test_what_a_workbook_or_an_installation_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="the sheet points would have 20,000 columns; take csv or parquet"):
        workbook_of({"points": Grid(("x",) * 20_000, ())})
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match="needs the package polars; install"):
        parquet_of(Grid(("x",), ()))


@pytest.mark.usefixtures("here")
def test_refusals_and_failures_are_told_by_the_exit_code(tmp_path: Path) -> None:
    assert run("--vary", f"{LIMIT}=-1,-2").exit_code == 2
    assert run("--vary", f"{LIMIT}=1:2").exit_code == 2
    assert run("--vary", f"{LIMIT}=1,2", "--format", "pdf").exit_code == 2
    (tmp_path / "mine.txt").write_text("mine")
    assert run("--vary", f"{LIMIT}=1,2", "--out", tmp_path).exit_code == 2


def test_an_interruption_finishes_what_is_under_way_and_the_same_command_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["sweep", "three-claims", "--vary", f"{LIMIT}=1:400:1", "--workers", "1", "--out", str(out)]
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not (out / "points.jsonl").exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert b"the same command goes on from there" in errors
    done = len((out / "points.jsonl").read_text().splitlines())
    assert 0 < done < 400
