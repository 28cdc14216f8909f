"""Alike: many things told apart by a key, so that what depends on the key alone is worked out once for each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import compress
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)


class Alike(NamedTuple, Generic[Key]):
    """Things in order, each by the place of its key among the distinct keys."""

    of: Sequence[int]
    """Place of each thing's key."""
    distinct: Sequence[Key]
    """The keys."""

    @property
    def each(self) -> list[Key]:
        """The key of each thing."""
        return [self.distinct[at] for at in self.of]

    def by(self, made: Callable[[Key], Other]) -> Alike[Other]:
        """The same things, told apart by what is made of their keys."""
        return self.then(alike(map(made, self.distinct)))

    def then(self, keys: Alike[Other]) -> Alike[Other]:
        """The same things, told apart by keys of their keys."""
        return Alike([keys.of[at] for at in self.of], keys.distinct)

    def those(self, chosen: Iterable[bool]) -> Alike[Key]:
        """Some of the things; keys that none of them has stay among the distinct ones."""
        return Alike(list(compress(self.of, chosen)), self.distinct)


def alike(keys: Iterable[Key]) -> Alike[Key]:
    """Things by their keys, which are listed by first appearance."""
    known: dict[Key, int] = {}
    of = [known.setdefault(key, len(known)) for key in keys]
    return Alike(of, list(known))
