"""Mutations of what is awarded, and of what each award says about itself."""

from __future__ import annotations

from fractions import Fraction

from tests.certificate.mutations.parts import Document, first, granted


def _lot(plan: Document) -> int:
    return 8 if all(award["units"] % 8 == 0 for award in plan["awards"].values()) else 1


def award_less(plan: Document) -> bool:
    """One lot less for somebody, with its delivery and the totals."""
    return _by_a_lot(plan, -1)


def award_more(plan: Document) -> bool:
    """One lot more for somebody, with its delivery and the totals."""
    return _by_a_lot(plan, 1)


def _by_a_lot(plan: Document, sign: int) -> bool:
    award = first(award for award in granted(plan) if award["limited_by"] and len(award["periods"]) == 1)
    if not award:
        return False
    lots = sign * _lot(plan)
    (period,) = award["periods"]
    award["periods"][period] += lots
    award["units"] += lots
    for sums, key in (("by_round", award["round"]), ("by_period", period)):
        plan["totals"][sums][key] += lots
    plan["totals"]["awarded"] += lots
    return True


def award_alone(plan: Document) -> bool:
    """One unit more, and nothing else changed."""
    for award in granted(plan)[:1]:
        award["units"] += 1
    return bool(granted(plan))


def awards_swapped(plan: Document) -> bool:
    """Two applications get each other's award."""
    names = sorted(name for name, award in plan["awards"].items() if award["units"])
    pair = first(
        {"a": a, "b": b} for a in names for b in names if plan["awards"][a]["claim"] != plan["awards"][b]["claim"]
    )
    if pair:
        awards = plan["awards"]
        awards[pair["a"]], awards[pair["b"]] = awards[pair["b"]], awards[pair["a"]]
    return bool(pair)


def firms_swapped(plan: Document) -> bool:
    """Two applications change firms."""
    awards = plan["awards"]
    pair = first({"a": a, "b": b} for a in awards for b in awards if awards[a]["firm"] != awards[b]["firm"])
    if pair:
        a, b = awards[pair["a"]], awards[pair["b"]]
        a["firm"], b["firm"] = b["firm"], a["firm"]
    return bool(pair)


def award_missing(plan: Document) -> bool:
    """An application is left out."""
    if plan["awards"]:
        plan["awards"].pop(min(plan["awards"]))
        return True
    return False


def group_renamed(plan: Document) -> bool:
    """An application belongs to another group."""
    for award in list(plan["awards"].values())[:1]:
        award["group"] += "x"
    return bool(plan["awards"])


def claim_raised(plan: Document) -> bool:
    """An application claims more."""
    for award in list(plan["awards"].values())[:1]:
        award["claim"] += 8
    return bool(plan["awards"])


def entitlement_raised(plan: Document) -> bool:
    """An entitlement is a thousandth of a unit larger."""
    for award in granted(plan)[:1]:
        award["entitlement"] = str(Fraction(award["entitlement"]) + Fraction(1, 1000))
    return bool(granted(plan))


def given_more(plan: Document) -> bool:
    """A round gave a thousandth of a unit more."""
    for award in granted(plan)[:1]:
        name = max(award["given"])
        award["given"][name] = str(Fraction(award["given"][name]) + Fraction(1, 1000))
    return bool(granted(plan))


def given_elsewhere(plan: Document) -> bool:
    """Another round gave it."""
    for award in granted(plan)[:1]:
        award["given"]["another"] = award["given"].pop(max(award["given"]))
    return bool(granted(plan))


def given_left_out(plan: Document) -> bool:
    """An award does not say what each round gave it."""
    for award in granted(plan)[:1]:
        award["given"] = {}
    return bool(granted(plan))


def round_renamed(plan: Document) -> bool:
    """An award comes from another round."""
    for award in granted(plan)[:1]:
        award["round"] = "another"
    return bool(granted(plan))


def level_of_award(plan: Document) -> bool:
    """An award came to another level."""
    award = first(award for award in plan["awards"].values() if award["level"] not in {None, "1"})
    found = bool(award)
    award["level"] = "0.999"
    return found


def level_left_out(plan: Document) -> bool:
    """An award has no level."""
    award = first(award for award in plan["awards"].values() if award["level"] is not None)
    found = bool(award)
    award["level"] = None
    return found


def reason_left_out(plan: Document) -> bool:
    """An award does not say what limited it."""
    award = first(award for award in plan["awards"].values() if award["limited_by"])
    found = bool(award)
    award["limited_by"] = []
    return found


def reason_invented(plan: Document) -> bool:
    """An award that was not limited says that it was."""
    award = first(award for award in plan["awards"].values() if award["level"] == "1")
    found = bool(award)
    award["limited_by"] = [{"row": "quota", "share": "1"}]
    return found


def reason_twice(plan: Document) -> bool:
    """A reason is listed twice."""
    award = first(award for award in plan["awards"].values() if award["limited_by"])
    found = bool(award)
    award["limited_by"] = award.get("limited_by", []) * 2
    return found


def reason_weighed(plan: Document) -> bool:
    """A row has another part in a stop."""
    award = first(award for award in plan["awards"].values() if award["limited_by"])
    for item in award.get("limited_by", [])[:1]:
        item["share"] = "0.9"
    return bool(award)


def delivery_moved(plan: Document) -> bool:
    """A delivery moves to a period that is none."""
    for award in granted(plan)[:1]:
        award["periods"] = {"P9": award["units"]}
    return bool(granted(plan))


def delivery_earlier(plan: Document) -> bool:
    """Everything is delivered in the first period."""
    changed = False
    for award in granted(plan):
        changed |= set(award["periods"]) != {"P1"}
        award["periods"] = {"P1": award["units"]}
    plan["totals"]["by_period"] = dict.fromkeys(plan["totals"]["by_period"], 0) | {"P1": plan["totals"]["awarded"]}
    return changed


def delivery_of_nothing(plan: Document) -> bool:
    """A delivery of no units."""
    for award in granted(plan)[:1]:
        award["periods"]["P2"] = award["periods"].get("P2", 0)
        award["periods"] = dict.fromkeys(award["periods"], 0)
    return bool(granted(plan))
