"""Looking at a screen: until it is settled, with axe-core, and as a picture that is kept."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "out" / "screens"
"""Pictures of the screens, kept by continuous integration."""

SETTLED = "() => window.did_handshake !== false && document.querySelector('#content') !== null"


def visit(tab: Page, path: str) -> None:
    """Open a screen and wait until it listens."""
    tab.goto(path)
    tab.wait_for_selector("#content h1")
    tab.wait_for_function("() => window.socket?.connected")


def grid_ready(tab: Page) -> None:
    """Wait until the table of awards shows rows."""
    tab.wait_for_selector(".ag-center-cols-container [role=row]")


def flaws(tab: Page) -> list[str]:
    """What axe-core finds on a screen, each with the element that it is about."""
    tab.add_script_tag(path=str(AXE))
    found: dict[str, Any] = tab.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def picture(tab: Page, name: str) -> None:
    """Keep a picture of the whole screen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def cut_off(tab: Page) -> list[str]:
    """Headline figures that are wider than their place."""
    wide = "places => places.filter(place => place.scrollWidth > place.clientWidth).map(place => place.innerText)"
    found: list[str] = tab.locator(".tiles .figure, .tiles > div").evaluate_all(wide)
    return found
