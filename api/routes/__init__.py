"""The routes, one noun a file. A new noun is one file here and one line below."""

from __future__ import annotations

from api.routes import health, samples, schema, verifications

ROUTERS = (samples.router, schema.router, verifications.router, health.router)
