"""The policy in words: what an applicant must meet, what limits the awards, and in which order they are divided."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.reports.section import Section
from api.reports.view import View
from api.tables import Cells, Column, Table
from optimizer.scenario import ByScore, ByTotalScore, EachShare, Requirement, Round
from optimizer.selector import Where, in_words

REQUIREMENT_COLUMNS = (Column("requirement"), Column("asks"), Column("because"))
RULE_COLUMNS = (Column("rule"), Column("says"))
ROUND_COLUMNS = (Column("round"), Column("divides"))
DIVISIONS: Mapping[str, str] = MappingProxyType(
    {
        "proportional": "proportionally to claims",
        "equal_awards": "by equal awards",
        "equal_losses": "by equal losses",
        "talmud": "by the rule of the Talmud",
    }
)


def policy(view: View) -> Section:
    """Requirements, rules and rounds, one line each, in the order in which they apply."""
    text = view.scenario.policy
    requirements = tuple(
        (name, requirement_words(item), item.because) for name, item in sorted(text.eligibility.items())
    )
    rules = tuple(
        (name, f"{rule.statement()} Source: {rule.source}." if rule.source else rule.statement())
        for name, rule in sorted(text.rules.items())
    )
    rounds = tuple(_round_row(*item) for item in sorted(text.rounds.items(), key=lambda item: item[1].order))
    tables = (
        Table(REQUIREMENT_COLUMNS, requirements, caption="Requirements: who does not meet one is refused"),
        Table(RULE_COLUMNS, rules, caption="Rules: what limits the awards"),
        Table(ROUND_COLUMNS, rounds, caption="Rounds: one after the other, each takes up where the last one ended"),
    )
    seed = f'Ties are drawn by the SHA-256 of the seed "{text.tie_break_seed}" and the application\'s id.'
    return Section("The policy in words", (*(table for table in tables if table.rows), seed))


def requirement_words(requirement: Requirement) -> str:
    """What a requirement asks, and of whom."""
    return _sentence(f"{in_words(requirement.require)}{_where(requirement.where)}")


def divided(step: Round) -> str:
    """How a round divides, in a few words."""
    match step.divide:
        case ByScore(ranked=score):
            return f"one after the other, highest {score} first"
        case ByTotalScore(maximize=score):
            return f"for the largest total {score}"
        case rule:
            return DIVISIONS[rule]


def _round_row(name: str, step: Round) -> Cells:
    parts = [divided(step), f"compared by {step.claimant}"]
    if step.weight is not None:
        parts.append(f"per {step.weight}")
    if step.pool is not None:
        parts.append(f"at most {step.pool:,} units in all")
    match step.each:
        case EachShare(share=part):
            parts.append(f"each up to {part:.10%}".rstrip("%").rstrip("0").rstrip(".") + " % of its claim")
        case int(units):
            parts.append(f"each up to {units:,} units")
    if step.guarantee:
        parts.append("must be met in full")
    return name, _sentence(", ".join(parts) + _where(step.where))


def _where(where: Where) -> str:
    return f", where {in_words(where)}" if where else ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
