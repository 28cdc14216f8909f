"""The linear programmes, declared in PuLP. The only room that knows PuLP and HiGHS."""

from optimizer.programme.delivery import Answer, Delivery
from optimizer.programme.full import FullProgramme, Named, full_programme
from optimizer.programme.layout import SHORTAGE
from optimizer.programme.purchase import Order, Purchase, even_purchases
from optimizer.programme.schedule import whole_schedule
from optimizer.programme.solvers import HIGHS, Solver

__all__ = [
    "HIGHS",
    "SHORTAGE",
    "Answer",
    "Delivery",
    "FullProgramme",
    "Named",
    "Order",
    "Purchase",
    "Solver",
    "even_purchases",
    "full_programme",
    "whole_schedule",
]
