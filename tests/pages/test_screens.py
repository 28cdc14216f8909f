"""Screens without a browser: what they say, and what they refuse."""

import pytest
from fastapi import FastAPI
from nicegui import ui
from nicegui.testing import User

from api.pages.address import Address, short
from inputs import read_scenario
from inputs.patching import set_values
from tests.pages.saying import said

pytestmark = pytest.mark.anyio


async def test_the_first_screen_shows_a_plan_and_what_to_try(user: User) -> None:
    await user.open("/")
    assert "400,000 units approved" in said(user)
    assert "move its quota" in said(user)
    assert "Order of stopping" in said(user)
    (grid,) = user.find(ui.aggrid).elements
    assert isinstance(grid, ui.aggrid)
    assert len(grid.options["rowData"]) == 120


async def test_an_infeasible_plan_says_why_and_what_would_mend_it(user: User) -> None:
    await user.open("/plans/h200-hold?set=policy.rules.national_quota.limit=1000")
    assert "Why there is no plan" in said(user)
    assert "See the plan that this gives" in said(user)


async def test_an_unknown_scenario_is_refused_with_the_nearest(user: User) -> None:
    await user.open("/plans/three-claim/what-if")
    assert "did you mean &#34;three-claims&#34;?" in said(user)


async def test_a_refused_change_is_said_in_place_of_the_plan(user: User) -> None:
    await user.open("/plans/three-claims?set=policy.rules.quotta.limit=1")
    assert "did you mean &#34;quota&#34;?" in said(user)


async def test_every_text_of_a_scenario_is_escaped(user: User, service: FastAPI) -> None:
    scenario = set_values(read_scenario("three-claims"), ['title="<script>alert(1)</script>"'])
    service.state.service.store.scenarios.add(scenario, "somebody")
    await user.open(Address(short(scenario.digest)).to())
    assert "<script>" not in said(user)
    assert "&lt;script&gt;" in said(user)


async def test_an_application_is_refused_with_its_reason(user: User) -> None:
    await user.open("/plans/h200-2026/applicants/A119")
    assert "Military end use is prohibited by both sides" in said(user)


async def test_an_unknown_application_is_refused_with_the_nearest(user: User) -> None:
    await user.open("/plans/h200-2026/applicants/A1119")
    assert "is not in the applications of this scenario" in said(user)


async def test_two_plans_side_by_side(user: User) -> None:
    await user.open("/compare?a=three-claims&b=three-claims&set=policy.rules.quota.limit=300")
    assert "Who gains" in said(user)
    assert "After, with policy.rules.quota.limit = 300." in said(user)


async def test_a_plan_is_verified_step_by_step(user: User) -> None:
    await user.open("/verify?plan=three-claims")
    assert "the plan holds" in said(user)
    assert said(user).count("holds: ") >= 8


@pytest.mark.parametrize(
    "screen", ["rules", "sweep", "curves/F3", "incentives", "why/F3", "applicants/A3", "letters/F3"]
)
async def test_a_change_that_is_none_is_refused_on_every_screen(user: User, screen: str) -> None:
    await user.open(f"/plans/three-claims/{screen}?set=policy.rules.quotta.limit=1")
    assert "did you mean &#34;quota&#34;?" in said(user)


async def test_where_there_is_no_screen_a_sentence_says_so(user: User) -> None:
    answer = await user.http_client.get("/nothing")
    assert answer.status_code == 404
    assert "Nothing stands at /nothing." in answer.text


async def test_a_screen_that_fails_says_whose_fault_it_is(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("api.pages.compare._chooser", broken)
    answer = await user.http_client.get("/compare")
    assert answer.status_code == 500
    assert "which is its own fault: ZeroDivisionError" in answer.text
