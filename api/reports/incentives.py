"""The report of incentives: the most that each group could gain by filing something else than it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.figures import NONE, counted, exact, signed, whole
from api.reports.section import Section
from api.tables import Cells, Column, Table
from optimizer.incentives import Finding, Incentives
from optimizer.scenario import Scenario

LOTS = "in whole lots only"
NOTHING = "nothing"


def incentives(found: Incentives, scenario: Scenario) -> tuple[Section, ...]:
    """Every section that has something to say."""
    sections = (_head(found, scenario), _most(found), _how(found), _failed(found))
    return tuple(section for section in sections if section is not None)


def gaining(found: Incentives) -> list[Finding]:
    """The findings that gain anything, under the policy's own division first, the largest gain first."""
    order = {divide: place for place, divide in enumerate(found.divides)}
    gains = (item for item in found.findings if item.gain > 0)
    return sorted(gains, key=lambda item: (order[item.divide], -item.gain, item.groups, item.kind))


def _head(found: Incentives, scenario: Scenario) -> Section:
    tried = f"{counted(found.runs, 'plan')} made and proved, for {counted(len(found.groups), 'group')}: "
    return Section(
        f"{scenario.title or 'Scenario'}: what could be gained",
        (
            f"{tried}{', '.join(found.groups)}.",
            found.definition,
            "What is not found here may still be gained by other figures than those that were tried.",
        ),
    )


def _most(found: Incentives) -> Section | None:
    """A row for each group and kind of manipulation, a column for each division rule."""
    cells = {(tuple(item.groups), item.kind, item.divide): item for item in found.findings}
    rows: list[Cells] = [
        (
            " and ".join(groups),
            kind,
            *(_gain(cells.get((groups, kind, divide))) for divide in found.divides),
        )
        for groups, kind in dict.fromkeys((groups, kind) for groups, kind, _ in cells)
    ]
    if not rows:
        return None
    columns = (
        Column("group"),
        Column("by"),
        *(Column(divide.replace("_", " "), "right") for divide in found.divides),
    )
    sentence = f"The most that was found, in units of use. A star: {LOTS}, not in exact shares."
    return Section("The most that each group could gain", (sentence, "", Table(columns, tuple(rows))))


def _how(found: Incentives) -> Section | None:
    """What gains, in words, with the number of its patch."""
    rows: list[Cells] = [
        (
            str(number),
            item.divide.replace("_", " "),
            item.words,
            whole(item.before),
            whole(item.after),
            _gain(item),
        )
        for number, item in enumerate(gaining(found), start=1)
    ]
    if not rows:
        return Section("How", ("Nothing that was tried gains anybody anything.",))
    columns = (
        Column("patch", "right"),
        Column("division"),
        Column("what is filed"),
        Column("true", "right"),
        Column("filed so", "right"),
        Column("gain", "right"),
    )
    sentences = tuple(_sentences(found))
    return Section("How", (*sentences, "", Table(columns, tuple(rows))))


def _sentences(found: Incentives) -> Iterator[str]:
    """For each division rule how many groups gain, and the largest gain."""
    for divide in found.divides:
        gains = [item for item in gaining(found) if item.divide == divide and not _lots_only(item)]
        name = divide.replace("_", " ").capitalize()
        if not gains:
            yield f"{name}: nobody gains."
            continue
        most, groups = gains[0], {group for item in gains for group in item.groups}
        yield (
            f"{name}: {counted(len(groups), 'group gains', 'groups gain')}; most, {counted(most.gain, 'unit')}, "
            f"by {most.kind}: {most.words}."
        )


def _failed(found: Incentives) -> Section | None:
    return Section("What gave no plan", tuple(found.failed)) if found.failed else None


def _gain(item: Finding | None) -> str:
    if item is None:
        return NONE
    if item.gain <= 0:
        return NOTHING
    return f"{signed(item.gain)}{' *' if _lots_only(item) else ''}"


def _lots_only(item: Finding) -> bool:
    return exact(item.gain_before_lots) <= 0


def numbered(found: Incentives) -> Sequence[tuple[str, Finding]]:
    """The findings that gain, each with the name of the file for its patch."""
    return [
        (f"{number:03d}-{_plain(item.kind)}-{_plain(item.divide)}-{_plain('-'.join(item.groups))}.json", item)
        for number, item in enumerate(gaining(found), start=1)
    ]


def _plain(text: str) -> str:
    """A text of letters, digits and hyphens, as every file system takes it."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in text).split())
