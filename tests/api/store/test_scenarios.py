"""Scenarios in a store: kept once, found again, derived by patches that are kept as well."""

from __future__ import annotations

import hashlib
import json

import pytest

from api.store import MissingError, Store
from api.store.paging import all_items
from inputs.documents import json_reading
from optimizer.errors import InputError
from tests.api.store import made
from tests.api.store.made import THREE


def test_a_scenario_is_kept_once_under_the_digest_of_its_bytes(store: Store) -> None:
    first = store.scenarios.add(THREE, "Li")
    second = store.scenarios.add(THREE, "Wang")
    assert (first.created, second.created, second.scenario.actor) == (True, False, "Li")
    kept = store.scenarios.canonical(THREE.digest)
    assert THREE.digest == "sha256:" + hashlib.sha256(kept).hexdigest()
    assert store.scenarios.get(THREE.digest) == THREE


def test_an_empty_patch_gives_the_scenario_itself(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    derived = store.scenarios.derive(THREE.digest, {}, "Li")
    assert (derived.created, derived.scenario.id, derived.scenario.derived) == (False, THREE.digest, None)


def test_a_child_knows_its_parent_and_its_patch(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    text = '{"policy":{"rules":{"quota":{"limit":90.500000000000000000001}}}}'
    patch = json_reading(text, "patch").document
    for created in (True, False):
        child = store.scenarios.derive(THREE.digest, patch, "Wang")
        assert child.created is created
        assert child.scenario.derived is not None
        assert (child.scenario.derived.parent, child.scenario.derived.patch) == (THREE.digest, text)
    assert [entry.action for entry in store.log.entries().items] == ["scenario.derive", "scenario.add"]


def test_a_list_of_operations_is_a_patch_too(store: Store) -> None:
    store.scenarios.add(THREE, "Li")
    patch = [{"op": "replace", "path": "/title", "value": "Other"}]
    child = store.scenarios.derive(THREE.digest, patch, "Li").scenario
    assert child.title == "Other"
    assert child.derived is not None
    assert json.loads(child.derived.patch) == patch
    assert store.scenarios.info(child.id).derived == child.derived


def test_notes_and_tags_stand_beside_a_scenario_and_change_nothing_in_it(store: Store) -> None:
    store.scenarios.add(THREE, "Li", tags=("draft", "2026"), note="first thoughts")
    again = store.scenarios.add(THREE, "Li", tags=("2026", "seen")).scenario
    assert (again.tags, again.note) == (("2026", "draft", "seen"), "first thoughts")
    store.scenarios.add(THREE, "Li", tags=("2026",), note="first thoughts")
    changed = store.scenarios.annotate(THREE.digest, "Wang", tags=("final",), note="")
    assert (changed.tags, changed.note, changed.id) == (("final",), "", THREE.digest)
    actions = [entry.action for entry in store.log.entries().items]
    assert actions == ["scenario.annotate", "scenario.annotate", "scenario.add"]


def test_scenarios_are_found_by_title_note_tag_and_id(store: Store) -> None:
    store.scenarios.add(made.scenario("Quota of 100 %"), "Li", tags=("a",))
    store.scenarios.add(made.scenario("Quota of 1000"), "Li", note="For the Minister")
    titles = [
        [item.title for item in store.scenarios.search(text).items] for text in ("QUOTA", "100 %", "minister", "none")
    ]
    assert titles == [["Quota of 1000", "Quota of 100 %"], ["Quota of 100 %"], ["Quota of 1000"], []]
    assert [item.title for item in store.scenarios.search(tag="a").items] == ["Quota of 100 %"]
    assert len(store.scenarios.search(made.scenario("Quota of 1000").digest[:20]).items) == 1


def test_a_list_comes_in_parts_that_leave_nothing_out(store: Store) -> None:
    added = [store.scenarios.add(made.scenario(str(number)), "Li").scenario.id for number in range(5)]
    part = store.scenarios.search(limit=2)
    assert [item.id for item in part.items] == added[:2:-1]
    store.scenarios.add(made.scenario("meanwhile"), "Li")
    assert [item.id for item in all_items(store.scenarios.search, limit=2)][1:] == added[::-1]
    assert store.scenarios.search(limit=6).next is None


def test_what_is_no_cursor_is_refused(store: Store) -> None:
    for cursor in ("", "x", "-1", "1.5", "\u00b2", "9" * 19):
        with pytest.raises(InputError, match="is no cursor"):
            store.scenarios.search(cursor=cursor)


def test_what_is_not_there_is_missing(store: Store) -> None:
    for ask in (store.scenarios.info, store.scenarios.canonical, store.scenarios.get):
        with pytest.raises(MissingError, match="there is no scenario"):
            ask("sha256:0")
    with pytest.raises(MissingError):
        store.scenarios.derive("sha256:0", {}, "Li")
    with pytest.raises(MissingError):
        store.scenarios.annotate("sha256:0", "Li", tags=(), note="")
