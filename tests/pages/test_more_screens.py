"""Screens that take their time, that write, and that are not for everybody."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User

import optimizer
from api.formats import plan_json
from api.service.wiring import Service
from api.store import Role
from inputs import read_scenario
from tests.pages.saying import said, until

pytestmark = pytest.mark.anyio


async def uploaded(user: User, **files: bytes) -> None:
    (transport,) = user.find(ui.upload).elements
    assert isinstance(transport, ui.upload)
    names = {name.replace("__", "."): data for name, data in files.items()}
    await transport.handle_uploads([SmallFileUpload(name, "", data) for name, data in names.items()])


async def clicked(user: User, words: str, value: str = "") -> None:
    """Click a button whose script sends the value of a field."""
    assert user.client is not None
    (button,) = (item for item in user.client.elements.values() if isinstance(item, ui.html) and item.content == words)
    for listener in button._event_listeners.values():  # noqa: SLF001 - there is no other way to give a value
        button._handle_event({"listener_id": listener.id, "args": value})  # noqa: SLF001
    await asyncio.sleep(0.05)


async def test_every_division_rule_side_by_side(user: User) -> None:
    await user.open("/plans/three-claims/rules")
    assert "equal losses" in said(user)
    assert "How each rule spreads the units" in said(user)


async def test_what_somebody_could_gain(user: User) -> None:
    await user.open("/plans/three-claims/incentives?firm=F3")
    assert "F3 files by 3 firms instead of one" in said(user)
    await user.open("/plans/three-claims/incentives?firm=F3&divide=equal_losses")
    assert "12 plans made and proved" in said(user)
    await user.open("/plans/three-claims/incentives?firm=F3&divide=equal_loses")
    assert "did you mean &#34;equal_losses&#34;?" in said(user)


async def test_a_curve_is_drawn_with_every_corner_in_figures(user: User) -> None:
    await user.open("/plans/three-claims/curves/F3?of=policy.rules.quota.limit&from=0&to=700")
    assert 'class="line line0"' in said(user)
    assert "At 600, quota no longer stops F3." in said(user)


@pytest.mark.parametrize(("query", "words"), [("from=x", "is not a number"), ("from=9&to=3", "range")])
async def test_a_range_that_is_none_is_refused(user: User, query: str, words: str) -> None:
    await user.open(f"/plans/three-claims/curves/F3?of=policy.rules.quota.limit&{query}")
    assert words in said(user)
    assert 'class="refused"' in said(user)


async def test_reasons_of_rules_and_firms_in_two_languages(user: User) -> None:
    await user.open("/plans/three-claims/why/quota")
    assert "quota" in said(user)
    assert 'lang="en"' in said(user)
    await user.open("/plans/three-claims/why/F3?language=zh")
    assert 'lang="zh"' in said(user)
    assert "理由：F3" in said(user)  # noqa: RUF001 - a Chinese colon
    await user.open("/plans/three-claims/applicants/A3?language=zh")
    assert "批准" in said(user)


async def test_a_letter_tells_nothing_about_others(user: User) -> None:
    await user.open("/plans/three-claims/letters/F1")
    assert "50 units are granted" in said(user)
    assert "F2" not in said(user)
    await user.open("/plans/three-claims/letters/F9")
    assert "is not in the firms that applied" in said(user)


async def test_the_cells_of_a_sweep_fill_as_its_points_come(user: User) -> None:
    path = "vary=policy.rules.quota.limit%3D0:600:300&vary=applications.A3.units%3D100,300&show=F3"
    await user.open(f"/plans/three-claims/sweep?{path}")
    await until(lambda: "6 of 6 points" in said(user))
    assert ">150<" in said(user)


async def test_what_is_drawn_by_chance_is_shown_as_bands(user: User) -> None:
    await user.open("/plans/three-claims/sweep?vary=policy.rules.quota.limit%3Duniform(100,300)&samples=25")
    await until(lambda: "25 of 25 points" in said(user) and "Spread of the units granted" in said(user))
    assert "A thin bar for nine in ten draws" in said(user)
    await user.open("/plans/three-claims/sweep?vary=policy.rules.quota.limit%3Duniform(100,300)&samples=9000")
    assert "9,000 points" in said(user)


@pytest.mark.parametrize(
    ("varied", "words"),
    [
        ("policy.rules.quota.limit=0:6000:1", "quotaplan sweep runs more"),
        ("policy.rules.quotta.limit=1,2", "did you mean"),
        ("quota=1,2", "write the whole path, policy.rules.quota.limit"),
        ("policy.rules.quota=1,2", "write the whole path, policy.rules.quota.limit"),
        ("qouta=1,2", "write the whole path, policy.rules.quota.limit"),
        ("=", "nothing is varied; choose a figure"),
        ("policy.rules.quota.limit=uniform(2,1)", "do not ascend"),
    ],
)
async def test_a_sweep_that_is_too_much_for_a_screen_is_refused(user: User, varied: str, words: str) -> None:
    await user.open(f"/plans/three-claims/sweep?vary={varied.replace('=', '%3D', 1)}")
    assert words in said(user)


async def test_files_are_refused_beside_their_rows_or_kept(user: User, service: FastAPI) -> None:
    await user.open("/scenarios")
    await uploaded(user, plan__exe=b"x")
    await until(lambda: "is not read here" in said(user))
    tables = {"firms__csv": b"id,name\nF1,One\n", "applications__csv": b"id,firm,product,units\nA1,F2,H,8\n"}
    document = b"format: 1\nperiods: [p]\nproducts: {H: {}}\n"
    await uploaded(user, scenario__yaml=document, **tables)
    await until(lambda: "<mark>F2</mark>" in said(user))
    good = tables | {"applications__csv": b"id,firm,product,units\nA1,F1,H,8\n"}
    await uploaded(user, scenario__yaml=document, **good)
    found: Service = service.state.service
    await until(lambda: len(found.store.scenarios.search().items) == 1)


async def test_a_plan_of_a_scenario_that_is_kept_is_verified_without_it(user: User) -> None:
    plan = plan_json(optimizer.plan(read_scenario("three-claims")))
    await user.open("/verify")
    await uploaded(user, plan__json=plan)
    await until(lambda: "the plan holds" in said(user))
    await uploaded(user, plan__json=plan.replace(b'"units": 50', b'"units": 51', 1))
    await until(lambda: "the plan does not hold" in said(user))
    await uploaded(user, bundle__zip=b"x")
    await until(lambda: "is no archive that can be read" in said(user))
    await uploaded(user, scenario__json=b"{}")
    await until(lambda: "hold no plan.json" in said(user))


async def test_the_panel_answers_a_moved_knob_and_a_refused_one(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(ui, "run_javascript", sent.append)
    await user.open("/plans/three-claims/what-if?applicant=A3")
    move = mover(user)
    await move({"policy.rules.quota.limit": "300"}, ["A3"])
    preview, proved = sent[-2:]
    assert '"sentence": ["2 applications gain 100 units; 1 stays as before."]' in preview
    assert "Not yet checked" in preview
    assert '{"units":[[150,[2]]]}' in preview
    assert "Checked and proved." in proved
    assert '"units":[[100,[1]]]' in proved
    await move({"policy.rules.quota.limit": "-1"}, [])
    assert "policy.rules.quota.limit" in said(user)
    assert 'class="refused"' in said(user)
    assert 'quotaplan.settled("refused"' in sent[-1]
    assert '{"policy.rules.quota.limit": "-1 is too small; write a number of at least 0"}' in sent[-1]
    assert "these are the last sound figures" in sent[-1]
    assert '<th scope="row">F2</th>' in said(user)
    await move({"applications.A3.units": "100"}, [])
    assert "applications.A3.units=100" in sent[-1]


async def test_what_is_refused_first_leaves_every_award_as_it_is(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(ui, "run_javascript", sent.append)
    await user.open("/plans/three-claims/what-if")
    assert "Nothing is moved yet." in said(user)
    await mover(user)({"policy.rules.quota.limit": "-1"}, [])
    assert '"sentence": ["No award changes."]' in sent[-1]


async def test_only_the_last_of_many_moves_is_proved(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(ui, "run_javascript", sent.append)
    await user.open("/plans/three-claims/what-if")
    move = mover(user)
    await asyncio.gather(*(move({"policy.rules.quota.limit": f"{quota}"}, []) for quota in range(210, 300, 10)))
    proved = [script for script in sent if "Checked and proved." in script]
    assert len(proved) == 1
    assert "limit=290" in proved[0]


async def test_figures_that_no_plan_can_meet_are_said_to_be_none(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(ui, "run_javascript", sent.append)
    await user.open("/plans/h200-hold/what-if")
    await mover(user)({"policy.rules.national_quota.limit": "1000"}, [])
    assert all("There is no plan with these figures." in script for script in sent[-2:])
    assert "guarantees its claims in full" in said(user)


async def test_firms_with_small_changes_are_listed_when_asked_for_and_stay(user: User) -> None:
    await user.open("/plans/h200-2026/what-if")
    move = mover(user)
    await move({"policy.rules.national_quota.limit": "430000"}, [])
    assert "Show 3 more firms, with smaller changes" in said(user)
    listed = said(user).count('<th scope="row">F')
    handler(user, "firms")()
    assert "more firms, with smaller changes" not in said(user)
    assert said(user).count('<th scope="row">F') == listed + 3
    await move({"policy.rules.national_quota.limit": "430008"}, [])
    assert "more firms, with smaller changes" not in said(user)


def mover(user: User) -> Callable[[dict[str, Any], list[str]], Awaitable[None]]:
    """Moves knobs of the panel, with some rows in view."""
    knobs = handler(user, "knobs")
    return lambda moved, view: knobs(SimpleNamespace(args={"moved": moved, "view": view}))


def handler(user: User, event: str) -> Any:
    """What answers an event of the whole screen."""
    assert user.client is not None
    listeners = user.client.layout._event_listeners.values()  # noqa: SLF001 - events of the whole screen stand there
    return next(item.handler for item in listeners if item.type == event)


async def test_a_decision_is_withdrawn_for_a_reason(user: User, service: FastAPI) -> None:
    found: Service = service.state.service
    scenario = read_scenario("three-claims")
    store = found.store
    store.scenarios.add(scenario, "somebody")
    submission = store.plans.submit(scenario.digest, "somebody")
    claim = store.jobs.claim()
    assert claim is not None
    store.plans.keep(claim, optimizer.plan(scenario))
    store.decisions.propose(submission.id, "somebody")
    await user.open("/plans/three-claims")
    assert "proposed" in said(user)
    await clicked(user, "Withdraw")
    await until(lambda: "say why the decision is withdrawn" in said(user))
    await clicked(user, "Withdraw", "a mistake")
    await until(lambda: "because a mistake" in said(user))
    await user.open("/plans/three-claims/applicants/A3")
    await clicked(user, "Show it in the plans that are kept")
    await until(lambda: "25.0" in said(user) and "In other plans" in said(user) and "<tbody>" in said(user))
    await user.open("/log?action=decision")
    assert "decision.withdraw" in said(user)
    await clicked(user, "Check the whole log")
    await until(lambda: "The log is whole" in said(user))


async def test_what_a_key_may_not_do_is_not_offered(user: User, service: FastAPI) -> None:
    found: Service = service.state.service
    key = found.store.keys.create("an approver", [Role.APPROVER], "setup").secret
    user.http_client.headers["Authorization"] = f"Bearer {key}"
    await user.open("/scenarios")
    assert "may look at scenarios" in said(user)
    await user.open("/log")
    assert "may not read the log" in said(user)
    await user.open("/plans/three-claims")
    assert "A planner&#39;s key may propose it." in said(user)
    await user.open("/plans/three-claims/what-if")
    assert "Save as scenario" not in said(user)


async def test_the_api_answers_for_itself_under_the_page(user: User) -> None:
    unknown = await user.http_client.get("/api/v1/nothing")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
    wrong = await user.http_client.put("/api/v1/plans")
    assert wrong.status_code == 405


async def test_a_wish_is_answered_by_single_figures_and_their_plans(user: User) -> None:
    await user.open("/plans/three-claims/applicants/A3?want=100")
    assert "The plans: " in said(user)
    assert "set=policy.rules.quota.limit%3D249" in said(user)
    await user.open("/plans/three-claims/applicants/A3?want=many")
    assert "is no number of units" in said(user)
