"""What the schema refuses, said once and in plain words, whichever branches of a union were tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from optimizer.errors import Problem, unknown
from optimizer.scenario.canonical import shown
from optimizer.scenario.misreadings import figure_meant
from optimizer.scenario.schema import (
    bare,
    bounds,
    child,
    described,
    discriminator,
    fields,
    is_figure,
    is_model,
    members,
    tagged,
)
from optimizer.scenario.spelling import near_miss

Path = tuple[str | int, ...]
IN_KEY = "[key]"
"""How pydantic marks a problem of a key itself."""


def problems_of(error: ValidationError, schema: Any, document: object) -> list[Problem]:
    """Every problem that a schema has with a document, each place named once."""
    found: dict[tuple[Path, str], Problem] = {}
    unions: set[Path] = set()
    for item in error.errors(include_url=False):
        path, expected, in_union = _located(schema, item["loc"])
        if not in_union:
            problems = list(_plain_problems(item, path, expected, schema, document))
        elif path not in unions:
            unions.add(path)
            problems = _union_problems(expected, path, value_at(document, path))
        else:
            continue
        for problem in problems:
            found.setdefault((problem.path, problem.seen), problem)
    return list(found.values())


def value_at(document: Any, path: Path) -> Any:
    """What stands at a place of a document; None where nothing does."""
    for part in path:
        if isinstance(document, list) and isinstance(part, int):
            document = document[part]
        else:
            document = document.get(part) if isinstance(document, Mapping) else None
    return document


def _located(schema: Any, location: Path) -> tuple[Path, Any, bool]:
    """The place that pydantic means, what is expected there, and whether several branches were tried there."""
    path: Path = ()
    for part in location:
        if discriminator(schema) is not None:
            schema = tagged(schema, part)
        elif len(members(schema)) > 1:
            return path, schema, True
        elif part == IN_KEY:
            break
        else:
            schema, path = child(members(schema)[0], part), (*path, part)
    return path, schema, False


def _plain_problems(item: Any, path: Path, expected: Any, schema: Any, document: object) -> Iterator[Problem]:
    kind, value = item["type"], item["input"]
    if kind == "missing":
        if not any(near_miss(str(name), [str(path[-1])]) for name in value):
            yield Problem(path, "is missing", f"write {described(expected)}")
    elif kind == "extra_forbidden":
        model = bare(members(_located(schema, item["loc"][:-1])[1])[0])
        yield Problem(path, *unknown(path[-1], fields(model), "the known fields"))
    elif kind == "union_tag_not_found":
        yield Problem((*path, str(discriminator(expected))), "is missing", f"write {' or '.join(_tags(expected))}")
    elif kind == "union_tag_invalid":
        tag = str(discriminator(expected))
        yield Problem((*path, tag), *unknown(value[tag], _tags(expected), "the kinds of rules"))
    elif kind == "value_error":
        yield Problem(path, str(item["ctx"]["error"]))
    elif item["loc"][-1:] == (IN_KEY,):
        yield Problem(path, f"{shown(value)} is not a name", "write 1 to 100 characters, no space at either end")
    else:
        yield mismatch(path, expected, value_at(document, path))


def _tags(expected: Any) -> list[str]:
    name = str(discriminator(expected))
    return [str(tag) for item in members(expected) for tag in get_args(fields(bare(item))[name].annotation)]


def _union_problems(expected: Any, path: Path, value: Any) -> list[Problem]:
    """The problems with the branch that its author most likely meant."""
    fitting = [item for item in members(expected) if _shape(item) is _shape_of(value)]
    figures = [item for item in fitting if is_figure(item)]
    if len(figures) == len(fitting) > 0 and (not isinstance(value, str) or figure_meant(value)):
        return [mismatch(path, Union[tuple(figures)], value)]  # noqa: UP007 - the branches are known only now
    literal = next((item for item in fitting if get_origin(bare(item)) is Literal), None)
    if literal is not None and isinstance(value, str):
        return [mismatch(path, literal, value)]
    if not fitting or _shape_of(value) is object:
        return [mismatch(path, expected, value)]
    tried = [(_tried(item, value), not is_model(item)) for item in fitting]
    least, _ = min(tried, key=lambda one: (len(one[0]), one[1]))
    return [Problem((*path, *problem.path), problem.seen, problem.advice) for problem in least]


def _tried(expected: Any, value: Any) -> list[Problem]:
    """The problems with one branch; a field that is missing because its name is misspelt counts once."""
    try:
        TypeAdapter(expected).validate_python(value, strict=True)
    except ValidationError as error:
        return problems_of(error, expected, value)
    return []


def _shape(expected: Any) -> type:
    base = bare(expected)
    if is_model(base) or get_origin(base) is dict:
        return dict
    return list if get_origin(base) is list else object


def _shape_of(value: object) -> type:
    return dict if isinstance(value, dict) else list if isinstance(value, list) else object


def mismatch(path: Path, expected: Any, value: Any) -> Problem:
    """A value of the wrong kind or size."""
    wanted = described(expected)
    if value is None:
        return Problem(path, "is empty", f"write {wanted}")
    if isinstance(value, dict | list) and not value and _shape(members(expected)[0]) is _shape_of(value):
        return Problem(path, "is empty", "write at least one entry")
    if is_figure(expected):
        return _no_figure(path, expected, value, wanted)
    if isinstance(value, str):
        return _no_text(path, expected, value, wanted)
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and wanted == "a text":
        return Problem(path, f"{shown(value)} is a number", f'write "{shown(value)}" in quotes')
    return Problem(path, f"{shown(value)} is not allowed", f"write {wanted}")


def _no_text(path: Path, expected: Any, value: str, wanted: str) -> Problem:
    if get_origin(bare(expected)) is Literal:
        return Problem(path, *unknown(value, map(str, get_args(bare(expected))), "the allowed values"))
    if wanted == "a text":
        return Problem(path, f"{shown(value)} is not a name", "write 1 to 100 characters, no space at either end")
    if wanted.startswith("a list of "):
        return Problem(path, f"{shown(value)} is a text", f"write {wanted}: [{value}]")
    return Problem(path, f"{shown(value)} is not allowed", f"write {wanted}")


def _no_figure(path: Path, expected: Any, value: Any, wanted: str) -> Problem:
    figure = figure_meant(value) if isinstance(value, str) else None
    if figure is not None and figure == value:
        return Problem(path, f"{shown(value)} is a text", f"write {figure} without quotes")
    if figure is not None:
        return Problem(path, f"{shown(value)} is not a number", f"write {figure}")
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return Problem(path, f"{shown(value)} is not a number", f"write {wanted}")
    low, high = bounds(expected)
    if low is not None and value < low:
        return Problem(path, f"{shown(value)} is too small", f"write {wanted}")
    if high is not None and value > high:
        return Problem(path, f"{shown(value)} is too large", f"write at most {high:,f}")
    return Problem(path, f"{shown(value)} is not a whole number", f"write {wanted}")
