"""OpenAPI: the application in, its description out, with the schemas of the documents that it reads and writes."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import ProblemDetail
from optimizer.counterfactual import Counterfactual
from optimizer.explanation import Explanation
from optimizer.plans import Plan
from optimizer.scenario import Scenario

PARAMETER = re.compile(r"\{\w+\}")
REFERENCE = "#/components/schemas/{model}"
DOCUMENTS = (Scenario, Plan, Explanation, Counterfactual, ProblemDetail)
"""What is read and written as it is, by its own reader and writer."""
FIELDS = {("Bundle", "scenario"): "Scenario", ("Bundle", "plan"): "Plan"}
"""Fields of messages that hold such a document."""
SENTENCE = {"type": "string", "description": "The reason in words."}


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
        for (message, field), name in FIELDS.items():
            schemas[message]["properties"][field] = {"$ref": REFERENCE.format(model=name)}
        told = [schemas["Explanation"]["properties"]["reasons"], schemas["Counterfactual"]["properties"]["answers"]]
        for reason in (branch for items in told for branch in items["items"]["oneOf"]):
            schemas[reason["$ref"].rpartition("/")[2]]["properties"]["sentence"] = SENTENCE
        app.openapi_schema = document
    return app.openapi_schema


def methods_at(app: FastAPI, path: str) -> set[str]:
    """What can be done at an address of the service."""
    found: set[str] = set()
    for template, operations in app.openapi()["paths"].items():
        if re.fullmatch(PARAMETER.sub("[^/]+", template), path):
            found |= {method.upper() for method in operations}
    return found
