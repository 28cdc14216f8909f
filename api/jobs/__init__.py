"""Jobs at work: a runner claims them from a store and has them run in processes of their own."""

from __future__ import annotations

from api.jobs.runner import Runner

__all__ = ["Runner"]
