"""The formats of a curve: a curve in; text, CSV, JSON or a page with its picture out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from api.figures import exact
from api.formats import TABLE
from api.paper.html import page
from api.reports import written
from api.reports.curve import curved
from api.sweeps.pictures import Picture, Segment, segments
from api.sweeps.tables import Cell, Grid, csv_of
from api.tables import Table
from optimizer.curve import Curve


def grid(found: Curve) -> Grid:
    """The corners of a curve, two for each piece, or its points; figures to six decimals."""
    if found.kind == "points":
        points = ((_decimal(point.at), _decimal(point.entitlement), point.units) for point in found.points)
        return Grid((found.path, "entitlement", "units"), tuple(points))
    rows: list[tuple[Cell, ...]] = []
    for number, piece in enumerate(found.pieces, start=1):
        limits = "; ".join(piece.limits)
        rows.append((number, _decimal(piece.start), _decimal(piece.at_start), piece.kind, limits))
        rows.append((number, _decimal(piece.end), _decimal(piece.at_end), piece.kind, limits))
    return Grid(("piece", found.path, "entitlement", "kind", "limits"), tuple(rows))


def _decimal(figure: str | None) -> Decimal | None:
    return None if figure is None else Decimal(round(exact(figure) * 10**6)).scaleb(-6).normalize()


def picture(found: Curve) -> Picture:
    """A curve as lines with their ends, or as points; the figure as it is now is marked."""
    drawn = [
        Segment(
            (float(exact(piece.start)), float(exact(piece.at_start))),
            (float(exact(piece.end)), float(exact(piece.at_end))),
            piece.closed_start,
            piece.closed_end,
        )
        for piece in found.pieces
        if piece.at_start is not None and piece.at_end is not None
    ]
    for point in found.points if found.kind == "points" else ():
        if point.entitlement is not None:
            spot = float(exact(point.at)), float(exact(point.entitlement))
            drawn.append(Segment(spot, spot, closed_start=True, closed_end=True))
    sentence = "The broken line marks the figure as it is now."
    return segments(f"Units of {found.watched}", found.path, drawn, float(exact(found.now)), sentence)


def curve_html(found: Curve) -> bytes:
    """A page with the picture, the pieces or points, and what changes between them."""
    section = curved(found)
    table = next(part for part in section.body if isinstance(part, Table))
    said = [part for part in section.body if isinstance(part, str)]
    drawn = [picture(found)]
    return page("pictures.html", title=section.title, said=(), pictures=drawn, table=table, name="Figures", notes=said)


def _text(found: Curve) -> bytes:
    return "".join(f"{line}\n" for line, _ in written((curved(found),))).encode()


FORMATS: Mapping[str, Callable[[Curve], bytes]] = MappingProxyType(
    {
        TABLE: _text,
        "csv": lambda found: csv_of(grid(found)),
        "json": lambda found: found.model_dump_json(indent=2).encode() + b"\n",
        "html": curve_html,
    }
)
