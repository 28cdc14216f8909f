"""YAML faults: what the YAML parser stumbled over in, a problem in plain words with its line out."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from optimizer.errors import Problem


class _Fault(NamedTuple):
    """What was seen and what to do, in words for somebody who does not know how YAML is parsed."""

    seen: str
    advice: str
    at_start: bool = False
    """Whether to name the line where the thing begins; otherwise that where the parser gave up."""


COLUMNS = "begin all entries of one level in the same column"
QUOTED = "put the text in quotes"
FAULTS = {
    "found unexpected end of stream": _Fault("has a quotation mark that is never closed", "close it", at_start=True),
    "did not find expected ',' or ']'": _Fault("has a [ that is never closed", "write ] at its end", at_start=True),
    "did not find expected ',' or '}'": _Fault("has a { that is never closed", "write } at its end", at_start=True),
    "could not find expected ':'": _Fault("has an entry with no colon", "write it as name: value", at_start=True),
    "mapping values are not allowed in this context": _Fault(
        "has a colon where none can be", f'{COLUMNS}, and put a text with ": " inside in quotes'
    ),
    "found a tab character that violates indentation": _Fault("is indented with a tab", "indent with spaces"),
    "found undefined alias": _Fault("has a text that begins with *", QUOTED),
    "found character that cannot start any token": _Fault(
        "has a text that begins with a mark of YAML's own, or a tab", f"{QUOTED}, and indent with spaces"
    ),
    "did not find expected '-' indicator": _Fault("has an entry of another kind in a list", "begin each with a hyphen"),
    "did not find expected key": _Fault("has an entry in the wrong column", COLUMNS),
    "found unknown escape character": _Fault("has a backslash in double quotes", "use single quotes"),
    "but found another document": _Fault("has a second document", "leave out the line ---, and what follows it"),
}
"""By what the parser says."""


def not_yaml(error: yaml.YAMLError, name: str) -> Problem:
    """Why a text of that name is not YAML; in the parser's own words where we have none."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem((), f"is not YAML: {getattr(error, 'reason', 'it cannot be read')}", "mend it", name)
    fault = FAULTS.get(error.problem or "")
    if fault is None:
        words = ", ".join(part for part in (error.context, error.problem) if part)
        fault = _Fault(f"cannot be read: {words}", "mend it there")
    mark = error.context_mark if fault.at_start and error.context_mark is not None else error.problem_mark
    return Problem((), f"is not YAML: it {fault.seen}", fault.advice, f"{name} line {mark.line + 1}")
