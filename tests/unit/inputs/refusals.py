"""What a refused input is told, and a small document to make refused ones from."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from optimizer.errors import InputError

SMALL: dict[str, Any] = {
    "format": 1,
    "periods": ["2026Q1", "2026Q2"],
    "products": {"H200": {"lot": 8, "tpp": 15832}},
    "domestic": {"Ascend-910C": {"tpp": 12032, "supply": {"2026Q1": 4000}}},
    "firms": {"F41": {"group": "G1", "licensed": 500}, "F42": {"licensed": 300}},
    "applications": {
        "A1": {"firm": "F41", "product": "H200", "units": 800, "power_kw": 7, "site": "mainland"},
        "A2": {"firm": "F42", "product": "H200", "units": 400, "power_kw": 5, "site": "overseas"},
    },
    "policy": {"rules": {"quota": {"kind": "cap", "limit": 600}}},
}


def changed(**changes: Any) -> dict[str, Any]:
    """The small document with other values, each at a path whose parts have __ between them; `...` removes."""
    document = deepcopy(SMALL)
    for path, value in changes.items():
        *above, last = path.split("__")
        node = document
        for part in above:
            node = node.setdefault(part, {})
        if value is ...:
            del node[last]
        else:
            node[last] = value
    return document


def sentences(read: Callable[..., Any], *arguments: Any) -> list[str]:
    """What is wrong with an input, each problem as a sentence."""
    with pytest.raises(InputError) as refused:
        read(*arguments)
    return [str(problem) for problem in refused.value.problems]


RULED = changed(
    policy__rules__carried={"kind": "cap", "limit": {"2026Q1": 100, "2026Q2": 200}},
    policy__rules__shared={"kind": "cap", "per": "group", "share": {"of": "quota", "ratio": 0.5}},
    policy__rules__listed={"kind": "cap", "where": {"firm.licensed": {"at_least": 400}}, "limit": 10},
    applications__A1__accepts=["Ascend-910C"],
    **{"firms__F.43": {}},
)
"""The small document with a rule of each form."""
