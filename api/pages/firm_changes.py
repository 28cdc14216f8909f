"""What becomes of firms: two outlines of a scenario in, a table of the firms whose awards change out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup

from api.figures import counted, signed
from api.pages.difference import Pair
from api.pages.markup import panel, table_of, tag
from api.tables import Column

TITLE = "Firms whose awards change, in units"
COLUMNS = (
    Column("firm"),
    Column("name"),
    Column("before", "right"),
    Column("now", "right"),
    Column("change", "right"),
)
MOST = 12
"""So many firms are shown; the others are sent when they are asked for."""


def firm_changes(pair: Pair, *, whole: bool) -> Markup:
    """The firms that gain or lose, the largest change first.

    Args:
        whole: whether all are listed; else a button asks for those with smaller changes.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name in pair.everybody:
        units = sums[pair.scenario.applications[name].firm]
        units[0] += pair.before.units.get(name, 0)
        units[1] += pair.now.units.get(name, 0)
    changed = sorted(
        (name for name, (had, gets) in sums.items() if had != gets),
        key=lambda name: (-abs(sums[name][1] - sums[name][0]), name),
    )
    if not changed:
        return panel(TITLE, tag("p", "No firm gets more or less than before.", class_="soft"))
    listed = changed if whole else changed[:MOST]
    content, rest = _table(pair, listed, sums), len(changed) - len(listed)
    if rest:
        more = f"Show {counted(rest, 'more firm')}, with smaller changes"
        content += tag("button", more, type="button", data_firms=True)
    return panel(TITLE, content, note="The largest change comes first.")


def _table(pair: Pair, firms: Iterable[str], sums: dict[str, list[int]]) -> Markup:
    rows = [
        (firm, pair.scenario.firms[firm].name or "", f"{had:,}", f"{gets:,}", signed(gets - had))
        for firm in firms
        for had, gets in [sums[firm]]
    ]
    return table_of(COLUMNS, rows, caption=TITLE)
