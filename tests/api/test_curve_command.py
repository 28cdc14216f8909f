"""`quotaplan curve`, from its arguments to its output and exit code."""

import csv
import json
import re
from io import StringIO

import pytest
from typer.testing import CliRunner, Result

from api.program import app

LIMIT = "policy.rules.quota.limit"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["curve", "three-claims", *arguments])


def test_the_table_has_a_line_for_each_piece_and_a_sentence_for_each_bend() -> None:
    result = run(LIMIT, "--for", "A2", "--from", "0", "--to", "700")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["150", "250", "50", "100", "0.5", "quota"] in rows
    assert ["600", "700", "200", "200", "0", "nothing"] in rows
    assert "At 600, quota no longer stops A2." in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


def test_a_jump_is_told_with_the_side_that_holds() -> None:
    result = run(LIMIT, "--for", "F1", "--from", "100", "--to", "400", "--set", "applications.A3.minimum_units=100")
    assert "It jumps there." in result.stdout
    assert "* The line ends there" in result.stdout


def test_json_is_exact_and_csv_has_the_corners() -> None:
    arguments = (LIMIT, "--for", "A1", "--from", "0", "--to", "200")
    document = json.loads(run(*arguments, "--format", "json").stdout)
    assert [(piece["start"], piece["end"], piece["slope"]) for piece in document["pieces"]] == [
        ("0", "150", "1/3"),
        ("150", "200", "0"),
    ]
    rows = list(csv.DictReader(StringIO(run(*arguments, "--format", "csv").stdout)))
    assert [(row["piece"], row[LIMIT], row["entitlement"]) for row in rows] == [
        ("1", "0", "0"),
        ("1", "150", "50"),
        ("2", "150", "50"),
        ("2", "200", "50"),
    ]


def test_the_page_draws_each_piece_and_asks_nothing_of_others() -> None:
    minimum = ("--set", "applications.A3.minimum_units=100")
    result = run(LIMIT, "--for", "F1", "--from", "100", "--to", "400", "--format", "html", *minimum)
    assert result.stdout.count('class="line line0"') == 3
    assert result.stdout.count('class="empty"') == 1
    assert "It jumps there." in result.stdout
    assert re.findall(r"(?:https?:)?//|src=|@import|url\(", result.stdout) == []
    points = run("applications.A2.units", "--for", "F2", "--from", "0", "--to", "3", "--format", "html")
    assert points.stdout.count('class="filled"') == 8


def test_a_figure_that_is_no_limit_gives_points() -> None:
    arguments = ("applications.A2.units", "--for", "F2", "--from", "0", "--to", "24")
    result = run(*arguments)
    assert ["24", "12", "12"] in [line.split() for line in result.stdout.splitlines()]
    assert "nothing is said of what lies between them" in " ".join(result.stdout.split())
    rows = list(csv.DictReader(StringIO(run(*arguments, "--format", "csv").stdout)))
    assert rows[-1] == {"applications.A2.units": "24", "entitlement": "12", "units": "12"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((LIMIT, "--for", "A2", "--format", "pdf"), '"pdf" is not in the formats'),
        ((LIMIT, "--for", "A2", "--from", "few"), '--from: "few" is not a number'),
        (("policy.rules.qota.limit", "--for", "A2"), 'did you mean "quota"?'),
    ],
)
def test_what_cannot_be_followed_is_refused(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
