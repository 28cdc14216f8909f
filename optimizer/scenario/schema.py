"""Reading the schema: what stands where in a scenario, and how a person says what is allowed there.

An `expected` is what a type annotation holds: a class, a union, an `Annotated`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from optimizer.quantities import LARGEST
from optimizer.selector import Scalar


def members(expected: Any) -> list[Any]:
    """What may stand here: the branches of a union, or the one thing itself; that it may be absent left out."""
    base = bare(expected)
    if get_origin(base) in (Union, UnionType):
        return [item for part in get_args(base) if part is not NoneType for item in members(part)]
    return [expected]


def bare(expected: Any) -> Any:
    """What is expected without its annotations."""
    return get_args(expected)[0] if get_origin(expected) is Annotated else expected


def is_model(expected: Any) -> bool:
    """Whether a map with named fields is expected."""
    return isinstance(bare(expected), type) and issubclass(bare(expected), BaseModel)


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model, by the names that they have in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def child(expected: Any, part: str | int) -> Any:
    """What is expected in a field, under a key or at an index of something that is no union."""
    base = bare(expected)
    if is_model(base):
        field = fields(base).get(str(part))
        if field is None:
            return Scalar
        return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    inner = get_args(base)
    return inner[-1] if inner else Any


def discriminator(expected: Any) -> str | None:
    """The field that tells which branch of a union is meant, if there is one."""
    found = [item.discriminator for item in _notes(expected) if isinstance(item, FieldInfo) and item.discriminator]
    return str(found[0]) if found else None


def tagged(expected: Any, tag: object) -> Any:
    """The branch of a union whose discriminator has a value."""
    name = str(discriminator(expected))
    return next((item for item in members(expected) if tag in get_args(fields(bare(item))[name].annotation)), None)


def follow(expected: Any, path: tuple[str | int, ...], document: Any) -> Any:
    """What is expected at a place in a document: `Any` where the schema does not say."""
    for part in path:
        tag = discriminator(expected)
        if tag is not None:
            expected = tagged(expected, document.get(tag) if isinstance(document, Mapping) else None) or Any
        inside = [child(item, part) for item in members(expected) if _may_hold(item, part)]
        expected = Union[tuple(inside)] if inside else Any  # noqa: UP007 - the branches are known only now
        document = document.get(part) if isinstance(document, Mapping) else None
    return expected


def _may_hold(expected: Any, part: str | int) -> bool:
    base = bare(expected)
    if is_model(base):
        return part in fields(base) or base.model_config.get("extra") == "allow"
    return get_origin(base) is (list if isinstance(part, int) else dict)


def _notes(expected: Any) -> tuple[Any, ...]:
    return get_args(expected)[1:] if get_origin(expected) is Annotated else ()


def bounds(expected: Any) -> tuple[Decimal | None, Decimal | None]:
    """The smallest and the largest figure that is allowed; None where there is no bound."""
    low: list[Decimal] = []
    high: list[Decimal] = []
    notes = [*_notes(expected), *(note for part in members(expected) for note in _notes(part))]
    for note in [inner for item in notes for inner in (item.metadata if isinstance(item, FieldInfo) else [item])]:
        low += [Decimal(note.ge)] if hasattr(note, "ge") else []
        high += [Decimal(note.le)] if hasattr(note, "le") else []
    return max(low, default=None), min(high, default=None)


def is_figure(expected: Any) -> bool:
    """Whether only a figure is allowed."""
    return all(bare(item) in (int, Decimal) for item in members(expected))


def described(expected: Any) -> str:
    """What is allowed, as a noun: "a number of at least 0", "a text or a list of texts"."""
    parts = members(expected)
    if is_figure(expected):
        return _figure(any(bare(item) is Decimal for item in parts), *bounds(expected))
    if any(bare(item) is Decimal for item in parts):
        parts = [item for item in parts if bare(item) is not int]
    words = list(dict.fromkeys(_noun(item) for item in parts))
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _figure(fraction: bool, low: Decimal | None, high: Decimal | None) -> str:  # noqa: FBT001 - a yes or no of the noun
    noun = "a number" if fraction else "a whole number"
    if high is not None and high >= LARGEST:
        high = None
    if low is not None and high is not None:
        return f"{noun} from {low:,f} to {high:,f}"
    if low is not None:
        return f"{noun} of at least {low:,f}"
    return noun if high is None else f"{noun} of at most {high:,f}"


def _noun(expected: Any) -> str:
    base = bare(expected)
    if is_figure(expected):
        return _figure(base is Decimal, *bounds(expected))
    if is_model(base):
        needed = [name for name, field in fields(base).items() if field.is_required()]
        return "{" + ", ".join(f"{name}: ..." for name in needed or fields(base)) + "}"
    if get_origin(base) is Literal:
        return ", ".join(str(item) for item in get_args(base))
    if get_origin(base) is list:
        return f"a list of {_plural(get_args(base)[0])}"
    if get_origin(base) is dict:
        return f"a map of {_plural(get_args(base)[1])}"
    return {str: "a text", bool: "true or false", date: "a day as YYYY-MM-DD"}.get(base, "a value")


def _plural(expected: Any) -> str:
    if is_figure(expected):
        return "numbers"
    kinds = {bare(item) for item in members(expected)}
    return "texts" if kinds == {str} else "maps" if all(is_model(item) for item in kinds) else "values"
