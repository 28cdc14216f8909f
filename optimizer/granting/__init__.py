"""Granting: entitlements become whole lots, with their periods and their co-purchases."""

from optimizer.granting.grants import Grants, grant

__all__ = ["Grants", "grant"]
