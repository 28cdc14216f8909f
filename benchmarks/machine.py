"""The machine: what figures were taken on, without its name or its place."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "pulp", "highspy", "highspy-extras", "python-flint", "pydantic")


def described() -> list[str]:
    """Date, processor, memory, load and versions, one line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return [
        f"Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"Processor: {_processor()}, {os.cpu_count()} of them; memory {memory:,.0f} GB",
        f"Other work on the machine at the start: {load:.1f} processes on average",
        f"Python {platform.python_version()} on {platform.system()}; {', '.join(map(_version, PACKAGES))}",
    ]


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"
