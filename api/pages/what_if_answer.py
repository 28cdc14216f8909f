"""The answer of the what-if panel: outlines in, on the screen what becomes of the plan. Only what changed is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from markupsafe import Markup
from nicegui import ui

from api.outlines import Outline
from api.pages.address import SETTING, Address, query
from api.pages.board import Board, Cell, placed
from api.pages.difference import FIELDS, FIGURES, Pair
from api.pages.exporting import export_buttons
from api.pages.firm_changes import firm_changes
from api.pages.frame import refusal, show
from api.pages.grid import awards_grid, search_field
from api.pages.markup import panel, table_of, tag, tiles, words
from api.tables import Column
from inputs.places import dotted
from optimizer.errors import InputError, QuotaplanError
from optimizer.scenario import Scenario

TRUST, SENTENCE = "trust", "sentence"
UNMOVED = Cell("Nothing is moved yet.")
OPEN, PROVED = Cell("Not yet checked; the proof follows.", "soft"), Cell("Checked and proved.", "soft")
REJECTED = Cell("What is written is refused; these are the last sound figures, checked and proved.", "loss strong")
PREVIEW, CHECKED, REFUSED = "preview", "proved", "refused"
"""How far an answer is."""
TRUSTED = {PREVIEW: OPEN, CHECKED: PROVED, REFUSED: REJECTED}
LIMITS = (
    Column("limits of"),
    Column("fullest, before", "right"),
    Column("fullest, now", "right"),
    Column("that bind, before", "right"),
    Column("that bind, now", "right"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown, and by which settings it came about."""

    pair: Pair
    settings: tuple[str, ...]


@dataclass
class Answer:
    """What one tab shows of a scenario beside what becomes of it."""

    scenario: Scenario
    address: Address
    """That of the scenario as it is."""
    before: Outline
    board: Board = field(default_factory=Board)
    proved: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether what is shown has passed its checks."""
    whole: bool = False
    """Whether all firms are listed, also those whose changes are small."""

    def __post_init__(self) -> None:
        pair = self.beside(self.before)
        self.last = self.shown = Shown(pair, ())
        self.board.changed_cells(pair.cells() | {TRUST: PROVED, SENTENCE: UNMOVED})
        self.board.changed_rows(pair.rows(pair.everybody))
        self.proved.set()

    def beside(self, now: Outline) -> Pair:
        """The scenario as it is, beside what becomes of it."""
        return Pair(self.scenario, self.before, now)

    def summary(self) -> None:
        """What stays in sight wherever the hand is: who gains and who loses, and the headline figures."""
        board = self.board.cells
        figures = [
            (item.words, placed(f"{item.words} now", board[f"{item.words} now"]),
             placed(f"{item.words} change", board[f"{item.words} change"]))
            for item in FIGURES
        ]  # fmt: skip
        sentence = tag("strong", placed(SENTENCE, UNMOVED))
        line = tag("p", sentence + Markup(" ") + placed(TRUST, PROVED))
        show(line + tiles(figures)).classes("summary answer")

    def build(self) -> None:
        """The place for what is refused, the table of awards, and the use of the limits."""
        self.problems = show(Markup("")).props("role=alert")
        self.place = ui.element("div")
        with self.place:
            with ui.element("section").classes("panel"):
                self._awards()
            self.firms = show(firm_changes(self.shown.pair, whole=self.whole))
            show(panel("Use of the limits, before and now", self._limits()))

    def preview(self, shown: Shown, view: Iterable[str]) -> None:
        """Figures that are not proved yet, and the rows in view."""
        self._send(shown, set(view).intersection(shown.pair.everybody), PREVIEW)

    def prove(self, shown: Shown, told: Markup) -> None:
        """Figures that are proved, all rows, and what is to be told about them."""
        self.problems.set_content(told)
        self.last = shown
        self._send(shown, shown.pair.everybody, CHECKED)
        self.proved.set()

    def refuse(self, error: QuotaplanError) -> None:
        """What is refused; what was proved last is shown again."""
        self.problems.set_content(refusal(error))
        problems = error.problems if isinstance(error, InputError) else ()
        wrong = {dotted(item.path): "; ".join(filter(None, (item.seen, item.advice))) for item in problems if item.path}
        self._send(self.last, self.last.pair.everybody, REFUSED, wrong)
        self.proved.set()

    def show_all_firms(self) -> None:
        """From here on, list also the firms whose changes are small."""
        self.whole = True
        self._put_firms()

    async def rows(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows for a file: none goes out before it is proved."""
        await self.proved.wait()
        return self.board.rows

    def _send(self, shown: Shown, names: Iterable[str], state: str, wrong: Mapping[str, str] | None = None) -> None:
        """Send what is others now, in one message; and by the path of a knob, the sentence that refuses it."""
        cells = shown.pair.cells() | {TRUST: TRUSTED[state]}
        self.shown = shown
        self._put_firms()
        changed = self.board.changed_cells(cells), self.board.by_value(self.board.changed_rows(shown.pair.rows(names)))
        self._run(
            f"quotaplan.put({dumps(changed[0])}, {dumps(state == CHECKED)});"
            f"quotaplan.merge(getElement({self.grid.id}).api, {dumps(changed[1], separators=(',', ':'))});"
            f"quotaplan.remember({{{SETTING}: {dumps(list(shown.settings))}}});"
            f"quotaplan.settled({dumps(state)}, {dumps(cells[SENTENCE].text)}, {dumps(wrong or {})})"
        )

    def _put_firms(self) -> None:
        firms = firm_changes(self.shown.pair, whole=self.whole)
        if firms != self.firms.content:
            self.firms.set_content(firms)

    def _run(self, script: str) -> None:
        with self.place:
            ui.run_javascript(script)

    def _awards(self) -> None:
        show(tag("h2", "Awards, before and now, in units"))
        with ui.element("div").classes("tools"):
            show(search_field())
            show(tag("button", "Only those that change", type="button", data_only=True, aria_pressed="false"))
            files = ui.element("div").classes("tools")
        path = self.address.to("applicants", "")
        self.grid = awards_grid(
            FIELDS, list(self.board.rows.values()), opens=path, query=query({}), label="Awards, before and now",
            short=True,
        )  # fmt: skip
        with files:
            export_buttons(self.grid, self.rows, FIELDS, self.scenario.title)

    def _limits(self) -> Markup:
        board = self.board.cells
        lines = [
            (words(rule), *(placed(key, board[key]) for part in ("", "binding ")
                     for key in (f"{rule} {part}before", f"{rule} {part}now")))
            for rule in self.before.limits or {}
        ]  # fmt: skip
        return table_of(LIMITS, lines, caption="Use of the limits, before and now")
