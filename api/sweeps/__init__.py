"""Sweeps: a scenario and axes in, the figures of many plans out; run side by side, kept as they come, resumed.

scenario, --vary ... -> axes -> points -> runs in a pool -> results in a store -> tables, bands, charts
"""

from __future__ import annotations

from api.sweeps.answers import Result
from api.sweeps.axes import Sweep, sweep_of
from api.sweeps.points import Point
from api.sweeps.pools import Pool
from api.sweeps.running import run_sweep
from api.sweeps.stores import Memory, PointsFile, Store

__all__ = ["Memory", "Point", "PointsFile", "Pool", "Result", "Store", "Sweep", "run_sweep", "sweep_of"]
