"""The house rules that a tool can check: style, types, arrows, one place for versions, one test command."""

import re
import shutil
import subprocess
import sysconfig
import tomllib
from importlib.metadata import requires, version
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONSTRAINTS = [Requirement(line) for line in PROJECT["tool"]["uv"]["constraint-dependencies"]]
TOOLS = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("lint-imports", "--no-logo"))


def committed() -> list[Path]:
    """Every file that git knows or would add, apart from what is gone from the disk."""
    git = shutil.which("git")
    assert git is not None
    listing = [git, "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("command", TOOLS, ids=" ".join)
def test_tool_finds_nothing(command: tuple[str, ...]) -> None:
    tool = shutil.which(command[0], path=sysconfig.get_path("scripts"))
    assert tool is not None
    found = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_one_test_command_for_people_and_machines() -> None:
    command = (ROOT / ".ci" / "run").read_text().splitlines()[-1]
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert command in {line for block in blocks for line in block.splitlines()}


def test_changelog_begins_with_the_version_of_the_package() -> None:
    heading = re.search(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heading is not None
    assert heading[1] == PROJECT["project"]["version"] == version("quotaplan")


def test_every_constraint_is_one_exact_version() -> None:
    loose = [str(item) for item in CONSTRAINTS if [one.operator for one in item.specifier] != ["=="] or item.marker]
    assert loose == []


def needed() -> set[str]:
    """Every package that the project and its development need here, directly or not."""
    project, development = PROJECT["project"], PROJECT["dependency-groups"]["dev"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    open_ends = [*project["dependencies"], *extras, *development]
    found: set[tuple[str, str]] = set()
    while open_ends:
        requirement = Requirement(open_ends.pop())
        for extra in {"", *requirement.extras}:
            key = (canonicalize_name(requirement.name), extra)
            if key not in found and (requirement.marker is None or requirement.marker.evaluate()):
                found.add(key)
                open_ends += [item for item in requires(key[0]) or [] if wanted(item, extra)]
    return {name for name, _ in found}


def wanted(requirement: str, extra: str) -> bool:
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate({"extra": extra})


def test_every_package_is_constrained_to_the_version_in_use() -> None:
    exact = {canonicalize_name(item.name): str(item.specifier).removeprefix("==") for item in CONSTRAINTS}
    assert {name: version(name) for name in needed()}.items() <= exact.items()


def test_no_lock_with_addresses_is_committed() -> None:
    assert [path for path in committed() if path.name in {"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"}] == []


def test_no_address_of_a_registry_and_no_path_of_a_machine_is_committed() -> None:
    address = re.compile(rb"[p]ypi\.org|[p]ythonhosted|[a]naconda\.org|/[o]pt/|/[r]oot/|/[h]ome/|/[w]ork/|/[t]mp/")
    assert [path for path in committed() if address.search(path.read_bytes())] == []
