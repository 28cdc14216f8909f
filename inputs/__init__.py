"""How facts and policy come in: from files, workbooks, bundled samples or Python, and how patches change them."""

from __future__ import annotations

from inputs.patching import patch_scenario
from inputs.reading import read_scenario, sample_names

__all__ = ["patch_scenario", "read_scenario", "sample_names"]
