"""The page in a browser: what it weighs, when it can be worked with, and what a move of a slider takes.

    uv run python -m benchmarks.page --sizes 120 10000 --moves 10

Serves a store of its own and looks at it with Chromium, both on this machine: 120 applications are those of the bundled
sample, other sizes are invented.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from api.pages.address import short
from api.serving import listen, run, settled
from benchmarks.applicants import draw
from benchmarks.folder import write_folder
from benchmarks.limits import limits_for
from benchmarks.machine import described
from benchmarks.tables import aligned
from inputs import read_scenario

SAMPLE = 120
HEADINGS = (
    "applications",
    "first visit (start), kB",
    "rows shown, s",
    "panel after it, kB",
    "rows shown, s",
    "move: figures, s (median)",
    "(worst)",
    "bytes",
    "proved, s (median)",
    "bytes",
    "drag of 40 moves: last figures, s",
    "bytes",
    "sort, s",
    "frames while scrolling, ms (median)",
    "(worst)",
)
WARM = 10_000
"""Milliseconds between the panel and the first move, as a hand takes them."""
FIGURES = "() => !document.body.classList.contains('working')"
PROVED = "() => !document.body.matches('.working, .unproved')"
SCROLL = """async () => {
  const table = document.querySelector('.ag-body-viewport'), spent = [];
  const far = Math.min(table.scrollHeight - table.clientHeight, 60000);
  let last = await new Promise(requestAnimationFrame);
  for (let step = 1; step <= 120; step++) {
    table.scrollTop = far * step / 120;
    const now = await new Promise(requestAnimationFrame);
    spent.push(now - last);
    last = now;
  }
  return spent;
}"""
SORT = """async () => {
  const [table] = [...quotaplan.tables], begin = performance.now();
  table.applyColumnState({ state: [{ colId: 'units', sort: 'desc' }] });
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}"""
LIMIT = "policy.rules.national_quota.limit"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[SAMPLE, 10_000])
    parser.add_argument("--moves", type=int, default=10)
    chosen = parser.parse_args(arguments)
    print("\n".join(described()))
    with TemporaryDirectory() as temporary:
        rows = [measured(Path(temporary) / str(size), size, chosen.moves) for size in chosen.sizes]
    print(aligned(HEADINGS, rows))


def measured(folder: Path, size: int, moves: int) -> tuple[str, ...]:
    """One line of the table: the what-if panel of a scenario of a size."""
    folder.mkdir()
    with served(folder, size) as (entrance, base), sync_playwright() as playwright:
        executable = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.set_default_timeout(120_000)
        first, next_ = visit(tab, entrance), visit(tab, base)
        sent: list[int] = []
        tab.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))))
        visit(tab, base)
        tab.wait_for_timeout(WARM)
        seen = Moves(tab, sent)
        for move in range(1, moves + 1):
            seen.move(move)
        drag = seen.drag()
        scrolling = tab.evaluate(SCROLL)
        sorting = tab.evaluate(SORT)
        browser.close()
    return (
        f"{size:,}", *first, *next_, *seen.told(), *drag,
        f"{sorting / 1000:.2f}", f"{median(scrolling):.0f}", f"{max(scrolling):.0f}",
    )  # fmt: skip


class Moves:
    """Moves of the quota, each told by how long its figures and their proof took and what was sent for them."""

    def __init__(self, tab: Page, sent: list[int]) -> None:
        self._tab, self._sent = tab, sent
        self._slider = tab.locator(f'input[type=number][data-path="{LIMIT}"]')
        self._quota = int(self._slider.input_value())
        self._figures: list[float] = []
        self._proofs: list[float] = []
        self._weights: list[tuple[int, int]] = []

    def move(self, number: int) -> None:
        """Move the quota up by so many hundredths, and wait for the proof."""
        self._sent.clear()
        begin = time.perf_counter()
        self._slider.fill(str(self._quota + number * (self._quota // 100)))
        self._tab.wait_for_function(FIGURES)
        self._figures.append(time.perf_counter() - begin)
        weight = sum(self._sent)
        self._tab.wait_for_function(PROVED)
        self._proofs.append(time.perf_counter() - begin)
        self._weights.append((weight, sum(self._sent) - weight))

    def drag(self) -> tuple[str, ...]:
        """Forty moves in two seconds: seconds from the last one to its figures, and what was sent for all."""
        self._sent.clear()
        begin = time.perf_counter()
        for number in range(40):
            self._slider.fill(str(self._quota - number * (self._quota // 200)))
            self._tab.wait_for_timeout(max(0, 50 * (number + 1) - 1000 * (time.perf_counter() - begin)))
        last = time.perf_counter()
        self._tab.wait_for_function(FIGURES)
        spent, weight = time.perf_counter() - last, sum(self._sent)
        self._tab.wait_for_function(PROVED)
        return f"{spent:.2f}", f"{weight:,}"

    def told(self) -> tuple[str, ...]:
        """The columns of the table about single moves."""
        figures, proofs = (median(weight) for weight in zip(*self._weights, strict=True))
        return (
            f"{median(self._figures):.2f}", f"{max(self._figures):.2f}", f"{figures:,.0f}",
            f"{median(self._proofs):.2f}", f"{proofs:,.0f}",
        )  # fmt: skip


def visit(tab: Page, base: str) -> tuple[str, str]:
    """Kilobytes that came over the network, and seconds until the table shows rows."""
    client = tab.context.new_cdp_session(tab)
    client.send("Network.enable")
    came: list[float] = []
    client.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    begin = time.perf_counter()
    tab.goto(base)
    tab.wait_for_selector(".ag-center-cols-container [role=row]")
    seconds = time.perf_counter() - begin
    tab.wait_for_timeout(500)
    client.detach()
    return f"{sum(came) / 1000:,.0f}", f"{seconds:.2f}"


@contextmanager
def served(folder: Path, size: int) -> Iterator[tuple[str, str]]:
    """A server of its own: the address that lets its reader in, and that of the panel."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(folder, size, there))
    process.start()
    entrance, base = here.recv()
    yield entrance, re.sub(r"\?.*", "", entrance).rstrip("/") + f"/plans/{base}/what-if"
    process.terminate()
    process.join(30)


def serve(folder: Path, size: int, there: Connection) -> None:
    """Serve until ended."""
    with listen(settled(None, {"port": 0, "workers": 0, "store": str(folder / "store.db")})) as server:
        base = "h200-2026"
        if size != SAMPLE:
            applicants = draw(size)
            (folder / "scenario").mkdir()
            write_folder(folder / "scenario", applicants, limits_for(applicants))
            scenario = read_scenario(folder / "scenario")
            server.app.state.service.store.scenarios.add(scenario, "benchmark")
            base = short(scenario.digest)
        there.send((server.invitation, base))
        run(server)


if __name__ == "__main__":
    main(sys.argv[1:])
