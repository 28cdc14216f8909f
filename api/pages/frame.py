"""The frame of every screen: skip link, navigation, heading; and how a refusal is said in place of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from markupsafe import Markup
from nicegui import ui

from api.pages.address import Address
from api.pages.desk import Desk
from api.pages.markup import bulleted, joined, link, sentences, tag
from optimizer.errors import InputError

MAIN = (
    ("Start", "/"),
    ("Scenarios", "/scenarios"),
    ("Compare", "/compare"),
    ("Decisions", "/decisions"),
    ("Verify", "/verify"),
    ("Log", "/log"),
)
ABOUT = (
    ("Plan", ()),
    ("What if", ("what-if",)),
    ("Rules side by side", ("rules",)),
    ("Incentives", ("incentives",)),
    ("Sweep", ("sweep",)),
)
"""The screens about one scenario."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of a screen."""

    title: str
    lead: str = ""
    """One sentence under the title."""
    address: Address | None = None
    """The scenario that the screen is about, if it is about one."""
    screen: tuple[str, ...] | None = None
    """Which of the screens about that scenario it is."""
    place: str = ""
    """Which entry of the main navigation it is."""


def show(content: Markup, tag_name: str = "div") -> ui.html:
    """Markup on the screen. It is made by `markup`, which escapes every text."""
    return ui.html(content, sanitize=False, tag=tag_name)


@contextmanager
def frame(heading: Heading) -> Iterator[None]:
    """A screen under its heading; what is made inside stands in its main part."""
    ui.page_title(f"{heading.title} · quotaplan")
    with ui.header(fixed=False, bordered=False, elevated=False, wrap=False).classes("banner"):
        show(tag("a", "Skip to content", href="#content", class_="skip") + _banner(heading))
    with ui.element("div").classes("content").props("id=content tabindex=-1"):
        lead = tag("p", heading.lead, class_="lead") if heading.lead else Markup("")
        show(tag("h1", heading.title) + lead)
        yield
        show(tag("div", "", id="said", class_="unseen", role="status", aria_live="polite"))


async def heading_of(desk: Desk, address: Address, screen: tuple[str, ...], title: str = "") -> Heading | None:
    """The heading of a screen about a scenario; None if there is no such scenario, which is said in its place."""
    try:
        scenario = await desk.base(address.base)
    except InputError as error:
        with frame(Heading("No such scenario")):
            listed = tag("p", joined(["All of them stand under ", link("scenarios", "/scenarios"), "."]))
            show(refusal(error) + listed)
        return None
    name = scenario.title or address.base
    changes = ", ".join(item.replace("=", " = ", 1) for item in address.settings)
    lead = f"With {changes}." if changes else ""
    return Heading(f"{title}: {name}" if title else name, lead, address, screen)


def refusal(error: Exception) -> Markup:
    """What was refused, in the same sentences as everywhere."""
    if isinstance(error, InputError):
        heading, *_ = str(error).splitlines()
        return tag(
            "div", tag("p", f"{heading}.", class_="strong") + bulleted(map(str, error.problems)), class_="refused"
        )
    return tag("div", sentences([str(error)]), class_="refused")


def _banner(heading: Heading) -> Markup:
    main = joined(_entry(text, url, current=text == heading.place) for text, url in MAIN)
    scheme = tag("button", "Light or dark", type="button", class_="quiet", data_scheme=True)
    brand = link("quotaplan", "/", class_="brand")
    bar = brand + tag("nav", tag("ul", main), aria_label="Main") + scheme
    if heading.address is None:
        return tag("div", bar, class_="bar-main")
    address = heading.address
    about = joined(_entry(text, address.to(*parts), current=parts == heading.screen) for text, parts in ABOUT)
    return tag("div", bar, class_="bar-main") + tag(
        "nav", tag("ul", about), class_="bar-about", aria_label="This scenario"
    )


def _entry(text: str, url: str, *, current: bool) -> Markup:
    return tag("li", link(text, url, aria_current="page" if current else None))
