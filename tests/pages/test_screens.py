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
