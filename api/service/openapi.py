"""OpenAPI: the application in, its description out, with the schemas of the documents that it reads and writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import ProblemDetail
from api.service.access import SCOPES
from api.store import Role
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
TAGS: Mapping[str, str] = MappingProxyType(
    {
        "scenarios": "Facts and policy: submitted whole, as tables, or as a patch of another. Immutable.",
        "plans": "Who gets what of a scenario, with the proof. Made by workers, once, and immutable from then on.",
        "explanations": "Why an application or a firm got what it got, and what would give it more.",
        "what-ifs": "What a change would do, and how two plans differ.",
        "sweeps": "Many plans of one scenario, with figures varied.",
        "verifications": "Plans checked by arithmetic, without a solver.",
        "decisions": "How a plan becomes the plan: proposed, approved by another person, published, withdrawn.",
        "log": "What was done, by whom and when, each entry chained to the one before.",
        "operations": "Whether the service lives and works, and what it counts.",
    }
)
"""The nouns, in the order in which a reader meets them."""
SENTENCE = {"type": "string", "description": "The reason in words."}


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of the service, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=[{"name": name, "description": told} for name, told in TAGS.items()],
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
        for operation in (operation for item in document["paths"].values() for operation in item.values()):
            operation["description"] += _holders(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _holders(operation: Mapping[str, Any]) -> str:
    """Whose keys an operation needs, in a sentence; nothing if it needs none."""
    needed = {scope for item in operation.get("security", ()) for scopes in item.values() for scope in scopes}
    roles = [role for role in Role if needed <= SCOPES[role]]
    return f"\n\nFor a key of: {', '.join(roles)}." if needed else ""


def methods_at(app: FastAPI, path: str) -> set[str]:
    """What can be done at an address of the service."""
    found: set[str] = set()
    for template, operations in app.openapi()["paths"].items():
        if re.fullmatch(PARAMETER.sub("[^/]+", template), path):
            found |= {method.upper() for method in operations}
    return found
