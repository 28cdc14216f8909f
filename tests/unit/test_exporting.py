"""What is exported is the programme behind the division: other solvers find in it what the engine found."""

import subprocess
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import cbcbox
import highspy
import pytest

from inputs import read_scenario
from optimizer import plan
from optimizer.errors import InputError
from optimizer.exporting import export
from optimizer.programme import FullProgramme
from optimizer.scenario import Scenario
from tests.strategies import Shape, one_cap, random_document

SHAPE = Shape(rounds=1, minimums=False, guarantees=False, lots=False, weights=False, pools=False)


def model(programme: FullProgramme, folder: Path) -> highspy.Highs:
    """The programme as HiGHS reads it from a file."""
    programme.write_mps(str(folder / "programme.mps"))
    found = highspy.Highs()
    found.setOptionValue("output_flag", False)  # noqa: FBT003 - the option has no name
    assert found.readModel(str(folder / "programme.mps")) == highspy.HighsStatus.kOk
    return found


def by_highs(found: highspy.Highs) -> float | None:
    """The least value of the objective; None if there is none."""
    found.run()
    return found.getObjectiveValue() if found.getModelStatus() == highspy.HighsModelStatus.kOptimal else None


def by_cbc(programme: FullProgramme, folder: Path) -> float:
    """The least value of the objective as CBC finds it in an LP file."""
    programme.write_lp(str(folder / "programme.lp"))
    arguments = [str(folder / "programme.lp"), "-solve", "-solution", str(folder / "answer.txt")]
    subprocess.run([cbcbox.cbc_bin_path(), *arguments], capture_output=True, check=True)
    first = (folder / "answer.txt").read_text().splitlines()[0]
    assert first.startswith("Optimal - objective value ")
    return float(first.split()[-1])


def columns(programme: FullProgramme) -> Mapping[str, str]:
    return {item.words: item.file for item in programme.names if item.kind == "column"}


def random_scenario(seed: int, divide: Any) -> Scenario:
    document = random_document(seed, SHAPE)
    for application in document["applications"].values():
        application["one"] = 1
    document["policy"]["rounds"] = {"all": {"order": 1, "divide": divide, "claimant": "application"}}
    return Scenario.parse(document)


@pytest.mark.parametrize("seed", range(6))
def test_the_most_that_can_be_granted_is_what_a_round_that_maximises_grants(seed: int, tmp_path: Path) -> None:
    scenario = random_scenario(seed, {"maximize": "one"})
    total = float(sum(Fraction(award.entitlement) for award in plan(scenario).awards.values()))
    programme = export(scenario).programme
    assert by_highs(model(programme, tmp_path)) == pytest.approx(-total, rel=1e-6, abs=1e-6)
    assert by_cbc(programme, tmp_path) == pytest.approx(-total, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_the_first_level_is_the_largest_common_share_of_the_claims(seed: int, tmp_path: Path) -> None:
    scenario = random_scenario(seed, "proportional")
    found = plan(scenario)
    levels = [Fraction(stop.level) for stop in found.bottlenecks if stop.stopped]
    programme = export(scenario).programme
    common = model(programme, tmp_path)
    index = {name: at for at, name in enumerate(common.getLp().col_names_)}
    for at in index.values():
        common.changeColCost(at, 0)
    common.addCol(-1, 0, 1, 0, [], [])
    for name, award in found.awards.items():
        own = [index[file] for words, file in columns(programme).items() if words.startswith(f"{name} in ")]
        common.addRow(
            0, highspy.kHighsInf, len(own) + 1, [*own, len(index)], [*([1.0] * len(own)), -float(award.claim)]
        )
    assert by_highs(common) == pytest.approx(-float(min(levels, default=1)), abs=1e-7)


@pytest.mark.parametrize("seed", range(3))
def test_all_entitlements_can_be_delivered_together(seed: int, tmp_path: Path) -> None:
    scenario = Scenario.parse(random_document(seed, Shape(guarantees=False)))
    total = float(sum(Fraction(award.entitlement) for award in plan(scenario).awards.values()))
    held = export(scenario, entitlements=True)
    assert "confirms" in held.comment[-1]
    least = by_highs(model(held.programme, tmp_path))
    assert least is not None
    assert -least >= total - 1e-4


def test_awards_keep_every_row_and_many_more_units_do_not(tmp_path: Path) -> None:
    scenario = read_scenario("h200-2026")
    found, programme = plan(scenario), export(scenario).programme
    granted = model(programme, tmp_path)
    index = {name: at for at, name in enumerate(granted.getLp().col_names_)}
    for name, award in found.awards.items():
        for period in scenario.periods:
            at = index.get(columns(programme).get(f"{name} in {period}", ""))
            if at is not None:
                granted.changeColBounds(at, award.periods.get(period, 0), award.periods.get(period, 0))
    assert by_highs(granted) == -found.totals.awarded
    raised = index[columns(programme)["A009 in 2026Q3"]]
    granted.changeColBounds(raised, 10**6, 10**6)
    assert by_highs(granted) is None


def test_names_are_those_of_the_policy_as_far_as_a_file_can_have_them(tmp_path: Path) -> None:
    document = one_cap(10, {"F": 6, "G": 6})
    units = {"firm": "F", "product": "H", "units": 5}
    document["applications"] |= dict.fromkeys(("a b", "a-b", "a+b", "申请", "2nd", "e1", "x" * 100, "x" * 99), units)
    document["policy"]["rules"] |= {"end": {"kind": "cap", "limit": 9}}
    programme = export(Scenario.parse(document)).programme
    names = columns(programme)
    assert names["A-F in P1"] == "A_F_in_P1"
    assert [names[f"{name} in P1"] for name in ("a b", "a+b", "a-b")] == ["a_b_in_P1", "a_b_in_P1_2", "a_b_in_P1_3"]
    assert [names[f"{name} in P1"] for name in ("2nd", "e1", "申请")] == ["n_2nd_in_P1", "n_e1_in_P1", "in_P1"]
    assert all(len(item.file) <= 100 and item.file.isascii() for item in programme.names)
    assert len({(item.kind, item.file) for item in programme.names}) == len(programme.names)
    assert {item.words: item.file for item in programme.names}["end"] == "n_end"
    assert by_highs(model(programme, tmp_path)) == -9
    assert by_cbc(programme, tmp_path) == -9


def test_an_unmet_guarantee_has_no_entitlements() -> None:
    document = one_cap(10, {"F": 6, "G": 6})
    document["policy"]["rounds"] = {"all": {"order": 1, "guarantee": True}}
    with pytest.raises(InputError, match="the guarantee of all cannot be met"):
        export(Scenario.parse(document), entitlements=True)
