from typing import Any

from rich.cells import cell_len

from api.reports import report, written
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from tests.api import examples


def text_of(facts: Scenario, answer: Plan, width: int = 100) -> str:
    return "\n".join(line for line, _ in written(report(answer, facts), width))


def words_of(facts: Scenario, answer: Plan) -> str:
    return " ".join(text_of(facts, answer).split())


def section_of(facts: Scenario, answer: Plan, title: str) -> list[str]:
    return next(list(section.lines(100)) for section in report(answer, facts) if section.title == title)


def titles_of(facts: Scenario, answer: Plan) -> list[str]:
    return [section.title for section in report(answer, facts)]


def test_a_planner_sees_the_outcome_first_and_the_longest_list_last() -> None:
    facts = examples.scenario()
    assert titles_of(facts, examples.plan(facts)) == [
        "Two firms, one university",
        "Awards by firm, in units",
        "Totals, in units",
        "Limits that bind",
        "Claimed and not granted: why",
        "Co-purchases of domestic products, in units",
        "Refused",
        "Dropped out below their minimum",
        "Schedule by firm, in units",
        "Awards by application, in units",
    ]


def test_the_headline() -> None:
    facts = examples.scenario()
    digest = facts.digest[: len("sha256:") + 12]
    assert section_of(facts, examples.plan(facts), "Two firms, one university") == [
        f"Scenario     {digest}  2 periods, 2026Q1 to 2026Q2",
        "Outcome                allocated  proved: rows, lots, timing; not proved: certificate, 1 drop-out;",
        "                                  HiGHS 1.15.1",
        "Quota                3,200 units  national_quota",
        "Asked for           13,660 units  by 6 applications",
        "Claimed             12,856 units  by 5 applications of 2 firms; 1 application refused",
        "Awarded              3,200 units  24.9 % of claims, to 3 applications of 2 firms",
        "Not granted          9,656 units",
        "Quota left               0 units  0.0 % of it",
        "Duty              USD 21,600,000",
        "Landed cost      USD 108,000,000  price and duty",
    ]


def test_awards_by_firm_with_the_largest_first() -> None:
    facts = examples.scenario()
    assert section_of(facts, examples.plan(facts), "Awards by firm, in units") == [
        "firm  name           claimed  granted  of claim  limited by",
        "────  ─────────────  ───────  ───────  ────────  ───────────────────────────────────────────────────",
        "F01   Hyperscaler A   12,600    2,944    23.4 %  tranche[G01] 69 %, national_quota[2026Q2] 21 %,",
        "                                                 below its minimum 10 %",
        "F02   University B       256      256   100.0 %  whole claim",
        "F03   Barred C             0        0         -  all its applications refused",
        "────  ─────────────  ───────  ───────  ────────  ───────────────────────────────────────────────────",
        "all                   12,856    3,200    24.9 %",
    ]


def test_awards_by_application_under_their_rounds() -> None:
    facts = examples.scenario()
    lines = section_of(facts, examples.plan(facts), "Awards by application, in units")
    assert lines[3] == "Round universities, proportional: 1 application"
    assert lines[6].split() == ["A003", "F02", "research", "256", "256", "100.0", "%", "whole", "claim"]
    assert lines[8] == "Round general, equal awards: 2 applications"
    assert "15.4 %  tranche[G01] 75 %, national_quota[2026Q2]" in lines[11]
    assert lines[15] == "In no round: 1 application"
    assert lines[18].endswith("asks for less than one lot")
    assert lines[20] == "Dropped out below their minimum: 1 application"
    assert lines[23].split()[-6:] == ["1,000", "0", "-", "below", "its", "minimum"]


def test_totals_by_round_use_case_kind_and_period() -> None:
    facts = examples.scenario()
    assert section_of(facts, examples.plan(facts), "Totals, in units") == [
        "round         granted  of all granted",
        "────────────  ───────  ──────────────",
        "universities      256           8.0 %",
        "general         2,944          92.0 %",
        "",
        "use case     claimed  granted  of claim  of all granted",
        "───────────  ───────  ───────  ────────  ──────────────",
        "inference      2,000    1,472    73.6 %          46.0 %",
        "pretraining    9,600    1,472    15.3 %          46.0 %",
        "research         256      256   100.0 %           8.0 %",
        "no use case    1,000        0     0.0 %           0.0 %",
        "",
        "kind of firm  claimed  granted  of claim  of all granted",
        "────────────  ───────  ───────  ────────  ──────────────",
        "hyperscaler    12,600    2,944    23.4 %          92.0 %",
        "university        256      256   100.0 %           8.0 %",
        "",
        "period  granted  of all granted",
        "──────  ───────  ──────────────",
        "2026Q1    2,464          77.0 %",
        "2026Q2      736          23.0 %",
    ]


def test_totals_without_use_cases_and_kinds_leave_them_out() -> None:
    award = {"claim": 8, "entitlement": "8", "units": 8, "round": "general", "level": "1"}
    facts = examples.scenario(
        firms={"F02": {}}, applications={"A004": {"firm": "F02", "product": "H200", "units": 8}}, policy={}
    )
    answer = examples.plan(facts, awards={"A004": {"firm": "F02", "group": "F02"} | award}, refused={}, dropped=[])
    lines = section_of(facts, answer, "Totals, in units")
    assert [line.split()[0] for line in lines if line and "granted" in line] == ["round", "period"]


def test_limits_that_bind_and_the_fullest_of_the_others() -> None:
    facts = examples.scenario()
    assert section_of(facts, examples.plan(facts), "Limits that bind") == [
        "limit                    used  allowed  in     of limit",
        "──────────────────────  ─────  ───────  ─────  ────────",
        "national_quota[2026Q2]  3,200    3,200  units   100.0 %",
        "tranche[G01]            2,944    2,950  units    99.8 %",
        "",
        "2 other limits do not bind; the fullest is national_quota[2026Q1], 100.0 % used.",
    ]


def test_every_unit_that_is_not_granted_is_put_down_to_something() -> None:
    facts = examples.scenario()
    assert section_of(facts, examples.plan(facts), "Claimed and not granted: why")[2:] == [
        "limited by                 units  of all not granted  applications",
        "──────────────────────  ────────  ──────────────────  ────────────",
        "tranche[G01]            6,618.75              68.5 %             2",
        "national_quota[2026Q2]  2,031.25              21.0 %             1",
        "below its minimum       1,000.00              10.4 %             1",
        "whole lots                  6.00             < 0.1 %             2",
    ]


def test_the_refused_stand_under_their_reasons() -> None:
    applications = examples.DOCUMENT["applications"] | {
        "A007": examples.DOCUMENT["applications"]["A005"] | {"units": 1, "listed": True}
    }
    facts = examples.scenario(applications=applications)
    military = {"requirement": "no_military_use", "because": "Military use is prohibited"}
    listed = {"requirement": "not_listed", "because": "Listed end user"}
    answer = examples.plan(facts, refused={"A005": [military], "A007": [military, listed]})
    assert section_of(facts, answer, "Refused") == [
        "2 applications, 1 of them for more than one reason.",
        "",
        "no_military_use: Military use is prohibited",
        "  2 applications, 801 units asked for:",
        "  A005 A007",
        "",
        "not_listed: Listed end user",
        "  1 application, 1 unit asked for:",
        "  A007",
    ]


def test_dropped_and_co_purchases_have_their_figures() -> None:
    facts = examples.scenario()
    answer = examples.plan(facts)
    dropped = section_of(facts, answer, "Dropped out below their minimum")
    assert dropped[-1].split() == ["1", "A006", "F01", "983.33", "1,000"]
    bought = section_of(facts, answer, "Co-purchases of domestic products, in units")
    assert bought[0] == "1 firm to buy 1,050 units in all."
    assert bought[-1].split() == ["all", "1,050", "87.5", "%", "300", "750"]


def test_the_schedule_says_when_each_firm_is_served_and_what_it_has_to_buy() -> None:
    facts = examples.scenario()
    assert section_of(facts, examples.plan(facts), "Schedule by firm, in units") == [
        "firm  all periods  to buy at home  2026Q1  2026Q2",
        "────  ───────────  ──────────────  ──────  ──────",
        "F01         2,944           1,050   2,208     736",
        "F02           256               0     256       0",
        "────  ───────────  ──────────────  ──────  ──────",
        "all         3,200           1,050   2,464     736",
    ]
    nothing_bought = section_of(facts, examples.plan(facts, co_purchases={}), "Schedule by firm, in units")
    assert nothing_bought[0] == "firm  all periods  2026Q1  2026Q2"


def test_many_periods_are_broken_over_several_tables() -> None:
    periods = [f"2026W{number:02}" for number in range(1, 13)]
    quota: dict[str, Any] = {"national_quota": {"kind": "cap", "limit": 3200}}
    domestic = {"Ascend-910C": {"supply": {periods[0]: 40, periods[-1]: 60}}}
    facts = examples.scenario(periods=periods, domestic=domestic, policy={"rules": quota})
    bought = {"F01": {"Ascend-910C": {periods[0]: 30, periods[-1]: 20}}}
    awards = {"A001": examples.PLAN["awards"]["A001"]}
    answer = examples.plan(facts, co_purchases=bought, awards=awards)
    lines = section_of(facts, answer, "Co-purchases of domestic products, in units")
    assert [line.split() for line in lines if line.startswith("Ascend")] == [
        ["Ascend-910C", "50", "50.0", "%", "30", "0", "0", "0", "0"],
        ["Ascend-910C", "0", "0", "0", "0", "0", "0", "20"],
    ]
    assert cell_len(max(text_of(facts, answer).split("\n"), key=cell_len)) <= 100


def test_an_infeasible_guarantee_is_told_in_words() -> None:
    facts = examples.scenario()
    answer = examples.infeasible(facts)
    assert titles_of(facts, answer) == ["Two firms, one university", "Why there is no plan", "Refused"]
    assert section_of(facts, answer, "Why there is no plan") == [
        "The universities claim 256 units, and the limits leave 200 for them.",
        "Short by 56 units; nothing is granted.",
        "Limits that stand in the way:",
        "  pool[universities]",
        "  national_quota[2026Q2]",
    ]


def test_nothing_granted_reads_well() -> None:
    facts = examples.scenario()
    award = examples.PLAN["awards"]["A001"] | {"units": 0, "entitlement": "0", "periods": {}, "level": "0"}
    answer = examples.plan(
        facts,
        awards={"A001": award},
        refused={},
        dropped=[],
        co_purchases={},
        totals={"claimed": 9600, "awarded": 0},
        unallocated={"H200": 9600},
    )
    text = words_of(facts, answer)
    assert "Claimed 9,600 units by 1 application of 1 firm Awarded 0 units 0.0 % of claims, to 0 applications" in text
    assert "national_quota[2026Q2] 2,400 25.0 % 1" in text
    assert "nan" not in text


def test_everything_granted_reads_well() -> None:
    facts = examples.scenario(policy={})
    award = examples.PLAN["awards"]["A003"] | {"round": "general"}
    answer = examples.plan(
        facts,
        awards={"A003": award},
        refused={},
        dropped=[],
        co_purchases={},
        rows=[],
        unallocated={},
        totals={"claimed": 256, "awarded": 256, "by_round": {"general": 256}, "by_period": {"2026Q1": 256}},
    )
    titles = titles_of(facts, answer)
    assert "Claimed and not granted: why" not in titles
    assert "Limits that bind" not in titles
    assert "Awarded 256 units 100.0 % of claims, to 1 application of 1 firm" in words_of(facts, answer)


def test_a_limit_that_stopped_nobody_is_told_apart_and_a_pool_that_did_is_a_limit() -> None:
    facts = examples.scenario()
    rows = [examples.use("national_quota[2026Q1]", 3200, 3200, binding=True)]
    stop = {"round": "universities", "level": "1/2", "stopped": {"A003": "1"}, "rows": {"pool[universities]": "1"}}
    answer = examples.plan(facts, rows=rows, bottlenecks=[stop])
    lines = section_of(facts, answer, "Limits that bind")
    assert [line.split()[0] for line in lines if "units" in line] == ["pool[universities]", "Used"]
    assert lines[-1] == "Used up, but more of it would only let units come earlier: national_quota[2026Q1]."


def test_no_limit_that_binds_is_said() -> None:
    facts = examples.scenario()
    answer = examples.plan(facts, rows=[examples.use("national_quota[2026Q2]", 1600, 3200, binding=False)])
    assert section_of(facts, answer, "Limits that bind") == [
        "No limit binds: every award is as large as its claim and its round allow.",
        "",
        "1 limit does not bind; the fullest is national_quota[2026Q2], 50.0 % used.",
    ]


def test_a_ceiling_of_a_round_is_a_reason() -> None:
    facts = examples.scenario(policy={"rounds": {"targeted": {"order": 1, "each": 800}}})
    award = {"claim": 9600, "entitlement": "800", "units": 800, "round": "targeted", "level": "1"}
    answer = examples.plan(facts, awards={"A001": {"firm": "F01", "group": "G01"} | award}, dropped=[])
    assert "100.0 %  ceiling of round targeted" in text_of(facts, answer)


def test_only_whole_lots_may_be_missing() -> None:
    facts = examples.scenario()
    award = examples.PLAN["awards"]["A003"] | {"entitlement": "250.5", "units": 248, "claim": 250}
    text = text_of(facts, examples.plan(facts, awards={"A003": award}, dropped=[]))
    assert "99.2 %  whole lots" in text


def test_a_firm_that_asks_for_less_than_a_lot_is_not_served_in_full() -> None:
    facts = examples.scenario()
    answer = examples.plan(facts, awards={"A004": examples.PLAN["awards"]["A004"]})
    assert section_of(facts, answer, "Awards by firm, in units")[2].split()[:5] == ["F02", "University", "B", "0", "0"]
    assert section_of(facts, answer, "Awards by firm, in units")[2].endswith("asks for less than one lot")


def test_the_titles_of_rounds_say_how_they_divide() -> None:
    rounds = {
        "first": {"order": 1, "divide": {"ranked": "score"}, "guarantee": True},
        "second": {"order": 2, "divide": {"maximize": "score"}},
    }
    applications = {name: item | {"score": 1} for name, item in examples.DOCUMENT["applications"].items()}
    facts = examples.scenario(applications=applications, policy={"rounds": rounds})
    award = examples.PLAN["awards"]["A001"]
    awards = {"A001": award | {"round": "first"}, "A002": award | {"round": "second"}}
    lines = section_of(facts, examples.plan(facts, awards=awards), "Awards by application, in units")
    assert [line for line in lines if line.startswith("Round")] == [
        "Round first, ranked by score, guaranteed: 1 application",
        "Round second, largest total score: 1 application",
    ]


def test_several_products_are_told_apart_and_failed_attempts_are_told() -> None:
    facts = examples.scenario()
    engine = examples.PLAN["engine"] | {"attempts": ["HiGHS: the basis was not optimal"]}
    answer = examples.plan(facts, unallocated={"H200": 9000, "H20": 656}, engine=engine)
    assert "Not granted 9,656 units H20 656; H200 9,000" in words_of(facts, answer)
    assert "HiGHS 1.15.1; after 1 failed attempt" in words_of(facts, answer)


def test_a_firm_that_buys_nothing_is_no_buyer() -> None:
    facts = examples.scenario()
    bought = examples.PLAN["co_purchases"] | {"F02": {"Ascend-910C": {"2026Q1": 0}}}
    lines = section_of(facts, examples.plan(facts, co_purchases=bought), "Co-purchases of domestic products, in units")
    assert lines[0] == "1 firm to buy 1,050 units in all."


def test_only_the_weightiest_reasons_are_named() -> None:
    facts = examples.scenario()
    limits = [{"row": f"row{number}", "share": "1/5"} for number in range(5)]
    awards = {"A001": examples.PLAN["awards"]["A001"] | {"limited_by": limits}}
    text = text_of(facts, examples.plan(facts, awards=awards))
    assert "row0 20 %, row1 20 %, row2 20 % and 2 more" in text


def test_what_a_scenario_brings_cannot_steer_a_terminal() -> None:
    facts = examples.scenario(title="Quota\x1b[2J\nof 2026")
    text = text_of(facts, examples.plan(facts))
    assert "\x1b" not in text
    assert text.startswith("Quota [2J of 2026\n═════════════════\n")


def test_every_line_fits() -> None:
    facts = examples.scenario()
    for width in (80, 100):
        assert max(map(cell_len, text_of(facts, examples.plan(facts), width).split("\n"))) <= width
