"""A preview has the figures of the plan that follows it, and says what is wrong as everything else does."""

import os
import signal
from contextlib import closing
from dataclasses import replace
from multiprocessing import active_children

import pytest

import optimizer
from api.outlines import Outline, divided, of_plan
from api.previews import PLACES, UNKNOWN, Previews, preview
from api.reports.view import View
from inputs import read_scenario, sample_names
from inputs.patching import set_values
from optimizer.errors import InputError
from optimizer.scenario import Scenario
from optimizer.screening import screen

QUOTA = "policy.rules.quota.limit"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def at_once(scenario: Scenario) -> Outline:
    """What is shown of the division of a scenario."""
    return divided(scenario, screen(scenario).claims)


def planned(scenario: Scenario) -> object:
    """What is shown of the plan, without what only a plan tells."""
    outline = of_plan(View.of(optimizer.plan(scenario), scenario))
    return replace(outline, limited_by=None, limits=None)


@pytest.mark.parametrize("name", sample_names())
def test_a_division_shows_the_figures_of_its_plan(name: str) -> None:
    scenario = read_scenario(name)
    assert at_once(scenario) == planned(scenario)


def test_where_a_guarantee_cannot_be_met_nothing_is_shown_to_be_granted() -> None:
    scenario = set_values(read_scenario("h200-hold"), ["policy.rules.national_quota.limit=1000"])
    found = at_once(scenario)
    assert not found.allocated
    assert found == planned(scenario)


@pytest.mark.parametrize(
    "settings",
    [
        ["policy.rules.national_quota.limit=300000"],
        ["policy.rules.buy_with_replaceable.ratio=0.5", "policy.rules.national_quota.limit=500000"],
        ["domestic.Ascend-910B.supply.2026Q1=0"],
        ["policy.eligibility.certified=null"],
        ["policy.tie_break_seed=other"],
        ["applications.A001.units=48000"],
        ["firms.F01.listed_end_user=true"],
        ["products.H200.lot=100"],
        [],
    ],
)
def test_what_is_kept_between_moves_changes_no_figure(settings: list[str]) -> None:
    scenario = read_scenario("h200-2026")
    preview(scenario.digest, ["policy.rules.national_quota.limit=450000"], scenario)
    moved = set_values(scenario, settings) if settings else scenario
    assert preview(scenario.digest, settings, None) == planned(moved)


def test_a_scenario_is_sent_once_and_forgotten_when_others_were_asked_for() -> None:
    scenario = read_scenario("three-claims")
    found = preview(scenario.digest, (), scenario)
    assert preview(scenario.digest, (), None) == found
    for quota in range(PLACES):
        other = set_values(scenario, [f"{QUOTA}={quota + 1}"])
        preview(other.digest, (), other)
    assert preview(scenario.digest, (), None) == UNKNOWN


@pytest.mark.anyio
async def test_a_process_answers_refuses_and_is_replaced_when_it_was_lost() -> None:
    scenario, previews = read_scenario("three-claims"), Previews()
    with closing(previews):
        found = await previews.of(scenario, [f"{QUOTA}=300"])
        assert found is not None
        assert found.awarded == 300
        with pytest.raises(InputError, match="at least 0"):
            await previews.of(scenario, [f"{QUOTA}=-1"])
        (process,) = (item for item in active_children() if item.name == "previews")
        process.kill()
        process.join()
        assert await previews.of(scenario, []) is None
        await previews.warm(scenario)
        assert await previews.of(scenario, []) == planned(scenario)
    assert await previews.of(scenario, []) is None


@pytest.mark.anyio
async def test_a_process_that_does_not_answer_is_ended_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, previews = read_scenario("three-claims"), Previews()
    with closing(previews):
        await previews.warm(scenario)
        (process,) = (item for item in active_children() if item.name == "previews")
        os.kill(process.pid or 0, signal.SIGSTOP)
        monkeypatch.setattr("api.previews.LONGEST", 0.1)
        assert await previews.of(scenario, []) is None
        assert not process.is_alive()
        monkeypatch.undo()
        await previews.warm(scenario)
        assert await previews.of(scenario, []) == planned(scenario)


def test_what_is_closed_before_it_was_asked_has_no_process() -> None:
    Previews().close()
    assert not [item for item in active_children() if item.name == "previews"]
