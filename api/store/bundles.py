"""Bundles: a scenario and its plan into one zip with everything that somebody else needs to check it by themselves."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from api.formats import PLAN_FILE, SCENARIO_FILE

VERIFIER_FILE = "quotaplan_verify.py"
README_FILE = "README.txt"
README = f"""A plan, and everything needed to check it.

{SCENARIO_FILE}        the facts and the policy that the plan was made from
{PLAN_FILE}            the plan, with its certificate: the prices that show why nobody can get more
{VERIFIER_FILE}  a program that checks the plan with arithmetic alone

To check it, with Python 3.9 or later and nothing else installed:

    python {VERIFIER_FILE} {PLAN_FILE} {SCENARIO_FILE}

It ends with 0 if everything holds, and with 4 if something does not, which it names.
"""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every file in a bundle bears, so that the same plan gives the same bytes."""


def bundle(scenario: bytes, plan: bytes) -> bytes:
    """A zip from a scenario.json and a plan.json; the same documents give the same bytes."""
    documents = {
        README_FILE: README.encode(),
        SCENARIO_FILE: scenario,
        PLAN_FILE: plan,
        VERIFIER_FILE: (files("verifier") / VERIFIER_FILE).read_bytes(),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in documents.items():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return file.getvalue()
