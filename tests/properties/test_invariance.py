"""What must not matter does not: the order of maps, the names of things, the size of a unit, a solver's way."""

import json
from collections.abc import Callable
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.properties.divided import entitlements, planned
from tests.strategies import PLAIN, Document, Shape, documents, random_document

randoms = st.randoms(use_true_random=False)
ONE_BY_ONE = Shape(lots=False)


def mapped(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A document with every map in it changed, innermost first."""
    if isinstance(value, dict):
        return change({key: mapped(item, change) for key, item in value.items()})
    if isinstance(value, list):
        return [mapped(item, change) for item in value]
    return value


def shuffled(document: Document, random: Random) -> Document:
    def shuffle(item: dict[str, Any]) -> dict[str, Any]:
        return dict(random.sample(list(item.items()), len(item)))

    found: Document = mapped(document, shuffle)
    return found


def relabelled(document: Document, names: dict[str, str]) -> Document:
    """A document in which firms, groups, applications, products, rules and rounds go by other names."""

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    found: Document = mapped(
        document, lambda item: {names.get(key, key): renamed(value) for key, value in item.items()}
    )
    return found


def other_names(document: Document, random: Random) -> dict[str, str]:
    """New names in another alphabetical order."""
    policy = document["policy"]
    old = [name for part in ("firms", "applications", "products", "domestic") for name in document[part]]
    old += ["G1", "G2", *policy["rules"], *policy["rounds"]]
    order = random.sample(range(len(old)), len(old))
    return {name: f"{place:03d}-{name}" for name, place in zip(old, order, strict=True)}


def scaled(document: Document, factor: int) -> Document:
    """A document in which every number of units is `factor` times as large."""
    quantities = {"units", "minimum_units", "licensed", "pool", "each", "limit", "supply", "domestic_purchases"}

    def times(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: times(item) for key, item in value.items()}
        return value * factor if isinstance(value, int) else value

    def scale(item: dict[str, Any]) -> dict[str, Any]:
        return {key: times(value) if key in quantities else value for key, value in item.items()}

    found: Document = mapped(document, scale)
    return found


@given(documents(), randoms)
def test_order_of_maps_does_not_change_a_byte(document: Document, random: Random) -> None:
    once, again = planned(document), planned(shuffled(document, random))
    assert again.model_dump_json() == once.model_dump_json()


@given(documents(PLAIN), randoms)
def test_names_do_not_change_entitlements(document: Document, random: Random) -> None:
    names = other_names(document, random)
    before, after = entitlements(document), entitlements(relabelled(document, names))
    assert after == {names[name]: share for name, share in before.items()}


@example(random_document(48), Random(48))
@example(random_document(365), Random(365))
@example(random_document(1958), Random(1958))
@example(random_document(2731), Random(2731))
@given(documents(), randoms)
def test_names_do_not_change_awards_or_periods(document: Document, random: Random) -> None:
    """Whole purchases are hard to fit in these examples. No two applications tie on a day: draws follow names."""
    for day, item in enumerate(document["applications"].values(), start=1):
        item["submitted"] = f"2026-01-{day:02d}"
    names = other_names(document, random)
    before, after = planned(document), planned(relabelled(document, names))
    assert after.outcome == before.outcome
    assert {name: award.periods for name, award in after.awards.items()} == {
        names[name]: award.periods for name, award in before.awards.items()
    }


@example(random_document(48))
@example(random_document(230))
@example(random_document(365))
@given(documents())
def test_the_way_a_solver_goes_does_not_change_awards_periods_or_purchases(document: Document) -> None:
    """Primal instead of dual simplex, with other draws inside: it ends elsewhere wherever several answers are best."""
    before = planned(document)
    with patch.dict("optimizer.programme.solvers.OPTIONS", random_seed=7, simplex_strategy=4):
        after = planned(document)
    assert after.co_purchases == before.co_purchases
    assert {name: award.periods for name, award in after.awards.items()} == {
        name: award.periods for name, award in before.awards.items()
    }


@given(documents(ONE_BY_ONE), st.integers(2, 1000))
def test_smaller_units_are_only_more_of_them(document: Document, factor: int) -> None:
    for item in document["policy"]["rounds"].values():
        if isinstance(item.get("each"), dict):
            del item["each"]
    before, after = entitlements(document), entitlements(scaled(document, factor))
    assert after == {name: share * factor for name, share in before.items()}


@settings(max_examples=10)
@given(documents())
def test_a_plan_survives_its_own_json(document: Document) -> None:
    found = planned(document)
    assert type(found).model_validate(json.loads(found.model_dump_json())) == found
