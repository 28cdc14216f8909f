"""The registry of division rules. A new one is one file here and one line below.

`ranked` and `maximize` are not here: they order or choose among fillings, and fill proportionally (see `filling`).
"""

from __future__ import annotations

from types import MappingProxyType

from optimizer.divisions.equal_awards import equal_awards
from optimizer.divisions.equal_losses import equal_losses
from optimizer.divisions.proportional import proportional
from optimizer.divisions.talmud import talmud

DIVISIONS = MappingProxyType(
    {
        "proportional": proportional,
        "equal_awards": equal_awards,
        "equal_losses": equal_losses,
        "talmud": talmud,
    }
)

__all__ = ["DIVISIONS"]
