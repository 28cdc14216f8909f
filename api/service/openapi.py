"""OpenAPI: the application in, its description out, with the schemas of the documents that it reads and writes."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from optimizer.explanation import Explanation
from optimizer.plans import Plan
from optimizer.scenario import Scenario

REFERENCE = "#/components/schemas/{model}"
DOCUMENTS = (Scenario, Plan, Explanation)
"""What is read and written as it is, by its own reader and writer."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of the service, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            separate_input_output_schemas=app.separate_input_output_schemas,
        )
        schemas = document["components"]["schemas"]
        for model in DOCUMENTS:
            schema = model.model_json_schema(ref_template=REFERENCE, mode="serialization")
            schemas |= {model.__name__: schema} | schema.pop("$defs", {})
        app.openapi_schema = document
    return app.openapi_schema
