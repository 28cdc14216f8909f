"""What every rule of the policy is: frozen parameters that write rows and say them in words."""

from __future__ import annotations

from abc import ABC, abstractmethod

from pydantic import BaseModel, ConfigDict

from optimizer.selector import Where


class PolicyModel(BaseModel):
    """A part of the policy: frozen, strict, and without unknown fields."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True
    )


class Rule(PolicyModel, ABC):
    """A rule: one policy statement that limits awards."""

    where: Where = {}
    """The applications that the rule is about. Empty: all."""
    source: str | None = None
    """Where the rule comes from: a citation, or the word "illustrative"."""

    @abstractmethod
    def statement(self) -> str:
        """The rule in one sentence, whatever the applications are."""
