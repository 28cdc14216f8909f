"""Every screen: nothing that keeps people out, nothing wider than the window, in light and dark, wide and narrow."""

import re
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import cut_off, flaws, grid_ready, picture, visit

SCREENS = {
    "start": "/",
    "scenarios": "/scenarios",
    "plan": "/plans/h200-rationed",
    "infeasible": "/plans/h200-hold?set=policy.rules.national_quota.limit%3D1000",
    "what-if": "/plans/h200-2026/what-if?set=policy.rules.national_quota.limit%3D430000&applicant=A002",
    "applicant": "/plans/three-claims/applicants/A3?want=100",
    "refused": "/plans/h200-2026/applicants/A113",
    "compare": "/compare?a=h200-2026&b=h200-rationed",
    "verify": "/verify?plan=three-claims",
    "rules": "/plans/three-claims/rules",
    "sweep": "/plans/three-claims/sweep?vary=policy.rules.quota.limit%3D0:600:200&vary=applications.A3.units%3D100,300",
    "bands": "/plans/three-claims/sweep?vary=policy.rules.quota.limit%3Duniform(100,300)&samples=20",
    "letter": "/plans/h200-2026/letters/F01",
    "curve": "/plans/three-claims/curves/F3?of=policy.rules.quota.limit&from=0&to=700",
    "incentives": "/plans/three-claims/incentives?firm=F3",
    "why": "/plans/three-claims/why/F3?language=zh",
    "why-firm": "/plans/h200-2026/why/F01",
    "decisions": "/decisions",
    "log": "/log",
    "unknown": "/plans/h200-2062",
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("name", SCREENS)
def test_nobody_is_kept_out(screen: Page, name: str) -> None:
    visit(screen, SCREENS[name])
    if screen.locator(".grid").count():
        grid_ready(screen)
    expect(screen.get_by_role("button", name="Stop")).to_have_count(0)
    found = []
    for width, scheme in product((1280, 768), SCHEMES):
        screen.set_viewport_size({"width": width, "height": 900})
        screen.emulate_media(color_scheme=scheme)
        expect(screen.locator("body")).to_have_class(re.compile(f"body--{scheme}"))
        picture(screen, f"{name}-{width}-{scheme}")
        found += [f"{width} {scheme} {flaw}" for flaw in flaws(screen)]
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {width}"
        assert cut_off(screen) == []
    assert found == []


def test_headline_figures_stand_whole_in_even_rows_on_paper(screen: Page) -> None:
    visit(screen, "/")
    screen.emulate_media(media="print")
    screen.set_viewport_size({"width": 680, "height": 960})
    tops = screen.locator(".tiles > div").evaluate_all("places => places.map(place => place.offsetTop)")
    assert [tops.count(top) for top in dict.fromkeys(tops)] == [4, 4]
    expect(screen.locator(".tiles")).to_contain_text("13,500,000,000")
    assert cut_off(screen) == []
