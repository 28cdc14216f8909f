"""Health: whether the service lives, whether it can work, and what it is."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

router = APIRouter(tags=["operations"])


class Life(BaseModel):
    """That the process answers."""

    status: Literal["alive"] = "alive"


class Version(BaseModel):
    """What is running."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    version: str
    """Version of the program."""
    api: Literal["v1"] = "v1"
    """Version of this interface."""
    format: Literal[1] = 1
    """Version of the format of scenarios and plans."""


@router.get("/livez", operation_id="livez", summary="Whether the process answers")
async def livez() -> Life:
    """Says nothing about the store or the workers."""
    return Life()


@router.get("/version", operation_id="get_version", summary="What is running")
async def get_version() -> Version:
    """Versions of the program, this interface and the formats."""
    return Version(version=version("quotaplan"))
