"""The workbook: a plan and its scenario go in, an Excel file comes out. The same plan gives the same bytes.

Texts are written as texts, whatever they begin with; figures as figures, in the form that the report has them in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

from xlsxwriter import Workbook

from api.figures import Figure
from api.paper.sheets import Sheet, sheets
from api.reports.section import Section
from api.reports.view import View
from api.tables import FORMULA, Cells, Column, Table, fold, printable, size
from optimizer.plans import Plan
from optimizer.scenario import Scenario

MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""What the file says about when it was made: always the same, for a plan has no date."""
NARROWEST = 7
WIDEST = 36
"""Characters of a column; a longer text is folded inside its cell."""
LAST_WIDEST = 90
"""The same of the last column."""
TEXT_WIDTH = 1.1
"""A column has room for so many letters for each digit that it has room for."""
LONGEST_TEXT = 32_767
"""Characters of one cell, by the file format."""
LONGEST_HEADER = 100
"""Characters of the title above a printed page."""
LINE = 15
"""Points that a line of text is high."""
A4 = 9
NO_LINES = 2
"""Grid lines are shown neither on the screen nor on paper."""

LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "plain": {},
        "title": {"bold": True, "font_size": 14},
        "caption": {"bold": True},
        "heading": {"bold": True, "bottom": 1, "top": 1, "valign": "bottom"},
        "total": {"bold": True, "top": 1},
    }
)


class Style(NamedTuple):
    """How a cell looks."""

    look: str = "plain"
    side: str = "left"
    indent: int = 0
    pattern: str = ""
    """The form of a figure; empty for a text."""
    folded: bool = False
    """Whether a long text is folded."""
    quoted: bool = False
    """Whether a text stays one also when somebody edits the cell."""

    def form(self) -> dict[str, Any]:
        """The same in the words of the library."""
        kind = {"num_format": self.pattern} if self.pattern else {"quote_prefix": self.quoted, "text_wrap": self.folded}
        indent = {"indent": self.indent} if self.indent else {}
        return {"valign": "top", "align": self.side, **kind, **indent, **LOOKS[self.look]}


def plan_xlsx(plan: Plan, scenario: Scenario) -> bytes:
    """The workbook of a plan."""
    return workbook(sheets(View.of(plan, scenario)), scenario.title or "Plan", plan.scenario_digest)


def workbook(content: Iterable[Sheet], title: str, note: str = "") -> bytes:
    """A workbook of some sheets, with a title above each printed page and a note below it."""
    file, title = BytesIO(), printable(title)
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title, "comments": note, "created": MADE})
        styles: Styles = {}
        for sheet in content:
            _write(book, styles, sheet, (title, note))
    return file.getvalue()


Styles = dict[Style, Any]
"""Styles that the workbook has already."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet to be written on, whose columns are so many characters wide."""

    book: Workbook
    sheet: Any
    styles: Styles
    widths: tuple[int, ...]

    def sections(self, sections: Sequence[Section]) -> None:
        """Sections one below the other: title, sentences, tables."""
        row = 0
        for section in sections:
            self._text(row, 0, section.title, Style("title"))
            self.sheet.set_row(row, 1.5 * LINE)
            row += 1
            for part in section.body:
                match part:
                    case Table():
                        row = self.table(part, row) + 1
                    case str() if part.strip():
                        self._across(row, 0, part.strip(), Style(indent=len(part) - len(part.lstrip())))
                        self._raise(row, self._lines(part, 0, last=True))
                        row += 1
            row += 1

    def table(self, table: Table, row: int = 0) -> int:
        """A table from some row on; the first row below it."""
        if table.caption:
            self._text(row, 0, table.caption, Style("caption"))
            row += 1
        if table.headed:
            row = self._rows(row, [[column.heading for column in table.columns]], table.columns, "heading")
        row = self._rows(row, table.rows, table.columns, "plain")
        return row if table.total is None else self._rows(row, [table.total], table.columns, "total")

    def _rows(self, row: int, rows: Sequence[Cells], columns: Sequence[Column], look: str) -> int:
        styles = [
            Style(look, column.side, int(place > 0 and column.side == "left"), folded=True)
            for place, column in enumerate(columns)
        ]
        across = _overhangs(len(columns) - 1, columns, len(self.widths))
        for cells in rows:
            lines = 1
            for place, cell in enumerate(cells):
                if isinstance(cell, Figure):
                    style = self._style(Style(look, "right", 0, cell.pattern))
                    self.sheet.write_number(row, place, float(cell.value), style)
                    continue
                last = place == len(columns) - 1
                write = self._across if across and last else self._text
                write(row, place, cell, styles[place])
                lines = max(lines, self._lines(cell, place, last=last))
            self._raise(row, lines)
            row += 1
        return row

    def _text(self, row: int, place: int, text: str, style: Style) -> None:
        shown = printable(text)[:LONGEST_TEXT]
        if shown:
            style = style._replace(quoted=True) if shown.startswith(FORMULA) else style
            self.sheet.write_string(row, place, shown, self._style(style))
        elif style.look != "plain":
            self.sheet.write_blank(row, place, None, self._style(style))

    def _across(self, row: int, place: int, text: str, style: Style) -> None:
        """A text from some column to the last."""
        style = style._replace(folded=True)
        if place < len(self.widths) - 1:
            self.sheet.merge_range(row, place, row, len(self.widths) - 1, "", self._style(style))
        self._text(row, place, text, style)

    def _lines(self, text: str, place: int, *, last: bool) -> int:
        """Lines that a text is folded into: in its column, or in all that are left."""
        room = int(TEXT_WIDTH * (sum(self.widths[place:]) if last else self.widths[place]))
        return 1 if 2 * len(text) <= room else len(fold(printable(text), room))

    def _raise(self, row: int, lines: int) -> None:
        if lines > 1:
            self.sheet.set_row(row, LINE * lines)

    def _style(self, style: Style) -> Any:
        if style not in self.styles:
            self.styles[style] = self.book.add_format(style.form())
        return self.styles[style]


def _write(book: Workbook, styles: Styles, sheet: Sheet, notes: tuple[str, str]) -> None:
    written = book.add_worksheet(sheet.name)
    written.hide_gridlines(NO_LINES)
    written.set_paper(A4)
    written.fit_to_pages(1, 0)
    written.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    title, digest = (text[:LONGEST_HEADER].replace("&", "&&") for text in notes)
    written.set_header(f"&L{title}&R{sheet.name}")
    written.set_footer(f"&L&8{digest}&R&8page &P of &N")
    widths = tuple(_widths(list(_tables(sheet))))
    for place, width in enumerate(widths):
        written.set_column(place, place, width)
    page = _Page(book, written, styles, widths)
    match sheet.content:
        case Table() as table:
            page.table(table)
            written.set_landscape()
            written.freeze_panes(1, 1)
            written.repeat_rows(0)
            written.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        case sections:
            page.sections(sections)


def _tables(sheet: Sheet) -> Iterator[Table]:
    match sheet.content:
        case Table() as table:
            yield table
        case sections:
            yield from (part for section in sections for part in section.body if isinstance(part, Table))


def _overhangs(place: int, columns: Sequence[Column], width: int) -> bool:
    """Whether a column is the last of its table, of texts, and has empty columns of other tables beside it."""
    return place == len(columns) - 1 < width - 1 and columns[place].side == "left"


def _widths(tables: Sequence[Table]) -> Iterator[int]:
    """Columns as wide as the widest cell, within reason."""
    most = max(len(table.columns) for table in tables)
    for place in range(most):
        widths = [NARROWEST]
        for table in tables:
            if place < len(table.columns) and not _overhangs(place, table.columns, most):
                widths += [size(str(row[place])) for row in (*table.rows, table.total) if row]
                widths.append(_heading_width(table.columns[place].heading) if table.headed else 0)
        yield min(max(widths) + 2, LAST_WIDEST if place == most - 1 else WIDEST)


def _heading_width(heading: str) -> int:
    """Room for a heading, which may be folded between its words, and for the arrow of its filter."""
    return max(map(size, heading.split()), default=0) + 2
