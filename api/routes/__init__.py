"""The routes, one noun a file. A new noun is one file here and one line below."""

from __future__ import annotations

from api.routes import (
    awards,
    comparisons,
    counterfactuals,
    decisions,
    explanations,
    health,
    log,
    plans,
    samples,
    scenarios,
    schema,
    sweeps,
    verifications,
    what_ifs,
)

NOUNS = (
    samples,
    schema,
    scenarios,
    plans,
    awards,
    explanations,
    counterfactuals,
    what_ifs,
    comparisons,
    sweeps,
    verifications,
    decisions,
    log,
    health,
)
ROUTERS = tuple(noun.router for noun in NOUNS)
