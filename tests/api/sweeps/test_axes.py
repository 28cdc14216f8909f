"""What `--vary` says becomes values, draws or a refusal that tells what to write."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sweeps import sweep_of
from api.sweeps.distributions import Normal, Triangular, Uniform
from inputs import read_scenario
from optimizer.errors import InputError

SCENARIO = read_scenario("three-claims")
SUPPLIED = read_scenario("h200-2026")
LIMIT = "policy.rules.quota.limit"
SHARES = st.floats(min_value=0, max_value=1, exclude_min=True, exclude_max=True)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("100:200:50", (100, 150, 200)),
        ("100:199:50", (100, 150)),
        ("200:100:-50", (200, 150, 100)),
        ("0.1:0.3:0.1", (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"))),
        ("100, 2e2,250.50", (100, 200, Decimal("250.5"))),
        ("100", (100,)),
    ],
)
def test_values_are_exact_and_include_the_end(said: str, values: tuple[Any, ...]) -> None:
    assert sweep_of(SCENARIO, [f"{LIMIT}={said}"]).listed[0].values == values


def test_texts_and_maps_can_be_varied_as_well() -> None:
    sweep = sweep_of(SCENARIO, ["policy.rounds.general.divide=talmud,proportional,{ranked: units}"])
    assert sweep.listed[0].values == ("talmud", "proportional", {"ranked": "units"})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("policy.rules.quota.limit", "--vary policy.rules.quota.limit: has no values; write FROM:TO:STEP"),
        (
            "policy.rules.qota.limit=1,2",
            'policy.rules.qota.limit: "qota" is not in policy.rules; did you mean "quota"?',
        ),
        ("policy.rules.quota.limit=1:x:1", 'policy.rules.quota.limit: "x" is not a number; write FROM'),
        ("policy.rules.quota.limit=1:5:0", "policy.rules.quota.limit: steps of 0 do not lead from 1 to 5; write FROM"),
        ("policy.rules.quota.limit=1:5:-1", "policy.rules.quota.limit: steps of -1 do not lead from 1 to 5"),
        ("policy.rules.quota.limit=1:2000001:1", "policy.rules.quota.limit: has 2,000,001 values; vary 1,000,000"),
        ("policy.rules.quota.limit=uniform(1)", "uniform(1): uniform takes low, high; write"),
        ("policy.rules.quota.limit=uniform(2,1)", "uniform(2,1): 2, 1 do not ascend; write"),
        ("policy.rules.quota.limit=normal(2,-1)", "normal(2,-1): the deviation is negative; write"),
        ("policy.rules.quota.limit=normal(1e308,1e308)", "a figure is not between -1,000,000,000,000,000 and"),
        ("policy.rules.quota.limit=uniform(0,nan)", "uniform(0,nan): a figure is not between"),
        (
            "policy.rules.quota.limit=estimates",
            "limit: has no low and high estimates; name domestic",
        ),
    ],
)
def test_an_axis_that_cannot_be_read_is_refused(said: str, told: str) -> None:
    with pytest.raises(InputError) as refusal:
        sweep_of(SCENARIO, [said])
    assert told in str(refusal.value)


def test_sweeps_of_the_wrong_shape_are_refused() -> None:
    divide = "policy.rounds.general.divide=talmud,proportional"
    for varied, options, told in (
        ([f"{LIMIT}=1,2", f"{LIMIT}=3"], {}, "policy.rules.quota.limit is varied twice"),
        ([f"{LIMIT}=1,2,3", divide], {"zipped": True}, "the axes have 3, 2 values; give each as many"),
        ([f"{LIMIT}=1,2"], {"samples": 5}, "nothing is drawn; vary a path by a distribution"),
        ([f"{LIMIT}=uniform(1,2)"], {"samples": 0}, "0 is too small"),
        ([f"{LIMIT}=1:600000:1", divide], {}, "there would be 1,200,000 points"),
    ):
        with pytest.raises(InputError, match=told.replace("(", r"\(")):
            sweep_of(SCENARIO, varied, **options)


def test_a_grid_has_every_value_with_every_other_and_a_zip_goes_in_step() -> None:
    varied = [f"{LIMIT}=1,2", "applications.A1.units=3,4"]
    grid = [tuple(point.values.values()) for point in sweep_of(SCENARIO, varied).points()]
    assert grid == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert [tuple(p.values.values()) for p in sweep_of(SCENARIO, varied, zipped=True).points()] == [(1, 3), (2, 4)]


def test_each_point_of_a_grid_gets_the_same_draws() -> None:
    varied = [f"{LIMIT}=1,2", "applications.A1.units=uniform(0, 100)"]
    points = sweep_of(SCENARIO, varied, samples=3, seed=7).points()
    assert [point.cell for point in points] == [0, 0, 0, 1, 1, 1]
    drawn = [point.values["applications.A1.units"] for point in points]
    assert drawn[:3] == drawn[3:]
    assert all(isinstance(units, int) and 0 <= units <= 100 for units in drawn)


def test_draws_follow_from_the_seed_and_go_on_where_fewer_ended() -> None:
    varied = [f"{LIMIT}=normal(100, 10)"]
    few, many = (sweep_of(SCENARIO, varied, samples=count, seed=1).points() for count in (5, 50))
    assert [point.settings for point in few] == [point.settings for point in many[:5]]
    other = sweep_of(SCENARIO, varied, samples=5, seed=2).points()
    assert [point.settings for point in few] != [point.settings for point in other]
    beside = sweep_of(SCENARIO, ["applications.A1.units=uniform(0,9)", *varied], samples=5, seed=1).points()
    assert [point.values[LIMIT] for point in few] == [point.values[LIMIT] for point in beside]


def test_a_draw_that_may_not_stand_there_is_the_nearest_that_may() -> None:
    points = sweep_of(SCENARIO, [f"{LIMIT}=normal(0, 10)"], samples=40).points()
    values = [point.values[LIMIT] for point in points]
    assert min(values) == 0
    assert max(values) > 0


def test_estimates_draw_each_product_between_its_bounds_with_its_periods_in_step() -> None:
    sweep = sweep_of(SUPPLIED, ["domestic=estimates"], samples=20)
    assert [axis.path for axis in sweep.drawn] == [f"domestic.{name}.supply" for name in sorted(SUPPLIED.domestic)]
    one = sweep_of(SUPPLIED, ["domestic.Ascend-910C.supply=estimates"], samples=20)
    facts = SUPPLIED.domestic["Ascend-910C"]
    rows = [list(point.values.values()) for point in one.points()]
    for at, period in enumerate(SUPPLIED.periods):
        assert all(facts.supply_low[period] <= row[at] <= facts.supply_high[period] for row in rows)
    order = sorted(range(20), key=lambda sample: rows[sample][0])
    assert all(
        sorted(column) == [rows[at][index] for at in order] for index, column in enumerate(zip(*rows, strict=True))
    )
    single = sweep_of(SUPPLIED, ["domestic.Ascend-910C.supply.2026Q1=estimates"], samples=2)
    assert list(single.points()[0].values) == ['domestic."Ascend-910C".supply."2026Q1"']


def test_a_product_without_estimates_is_refused() -> None:
    bare = SUPPLIED.model_copy(
        update={
            "domestic": {"X": SUPPLIED.domestic["Ascend-910C"].model_copy(update={"supply_low": {}, "supply_high": {}})}
        }
    )
    with pytest.raises(InputError, match=r"domestic\.X\.supply: has no low and high estimates"):
        sweep_of(bare, ["domestic.X.supply=estimates"])


def test_estimates_in_the_wrong_order_are_refused() -> None:
    facts = SUPPLIED.domestic["Ascend-910C"].model_copy(update={"supply_high": {"2026Q1": 1}})
    bare = SUPPLIED.model_copy(update={"domestic": {"X": facts}})
    with pytest.raises(InputError, match=r"domestic\.X\.supply in 2026Q1: its low, base and high estimates .* do not"):
        sweep_of(bare, ["domestic=estimates"])


@given(SHARES, SHARES)
def test_quantiles_ascend_between_their_bounds(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for law in (Uniform(2, 5), Triangular(2, 3, 5), Triangular(2, 2, 5), Triangular(2, 5, 5), Normal(3, 1)):
        assert law.at(low) <= law.at(high)
    for law in (Uniform(2, 5), Triangular(2, 3, 5), Triangular(3, 3, 3)):
        assert 2 <= law.at(one) <= 5


def test_quantiles_are_those_of_the_textbook() -> None:
    assert Triangular(0, 1, 4).at(0.25) == pytest.approx(1.0)
    assert Triangular(0, 1, 4).at(0.75) == pytest.approx(4 - 3**0.5)
    assert Normal(10, 2).at(0.5) == 10
    assert Normal(0, 1).at(0.975) == pytest.approx(1.959964, abs=1e-6)
