"""Writing: a division becomes a plan, figure by figure, in the words of the policy."""

from optimizer.writing.plan import write_plan

__all__ = ["write_plan"]
