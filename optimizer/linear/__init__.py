"""Linear programmes in exact rationals: what a solver ends with, solved again without rounding and mended."""

from optimizer.linear.settling import Settled, settle
from optimizer.linear.system import Basis, System, Terms

__all__ = ["Basis", "Settled", "System", "Terms", "settle"]
