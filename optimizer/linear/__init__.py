"""Linear programmes in exact rationals: what a solver ends with, solved again without rounding and mended."""

from optimizer.linear.factors import Factors
from optimizer.linear.settling import Settled, settle, still
from optimizer.linear.system import Basis, System, Terms

__all__ = ["Basis", "Factors", "Settled", "System", "Terms", "settle", "still"]
