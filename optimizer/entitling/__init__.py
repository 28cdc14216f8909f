"""Entitling: rounds are filled exactly, against inequalities with prices; entitlements and their proofs come out."""

from optimizer.entitling.entitlements import Dropped, Entitled, Evidence, entitle

__all__ = ["Dropped", "Entitled", "Evidence", "entitle"]
