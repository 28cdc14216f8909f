"""Words: what changes at a point of a curve in, one sentence out."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.curve.shape import Break

VERBS = ("stop", "begin", "drop", "reach", "take", "cease", "get")


def sentence(item: Break, name: str) -> str:
    """What changes at a point, as the figure grows."""
    told = (
        (item.ends, "no longer {stop} {name}"),
        (item.begins, "{begin} to stop {name}"),
        (item.leaves, "{drop} out below the minimum"),
        (item.returns, "{reach} the minimum and {take} part again"),
        (item.elsewhere, "{begin} or {cease} to stop others"),
        (item.satisfied, "{reach} the whole claim"),
        (item.cut, "no longer {get} the whole claim"),
        (item.started, "{begin} to get something"),
        (item.emptied, "no longer {get} anything"),
    )
    whom = "anybody" if name == "total" else name
    parts = [f"{_several(names)} {words.format(name=whom, **_verbs(len(names)))}" for names, words in told if names]
    where = f"At {item.at}" if item.since is None else f"Between {item.since} and {item.at}"
    return f"{where}, {'; '.join(parts) or 'the division rule itself has a bend'}."


def _several(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _verbs(count: int) -> dict[str, str]:
    """Verbs for one subject or for several."""
    return {word: word if count > 1 else word + ("es" if word.endswith("ch") else "s") for word in VERBS}
