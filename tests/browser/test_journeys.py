"""What a planner does: open, move the quota, see the figures move, explain, compare, export, verify, bring files."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from python_calamine import CalamineWorkbook

from api.formats import files
from inputs import read_scenario
from inputs.reading import SAMPLES
from optimizer import plan
from tests.browser.looking import flaws, grid_ready, visit
from tests.browser.served import Site

QUOTA = 'input[type=number][data-path="policy.rules.quota.limit"]'


def test_a_newcomer_moves_the_quota_and_explains_an_application(screen: Page) -> None:
    visit(screen, "/")
    expect(screen.get_by_role("heading", level=1)).to_contain_text("400,000 units approved")
    screen.get_by_role("link", name="move its quota").click()
    screen.wait_for_selector(".knobs")
    grid_ready(screen)
    slider = screen.get_by_label("national quota, limit, slider")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    expect(screen.locator('[data-cell="Quota now"]')).to_have_text("420,000")
    expect(screen.locator('[data-cell="Awarded change"]')).to_have_text("units, +20,000")
    expect(screen.locator('[data-cell="sentence"]')).to_contain_text("gain")
    expect(screen).to_have_url(re.compile(r"set=policy\.rules\.national_quota\.limit%3D420000"))
    screen.reload()
    expect(screen.locator('[data-cell="Quota now"]')).to_have_text("420,000")
    grid_ready(screen)
    screen.get_by_role("link", name="A002", exact=True).click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Application A002")
    expect(screen.get_by_role("heading", name="Why")).to_be_visible()


def test_only_what_changed_is_sent_and_marked(screen: Page) -> None:
    sizes: list[int] = []
    screen.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sizes.append(len(frame))))
    visit(screen, "/plans/three-claims/what-if")
    grid_ready(screen)
    sizes.clear()
    screen.locator(QUOTA).fill("230")
    expect(screen.locator('[data-cell="Quota now"]')).to_have_text("230")
    expect(screen.locator('[data-cell="Quota now"]')).to_have_class(re.compile("changed"))
    expect(screen.locator('[data-cell="Claimed now"]')).not_to_have_class(re.compile("changed"))
    assert 0 < sum(sizes) < 4_000


def test_a_refused_figure_is_said_and_the_last_answer_stays(screen: Page) -> None:
    visit(screen, "/plans/three-claims/what-if")
    screen.locator(QUOTA).fill("-1")
    expect(screen.get_by_role("alert").filter(has_text="policy.rules.quota.limit")).to_contain_text("at least 0")
    expect(screen.locator(QUOTA)).to_have_attribute("aria-invalid", "true")
    expect(screen.locator(QUOTA)).to_have_accessible_description("-1 is too small; write a number of at least 0")
    expect(screen.locator(".summary")).to_contain_text("these are the last sound figures")
    assert flaws(screen) == []
    screen.locator(QUOTA).fill("150")
    expect(screen.locator('[data-cell="Awarded now"]')).to_have_text("150")
    expect(screen.locator(".wrong, [aria-invalid]")).to_have_count(0)
    screen.get_by_role("button", name="Reset all").click()
    expect(screen.locator('[data-cell="sentence"]')).to_have_text("No award changes.")


def test_only_those_that_change_are_shown_until_the_button_is_pressed_again(screen: Page) -> None:
    visit(screen, "/plans/h200-2026/what-if?set=policy.rules.national_quota.limit%3D300000")
    expect(screen.locator(".summary")).to_contain_text("lose")
    rows, only = screen.locator("#rows-shown"), screen.get_by_role("button", name="Only those that change")
    expect(rows).to_have_text("93 shown")
    only.click()
    expect(only).to_have_attribute("aria-pressed", "true")
    expect(rows).not_to_have_text("93 shown")
    some = rows.inner_text()
    first = screen.locator(".ag-center-cols-container [row-index='0'] [col-id=change]")
    expect(first).to_contain_text("−")  # noqa: RUF001 - a minus sign
    screen.reload()
    expect(rows).to_have_text(some)
    expect(only).to_have_attribute("aria-pressed", "true")
    only.click()
    expect(rows).to_have_text("93 shown")
    expect(only).to_have_attribute("aria-pressed", "false")


def test_a_figure_is_picked_for_a_sweep_and_run(screen: Page) -> None:
    visit(screen, "/plans/three-claims/sweep")
    screen.get_by_role("button", name="Run").click()
    expect(screen.locator(".refused")).to_contain_text("nothing is varied")
    screen.get_by_label("Figures that may be varied").select_option(label="quota, limit")
    expect(screen.get_by_label("Path of the figure")).to_have_value("policy.rules.quota.limit=0:500:50")
    screen.get_by_role("button", name="Run").click()
    expect(screen.get_by_text("11 of 11 points.")).to_be_visible()


def test_what_is_moved_is_saved_as_a_scenario_and_compared(screen: Page) -> None:
    visit(screen, "/plans/three-claims/what-if")
    screen.locator(QUOTA).fill("300")
    expect(screen.locator('[data-cell="Awarded now"]')).to_have_text("300")
    screen.get_by_label("Title").fill("A larger pool")
    screen.get_by_role("button", name="Save as scenario").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("A larger pool")
    screen.get_by_role("link", name="Compare").click()
    screen.get_by_label("Before").select_option("three-claims")
    screen.get_by_label("After").select_option(label="A larger pool")
    screen.get_by_role("button", name="Compare").click()
    expect(screen.get_by_role("heading", name="Who gains")).to_be_visible()
    expect(screen.locator("#content")).to_contain_text("policy.rules.quota.limit")


@pytest.mark.parametrize("kind", ["CSV", "XLSX"])
def test_a_file_holds_exactly_what_the_table_shows(screen: Page, kind: str) -> None:
    visit(screen, "/plans/h200-2026?search=F03&sort=units:desc")
    grid_ready(screen)
    shown = screen.locator(".ag-pinned-left-cols-container [role=row]").all_inner_texts()
    with screen.expect_download() as download:
        screen.get_by_role("button", name=f"{kind} of what is shown").click()
    data = Path(download.value.path()).read_bytes()
    if kind == "CSV":
        rows: list[list[Any]] = [*csv.reader(io.StringIO(data.decode()))]
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("awards").to_python()
    head, *body = rows
    assert [row[0] for row in body] == [text.strip() for text in shown]
    assert head[:2] == ["application", "firm"]
    assert {row[1] for row in body} == {"F03"}
    granted = [float(row[head.index("granted")]) for row in body]
    assert granted == sorted(granted, reverse=True)


def test_paper_has_every_row_of_the_table_as_it_is_sorted(screen: Page) -> None:
    visit(screen, "/plans/h200-2026?search=F03&sort=units:desc")
    grid_ready(screen)
    screen.evaluate("dispatchEvent(new Event('beforeprint'))")
    screen.emulate_media(media="print")
    expect(screen.locator("table.printed")).to_be_visible()
    expect(screen.locator(".grid")).to_be_hidden()
    rows = [text.split("\t") for text in screen.locator("table.printed tbody tr").all_inner_texts()]
    granted = [int(row[3].replace(",", "")) for row in rows]
    assert {row[1] for row in rows} == {"F03"}
    assert granted == sorted(granted, reverse=True)
    screen.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(screen.locator("table.printed")).to_have_count(0)


def test_filter_and_sort_stand_in_the_address(screen: Page) -> None:
    visit(screen, "/plans/h200-2026")
    grid_ready(screen)
    screen.get_by_label("use case Filter Input").fill("robotics")
    expect(screen).to_have_url(re.compile("filter=.*robotics"))
    screen.get_by_text("granted", exact=True).first.click()
    expect(screen).to_have_url(re.compile("sort=units%3Aasc"))
    before = screen.locator("#rows-shown").inner_text()
    screen.reload()
    grid_ready(screen)
    expect(screen.locator("#rows-shown")).to_have_text(before)


def test_a_bundle_is_verified_and_a_mended_one_is_not(screen: Page, tmp_path: Path) -> None:
    scenario = read_scenario("three-claims")
    parts = files(plan(scenario), scenario)
    bundle, forged = tmp_path / "bundle.zip", tmp_path / "plan.json"
    with zipfile.ZipFile(bundle, "w") as archive:
        for name in ("plan.json", "scenario.json"):
            archive.writestr(name, parts[name])
    document = json.loads(parts["plan.json"])
    document["awards"]["A1"]["units"] += 1
    forged.write_text(json.dumps(document))
    visit(screen, "/verify")
    screen.locator("#files").set_input_files(bundle)
    expect(screen.get_by_text("the plan holds.")).to_be_visible()
    expect(screen.locator(".steps li").first).to_contain_text("The plan is for this scenario.")
    screen.locator("#files").set_input_files(forged)
    expect(screen.get_by_text("the plan does not hold.")).to_be_visible()
    expect(screen.locator(".steps li.fails")).to_contain_text("A1")


def test_a_bad_file_is_refused_beside_its_rows_and_a_mended_one_is_planned(screen: Page, tmp_path: Path) -> None:
    names = ["scenario.yaml", "firms.csv", "applications.csv", "domestic_supply.csv"]
    good = {name: (SAMPLES / "template" / name).read_text() for name in names}
    row = next(line for line in good["applications.csv"].splitlines()[1:])
    firm = row.split(",")[1]
    for name, text in good.items():
        (tmp_path / name).write_text(text)
    wrong = good["applications.csv"].replace(row, row.replace(f",{firm},", f",{firm}x,", 1))
    (tmp_path / "applications.csv").write_text(wrong)
    visit(screen, "/scenarios")
    chosen = [tmp_path / name for name in names]
    screen.locator("#files").set_input_files(chosen)
    expect(screen.locator(".refused")).to_contain_text("applications.csv row 2, firm")
    expect(screen.locator("mark")).to_have_text([f"{firm}x"])
    (tmp_path / "applications.csv").write_text(good["applications.csv"])
    screen.locator("#files").set_input_files(chosen)
    screen.wait_for_url("**/plans/*")
    grid_ready(screen)


def test_a_bundle_is_dropped_onto_the_screen(screen: Page) -> None:
    scenario = read_scenario("three-claims")
    parts = files(plan(scenario), scenario)
    visit(screen, "/verify")
    carried = screen.evaluate_handle(
        """parts => parts.reduce((all, [name, text]) => {
          all.items.add(new File([text], name));
          return all;
        }, new DataTransfer())""",
        [[name, parts[name].decode()] for name in ("plan.json", "scenario.json")],
    )
    screen.locator(".dropzone").dispatch_event("drop", {"dataTransfer": carried})
    expect(screen.get_by_text("the plan holds.")).to_be_visible()


def test_a_long_search_is_stopped_and_the_next_is_answered(screen: Page) -> None:
    visit(screen, "/plans/h200-2026/incentives?firm=F01&divide=every")
    expect(screen.get_by_role("status").filter(has_text="Working")).to_be_visible()
    screen.get_by_role("button", name="Stop").click()
    expect(screen.locator(".refused")).to_contain_text("Nothing was kept")
    expect(screen.get_by_role("button", name="Stop")).to_have_count(0)
    visit(screen, "/plans/three-claims/incentives?firm=F3")
    expect(screen.get_by_role("heading", name="The most that each group could gain")).to_be_visible()


def test_a_journey_is_made_by_keyboard_alone(screen: Page) -> None:
    visit(screen, "/")
    screen.keyboard.press("Tab")
    expect(screen.locator(":focus")).to_have_text("Skip to content")
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile("#content"))
    pressed(screen, screen.get_by_role("link", name="move its quota"), "Enter")
    screen.wait_for_selector(".knobs")
    pressed(screen, screen.get_by_label("national quota, limit, slider"), "ArrowRight")
    expect(screen.locator('[data-cell="Quota now"]')).to_have_text("405,000")
    pressed(screen, screen.get_by_role("button", name="Reset all"), "Enter", key="Shift+Tab")
    expect(screen.locator('[data-cell="sentence"]')).to_have_text("No award changes.")
    pressed(screen, screen.get_by_role("gridcell", name="A001"), "Enter", most=120)
    screen.wait_for_url("**/applicants/A001*")
    pressed(screen, screen.get_by_role("link", name="Letter to the firm"), "Enter")
    expect(screen.get_by_role("heading", level=1)).to_have_text("Letter to F01")


def pressed(screen: Page, place: Locator, then: str, *, key: str = "Tab", most: int = 60) -> None:
    """Go on by a key until a place has the focus, and press another one there."""
    for _ in range(most):
        if place.evaluate("place => place === document.activeElement"):
            screen.keyboard.press(then)
            return
        screen.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {place}")


def test_a_lost_connection_is_said_and_mended(screen: Page) -> None:
    visit(screen, "/plans/three-claims/what-if")
    popup = screen.locator("#popup")
    expect(popup).to_be_hidden()
    screen.evaluate("window.socket.io.engine.close()")
    screen.evaluate("window.socket.disconnect()")
    expect(popup).to_be_visible()
    expect(popup).to_contain_text("Connection lost")
    screen.evaluate("window.socket.connect()")
    expect(popup).to_be_hidden()
    screen.locator(QUOTA).fill("240")
    expect(screen.locator('[data-cell="Awarded now"]')).to_have_text("240")


def test_two_tabs_do_not_disturb_each_other(screen: Page) -> None:
    other = screen.context.new_page()
    visit(screen, "/plans/three-claims/what-if")
    visit(other, "/plans/three-claims/what-if")
    screen.locator(QUOTA).fill("250")
    other.locator(QUOTA).fill("120")
    expect(screen.locator('[data-cell="Awarded now"]')).to_have_text("250")
    expect(other.locator('[data-cell="Awarded now"]')).to_have_text("120")


def test_a_plan_becomes_the_plan_by_two_people(screen: Page, site: Site, browser: Browser) -> None:
    visit(screen, "/plans/h200-rationed")
    screen.get_by_label("Reason").fill("it serves most")
    screen.get_by_role("button", name="Propose this plan").click()
    approve = screen.get_by_role("button", name="Approve")
    approve.click(timeout=60_000)
    expect(screen.locator(".refused")).to_contain_text("proposed by the same person")
    second = browser.new_page(base_url=site.address)
    second.goto("/decisions")
    second.get_by_label("Key").fill(site.key)
    second.get_by_role("button", name="Sign in").click()
    second.get_by_role("button", name="Approve").click()
    expect(second.locator("#content")).to_contain_text("Approver: approve")
    expect(second.get_by_role("button", name="Publish")).to_have_count(0)
    visit(screen, "/decisions")
    screen.get_by_role("button", name="Publish").click()
    expect(screen.get_by_role("link", name="Download its bundle")).to_be_visible()
    assert flaws(screen) == []
    visit(screen, "/log?action=decision")
    expect(screen.locator("tbody")).to_contain_text("decision.publish")
    screen.get_by_role("button", name="Check the whole log").click()
    expect(screen.get_by_text("The log is whole")).to_be_visible()
    assert flaws(screen) == []
    second.close()
