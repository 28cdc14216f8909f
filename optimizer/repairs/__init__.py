"""Repairs: the cheapest single figures with which a guarantee that cannot be met can be."""

from optimizer.repairs.mending import mended

__all__ = ["mended"]
