import json
from pathlib import Path
from typing import Any

import pytest

from api.formats import plan_json
from api.plan_files import read_plan
from optimizer.errors import InputError
from tests.api import examples


def stored(folder: Path, **changes: Any) -> Path:
    document = json.loads(plan_json(examples.plan(examples.scenario())))
    path = folder / "plan.json"
    path.write_text(json.dumps(document | changes))
    return path


def test_a_plan_comes_back_as_it_was(tmp_path: Path) -> None:
    assert read_plan(stored(tmp_path)) == examples.plan(examples.scenario())


def test_every_problem_of_a_plan_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_plan(stored(tmp_path, outcome="fine", extra=1))
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 2
    assert "plan.json, outcome: input should be 'allocated' or 'infeasible'; it must be a plan.json" in told[0]
    assert "plan.json, extra: extra inputs are not permitted" in told[1]


def test_figures_are_not_converted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"plan\.json, unallocated\.H200: input should be a valid integer"):
        read_plan(stored(tmp_path, unallocated={"H200": "9656"}))


def test_what_is_not_there_or_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.json: No such file or directory; name the plan\.json of a plan"):
        read_plan(tmp_path / "absent.json")
    (tmp_path / "empty.json").touch()
    with pytest.raises(InputError, match=r"empty\.json: invalid JSON"):
        read_plan(tmp_path / "empty.json")
