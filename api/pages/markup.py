"""Markup: sections, tables, figures and bars of a report in, HTML out. Every text is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from markupsafe import Markup, escape

from api.figures import Figure, percent
from api.paper.html import chart_html
from api.reports.chart import Chart
from api.reports.section import Part, Section
from api.tables import Column, Table

NOTHING = Markup("")
VOID = frozenset({"input", "br"})
NAME = re.compile(r"(?<![\w.=/-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w=/-])(?!\.\w)", re.ASCII)
Text = str | Markup | Figure


def words(text: str) -> str:
    """Names of a policy as a planner says them, "national quota"; paths and names of files stay as they are."""
    return NAME.sub(lambda found: found[0].replace("_", " "), text)


def joined(parts: Iterable[Text]) -> Markup:
    """Parts one after the other, each escaped unless it is markup already."""
    return NOTHING.join(map(written, parts))


def written(text: Text) -> Markup:
    """A text, escaped; a change of a figure says by its class whether it is more or less."""
    if isinstance(text, Figure):
        if text.pattern.startswith("+") and text.value:
            return tag("span", text.text, class_="gain" if text.value > 0 else "loss")
        return escape(text.text)
    return text if isinstance(text, Markup) else escape(text.replace(" %", "\u00a0%"))


def spoken(text: Text) -> Text:
    """A text of a report, with the names of a policy in words."""
    return words(text) if isinstance(text, str) and not isinstance(text, Markup) else text


def tag(name: str, content: Text = "", /, **attributes: str | bool | None) -> Markup:
    """An element. `class_` is written class, `aria_label` aria-label; true writes the name alone, None nothing."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    pairs = [
        Markup(" {}").format(key) if value is True else Markup(' {}="{}"').format(key, value)
        for key, value in named.items()
        if value is not None and value is not False
    ]
    if name in VOID:
        return Markup("<{}{}>").format(Markup(name), joined(pairs))  # noqa: S704 - names of elements stand in the code
    opened = Markup("<{}{}>").format(Markup(name), joined(pairs))  # noqa: S704 - names of elements stand in the code
    return opened + written(content) + Markup("</{}>").format(Markup(name))  # noqa: S704 - as above


def link(text: Text, address: str, **attributes: str | bool | None) -> Markup:
    """A link."""
    return tag("a", text, href=address, **attributes)


def sentences(lines: Iterable[Text]) -> Markup:
    """Sentences, each a paragraph; an empty one is left out."""
    return joined(tag("p", line) for line in lines if line)


def bulleted(lines: Iterable[Text]) -> Markup:
    """A list of sentences."""
    return tag("ul", joined(tag("li", line) for line in lines))


def share_bar(part: float | Fraction, of: float | Fraction = 1, *, full: bool = False) -> Markup:
    """A share as a short bar beside its figure; the figure is what a screen reader says."""
    width = 0.0 if not of else min(100.0, max(0.0, float(100 * part / of)))
    fill = tag("i", "", style=f"width:{width:.2f}%")
    bar = tag("span", fill, class_="bar full" if full else "bar", aria_hidden="true")
    return tag("span", bar + tag("span", percent(part, of)), class_="share")


def panel(title: str, content: Text, *, anchor: str | None = None, note: str = "") -> Markup:
    """A part of a screen, under its heading."""
    lead = tag("p", note, class_="note") if note else NOTHING
    return tag("section", tag("h2", title) + lead + written(content), class_="panel", id=anchor)


def figured(text: Text) -> Markup:
    """A figure with its unit in smaller type: "400,000 units", "USD 2,700,000"; a word alone as it is."""
    if isinstance(text, Markup):
        return text
    if not any(sign.isdecimal() for sign in str(text)):
        return written(text)
    return Markup(" ").join(part if part[:1].isdecimal() else tag("small", part) for part in str(text).split(" "))


def tiles(rows: Iterable[tuple[Text, Text, Text]]) -> Markup:
    """Headline figures: what it is, the figure, what to know about it."""
    return tag(
        "dl",
        joined(
            tag(
                "div",
                tag("dt", name) + tag("dd", figured(figure), class_="figure") + tag("dd", note, class_="note"),
            )
            for name, figure, note in rows
        ),
        class_="tiles",
    )


def table_of(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Text]],
    *,
    caption: str,
    total: Sequence[Text] | None = None,
    headed: bool = True,
) -> Markup:
    """A table; the first cell of a row is its heading, and the caption is there for who does not see the page."""
    parts = [tag("caption", caption, class_="unseen")]
    if headed:
        cells = joined(_heading(column) for column in columns)
        parts.append(tag("thead", tag("tr", cells)))
    parts.append(tag("tbody", joined(_row(columns, row) for row in rows)))
    if total is not None:
        parts.append(tag("tfoot", _row(columns, total)))
    return tag("div", tag("table", joined(parts)), class_="scroll", tabindex="0", role="group", aria_label=caption)


def table(content: Table, caption: str, bars: str = "") -> Markup:
    """A table of a report; under the heading `bars`, shares stand beside a bar."""
    drawn = [number for number, column in enumerate(content.columns) if bars and column.heading == bars]
    rows = [
        [
            _barred(cell) if number in drawn and isinstance(cell, Figure) else spoken(cell)
            for number, cell in enumerate(row)
        ]
        for row in content.rows
    ]
    return table_of(content.columns, rows, caption=caption, total=content.total, headed=content.headed)


def section(content: Section, anchor: str | None = None, bars: str = "") -> Markup:
    """A section of a report: its sentences and tables under its title."""
    parts = [_part(part, f"{content.title} {number}", content, bars) for number, part in enumerate(content.body)]
    return panel(words(content.title), joined(parts), anchor=anchor)


def _part(part: Part, name: str, content: Section, bars: str) -> Markup:
    """A part of a section; its name tells one chart of a screen from the others."""
    match part:
        case Table():
            return table(part, part.caption or content.title, bars)
        case Chart():
            return chart_html(part, name.lower().replace(" ", "-"))
        case _:
            return sentences([words(part)])


def _barred(share: Figure) -> Markup:
    """A share beside its bar."""
    fill = tag("i", "", style=f"width:{min(100.0, float(100 * share.value)):.2f}%")
    bar = tag("span", fill, class_="bar", aria_hidden="true")
    return tag("span", bar + tag("span", share), class_="share")


def _heading(column: Column) -> Markup:
    """The head of a column; where it says nothing it is no heading."""
    if not column.heading:
        return tag("td")
    return tag("th", column.heading, scope="col", class_=_side(column))


def _row(columns: Sequence[Column], cells: Sequence[Text]) -> Markup:
    first, *others = zip(columns, cells, strict=True)
    heading = tag("th", first[1], scope="row", class_=_side(first[0]))
    return tag("tr", heading + joined(tag("td", cell, class_=_side(column)) for column, cell in others))


def _side(column: Column) -> str | None:
    return "number" if column.side == "right" else None
