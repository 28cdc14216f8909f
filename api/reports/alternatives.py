"""The report of alternatives: what each division rule would give each firm, and how it spreads the units."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from api.figures import NONE, Figure, counted, exact, percent, share, whole
from api.reports.section import Section
from api.tables import Cells, Column, Table
from optimizer.alternatives import POLICY, Alternative, Alternatives, Share
from optimizer.scenario import Scenario

AS_POLICY = "as the policy"

MEASURES: tuple[tuple[str, Callable[[Alternative], str | Figure]], ...] = (
    ("Units granted", lambda item: whole(item.measures.awarded)),
    ("Firms that get anything", lambda item: whole(item.measures.served)),
    ("Smallest part of its claim that a firm gets", lambda item: _part(item.measures.smallest)),
    ("Largest part of its claim that a firm gets", lambda item: _part(item.measures.largest)),
    ("Largest part of all units that one firm gets", lambda item: _part(item.measures.largest_of_all)),
    ("Applications that drop out below their minimum", lambda item: whole(item.measures.dropped)),
)
"""What is said of each alternative, in words."""


def side_by_side(found: Alternatives, scenario: Scenario) -> tuple[Section, ...]:
    """Every section that has something to say."""
    return (_head(found, scenario), _firms(found, scenario), _measures(found), *_conflicts(found))


def _head(found: Alternatives, scenario: Scenario) -> Section:
    rows = [(name, rule.replace("_", " "), "divided by each rule in turn") for name, rule in found.rounds.items()]
    rows += [(name, "by a score", "stays as it is") for name in found.kept]
    table = Table((Column("round"), Column("in the policy"), Column("here")), tuple(rows))
    return Section(scenario.title or "Division rules", (table,))


def _headings(found: Alternatives) -> list[str]:
    """The name of each alternative; the policy's own is said to be so."""
    words = [item.divide.replace("_", " ") for item in found.alternatives]
    return [
        f"{name} ({AS_POLICY})" if item.as_policy and item.divide != POLICY else name
        for item, name in zip(found.alternatives, words, strict=True)
    ]


def _firms(found: Alternatives, scenario: Scenario) -> Section:
    policy = next(item for item in found.alternatives if item.as_policy)
    columns = (
        Column("firm"),
        Column("name"),
        Column("claimed", "right"),
        *(Column(heading, "right") for heading in _headings(found)),
    )
    firms = sorted(found.claims, key=lambda firm: (-policy.units[firm], firm))
    rows: list[Cells] = [
        (
            firm,
            scenario.firms[firm].name or "",
            whole(found.claims[firm]),
            *(whole(item.units[firm]) for item in found.alternatives),
        )
        for firm in firms
    ]
    sums = (whole(sum(item.units.values())) for item in found.alternatives)
    total: Cells = ("all", "", whole(sum(found.claims.values())), *sums)
    return Section("Units by firm under each division rule", (Table(columns, tuple(rows), total),))


def _measures(found: Alternatives) -> Section:
    columns = (Column("", "left"), *(Column(heading, "right") for heading in _headings(found)))
    rows = tuple((words, *map(measure, found.alternatives)) for words, measure in MEASURES)
    sentence = f"{counted(len(found.claims), 'firm')} {'has' if len(found.claims) == 1 else 'have'} a claim."
    return Section("How each rule spreads the units", (sentence, "", Table(columns, rows), "", *_sentences(found)))


def _sentences(found: Alternatives) -> Iterator[str]:
    """Each alternative in plain words: who is left with least, and who has most."""
    for heading, item in zip(_headings(found), found.alternatives, strict=True):
        least, most, units = item.measures.smallest, item.measures.largest_of_all, item.measures
        if least is None or most is None:
            continue
        without = units.firms - units.served
        nobody = f"{counted(without, 'firm gets', 'firms get')} nothing" if without else "every firm gets something"
        of_all = percent(exact(most.share))
        worst = f"; least of its claim has {least.firm}, {percent(exact(least.share))}" if not without else ""
        yield f"{heading[0].upper()}{heading[1:]}: {nobody}{worst}; most of all units has {most.firm}, {of_all}."


def _conflicts(found: Alternatives) -> Iterator[Section]:
    sentences = tuple(
        f"{heading[0].upper()}{heading[1:]}: {item.conflict}"
        for heading, item in zip(_headings(found), found.alternatives, strict=True)
        if item.conflict
    )
    if sentences:
        yield Section("Where there is no plan", sentences)


def _part(part: Share | None) -> Figure | str:
    return NONE if part is None else share(exact(part.share))
