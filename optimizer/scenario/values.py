"""Values: the types of single fields of a scenario, each checked in one step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import NoneType
from typing import Annotated, Literal

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


class FigureSchema(GenerateJsonSchema):
    """JSON Schema in which an exact figure is a number, never a text."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A figure and its bounds."""
        bounds = {"minimum": schema.get("ge"), "maximum": schema.get("le")}
        return {"type": "number"} | {name: int(bound) for name, bound in bounds.items() if bound is not None}


class _OneOf:
    """Checks the type of a value in one step, where a union would try its branches one by one."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema((bool, int, Decimal, str, NoneType))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["boolean", "number", "string", "null"]}


def _day(value: object) -> object:
    """A day from its one spelling, YYYY-MM-DD; anything else is left for the schema to refuse."""
    return _spelt(value) if isinstance(value, str) and len(value) == len("YYYY-MM-DD") else value


@lru_cache(maxsize=2**14)
def _spelt(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _no_truth(value: object) -> object:
    """A figure; nothing instead of true, which passes for 1."""
    return None if isinstance(value, bool) else value


Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
"""A name that something is addressed by."""
Attribute = Annotated[bool | int | Decimal | str | None, _OneOf()]
"""The value of a free attribute."""
Day = Annotated[date, BeforeValidator(_day)]
"""A day, written as YYYY-MM-DD."""
Version = Annotated[Literal[1], BeforeValidator(_no_truth)]
"""The version of a format."""
