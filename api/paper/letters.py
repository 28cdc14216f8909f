"""Letters: a plan and its scenario go in, one page of HTML for each firm that applied comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from api.paper.html import page
from api.reports.letter import addressees, letter
from api.reports.view import View
from optimizer.explanation import Explainer
from optimizer.plans import Plan
from optimizer.progress import Progress, silent
from optimizer.scenario import Scenario

LONGEST_NAME = 60
"""Characters of an id that become part of a file's name."""


def letters(plan: Plan, scenario: Scenario, progress: Progress = silent) -> Iterator[tuple[str, bytes]]:
    """The name and the content of each letter; `progress` is told how many of them are written."""
    view, explainer = View.of(plan, scenario), Explainer(plan, scenario, margins=False)

    def explain(application: str) -> list[str]:
        return explainer.explain(application, "application").sentences("applicant")

    firms = list(addressees(view))
    for number, to in enumerate(firms):
        progress("letters", number, len(firms))
        sections = letter(to, view, explain)
        yield file_name(to.firm), page("letter.html", firm=to.firm, sections=sections, scenario=scenario, plan=plan)


def file_name(firm: str) -> str:
    """A file for a firm, whatever its id: two ids never share one."""
    plain = re.sub(r"[^\w-]", "_", firm, flags=re.ASCII)
    if plain == firm and len(plain) <= LONGEST_NAME:
        return f"{plain}.html"
    return f"{plain[:LONGEST_NAME]}.{sha256(firm.encode()).hexdigest()[:12]}.html"
