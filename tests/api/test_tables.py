from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from api.tables import Column, Table, fold, printable

COLUMNS = (Column("firm"), Column("granted", "right"), Column("limited by"))


def laid_out(table: Table, width: int = 100) -> list[str]:
    return list(table.lines(width))


def test_texts_stand_left_and_figures_right() -> None:
    table = Table(COLUMNS, (("F01", "2,944", "quota"), ("F02", "256", "whole claim")), ("all", "3,200", ""))
    assert laid_out(table) == [
        "firm  granted  limited by",
        "────  ───────  ───────────",
        "F01     2,944  quota",
        "F02       256  whole claim",
        "────  ───────  ───────────",
        "all     3,200",
    ]


def test_a_long_text_is_folded_inside_its_column() -> None:
    table = Table(COLUMNS, (("F01", "8", "national_quota[2026Q1] 78 %, supply[Ascend-910C,2026Q3] 22 %"),))
    assert laid_out(table, 50)[2:] == [
        "F01         8  national_quota[2026Q1] 78 %,",
        "               supply[Ascend-910C,2026Q3] 22 %",
    ]


def test_a_column_that_no_row_fills_is_not_shown() -> None:
    table = Table(COLUMNS, (("", "8", "quota"), ("", "16", "quota")), ("all", "24", ""))
    assert laid_out(table)[:3] == ["granted  limited by", "───────  ──────────", "      8  quota"]
    assert laid_out(table)[-1] == "     24"


def test_a_table_without_headings_and_one_without_rows() -> None:
    assert laid_out(Table(COLUMNS, (("F01", "8", "quota"),), headed=False)) == ["F01  8  quota"]
    assert laid_out(Table(COLUMNS, ())) == ["firm  granted  limited by", "────  ───────  ──────────"]


def test_no_column_is_made_too_narrow_to_read() -> None:
    table = Table((Column("name"), Column("units", "right")), (("Hyperscaler", "1"),))
    assert laid_out(table, 5)[2:] == ["Hypersca      1", "ler"]


def test_a_figure_stays_with_its_percent_sign() -> None:
    assert fold("national_quota 78 %, supply 22 %", 26) == ["national_quota 78 %,", "supply 22 %"]
    assert fold("limited by supply 22 %", 20) == ["limited by supply", "22 %"]


def test_figures_are_never_folded() -> None:
    table = Table((Column("a", "right"), Column("b", "right")), (("1,000,000", "2,000,000"),))
    assert laid_out(table, 10)[2] == "1,000,000  2,000,000"


def test_wide_characters_take_two_places() -> None:
    table = Table((Column("name"), Column("units", "right")), (("华为", "8"), ("ab", "16")))
    assert laid_out(table)[2:] == ["华为      8", "ab       16"]


def test_nothing_from_a_scenario_steers_the_terminal() -> None:
    assert printable("A\x1b[31m\nB") == "A [31m B"
    assert laid_out(Table((Column("name"),), (("\x1b[2J",),)))[2] == " [2J"


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_folded_lines_fit_and_lose_no_character(text: str, width: int) -> None:
    lines = fold(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**9).map(str), st.text(max_size=90)), max_size=5))
def test_every_line_fits_where_the_figures_leave_room(rows: list[tuple[str, str, str]]) -> None:
    assert all(cell_len(line) <= 60 for line in laid_out(Table(COLUMNS, tuple(rows)), 60))
