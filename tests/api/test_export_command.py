"""`quotaplan export`, from its arguments to its files and exit code."""

import csv
from pathlib import Path

from typer.testing import CliRunner, Result

from api.program import app


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["export", "three-claims", *map(str, arguments)])


def test_both_files_have_a_comment_and_a_list_of_names(tmp_path: Path) -> None:
    result = run(
        "--mps", tmp_path / "three.mps", "--lp", tmp_path / "three.lp", "--set", "policy.rules.quota.limit=230"
    )
    assert (result.exit_code, result.stdout) == (0, "3 columns, 4 rows\n")
    mps, lp = (tmp_path / "three.mps").read_text(), (tmp_path / "three.lp").read_text()
    assert mps.startswith("* Three claims on one pool: sha256:")
    assert "the division is more than one programme" in mps
    assert "quota: A1_in_" in lp
    assert "<= 230\n" in lp
    with (tmp_path / "three.mps.names.csv").open() as file:
        names = {row["name"]: row["policy"] for row in csv.DictReader(file)}
    assert names["quota"] == "quota"
    assert names["claim_of_A1"] == "claim of A1"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "three.lp",
        "three.lp.names.csv",
        "three.mps",
        "three.mps.names.csv",
    ]


def test_entitlements_are_rows_of_their_own(tmp_path: Path) -> None:
    assert run("--lp", tmp_path / "three.lp", "--entitlements").exit_code == 0
    assert "entitlement_of_A2: - A2_in_2026 <= -75\n" in (tmp_path / "three.lp").read_text()


def test_an_export_without_a_file_is_refused(tmp_path: Path) -> None:
    result = run()
    assert result.exit_code == 2
    assert "no file is named; write --mps FILE" in result.stderr
    assert run("--lp", tmp_path / "no" / "three.lp").exit_code == 1
