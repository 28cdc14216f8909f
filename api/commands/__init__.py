"""The commands. A new one is one file here and one line below; help lists them in this order."""

from __future__ import annotations

from api.commands.compare import compare
from api.commands.curve import curve
from api.commands.explain import explain
from api.commands.export import export
from api.commands.incentives import incentives
from api.commands.init import init
from api.commands.plan import plan
from api.commands.rules import rules
from api.commands.samples import samples
from api.commands.schema import schema
from api.commands.serve import serve
from api.commands.sweep import sweep
from api.commands.validate import validate
from api.commands.verify import verify
from api.commands.what_if import what_if

COMMANDS = (
    plan,
    validate,
    verify,
    explain,
    what_if,
    compare,
    rules,
    incentives,
    sweep,
    curve,
    export,
    samples,
    init,
    schema,
    serve,
)
GROUPS = {"store": "api.commands.store", "keys": "api.commands.keys", "log": "api.commands.log"}
"""Groups of commands about one noun, and the modules that hold their verbs."""

__all__ = ["COMMANDS", "GROUPS"]
