"""The report of a curve: its straight pieces or its points, and what changes from one piece to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from api.figures import NONE, amount, counted, exact
from api.reports.section import Section
from api.tables import Column, Table
from optimizer.curve import Curve


def curved(found: Curve) -> Section:
    """The curve in figures, then what there is to know about it."""
    title = f"What {found.watched} gets by {found.path}, now {amount(found.now)}"
    table = _points(found) if found.kind == "points" else _pieces(found)
    return Section(title, (table, *_sentences(found)))


def _sentences(found: Curve) -> Iterator[str]:
    """What there is to know about a curve beside its figures."""
    if not all(piece.closed_start and piece.closed_end for piece in found.pieces):
        yield "* The line ends there; at the very point, the piece beside it holds."
    for item in found.breaks:
        jump = "" if item.kind == "bend" else " It jumps there."
        exact_place = item.at if item.since is None else f"Between {item.since} and {item.at}"
        place = amount(item.at) if item.since is None else f"At about {amount(item.at)}"
        yield f"{item.sentence.replace(exact_place, place, 1)}{jump}"
    yield f"{counted(found.runs, 'run')}. {found.claim}"


def _points(found: Curve) -> Table:
    columns = (Column("figure", "right"), Column("entitlement", "right"), Column("granted", "right"))
    rows = tuple((amount(point.at), _shown(point.entitlement), _shown(point.units)) for point in found.points)
    return Table(columns, rows)


def _pieces(found: Curve) -> Table:
    headings = ("from", "to", "gives first", "gives last", "for each unit")
    some = any(not piece.proved for piece in found.pieces)
    columns = (*(Column(heading, "right") for heading in headings), Column("stopped by"), Column("known"))
    places = _places(found)
    rows = tuple(
        (
            *ends,
            _shown(piece.at_start) + ("" if piece.closed_start else "*"),
            _shown(piece.at_end) + ("" if piece.closed_end else "*"),
            NONE if piece.slope is None else f"{float(exact(piece.slope)):.6g}",
            ", ".join(piece.limits) or ("nothing" if piece.kind == "straight" else piece.kind),
            ("proved" if piece.proved else "found") if some else "",
        )
        for piece, ends in zip(found.pieces, places, strict=True)
    )
    return Table(columns, rows).filled()


def _places(found: Curve) -> Iterator[tuple[str, str]]:
    """Where each piece begins and ends; about where, beside one that is no line, unless what ends there is proved."""
    pieces = found.pieces
    unsure = [
        not (one.proved or other.proved) and not {one.kind, other.kind} <= {"straight", "infeasible"}
        for one, other in pairwise(pieces)
    ]
    for piece, *sides in zip(pieces, [False, *unsure], [*unsure, False], strict=True):
        start, end = (
            f"{'about ' if about else ''}{amount(at)}"
            for at, about in zip((piece.start, piece.end), sides, strict=True)
        )
        yield start, end


def _shown(figure: int | str | None) -> str:
    return NONE if figure is None else amount(figure)
