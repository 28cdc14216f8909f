"""Bands on a screen: what has come of a sweep that draws by chance in, pictures and a table of its spread out."""

from __future__ import annotations

from markupsafe import Markup

from api.figures import counted
from api.pages.markup import NOTHING, joined, panel, sentences, table_of
from api.sweeps.outcome import Outcome
from api.sweeps.page import picture_html, pictures
from api.tables import Column

SPREAD = (
    "Half of the draws lie between p25 and p75, nine in ten between p5 and p95. The draws are the same each time that "
    "the same is asked for."
)


def bands(outcome: Outcome) -> Markup:
    """The spread of what all get and what each firm gets, as far as the draws have come."""
    if not outcome.divided():
        return NOTHING
    drawn = joined(picture_html(picture, f"picture-{number}") for number, picture in enumerate(pictures(outcome)))
    (*figures, name), rows = outcome.table()
    columns = [Column(name), *(Column(heading, "right") for heading in figures)]
    table = table_of(columns, ((row[-1], *row[:-1]) for row in rows), caption="Spread of the units granted")
    return drawn + panel("Spread of the units granted, over the draws", table, note=SPREAD) + _untold(outcome)


def _untold(outcome: Outcome) -> Markup:
    """How many points have no division."""
    others = sum(count for status, count in outcome.counts().items() if status != "allocated")
    return sentences([f"{counted(others, 'draw has', 'draws have')} no plan, and is in no band."] if others else [])
