"""Keys: shown once, kept as hashes, refused when they hold no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.store import ConflictError, MissingError, Role, Store, tables
from optimizer.errors import InputError
from tests.api.store.conftest import Hands


def test_who_has_the_secret_is_known_by_it(store: Store) -> None:
    made = store.keys.create(" Li Wei ", ["planner", "approver", "planner"], "admin")
    known = store.keys.authenticate(made.secret)
    assert known == made.key == store.keys.get(made.key.id)
    assert (known.owner, known.roles, known.actor) == ("Li Wei", (Role.PLANNER, Role.APPROVER), "admin")
    assert store.keys.any_valid()


def test_the_secret_is_nowhere_but_in_the_answer(store: Store) -> None:
    made = store.keys.create("Li Wei", ["admin"], "admin")
    random = made.secret.split("_", 2)[2]
    assert len(random) >= 43
    assert random not in repr(made)
    with store.database.reading() as connection:
        kept = repr(connection.execute(select(tables.keys)).all()) + repr(connection.execute(select(tables.log)).all())
    assert made.key.id in kept
    assert random not in kept


def test_no_two_keys_are_alike(store: Store) -> None:
    assert len({store.keys.create("Li", ["admin"], "admin").secret for _ in range(5)}) == 5


def test_what_is_no_key_is_nobody(store: Store) -> None:
    for secret in ("", "qp", "qp_", "qp__", "qp_00000000_x", "xx_00000000_x", "qp_\u043a_\u043a", "a_b_c"):
        assert store.keys.authenticate(secret) is None


def test_half_of_a_key_is_nobody(store: Store) -> None:
    secret = store.keys.create("Li", ["admin"], "admin").secret
    assert store.keys.authenticate(secret[:-1]) is None
    assert store.keys.authenticate(secret + "x") is None
    assert store.keys.authenticate(secret.swapcase()) is None


def test_a_key_ends_when_it_expires(store: Store, clock: Hands) -> None:
    made = store.keys.create("Li", ["admin"], "admin", expires=clock.time + timedelta(hours=1))
    clock.go(3599)
    assert store.keys.authenticate(made.secret) is not None
    clock.go(1)
    assert store.keys.authenticate(made.secret) is None
    assert not store.keys.any_valid()


def test_a_key_ends_when_it_is_revoked(store: Store) -> None:
    made = store.keys.create("Li", ["admin"], "admin")
    revoked = store.keys.revoke(made.key.id, "Wang")
    assert revoked.revoked is not None
    assert store.keys.authenticate(made.secret) is None
    assert not store.keys.any_valid()
    assert store.keys.list().items == (revoked,)
    assert [entry.action for entry in store.log.entries().items] == ["key.revoke", "key.create"]
    with pytest.raises(ConflictError, match="was revoked before"):
        store.keys.revoke(made.key.id, "Wang")
    with pytest.raises(MissingError):
        store.keys.revoke("0", "Wang")
    with pytest.raises(MissingError):
        store.keys.get("0")


def test_keys_are_listed_in_parts(store: Store) -> None:
    for owner in ("Li", "Wang", "Zhao"):
        store.keys.create(owner, ["auditor"], "admin")
    part = store.keys.list(limit=2)
    assert [key.owner for key in part.items] == ["Zhao", "Wang"]
    assert [key.owner for key in store.keys.list(cursor=part.next).items] == ["Li"]


def test_what_makes_no_sense_is_refused(store: Store) -> None:
    for owner, roles, firm, said in (
        (" ", ["admin"], None, "owner: is no name"),
        ("a\nb", ["admin"], None, "owner: is no name"),
        ("Li", [], None, "roles: there is none"),
        ("Li", ["plannr"], None, 'roles: "plannr" is not in the roles; did you mean "planner"?'),
        ("Li", ["applicant"], None, "firm: is missing"),
        ("Li", ["applicant", "planner"], "F01", "roles: an applicant has another role as well"),
        ("Li", ["planner"], "F01", "firm: is given to somebody who is no applicant"),
    ):
        with pytest.raises(InputError) as caught:
            store.keys.create(owner, roles, "admin", firm=firm)
        assert said in str(caught.value)
    assert store.keys.list().items == ()


def test_a_key_that_is_over_is_not_made(store: Store, clock: Hands) -> None:
    with pytest.raises(InputError, match="expires: is over already"):
        store.keys.create("Li", ["admin"], "admin", expires=clock.time)
