"""The routes, one noun a file. A new noun is one file here and one line below."""

from __future__ import annotations

from api.routes import (
    awards,
    comparisons,
    decisions,
    health,
    log,
    plans,
    samples,
    scenarios,
    schema,
    verifications,
    what_ifs,
)

ROUTERS = tuple(
    noun.router
    for noun in (
        samples,
        schema,
        scenarios,
        plans,
        awards,
        what_ifs,
        comparisons,
        verifications,
        decisions,
        log,
        health,
    )
)
