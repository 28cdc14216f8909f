"""YAML values: what an unquoted word of a YAML document means here.

Figures are exact decimals, as in JSON; days and everything else are texts. Names of a map are texts as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import MAX_EMAX, Decimal, InvalidOperation
from typing import Any

import yaml

from inputs.growth import values_in
from optimizer.errors import InputError, Problem

MOST_GROWTH = 10
"""Times its characters that a document may have values once its references are followed; without, it has fewer."""
SMALL = 10_000
"""Values that any document may have."""
DEEPEST = 200
"""Levels that a document may have."""
FARTHEST = Decimal(f"1e{MAX_EMAX}")
"""Stands for a figure whose exponent is beyond what can be read; it is refused as one with too many digits."""
TAG = "tag:yaml.org,2002:"
UNCLEAR = "!unclear"


class YamlLoader(yaml.CSafeLoader):
    """Reads one document, and notes what cannot be read in one way only."""

    yaml_implicit_resolvers = {}

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._text = text
        self.found: list[tuple[int, str, str]] = []
        """Line, what was seen, what to do."""

    def document(self) -> Any:
        """The value of the whole text.

        Raises:
            RecursionError: if it has too many levels; the parser would crash over them.
        """
        if _levels(self._text) > DEEPEST:
            raise RecursionError
        node = self.get_single_node()
        if node is None:
            return None
        self._check_names(node, set())
        return self.construct_document(node)

    def _check_names(self, node: yaml.Node, checked: set[int]) -> None:
        """Note each name of a map that is no text, or stands twice."""
        if id(node) in checked or not isinstance(node, yaml.CollectionNode):
            return
        checked.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._check_names(item, checked)
            return
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.found.append((line, "a list or a map stands as a name", "write a text there"))
            elif key.value in first:
                self.found.append((line, f'"{key.value}" stands in line {first[key.value]} already', "write it once"))
            else:
                first[key.value] = line
            self._check_names(value, checked)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - as the loader it extends
        """A map whose names are texts as they stand."""
        self.flatten_mapping(node)
        return {
            key.value: self.construct_object(value, deep=deep)
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode)
        }

    def figure(self, node: yaml.ScalarNode) -> int | Decimal | float:
        """A figure as it stands; one that is not finite stays for the scenario to refuse."""
        text = node.value.lower()
        if text.endswith((".inf", ".nan")):
            return float(text.replace(".", ""))
        if text.lstrip("+-").isdecimal() and len(text) < 100:  # noqa: PLR2004 - far more digits than any figure has
            return int(text)
        try:
            return Decimal(text)
        except InvalidOperation:
            return FARTHEST

    def unclear(self, node: yaml.ScalarNode) -> str:
        """A word that some read as a truth and others as a text."""
        line = node.start_mark.line + 1
        advice = f'write true or false, or "{node.value}" in quotes'
        self.found.append((line, f"{node.value} may be a truth or a text", advice))
        return str(node.value)


def _resolve(tag: str, pattern: str, first: str) -> None:
    YamlLoader.add_implicit_resolver(tag, re.compile(f"^(?:{pattern})$", re.ASCII), list(first))


_resolve(f"{TAG}null", "~|null|Null|NULL|", "~nN")
YamlLoader.add_implicit_resolver(f"{TAG}null", re.compile("^$"), [""])
_resolve(f"{TAG}bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_resolve(UNCLEAR, "yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF", "yYnNoO")
_resolve(f"{TAG}int", "[-+]?(?:0|[1-9][0-9]*)", "-+0123456789")
_resolve(
    f"{TAG}float",
    r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    "-+.0123456789",
)
_resolve(f"{TAG}merge", "<<", "<")
YamlLoader.add_constructor(f"{TAG}int", YamlLoader.figure)
YamlLoader.add_constructor(f"{TAG}float", YamlLoader.figure)
YamlLoader.add_constructor(UNCLEAR, YamlLoader.unclear)


def _levels(text: str) -> int:
    """About as many levels as a text has, or more: by its brackets, and by the blanks and marks that begin a line."""
    level = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        level = level + 1 if bracket in "[{" else max(0, level - 1)
        deepest = max(deepest, level)
    starts = re.findall(r"^(?: |[-?](?=\s))+", text, re.MULTILINE)
    return deepest + max(map(len, starts), default=0) // 2


def yaml_value(text: str, place: str) -> Any:
    """What a single value means, such as one in a cell or on the command line.

    Raises:
        InputError: if it is not YAML, or may mean two things.
    """
    loader = YamlLoader(text)
    try:
        value = loader.document()
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError([Problem((), f'"{text}" is not a value', "put a text in quotes", place)]) from error
    finally:
        loader.dispose()
    if loader.found:
        raise InputError(Problem((), seen, advice, place) for _, seen, advice in loader.found)
    if is_endless(value, text):
        raise InputError([Problem((), "grows without measure by its references", "write it without & and *", place)])
    return value


def is_endless(value: object, text: str) -> bool:
    """Whether a value contains itself, or has far more values than its text once its references are followed."""
    most = SMALL + MOST_GROWTH * len(text)
    return values_in(value, most) > most
