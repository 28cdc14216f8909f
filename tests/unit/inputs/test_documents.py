"""JSON and YAML text into one exact form; what may mean two things is refused with its line."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs import read_scenario
from inputs.documents import json_reading, yaml_reading
from inputs.yaml_values import yaml_value
from optimizer.errors import InputError
from tests.unit.inputs.refusals import sentences


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1000", 1000),
        ("-5", -5),
        ("1.50", Decimal("1.5")),
        ("2.0", 2),
        ("1e3", 1000),
        (".5", Decimal("0.5")),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("none", "none"),
        ("2026-08-03", "2026-08-03"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ('"8"', "8"),
        ("2026Q1", "2026Q1"),
        ("[1, 2.50, x]", [1, Decimal("2.5"), "x"]),
        ("{2026: 1, true: 2, 1.50: 3, 2026-01-01: 4}", {"2026": 1, "true": 2, "1.50": 3, "2026-01-01": 4}),
    ],
)
def test_yaml_values(text: str, value: Any) -> None:
    read = yaml_reading(text, "s.yaml")
    assert (read.document, read.problems) == (value, ())
    assert type(read.document) is type(value)


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off"])
def test_word_that_may_be_a_truth_or_a_text_is_refused(word: str) -> None:
    (problem,) = yaml_reading(f"a:\n  b: {word}\n", "s.yaml").problems
    told = f's.yaml line 2: {word} may be a truth or a text; write true or false, or "{word}" in quotes'
    assert str(problem) == told
    assert yaml_reading(f'a: {{{word}: "{word}"}}', "s.yaml").document == {"a": {word: word}}


def test_merge_keys_and_anchors_mean_what_they_say() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: &c {<<: *a, x: 4}\nd: {<<: *c}\n"
    read = yaml_reading(text, "s.yaml")
    assert read.problems == ()
    assert read.document == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": {"x": 4, "y": 2}, "d": {"x": 4, "y": 2}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", 's.yaml line 3: "a" stands in line 1 already; write it once'),
        ("x:\n  - {a: 1, a: 2}\n", 's.yaml line 2: "a" stands in line 2 already; write it once'),
        ("? [1, 2]\n: 3\n", "s.yaml line 1: a list or a map stands as a name; write a text there"),
    ],
)
def test_yaml_names_stand_once(text: str, sentence: str) -> None:
    assert [str(problem) for problem in yaml_reading(text, "s.yaml").problems] == [sentence]


BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{above}'] * 10)}]\n" for above, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ENDLESS = "s.yaml: grows without measure by its references; write it without & and *"
NOT_YAML = "s.yaml line {}: is not YAML: it"
SAME_COLUMN = "begin all entries of one level in the same column"
OF_PYTHON = "tag:yaml.org,2002:python/name:os.system"
LEVELS = "has too many levels"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1\n", f"{NOT_YAML.format(1)} has a [ that is never closed; write ] at its end"),
        ("a: {b: 1\nc: 2\n", f"{NOT_YAML.format(1)} has a {{ that is never closed; write }} at its end"),
        ("a: 1\nb: 'x\n\n", f"{NOT_YAML.format(2)} has a quotation mark that is never closed; close it"),
        ("a: 1\nb\nc: 2\n", f"{NOT_YAML.format(2)} has an entry with no colon; write it as name: value"),
        (
            "a: 1\n b: 2\n",
            f"{NOT_YAML.format(2)} has a colon where none can be; {SAME_COLUMN}, and",
        ),
        ("a: 1\n\tb: 2\n", f"{NOT_YAML.format(2)} is indented with a tab; indent with spaces"),
        ("a: *x\n", f"{NOT_YAML.format(1)} has a text that begins with *; put the text in quotes"),
        ("a: @x\n", f"{NOT_YAML.format(1)} has a text that begins with a mark of YAML's own, or a tab; put the text"),
        ("- a\nb: c\n", f"{NOT_YAML.format(2)} has an entry of another kind in a list; begin each with a hyphen"),
        ("? \n: :\n a: }", f"{NOT_YAML.format(2)} has an entry in the wrong column; {SAME_COLUMN}"),
        ('a: "\\q"\n', f"{NOT_YAML.format(1)} has a backslash in double quotes; use single quotes"),
        ("a: 1\n---\nb: 2\n", f"{NOT_YAML.format(2)} has a second document; leave out the line ---"),
        (
            "a: !!python/name:os.system\n",
            f"{NOT_YAML.format(1)} cannot be read: could not determine a constructor for the tag '{OF_PYTHON}'",
        ),
        ("a: \x07\n", "s.yaml: is not YAML: control characters are not allowed; mend it"),
        ("&a [*a]", ENDLESS),
        (BOMB, ENDLESS),
        ("[" * 100_000, f"s.yaml: {LEVELS}; write maps and lists inside each other less often"),
        ("- " * 100_000, f"s.yaml: {LEVELS}; write maps and lists inside each other less often"),
    ],
)
def test_what_is_no_yaml(text: str, sentence: str) -> None:
    [told] = sentences(yaml_reading, text, "s.yaml")
    assert told.startswith(sentence)


def test_json_figures_are_exact() -> None:
    read = json_reading('{"a": 0.10, "b": 2.0, "c": 1e3, "d": 1, "e": "\\u4e2d"}', "s.json")
    assert read.document == {"a": Decimal("0.1"), "b": 2, "c": 1000, "d": 1, "e": "中"}
    assert read.problems == ()


def test_json_problems_have_their_places(tmp_path: Path) -> None:
    text = '{"format": 1, "format": 1, "policy": {"a": NaN, "b": 1e400, "c": Infinity, "d": "\\ud800"}}'
    (tmp_path / "s.json").write_text(text)
    found = sentences(read_scenario, tmp_path / "s.json")
    assert found[:5] == [
        's.json, format: "format" stands twice; write each name once',
        "s.json, policy.d: is half a character; write it whole",
        "s.json, policy.a: NaN is not a number; write a figure",
        "s.json, policy.b: 1E+400 has too many digits; write a figure of at most 40 digits",
        "s.json, policy.c: infinity is not a number; write a figure",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1,\n}', "s.json line 2: is not JSON: expecting property name enclosed in double quotes; mend it there"),
        ("[" * 100_000, f"s.json: {LEVELS}, or figures too long; shorten it"),
        ("9" * 5000, f"s.json: {LEVELS}, or figures too long; shorten it"),
    ],
)
def test_what_is_no_json(text: str, sentence: str) -> None:
    assert sentences(json_reading, text, "s.json") == [sentence]


def test_place_of_what_is_missing_is_that_of_what_should_have_it() -> None:
    read = yaml_reading("a:\n  b:\n    - x\n    - {c: 1}\n", "s.yaml")
    assert read.place(("a", "b", 1, "d")) == "s.yaml line 4, a.b.1.d"
    assert read.place(("z",)) == "s.yaml, z"
    assert read.place(()) == "s.yaml"


def test_single_value_that_is_none() -> None:
    assert sentences(yaml_value, "[1", "x") == ['x: "[1" is not a value; put a text in quotes']
    assert sentences(yaml_value, "yes", "x") == [
        'x: yes may be a truth or a text; write true or false, or "yes" in quotes'
    ]
    assert sentences(yaml_value, "&a [*a]", "x") == [
        "x: grows without measure by its references; write it without & and *"
    ]


@given(st.text() | st.text(alphabet="{}[]:,- \n\"'&*!?|>#%@`ax0.~<"))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (yaml_reading, json_reading):
        try:
            found = read(text, "s")
        except InputError as error:
            told = error.problems
        else:
            told = found.problems
            assert isinstance(found.document, str | int | Decimal | float | list | dict | None)
        assert [problem for problem in told if not problem.seen or "\n" in str(problem)] == []


@pytest.mark.parametrize("read", [json_reading, yaml_reading])
def test_figures_beyond_every_scale_are_refused_and_many_names_are_soon_looked_through(read: Any) -> None:
    text = '{"a": 1.5e-99999999999999999999}'
    try:
        told = [str(problem) for problem in read(text, "s").problems]
    except InputError as error:
        told = [str(problem) for problem in error.problems]
    assert len(told) == 1
    assert "figures too long" in told[0] or "has too many digits" in told[0]
    names = ", ".join(f'"n{number}": 1' for number in range(100_000))
    (twice,) = read(f'{{{names}, "n7": 2}}', "s").problems
    assert "n7" in str(twice)
