"""Pointers: JSON Patch (RFC 6902) over JSON Pointers (RFC 6901), by which no document is changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inputs.growth import values_in
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario.canonical import shown

OPERATIONS = {
    "add": {"path", "value"},
    "remove": {"path"},
    "replace": {"path", "value"},
    "move": {"from", "path"},
    "copy": {"from", "path"},
    "test": {"path", "value"},
}
"""What each operation needs beside its name."""
MOST_OPERATIONS = 10_000
"""Operations of one patch; each makes the maps and lists above its place anew."""
MOST_COPIED = 1_000_000
"""Values that the copies of one patch may add; copies of copies would double without end."""


def json_patched(document: Any, operations: Sequence[Any]) -> Any:
    """A document after the operations of a JSON Patch, one after the other.

    Raises:
        InputError: at the first operation that cannot be done, or test that fails.
    """
    if len(operations) > MOST_OPERATIONS:
        seen, advice = f"has {len(operations):,} operations", f"write {MOST_OPERATIONS:,} at most, or a merge patch"
        raise InputError([Problem(("patch",), seen, advice)])
    left = MOST_COPIED
    for index, operation in enumerate(operations):
        try:
            left -= _copied(document, _checked(operation), left)
            document = _applied(document, operation)
        except _OperationError as error:
            raise InputError([Problem(("patch", index), *error.args)]) from error
        except RecursionError as error:
            told = ("has too many levels", "write maps and lists inside each other less often")
            raise InputError([Problem(("patch", index), *told)]) from error
    return document


class _OperationError(Exception):
    """An operation that cannot be done: what was seen, and what to do."""


def _checked(operation: Any) -> Mapping[str, Any]:
    if not isinstance(operation, dict):
        raise _OperationError(f"{shown(operation)} is no operation", "write {op: ..., path: ..., value: ...}")
    name = operation.get("op", "")
    if not isinstance(name, str) or name not in OPERATIONS:
        raise _OperationError(*unknown(name if isinstance(name, str) else shown(name), OPERATIONS, "the operations"))
    missing = sorted(OPERATIONS[operation["op"]] - operation.keys())
    if missing:
        raise _OperationError(f"has no {' and no '.join(missing)}", f"{operation['op']} needs it")
    return operation


def _copied(document: Any, operation: Mapping[str, Any], most: int) -> int:
    """How many values an operation adds that are there already."""
    if operation["op"] != "copy":
        return 0
    count = values_in(_found(document, _parts(operation["from"])), most)
    if count > most:
        raise _OperationError("the patch copies too much", f"copy {MOST_COPIED:,} values at most")
    return count


def _applied(document: Any, operation: Mapping[str, Any]) -> Any:
    parts = _parts(operation["path"])
    match operation["op"]:
        case "add":
            return _added(document, parts, operation["value"])
        case "remove":
            return _removed(document, parts)
        case "replace":
            return _changed(document, parts, operation["value"])
        case "test":
            found = _found(document, parts)
            if not _equal(found, operation["value"]):
                seen = f"{operation['path']} is {shown(found)}, not {shown(operation['value'])}"
                raise _OperationError(seen, "the patch was made for another scenario")
            return document
    source = _parts(operation["from"])
    value = _found(document, source)
    if operation["op"] == "move":
        if source == parts[: len(source)] and source != parts:
            raise _OperationError(f"{operation['from']} cannot move into itself", "name another path")
        document = _removed(document, source)
    return _added(document, parts, value)


def _parts(pointer: Any) -> list[str]:
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise _OperationError(f"{shown(pointer)} is not a pointer", "write /policy/rules/quota/limit")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _found(document: Any, parts: list[str]) -> Any:
    for part in parts:
        document = document[_key(document, part)]
    return document


def _key(node: Any, part: str) -> Any:
    """The key or index that a part names in a map or list that has it."""
    if isinstance(node, dict):
        if part not in node:
            raise _OperationError(*unknown(part, node, "the names there"))
        return part
    if isinstance(node, list):
        index = _index(part, len(node) - 1)
        if index is not None:
            return index
        raise _OperationError(f'"{part}" is not a place in a list of {len(node)}', "count from 0")
    raise _OperationError(f'"{part}" cannot be in {shown(node)}', "name a map or a list")


def _index(part: str, last: int) -> int | None:
    if part.isascii() and part.isdecimal() and (part == "0" or part[0] != "0") and int(part) <= last:
        return int(part)
    return None


def _changed(document: Any, parts: list[str], value: Any) -> Any:
    """A copy of a document in which another value stands where there is one."""
    if not parts:
        return value
    key = _key(document, parts[0])
    inner = _changed(document[key], parts[1:], value)
    return document | {key: inner} if isinstance(document, dict) else [*document[:key], inner, *document[key + 1 :]]


def _added(document: Any, parts: list[str], value: Any) -> Any:
    if not parts:
        return value
    *above, last = parts
    node = _found(document, above)
    if isinstance(node, list):
        index = len(node) if last == "-" else _index(last, len(node))
        if index is None:
            raise _OperationError(
                f'"{last}" is not a place in a list of {len(node)}', "count from 0, or write - for its end"
            )
        return _changed(document, above, [*node[:index], value, *node[index:]])
    if isinstance(node, dict):
        return _changed(document, above, node | {last: value})
    raise _OperationError(f'"{last}" cannot be in {shown(node)}', "name a map or a list")


def _removed(document: Any, parts: list[str]) -> Any:
    if not parts:
        raise _OperationError("the whole scenario cannot be removed", "name a part of it")
    *above, last = parts
    node = _found(document, above)
    key = _key(node, last)
    if isinstance(node, dict):
        return _changed(document, above, {name: item for name, item in node.items() if name != key})
    return _changed(document, above, [*node[:key], *node[key + 1 :]])


def _equal(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is 1.0, and true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)
