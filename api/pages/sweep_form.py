"""The form of a sweep: what may be varied and what is, in; fields, and what is missing in them, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from markupsafe import Markup

from api.pages.address import SETTING, Address
from api.pages.knob_fields import figure_options
from api.pages.knobs import Knob, knobs
from api.pages.markup import NOTHING, joined, link, tag
from optimizer.errors import Problem
from optimizer.scenario import Scenario

SCREEN = ("sweep",)
WORDS = ("Path of the figure = FROM:TO:STEP, or a list a,b,c", "A second one (may stay empty)")
HELP = (
    "A figure may also be uncertain: write uniform(LOW,HIGH), triangular(LOW,LIKELY,HIGH) or normal(MEAN,DEVIATION) in "
    "place of its values, or domestic=estimates for the supply between its low and high estimates."
)
NOTHING_VARIED = Problem((), "nothing is varied", "choose a figure, or write its path and values", "what is varied")
MOST_NAMED = 3
"""So many paths are suggested."""


def unfinished(scenario: Scenario, varied: Sequence[str]) -> list[Problem]:
    """What is varied by a part of its path only, each with the whole paths that it may mean."""
    paths = [knob.path for knob in knobs(scenario) if isinstance(knob, Knob)]
    problems = []
    for text in varied:
        name, _, values = (part.strip() for part in text.partition("="))
        if not name or name in paths or values == "estimates":
            continue
        near = [path for path in paths if f".{name}." in f".{path}."]
        if not near and "." not in name:
            close = get_close_matches(name, {part for path in paths for part in path.split(".")}, n=1)
            near = [path for path in paths if set(close) & set(path.split("."))]
        if near:
            advice = f"write the whole path, {' or '.join(near[:MOST_NAMED])}"
            problems.append(Problem((), "names no single figure", advice, name))
    return problems


def _in_steps(knob: Knob) -> str:
    """A figure varied over its whole range."""
    return f"{knob.path}=0:{knob.high:f}:{knob.high / 10:f}"


def sweep_form(
    address: Address,
    measures: Mapping[str, str],
    scenario: Scenario,
    varied: Sequence[str],
    measure: str,
    samples: str,
) -> Markup:
    """What to vary, and what to show; the form is its own address."""
    said = [*(text.split("=", 1) for text in varied), ["", ""], ["", ""]][:2]
    pick = tag("option", "Choose one to write it below", value="") + figure_options(scenario, written=_in_steps)
    picks = tag("select", pick, id="pick", data_picks="vary", autocomplete="off")
    picking = tag("div", tag("label", "Figures that may be varied", for_="pick") + picks, class_="field")
    fields = [
        tag(
            "div",
            tag("label", words, for_=f"vary-{number}")
            + tag(
                "input", "", id=f"vary-{number}", name="vary", type="text", size="56",
                value="=".join(text).strip("="), autocomplete="off",
            ),
            class_="field",
        )
        for number, (words, text) in enumerate(zip(WORDS, said, strict=True))
    ]  # fmt: skip
    options = [*measures.items(), *((firm, f"units granted to {firm}") for firm in scenario.firms)]
    chosen = joined(tag("option", words, value=key, selected=key == measure) for key, words in options)
    fields.append(
        tag("div", tag("label", "Show", for_="show") + tag("select", chosen, id="show", name="show"), class_="field")
    )
    draws = tag("input", "", id="samples", name="samples", type="text", inputmode="numeric", size="6", value=samples)
    fields.append(tag("div", tag("label", "Draws (100)", for_="samples") + draws, class_="field"))
    fields += [tag("input", "", type="hidden", name=SETTING, value=item) for item in address.settings]
    button = tag("button", "Run", type="submit", class_="main")
    path, _, _ = address.to(*SCREEN).partition("?")
    form = tag("form", joined(fields) + button, class_="tools", method="get", action=path)
    return tag("div", picking, class_="tools") + form + tag("p", HELP, class_="note") + _examples(address, scenario)


def _examples(address: Address, scenario: Scenario) -> Markup:
    """A click for who does not know yet what to write: the first figure over its range, and as an uncertain one."""
    knob = next((item for item in knobs(scenario) if isinstance(item, Knob) and item.value), None)
    if knob is None:
        return NOTHING
    ways = {
        "in steps": _in_steps(knob),
        "as an uncertain figure": f"{knob.path}=uniform({knob.value * 4 / 5:f},{knob.value * 6 / 5:f})",
    }
    links = [
        link(f"{knob.group}, {knob.label}, {words}", address.to(*SCREEN, vary=said)) for words, said in ways.items()
    ]
    return tag("p", joined(["For example: ", Markup(" · ").join(links)]))
