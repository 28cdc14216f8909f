"""Bands are percentiles of what draws gave, pictures stay in their frames, and the page asks nothing of others."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest

from api.sweeps import Memory, Result, run_sweep, sweep_of
from api.sweeps.bands import bands, bands_grid
from api.sweeps.outcome import Outcome
from api.sweeps.outputs import files, lines
from api.sweeps.page import pictures, sweep_html
from api.sweeps.pictures import WIDTH, Path, Picture, Rect, Text, heat, ticks
from inputs import read_scenario
from tests.api.sweeps.pools import Here

SCENARIO = read_scenario("three-claims")
LIMIT = "policy.rules.quota.limit"
DIVIDE = "policy.rounds.general.divide=talmud,proportional,equal_awards"


def outcome(*varied: str, **options: Any) -> Outcome:
    sweep = sweep_of(SCENARIO, varied, **options)
    points = sweep.points()
    return Outcome("Three claims", sweep, points, run_sweep(SCENARIO, points, Here(), Memory()))


def test_bands_are_percentiles_of_the_draws_and_each_is_one_of_them() -> None:
    found = outcome(f"{LIMIT}=uniform(0, 600)", "applications.A1.units=100,50", samples=40, seed=3)
    at_100 = [band for band in found.bands() if band.at == (("applications.A1.units", 100),)]
    assert [band.name for band in at_100] == ["all", "F1", "F2", "F3"]
    drawn = sorted(result.awarded for point, result in found.done() if point.values["applications.A1.units"] == 100)
    assert at_100[0].spread == tuple(drawn[at] for at in (1, 9, 19, 29, 37))
    assert at_100[0].draws == 40
    grid = bands_grid(found.bands())
    assert grid.headings == ("applications.A1.units", "firm", "draws", "p5", "p25", "median", "p75", "p95")
    assert len(grid.rows) == 8


def test_draws_without_a_plan_are_left_out_and_counted() -> None:
    sweep = sweep_of(SCENARIO, [f"{LIMIT}=uniform(0, 600)"], samples=3)
    points = sweep.points()
    given = [
        Result(key="a", settings={}, status="allocated", awarded=10, firms={"F": 10}),
        Result(key="b", settings={}, status="infeasible"),
        Result(key="c", settings={}, status="allocated", awarded=30, firms={"G": 30}),
    ]
    total, *firms = bands(points, dict(enumerate(given)), [LIMIT])
    assert (total.draws, total.spread) == (2, (10, 10, 10, 30, 30))
    assert [(band.name, band.spread[-1]) for band in firms] == [("F", 10), ("G", 30)]
    assert bands(points, {}, [LIMIT]) == []
    assert bands_grid([]).rows == ()


def test_the_table_of_draws_has_all_first_and_then_who_gets_most() -> None:
    found = outcome(f"{LIMIT}=uniform(200, 300)", samples=5)
    rows = [line.split() for line, _ in lines(found, 100)]
    assert [row[-1] for row in rows if row and row[0] == "5"] == ["all", "F3", "F2", "F1"]
    assert "bands.csv" in files(found, SCENARIO)
    assert "bands.csv" not in files(outcome(f"{LIMIT}=1,2"), SCENARIO)


def spots(picture: Picture) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for mark in picture.marks:
        if isinstance(mark, Rect):
            found += [(mark.left, mark.top), (mark.left + mark.width, mark.top + mark.height)]
        elif isinstance(mark, Path):
            found += [(float(x), float(y)) for x, y in (pair.split(",") for pair in mark.points.split())]
        else:
            found.append((mark.left, mark.top))
    return found


@pytest.mark.parametrize(
    ("varied", "options", "titles"),
    [
        ((f"{LIMIT}=100:600:100",), {}, ["Units in all", "Units of the firms that move most"]),
        ((f"{LIMIT}=100,-1",), {}, ["Units in all", "Units of the firms that move most"]),
        ((f"{LIMIT}=100:600:100", DIVIDE), {}, ["Units granted in all"]),
        ((f"{LIMIT}=100:600:100", "applications.A1.units=50,100"), {}, ["Units granted in all"]),
        ((DIVIDE,), {}, []),
        ((f"{LIMIT}=-1,-2",), {}, []),
        ((f"{LIMIT}=uniform(100, 500)",), {"samples": 5}, ["Units of each firm"]),
        (
            (f"{LIMIT}=uniform(100, 500)", "applications.A1.units=50,100"),
            {"samples": 5},
            ["Units granted in all", "Units of each firm, applications.A1.units = 100"],
        ),
        ((f"{LIMIT}=0,0.5", "applications.A1.units=uniform(0,5)"), {"samples": 2}, ["Units granted in all"]),
    ],
)
def test_every_kind_of_sweep_has_its_pictures(
    varied: tuple[str, ...], options: dict[str, Any], titles: list[str]
) -> None:
    found = outcome(*varied, **options)
    drawn = list(pictures(found))
    assert [picture.title for picture in drawn] == titles
    for picture in drawn:
        assert all(0 <= x <= WIDTH and 0 <= y <= picture.height for x, y in spots(picture))
    html = sweep_html(found).decode()
    HTMLParser().feed(html)
    assert html.count("<svg") == len(titles)
    assert re.findall(r"(?:https?:)?//|src=|@import|url\(", html) == []


def test_a_map_says_what_could_not_be_divided() -> None:
    picture = heat("Map", ("a", "b"), [("1", "x", 5.0), ("2", "x", None)], "Two boxes.")
    boxes = [mark for mark in picture.marks if isinstance(mark, Rect)]
    assert [(box.style, box.words) for box in boxes] == [("filled", "1, x: 5"), ("whole", "2, x: no division")]
    texts = [mark.text for mark in picture.marks if isinstance(mark, Text)]
    assert texts == ["5", "1", "2", "x", "a", "b"]


def test_scales_have_round_figures() -> None:
    assert ticks(0, 600) == [0, 200, 400, 600]
    assert ticks(0, 430_000) == [0, 100_000, 200_000, 300_000, 400_000, 500_000]
    assert ticks(50, 500) == [100, 200, 300, 400, 500]
    assert ticks(0.5, 2) == [0.5, 1.0, 1.5, 2.0]
    assert ticks(0, float(Decimal("0.7"))) == [0, 0.2, 0.4, 0.6, 0.8]
