"""Who gets what: by firm, and by application in the order of the rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from api.figures import NONE, counted, exact, share, whole
from api.reports.chart import Bar, Chart, few
from api.reports.section import Section
from api.reports.view import Line, View, in_words, together
from api.tables import Cells, Column, Table
from optimizer.scenario import ByScore, ByTotalScore, Round

FIRM_COLUMNS = (
    Column("firm"),
    Column("name"),
    Column("claimed", "right"),
    Column("granted", "right"),
    Column("of claim", "right"),
    Column("limited by"),
)
APPLICATION_COLUMNS = (
    Column("application"),
    Column("firm"),
    Column("use case"),
    Column("claimed", "right"),
    Column("granted", "right"),
    Column("level", "right"),
    Column("limited by"),
)
LEVEL = (
    "Each application stands under the round that raised it last, with all its units. Level: the highest "
    "level of that round at which it would get no more; 100 % is all it may reach there."
)
LESS_THAN_A_LOT = "asks for less than one lot"
IN_NO_ROUND = "In no round"
DROPPED = "Dropped out below their minimum"


def by_firm(view: View) -> Section | None:
    """Every firm that applied, the largest award first."""
    if not view.lines:
        return None
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in view.lines:
        lines[line.firm].append(line)
    refused: dict[str, int] = defaultdict(int)
    for application in view.plan.refused:
        refused[view.scenario.applications[application].firm] += 1
    firms = sorted(lines.keys() | refused.keys(), key=lambda firm: (-granted_of(lines[firm]), firm))
    rows = tuple(_firm_row(firm, view, lines[firm], refused[firm]) for firm in firms)
    totals = view.plan.totals
    part = share(totals.awarded, totals.claimed)
    total = ("all", "", whole(totals.claimed), whole(totals.awarded), part, "")
    table = Table(FIRM_COLUMNS, rows, total if len(rows) > 1 else None)
    return Section("Awards by firm, in units", (_chart(firms, lines, view), table))


def by_application(view: View) -> Section | None:
    """Every application that passed screening, under the round that settled it."""
    if not view.lines:
        return None
    rounds = sorted(view.scenario.policy.rounds.items(), key=lambda item: item[1].order)
    titles = {name: _round_title(name, step) for name, step in rounds} | {None: IN_NO_ROUND}
    groups: dict[str, list[Line]] = {title: [] for title in (*titles.values(), DROPPED)}
    for line in view.lines:
        groups[DROPPED if line.dropped else titles[line.award.round]].append(line)
    body: list[str | Table] = [LEVEL]
    for title, lines in groups.items():
        if lines:
            caption = f"{title}: {counted(len(lines), 'application')}"
            body += ["", Table(APPLICATION_COLUMNS, tuple(map(_application_row, lines)), caption=caption)]
    return Section("Awards by application, in units", tuple(body))


def _chart(firms: Sequence[str], lines: Mapping[str, Sequence[Line]], view: View) -> Chart:
    totals = view.plan.totals
    bars = []
    for firm in firms:
        claimed, granted = claimed_of(lines[firm]), granted_of(lines[firm])
        if claimed:
            label = f"{firm} {view.scenario.firms[firm].name or ''}".rstrip()
            bars.append(Bar(label, granted, f"{granted:,} of {claimed:,}", whole=claimed))
    sentence = (
        f"{counted(len(bars), 'firm')} asked for {counted(totals.claimed, 'unit')} and were granted "
        f"{totals.awarded:,}; the figures are in the table."
    )
    return Chart("Requested and awarded, in units", sentence, few(bars, "firms"), "granted", "claimed")


def claimed_of(lines: Sequence[Line]) -> int:
    """Units that some applications claim."""
    return sum(line.award.claim for line in lines)


def granted_of(lines: Sequence[Line]) -> int:
    """Units that some applications are granted."""
    return sum(line.award.units for line in lines)


def _firm_row(firm: str, view: View, lines: Sequence[Line], refused: int) -> Cells:
    claimed, granted = claimed_of(lines), granted_of(lines)
    reasons = [in_words(together(lines)) if claimed else LESS_THAN_A_LOT] if lines else []
    if refused:
        reasons.append(f"{counted(refused, 'application')} refused" if lines else "all its applications refused")
    name = view.scenario.firms[firm].name or ""
    return firm, name, whole(claimed), whole(granted), share(granted, claimed), "; ".join(reasons)


def _round_title(name: str, step: Round) -> str:
    match step.divide:
        case ByScore(ranked=score):
            divided = f"ranked by {score}"
        case ByTotalScore(maximize=score):
            divided = f"largest total {score}"
        case rule:
            divided = rule.replace("_", " ")
    return f"Round {name}, {divided}{', guaranteed' if step.guarantee else ''}"


def _application_row(line: Line) -> Cells:
    award = line.award
    level = NONE if award.level is None else share(exact(award.level))
    reason = in_words(line.reasons) if award.claim else LESS_THAN_A_LOT
    return line.id, line.firm, line.use_case, whole(award.claim), whole(award.units), level, reason
