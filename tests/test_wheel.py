"""The wheel, installed where there is no checkout and no developer's tool: all that the program needs is in it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("api", "inputs", "optimizer", "verifier")
UV = os.environ.get("UV") or shutil.which("uv")

pytestmark = pytest.mark.skipif(UV is None, reason="There is no uv here, which builds the wheel.")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel and what it depends on, taken from the packages that uv has at hand."""
    folder = tmp_path_factory.mktemp("installed") / "environment"
    command = [str(UV), "sync", "--quiet", "--frozen", "--no-dev", "--no-editable", "--python", sys.executable]
    command += ["--reinstall-package", "quotaplan"]  # as it is now, not as it was when it was built last
    subprocess.run(command, cwd=ROOT, env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(folder)}, check=True)
    return folder


def run(environment: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What a program of the environment answers in a folder that holds nothing of ours."""
    command = [str(environment / "bin" / arguments[0]), *arguments[1:]]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )


def test_every_file_of_the_packages_is_in_the_wheel(environment: Path) -> None:
    (site,) = environment.glob("lib/python*/site-packages")
    ours = {path.relative_to(ROOT) for name in PACKAGES for path in (ROOT / name).rglob("*.*") if path.suffix != ".pyc"}
    assert {path.suffix for path in ours} >= {".py", ".csv", ".yaml", ".json", ".html", ".css", ".js", ".md"}
    assert {str(path) for path in ours if not (site / path).is_file()} == set()
    assert not (site / "pytest").exists()


def test_the_program_plans_verifies_and_keeps(environment: Path, tmp_path: Path) -> None:
    assert run(environment, tmp_path, "quotaplan", "plan", "three-claims", "--out", "out").returncode == 0
    assert (tmp_path / "out" / "report.html").is_file()
    documents = ("out/plan.json", "out/scenario.json")
    assert run(environment, tmp_path, "quotaplan", "verify", *documents).returncode == 0
    (alone,) = environment.glob("lib/python*/site-packages/verifier/quotaplan_verify.py")
    assert run(environment, tmp_path, "python", "-I", "-S", str(alone), *documents).returncode == 0
    assert run(environment, tmp_path, "quotaplan", "store", "migrate", "--store", "s.db").returncode == 0


def test_the_service_and_its_page_are_served(environment: Path, tmp_path: Path) -> None:
    command = [str(environment / "bin" / "quotaplan"), "serve", "--port", "0", "--workers", "0"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        address = process.stderr.readline().removeprefix("Serving at ").strip()
        with httpx2.Client(base_url=address.partition("?")[0], timeout=60) as browser:
            browser.get(address)
            found = {
                path: browser.get(path) for path in ("docs", "static-offline-docs/swagger-ui.css", "api/v1/samples")
            }
            page = browser.get("/").text
        assert {path: answer.status_code for path, answer in found.items()} == dict.fromkeys(found, 200)
        assert "h200-2026" in found["api/v1/samples"].text
        assert "H200" in page
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
