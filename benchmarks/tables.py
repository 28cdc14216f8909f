"""Tables: outcomes as aligned tables in plain words, which are Markdown as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from benchmarks.names import ASKED, BY, MERGED, ROUND
from benchmarks.running import Case, Outcome

Outcomes = Mapping[Case, Outcome]
AIM_SIZE, AIM_LARGE = 10_000, 1_000_000


def report(outcomes: Outcomes) -> str:
    """Every table, and what became of the aims."""
    sections = (
        ("The core alone, from arrays to whole lots, deliveries and co-purchases", _core(outcomes)),
        ("From files to plan.json, beside reading and validating alone", _files(outcomes)),
        ("Checking a plan, beside making it", _checks(outcomes)),
        ("One plain programme for the same limits, nothing merged", _plain(outcomes)),
    )
    parts = [f"## {title}\n\n{table}" for title, table in sections if table]
    return "\n\n".join([*parts, *_aims(outcomes)])


def aligned(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns line up; the first column of words is flush left, figures are flush right."""
    lines = [tuple(header), *(tuple(row) for row in rows)]
    if len(lines) == 1:
        return ""
    widths = [max(len(line[at]) for line in lines) for at in range(len(header))]
    words = [any(cell[:1].isalpha() for cell in column[1:]) for column in zip(*lines, strict=True)]
    lines.insert(
        1, tuple("-" * width if word else "-" * (width - 1) + ":" for width, word in zip(widths, words, strict=True))
    )
    pad = [str.ljust if word else str.rjust for word in words]
    return "\n".join(
        "| " + " | ".join(fit(cell, width) for fit, cell, width in zip(pad, line, widths, strict=True)) + " |"
        for line in lines
    )


def _core(outcomes: Outcomes) -> str:
    header = (
        "applications",
        "claims",
        "seconds",
        "processor s",
        "peak MB",
        "types",
        "stops",
        "solves",
        "dropped out",
        "note",
    )
    names = ("types", "stops", "solves", "dropped")
    return aligned(
        header,
        (
            (
                _count(case.size),
                case.detail,
                *_times(outcome),
                *(_figure(outcome, name, _count) for name in names),
                outcome.failed or "",
            )
            for case, outcome in _of(outcomes, "core")
        ),
    )


def _files(outcomes: Outcomes) -> str:
    header = (
        "applications",
        "files MB",
        "reading s",
        "peak MB",
        "whole way s",
        "peak MB",
        "plan.json MB",
        "whole / reading",
    )
    rows = []
    for case, whole in _of(outcomes, "whole"):
        reading = outcomes[Case("reading", case.size, case.detail)]
        files = outcomes[Case("folder", case.size, case.detail)]
        rows.append(
            (
                _count(case.size),
                _figure(files, "bytes", _megabytes),
                _figure(reading, "seconds", _seconds),
                _figure(reading, "memory", _megabytes),
                whole.failed or _figure(whole, "seconds", _seconds),
                _figure(whole, "memory", _megabytes),
                _figure(whole, "bytes", _megabytes),
                _ratio(whole, reading),
            )
        )
    return aligned(header, rows)


def _checks(outcomes: Outcomes) -> str:
    header = (
        "applications",
        "plan.json MB",
        "proofs in it MB",
        "making s",
        "check s",
        "check / making",
        "single file s",
        "holds",
    )
    rows = []
    for case, outcome in _of(outcomes, "checking"):
        figures = outcome.figures
        ratio = f"{figures['seconds'] / figures['making']:.2g}" if "making" in figures else ""
        rows.append(
            (
                _count(case.size),
                _figure(outcome, "bytes", _megabytes),
                _figure(outcome, "proof", _megabytes),
                _figure(outcome, "making", _seconds),
                outcome.failed or _figure(outcome, "seconds", _seconds),
                ratio,
                _figure(outcome, "alone", _seconds),
                str(figures.get("holds", "")),
            )
        )
    return aligned(header, rows)


def _plain(outcomes: Outcomes) -> str:
    header = ("applications", "question", "by", "columns", "seconds", "processor s", "peak MB", "core / this", "note")
    rows = []
    for question, words in ASKED.items():
        for case, outcome in _of(outcomes, question):
            core = _main_core(outcomes, case.size)
            note = outcome.failed or _built(outcome)
            columns = _figure(outcome, "columns", _count)
            by = BY[case.detail]
            rows.append((_count(case.size), words, by, columns, *_times(outcome), _ratio(core, outcome), note))
    return aligned(
        header, sorted(rows, key=lambda row: (int(row[0].replace(",", "")), list(ASKED.values()).index(row[1])))
    )


def _aims(outcomes: Outcomes) -> list[str]:
    """What was aimed at, and what was seen, one paragraph each."""
    found = []
    core = _main_core(outcomes, AIM_SIZE)
    for question, words in ASKED.items():
        found_by = [item for item in _of(outcomes, question) if item[0].size == AIM_SIZE and item[0].detail != MERGED]
        rivals = [item for _, item in found_by if "seconds" in item.figures]
        if rivals and core is not None and "seconds" in core.figures:
            best = min(rivals, key=lambda item: item.figures["seconds"])
            ratio = core.figures["seconds"] / best.figures["seconds"]
            by = BY[best.case.detail]
            found.append(
                f"At {AIM_SIZE:,} applications the core takes {ratio:.3g} times as long as the fastest way to the "
                f"{words} ({by}). Aim: less than 0.01."
            )
        elif found_by and core is not None and "seconds" in core.figures:
            ends = "; ".join(f"{BY[case.detail]} {item.failed}" for case, item in found_by)
            seconds = _seconds(core.figures["seconds"])
            found.append(f"At {AIM_SIZE:,} applications the core takes {seconds} s; the {words} by {ends}.")
    large = _main_core(outcomes, AIM_LARGE)
    if large is not None:
        seen = large.failed or f"{_seconds(large.figures['seconds'])} s"
        found.append(f"At {AIM_LARGE:,} applications the core takes: {seen}. Aim: under 2 s.")
    for case, whole in _of(outcomes, "whole"):
        ratio_text = _ratio(whole, outcomes[Case("reading", case.size, case.detail)])
        if ratio_text and case.size == AIM_LARGE:
            found.append(f"At {AIM_LARGE:,} the whole way takes {ratio_text} times as long as reading. Aim: under 3.")
    return found


def _of(outcomes: Outcomes, name: str) -> list[tuple[Case, Outcome]]:
    return [(case, outcome) for case, outcome in outcomes.items() if case.name == name]


def _main_core(outcomes: Outcomes, size: int) -> Outcome | None:
    return outcomes.get(Case("core", size, ROUND))


def _times(outcome: Outcome) -> tuple[str, str, str]:
    return (
        _figure(outcome, "seconds", _seconds),
        _figure(outcome, "processor", _seconds),
        _figure(outcome, "memory", _megabytes),
    )


def _figure(outcome: Outcome, name: str, write: Callable[[float], str]) -> str:
    return write(outcome.figures[name]) if name in outcome.figures else ""


def _ratio(one: Outcome | None, other: Outcome) -> str:
    if one is None or "seconds" not in one.figures or "seconds" not in other.figures:
        return ""
    return f"{one.figures['seconds'] / other.figures['seconds']:.3g}"


def _built(outcome: Outcome) -> str:
    if "apart" in outcome.figures:
        solves, apart = outcome.figures["solves"], outcome.figures["apart"]
        return f"{_count(solves)} programmes; entitlements differ from the core's by {apart:.1g} units at most"
    return f"and {_seconds(outcome.figures['building'])} s to build" if "building" in outcome.figures else ""


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _seconds(value: float) -> str:
    return f"{value:,.3f}" if value < 10 else f"{value:,.1f}"


def _megabytes(value: float) -> str:
    return f"{value / 1e6:,.1f}" if value < 1e7 else f"{value / 1e6:,.0f}"
